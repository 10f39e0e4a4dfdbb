import { type LocalDate, localDateOf, localTimeOf } from './calendar.ts'
import { owedFrom, type Period, periodsOf } from './period.ts'
import type { Duty, Plan } from './plan.ts'
import { stepsOf } from './remind.ts'

/** An agency that owes a duty, and from when to when; null bounds are open. An agency may have several spans. */
export type Assignee = { agency: SimulatedAgency; fromOn: LocalDate | null; toOn: LocalDate | null }

export type SimulatedAgency = { code: string; name: string }

export type Scenario = {
  plan: Pick<Plan, 'year' | 'effectiveOn'>
  duties: { rule: Duty; assignees: Assignee[] }[]
  timeZone: string
  /** Both days count. Without an end it goes on until nothing is left to come, which may be after the turn of the year. */
  range: { from: LocalDate; to: LocalDate | null }
}

type Owed = { agency: SimulatedAgency; rule: Duty; period: Period; startsOn: LocalDate }

/** An assignment on its last allowed day, or one of its reminder steps at the local time at which it would go out. */
export type Occurrence =
  | ({ kind: 'assignment'; on: LocalDate } & Owed)
  | ({ kind: 'reminder'; on: LocalDate; time: string; step: string } & Owed)

type Tally = { assignments: number; reminders: number; agencies: number }

/** How much there was in a month, `2024-05`, and in all; every agency is counted once. */
export type Summary = ({ kind: 'month'; month: string } & Tally) | ({ kind: 'total' } & Tally)

/** What a day brings to every agency that owes the period from `startsOn` on. */
type Moment = {
  rule: Duty
  period: Period
  startsOn: LocalDate
  spansByAgency: Assignee[][]
} & ({ kind: 'assignment'; on: LocalDate; time: '' } | { kind: 'reminder'; on: LocalDate; time: string; step: string })

/**
 * Plays a plan in which nothing comes in: everybody is known from the plan's first day, and nobody is excused, given
 * more time or answers. In order of time; what is held grows with the duties and the agencies, not with what happens.
 */
export function* simulate({ plan, duties, timeZone, range }: Scenario): Generator<Occurrence, void> {
  // Duties that the same agencies owe come with the same list of them, which is grouped once.
  const grouped = new Map(duties.map(({ assignees }) => [assignees, byAgency(assignees)]))
  const moments = duties
    .flatMap(({ rule, assignees }) => momentsOf(rule, grouped.get(assignees) ?? [], plan, timeZone))
    .filter(({ on }) => on >= range.from && (range.to === null || on <= range.to))
    .sort((a, b) => compare(a.on, b.on) || compare(a.time, b.time))
  for (const { spansByAgency, time, ...moment } of moments) {
    for (const spans of spansByAgency) {
      const owed = owedBy(spans, moment.period)
      if (owed?.startsOn !== moment.startsOn) continue
      yield moment.kind === 'assignment' ? { ...moment, agency: owed.agency } : { ...moment, time, agency: owed.agency }
    }
  }
}

/** Passes everything on, and then sums it up by month and in all. */
export function* summarize(occurrences: Iterable<Occurrence>): Generator<Occurrence | Summary, void> {
  const months = new Map<string, ReturnType<typeof createCount>>()
  const all = createCount()
  for (const occurrence of occurrences) {
    const month = occurrence.on.slice(0, 7)
    const ofMonth = months.get(month) ?? createCount()
    months.set(month, ofMonth)
    ofMonth.add(occurrence)
    all.add(occurrence)
    yield occurrence
  }
  for (const [month, count] of months) yield { kind: 'month', month, ...count.tally() }
  yield { kind: 'total', ...all.tally() }
}

function momentsOf(rule: Duty, spansByAgency: Assignee[][], plan: Scenario['plan'], timeZone: string): Moment[] {
  // The last week of a plan's year ends after it; none of its periods begins after it.
  const wholeYear = { from: plan.effectiveOn, to: `${plan.year}-12-31` }
  return periodsOf(rule, plan, wholeYear).flatMap((period) => {
    const starts = new Set(spansByAgency.flatMap((spans) => owedBy(spans, period)?.startsOn ?? []))
    return [...starts].flatMap((startsOn): Moment[] => {
      const owed = { rule, period, startsOn, spansByAgency }
      const { key: periodKey, endsOn, dueOn } = period
      const steps = stepsOf({ rule, periodKey, startsOn, endsOn, dueOn, timeZone })
      return [
        { kind: 'assignment', on: dueOn, time: '', ...owed },
        ...steps.map(({ key, at }): Moment => {
          const [on, time] = [localDateOf(at, timeZone), localTimeOf(at, timeZone)]
          return { kind: 'reminder', on, time, step: key, ...owed }
        }),
      ]
    })
  })
}

function byAgency(assignees: Assignee[]): Assignee[][] {
  const spans = new Map<string, Assignee[]>()
  for (const assignee of assignees) {
    const { code } = assignee.agency
    const own = spans.get(code)
    if (own === undefined) spans.set(code, [assignee])
    else own.push(assignee)
  }
  return [...spans.values()]
}

/** An agency owes a period once, by the first of its spans that meets it. */
function owedBy(spans: Assignee[], period: Period): { agency: SimulatedAgency; startsOn: LocalDate } | undefined {
  for (const span of spans) {
    const startsOn = owedFrom(span, period)
    if (startsOn !== undefined) return { agency: span.agency, startsOn }
  }
  return undefined
}

function createCount() {
  const counts = { assignment: 0, reminder: 0 }
  const agencies = new Set<string>()
  return {
    add({ kind, agency }: Occurrence): void {
      counts[kind] += 1
      agencies.add(agency.code)
    },
    tally: (): Tally => ({ assignments: counts.assignment, reminders: counts.reminder, agencies: agencies.size }),
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
