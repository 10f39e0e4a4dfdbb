import type { LocalDate } from '../domain/calendar.ts'
import { type LoggedWork, loggedWorks } from '../domain/logged-work.ts'
import type { Item, PeriodView } from '../domain/message.ts'
import type { Channel } from '../domain/plan.ts'
import { lastWorkingDay, renderDate, renderMonth, renderPeriod, renderWeekday } from './dates.ts'
import type { Say } from './translator.ts'

/** The day a message is read on; null where the message does not say, and the item's own year is taken for granted. */
export type Today = LocalDate | null

export function missing(item: Item): number {
  return Math.max(0, item.need - item.done)
}

/**
 * An average is spoken of by its pace until the pace asks for the whole quota, when the year's deadline binds, or
 * the whole quota is there.
 */
export function paceOf(item: Item): Item['pace'] {
  const { pace, done, need, overdueDays } = item
  return pace && pace.expected < need && done < need && overdueDays === 0 ? pace : null
}

/** `III.1.đ` → "điểm đ khoản 1 mục III" */
export function renderClause(say: Say, clause: string): string {
  const [part = '', number, point, ...deeper] = clause.split('.')
  if (deeper.length > 0) return clause
  if (point !== undefined) return say('clause-point', { part, clause: number ?? '', point })
  if (number !== undefined) return say('clause-clause', { part, clause: number })
  return say('clause-part', { part })
}

export function renderClauses(say: Say, clauses: string[]): string {
  return clauses.map((clause) => renderClause(say, clause)).join('; ')
}

/** "Trang TTĐT của đơn vị và Cổng TTĐT tỉnh" */
export function renderChannels(say: Say, { channels, mode }: Item): string {
  const names = channels.map((channel) => say('channel', { channel }))
  const last = names.pop() ?? ''
  return names.length > 0 ? say('channels', { others: names.join(', '), last, mode }) : last
}

/** "Tin, bài trên Cổng TTĐT tỉnh, tháng 11" */
export function renderTitle(say: Say, about: { title: string; period: PeriodView }, today: Today): string {
  const period = renderPeriod(say, about.period, today ?? about.period.endsOn)
  return period ? say('item-title', { title: about.title, period }) : about.title
}

/** "đã có 1/2, còn thiếu 1", or the running total and the pace of an average. */
function renderProgress(say: Say, item: Item): string {
  const { done, need } = item
  if (paceOf(item)) return say('item-pace', paceArgs(say, item))
  const state = done >= need ? 'met' : done === 0 && need === 1 ? 'none' : 'short'
  return say('item-progress', { state, done, need, missing: missing(item) })
}

/** "Tin, bài trên Cổng TTĐT tỉnh, tháng 11: đã có 1/2, còn thiếu 1" */
export function renderStanding(say: Say, item: Item, today: Today): string {
  // The pace names its own month and the year's quota, so the title goes without the period.
  const title = paceOf(item) ? item.title : renderTitle(say, item, today)
  return `${title}: ${renderProgress(say, item)}`
}

export function paceArgs(say: Say, item: Item) {
  const { month, expected } = item.pace ?? { month: item.dueOn, expected: item.need }
  return {
    done: item.done,
    need: item.need,
    expected,
    missing: Math.max(0, expected - item.done),
    month: renderMonth(say, month),
    due: renderDate(say, item.dueOn, item.period.endsOn),
  }
}

export function renderDeadline(say: Say, item: Item, today: Today): string {
  const near = today ?? item.period.endsOn
  const workingOn = lastWorkingDay(item.dueOn)
  const isWeekend = workingOn < item.dueOn && (today === null || today <= workingOn)
  const running = item.dueOn === today ? 'today' : isWeekend ? 'weekend' : 'running'
  const state = !item.dueStated ? 'unstated' : item.overdueDays > 0 ? 'overdue' : running
  return say('item-deadline', {
    state,
    days: item.overdueDays,
    day: renderWeekday(say, item.dueOn, near),
    workingDay: renderWeekday(say, workingOn, near),
  })
}

/** "hạn hết 30/11", inside a sentence. */
export function renderDue(say: Say, item: Item, today: Today): string {
  // Who does not say today's date has said already that it is past.
  const stated =
    today === null ? 'running' : item.overdueDays > 0 ? 'overdue' : item.dueOn === today ? 'today' : 'running'
  const state = item.dueStated ? stated : 'unstated'
  const day = renderDate(say, item.dueOn, today ?? item.period.endsOn)
  return say('item-due', { state, days: item.overdueDays, day })
}

export function renderLatest(say: Say, item: Item, today: Today): string[] {
  if (!item.latest) return []
  const date = renderDate(say, item.latest.on, today ?? item.period.endsOn)
  return [say('item-latest', { by: item.latest.by, date })]
}

/** How to send the result, each way once. */
export function renderHowToSend(say: Say, items: Item[]): string[] {
  const channels = items.flatMap((item) => item.channels)
  return [...new Set(channels.map((channel) => say('send', { way: wayOf(channel) })))]
}

/** Work that leaves no link is reported in words, everything else by its link. */
function wayOf(channel: Channel): LoggedWork | 'link' {
  const works = Object.keys(loggedWorks) as LoggedWork[]
  return works.find((work) => loggedWorks[work].some((one) => one === channel)) ?? 'link'
}
