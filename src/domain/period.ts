import { addDays, addMonths, dayOfWeek, endOfMonth, isoWeek, type LocalDate, startOfMonth } from './calendar.ts'
import type { DueRule, Duty, NamedPeriod, Plan, Quota } from './plan.ts'

/** The span a duty counts over. `key` is unique within the duty: `2024-01`, `2024-W05`, `2024-Q1`, `2024-H1`, `2024`, `once`. */
export type Period = {
  key: string
  startsOn: LocalDate
  endsOn: LocalDate
  /** The last allowed day. */
  dueOn: LocalDate
  /** Only spans that the plan names itself have a title. */
  title: string | null
}

type Span = Pick<Period, 'startsOn' | 'endsOn'>
type NamedSpan = Omit<Period, 'dueOn'> & Pick<NamedPeriod, 'due'>

/**
 * The periods of the plan's year that have started by `range.to` and end on or after `range.from`, in calendar order.
 * Nothing comes before the plan: what ended or fell due before it took effect is left out, what was running starts with it.
 */
export function periodsOf(
  duty: Pick<Duty, 'cadence' | 'monthStartDay' | 'periods' | 'due'>,
  plan: Pick<Plan, 'year' | 'effectiveOn'>,
  range: { from: LocalDate; to: LocalDate },
): Period[] {
  const from = later(range.from, plan.effectiveOn)
  return spansOf(duty, plan)
    .map(({ key, title, startsOn, endsOn, due }) => ({
      key,
      title,
      startsOn: later(startsOn, plan.effectiveOn),
      endsOn,
      dueOn: due === undefined ? lastAllowedDay(duty.due, endsOn) : lastOf(due),
    }))
    .filter(({ startsOn, endsOn, dueOn }) => startsOn <= range.to && endsOn >= from && dueOn >= plan.effectiveOn)
}

/**
 * The day from which an agency owes a period, when it is assigned the duty from `fromOn` to `toOn` (null bounds are
 * open); undefined where the two do not meet.
 */
export function owedFrom(
  { fromOn, toOn }: { fromOn: LocalDate | null; toOn: LocalDate | null },
  { startsOn, endsOn }: Span,
): LocalDate | undefined {
  const meets = (fromOn ?? startsOn) <= endsOn && (toOn ?? endsOn) >= startsOn
  return meets ? later(startsOn, fromOn ?? startsOn) : undefined
}

/** The checkpoints of an average quota: the last day of every month that the span touches. */
export function monthsOf(span: Span): LocalDate[] {
  const months: LocalDate[] = []
  for (let month = startOfMonth(span.startsOn); month <= span.endsOn; month = addMonths(month, 1)) {
    months.push(endOfMonth(month))
  }
  return months
}

/**
 * How many a steady pace would have by the end of the month that holds `on`. Months count from the start of the
 * assignment's span, so an agency that began late is not behind from its first day; a begun month counts whole.
 */
export function paceAt(
  quota: Extract<Quota, { average: number }>,
  span: Span,
  on: LocalDate,
): { month: LocalDate; expected: number } {
  const months = monthsOf({ startsOn: span.startsOn, endsOn: earlier(later(on, span.startsOn), span.endsOn) })
  return {
    month: months.at(-1) ?? endOfMonth(span.startsOn),
    expected: Math.min(quota.average * months.length, quota.perYear),
  }
}

function spansOf(
  { cadence, monthStartDay = 1, periods = [], due }: Pick<Duty, 'cadence' | 'monthStartDay' | 'periods' | 'due'>,
  { year, effectiveOn }: Pick<Plan, 'year' | 'effectiveOn'>,
): NamedSpan[] {
  switch (cadence) {
    case 'once':
      return [{ key: 'once', startsOn: effectiveOn, endsOn: lastAllowedDay(due, `${year}-12-31`), title: null }]
    case 'week':
      return weeksOf(year)
    case 'month':
      return cutMonthsOf(year, monthStartDay)
    case 'quarter':
      return spansOfMonths(3, year, (n) => `${year}-Q${n}`)
    case 'half':
      return spansOfMonths(6, year, (n) => `${year}-H${n}`)
    case 'year':
      return spansOfMonths(12, year, () => `${year}`)
    case 'named':
      return periods
        .filter((span) => span.endsOn.startsWith(`${year}-`))
        .toSorted((a, b) => compare(a.endsOn, b.endsOn) || compare(a.startsOn, b.startsOn))
    case 'ongoing':
      return []
  }
}

/** The twelve months that end in the year, each from its own first day to the day before the next one's. */
function cutMonthsOf(year: number, startDay: number): NamedSpan[] {
  const startOf = (month: LocalDate) =>
    startDay === 1 ? month : addDays(addMonths(month, -1), Math.min(startDay, daysIn(addMonths(month, -1))) - 1)
  return Array.from({ length: 12 }, (_, index) => {
    const month = `${year}-${twoDigits(index + 1)}-01`
    const endsOn = addDays(startOf(addMonths(month, 1)), -1)
    return { key: month.slice(0, 7), startsOn: startOf(month), endsOn, title: null }
  })
}

function spansOfMonths(length: number, year: number, keyOf: (n: number) => string): NamedSpan[] {
  return Array.from({ length: 12 / length }, (_, index) => {
    const startsOn = `${year}-${twoDigits(index * length + 1)}-01`
    return { key: keyOf(index + 1), startsOn, endsOn: endOfMonth(addMonths(startsOn, length - 1)), title: null }
  })
}

function weeksOf(year: number): NamedSpan[] {
  const weeks: NamedSpan[] = []
  // 4 January lies in the first week of every year, by the rule of the Thursday.
  const inFirstWeek = `${year}-01-04`
  let monday = addDays(inFirstWeek, 1 - dayOfWeek(inFirstWeek))
  for (; isoWeek(monday).year === year; monday = addDays(monday, 7)) {
    const key = `${year}-W${twoDigits(weeks.length + 1)}`
    weeks.push({ key, startsOn: monday, endsOn: addDays(monday, 6), title: null })
  }
  return weeks
}

/** Whether the plan gives a period of the duty a deadline. Without one it is asked for, and never overdue. */
export function hasDeadline({ due, periods = [] }: Pick<Duty, 'due' | 'periods'>, periodKey: string): boolean {
  return due.kind !== 'none' || periods.some((span) => span.key === periodKey && span.due !== undefined)
}

/** The last day allowed for a period that ends on `endsOn`. */
function lastAllowedDay(due: DueRule, endsOn: LocalDate): LocalDate {
  switch (due.kind) {
    case 'end_of_period':
    case 'none':
      return endsOn
    case 'date':
      return lastOf(due)
    case 'day_of_month':
      return lastOf({ on: addDays(startOfMonth(endsOn), Math.min(due.day, daysIn(endsOn)) - 1), ...due })
    case 'after_period':
      return addDays(endsOn, due.days)
  }
}

/** "Trước ngày D" ends with the day before, "chậm nhất là ngày D" includes it. */
function lastOf({ on, inclusive }: { on: LocalDate; inclusive: boolean }): LocalDate {
  return inclusive ? on : addDays(on, -1)
}

const daysIn = (on: LocalDate): number => Number(endOfMonth(on).slice(8))

// Local dates compare as text: four-digit years, two-digit months and days.
const earlier = (a: LocalDate, b: LocalDate): LocalDate => (a < b ? a : b)
const later = (a: LocalDate, b: LocalDate): LocalDate => (a > b ? a : b)
const compare = (a: LocalDate, b: LocalDate): number => (a < b ? -1 : a > b ? 1 : 0)
const twoDigits = (n: number): string => String(n).padStart(2, '0')
