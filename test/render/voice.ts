import { readFileSync } from 'node:fs'
import type { FormattedText, Item, Language, Message, PeriodView, ReceiptGroup } from '../../src/domain/message.ts'
import { renderMessage } from '../../src/render/render.ts'
import { createTranslator } from '../../src/render/translator.ts'

export const sources: Record<Language, string> = { vi: read('vi'), en: read('en') }
export const t = createTranslator(sources)

export function formatted(message: Message, language: Language = 'vi'): FormattedText {
  return renderMessage(t, language, message)
}

export function rendered(message: Message, language: Language = 'vi'): string {
  return formatted(message, language).text
}

export function boldRuns({ text, spans }: FormattedText): string[] {
  return spans.map(({ start, length }) => text.slice(start, start + length))
}

export const november: PeriodView = {
  cadence: 'month',
  key: '2024-11',
  title: null,
  startsOn: '2024-11-01',
  endsOn: '2024-11-30',
}
export const week48: PeriodView = {
  cadence: 'week',
  key: '2024-W48',
  title: null,
  startsOn: '2024-11-25',
  endsOn: '2024-12-01',
}
export const year2024: PeriodView = {
  cadence: 'year',
  key: '2024',
  title: null,
  startsOn: '2024-01-01',
  endsOn: '2024-12-31',
}

/** Articles on the provincial portal: two a month. */
export function portalItem(over: Partial<Item> = {}): Item {
  return {
    agency: 'Sở Tư pháp',
    title: 'Tin, bài trên Cổng TTĐT tỉnh',
    clauses: ['III.1.d'],
    planName: 'Kế hoạch tuyên truyền CCHC năm 2024',
    channels: ['portal'],
    mode: 'all',
    period: november,
    done: 0,
    need: 2,
    dueOn: '2024-11-30',
    dueStated: true,
    overdueDays: 0,
    pace: null,
    latest: null,
    ...over,
  }
}

/** Articles on the agency's own site: sixty a year, paced by month. */
export function siteItem(over: Partial<Item> = {}): Item {
  return portalItem({
    title: 'Tin, bài trên Trang TTĐT',
    clauses: ['III.1.b'],
    channels: ['own_site'],
    period: year2024,
    done: 48,
    need: 60,
    dueOn: '2024-12-31',
    pace: { month: '2024-11-30', expected: 55 },
    ...over,
  })
}

/** One broadcast a week over the district's loudspeakers. */
export function broadcastItem(over: Partial<Item> = {}): Item {
  return portalItem({
    agency: 'UBND huyện Bắc Bình',
    title: 'Phát thanh hằng tuần',
    clauses: ['III.1.c'],
    channels: ['loudspeaker'],
    period: week48,
    need: 1,
    dueOn: '2024-12-01',
    ...over,
  })
}

/** The agency's own plan, handed in once as a document. */
export function documentItem(over: Partial<Item> = {}): Item {
  return portalItem({
    title: 'Ban hành kế hoạch tuyên truyền năm 2024',
    clauses: ['III.1.a'],
    channels: ['document'],
    period: { ...year2024, cadence: 'once', key: 'once' },
    need: 1,
    dueOn: '2024-01-31',
    ...over,
  })
}

/** The newsletter that Sở Nội vụ sends out every week. */
export function newsletterItem(over: Partial<Item> = {}): Item {
  return portalItem({
    agency: 'Sở Nội vụ',
    title: 'Bản tin điện tử CCHC hằng tuần',
    clauses: ['III.2.đ'],
    channels: ['newsletter'],
    period: week48,
    need: 1,
    dueOn: '2024-12-01',
    ...over,
  })
}

export function receiptGroup(over: Partial<ReceiptGroup> = {}): ReceiptGroup {
  return {
    agency: 'Sở Tư pháp',
    total: 1,
    counted: 0,
    byAssignment: [],
    duplicates: [],
    taken: 0,
    unknownSites: [],
    foreignSites: [],
    noDuty: [],
    unreadable: [],
    ...over,
  }
}

function read(language: Language): string {
  return readFileSync(new URL(`../../locales/${language}.ftl`, import.meta.url), 'utf8')
}
