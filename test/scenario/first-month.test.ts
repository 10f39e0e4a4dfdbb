import { describe, expect, it } from 'vitest'
import type { PlatformName } from '../../src/platforms/platform.ts'
import { agencyFile, before25March, monthly, noiVu, planFile, tuPhap, xayDung } from '../features/remind/small-world.ts'
import { useDatabase } from '../support/database.ts'
import { consoleStage, type Stage, telegramStage, zaloBotStage, zaloPersonalStage } from '../support/stage.ts'
import type { Person } from '../support/telegram/fake-bot-api.ts'
import { createWorld } from '../support/world.ts'

await useDatabase()

const lan: Person = { id: 4001, first_name: 'Trần Thị Lan' }
const minh: Person = { id: 4010, first_name: 'Nguyễn Văn Minh' }

const stages: [PlatformName, string, (now: () => Date) => Promise<Stage>][] = [
  ['telegram', 'Telegram', telegramStage],
  ['zalo-bot', 'Zalo Bot', zaloBotStage],
  ['zalo-personal', 'Zalo cá nhân', zaloPersonalStage],
  ['console', 'Bảng lệnh (demo)', consoleStage],
]

type Line = { who: string; text: string; buttons?: string[] }

/** From an invitation to the first credited link to a digest, as it goes on one platform. */
async function play(openStage: (now: () => Date) => Promise<Stage>): Promise<Line[]> {
  const lines: Line[] = []
  const opened: Stage[] = []
  const stage = async (now: () => Date) => {
    const own = await openStage(now)
    opened.push(own)
    return own
  }
  const plan = planFile('2024-11-01', { ...before25March, due: { ...before25March.due, on: '2024-12-10' } }, monthly)
  const agencies = agencyFile([tuPhap, noiVu, xayDung])
  const world = await createWorld({ at: '2024-11-20 09:00', plan, agencies, stages: [stage] })
  const hear = (person: Person) => {
    const buttons = opened[0]?.buttonsFor?.(person) ?? []
    const news = world.hears(person)
    for (const [index, text] of news.entries()) {
      const under = buttons.at(index - news.length) ?? []
      lines.push({ who: `Nhắc Việc → ${person.first_name}`, text, ...(under.length === 0 ? {} : { buttons: under }) })
    }
  }
  const say = async (person: Person, text: string, shown = text) => {
    lines.push({ who: person.first_name, text: shown })
    await world.writes(person, text)
    hear(person)
  }
  await world.tick()
  await say(minh, await world.invite('coordinator'), '(mã mời do người quản trị cấp)')
  await say(lan, await world.invite('officer', 'so-tu-phap'), '(mã mời do Sở Nội vụ cấp)')
  await world.moveTo('2024-11-25 09:00')
  hear(lan)
  world.hears(minh)
  await say(lan, 'việc')
  await say(lan, '1,2')
  await say(lan, 'Sở Tư pháp gửi bài tháng 11\nhttps://binhthuan.gov.vn/tin-tuc/giam-ho-so-tre-hen')
  await say(lan, 'https://binhthuan.gov.vn/tin-tuc/giam-ho-so-tre-hen')
  await say(minh, 'tổng hợp')
  return lines
}

const played = new Map<PlatformName, Line[]>()

describe('from an invitation to the first credited link to the digest', () => {
  it.each(stages)('on %s', async (name, _, stage) => {
    const lines = await play(stage)
    played.set(name, lines)
    const said = (who: string) => lines.filter((line) => line.who.endsWith(who)).map((line) => line.text)
    const [welcome = '', ...rest] = said(`→ ${lan.first_name}`)
    expect(welcome).toMatch(/^Chào anh\/chị Trần Thị Lan/)
    expect(welcome).toContain('cán bộ đầu mối CCHC của Sở Tư pháp')
    expect(rest.some((text) => text.startsWith('Nhắc việc'))).toBe(true)
    expect(rest.some((text) => /đã nhận 1 đường dẫn/.test(text))).toBe(true)
    expect(said(`→ ${minh.first_name}`).at(-1)).toContain('Sở Tư pháp')
  })

  it('reads the same everywhere', () => {
    const words = (lines: Line[]) => lines.map(({ who, text }) => ({ who, text }))
    const [first = [], ...others] = [...played.values()]
    for (const lines of others) expect(words(lines)).toEqual(words(first))
  })

  it('has buttons only on Telegram, one for each number', () => {
    const buttons = [...played].map(([name, lines]) => [name, lines.flatMap((line) => line.buttons ?? [])])
    expect(buttons).toEqual([
      ['telegram', ['1', '2']],
      ['zalo-bot', []],
      ['zalo-personal', []],
      ['console', []],
    ])
  })

  it('is kept beside each other in docs/transcripts.md', async () => {
    await expect(toDocument()).toMatchFileSnapshot('../../docs/transcripts.md')
  })
})

const buttonsOf = ({ buttons = [] }: Line) =>
  buttons.length === 0 ? [] : [buttons.map((each) => `[${each}]`).join(' ')]

/** One table: a line of the conversation a row, a platform a column. */
function toDocument(): string {
  const columns = stages.map(([name, title]) => ({ title, lines: played.get(name) ?? [] }))
  const rows = Math.max(...columns.map(({ lines }) => lines.length))
  const cell = (line: Line | undefined) =>
    line === undefined
      ? ''
      : [`**${line.who}**`, ...line.text.replaceAll('|', '\\|').split('\n'), ...buttonsOf(line)].join('<br>')
  return [
    '# The same conversation on every platform',
    '',
    'Written by `test/scenario/first-month.test.ts`, which plays it over the real client of each platform; `npx vitest run test/scenario -u` writes it anew.',
    'On Telegram the numbers of a list are buttons as well.',
    '',
    `| ${columns.map(({ title }) => title).join(' | ')} |`,
    `|${columns.map(() => '---').join('|')}|`,
    ...Array.from({ length: rows }, (_, row) => `| ${columns.map(({ lines }) => cell(lines[row])).join(' | ')} |`),
    '',
  ].join('\n')
}
