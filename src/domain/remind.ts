import { addDays, endOfMonth, instantAt, type LocalDate, localDateOf, localTimeOf } from './calendar.ts'
import { hasDeadline } from './period.ts'
import type { Duty } from './plan.ts'

/** One step of the reminder policy. `-3` is three days before the deadline, `w3` Wednesday, `2024-05:-3` a pace check. */
export type Step = { key: string; at: Date }

export type StepsOf = {
  rule: Pick<Duty, 'cadence' | 'quota' | 'due' | 'periods'>
  periodKey: string
  startsOn: LocalDate
  endsOn: LocalDate
  dueOn: LocalDate
  timeZone: string
}

const beforeDeadline = [-7, -3, -1, 0]
const afterDeadline = [1, 3]
const weekdays = [
  { key: 'w3', day: 2 },
  { key: 'w5', day: 4 },
]
const reminderTime = '08:00'
/** The bot speaks by itself only between these local times. */
const opens = '08:00'
const closes = '17:30'

/** Every step of an assignment in order of time; none falls before the period starts. */
export function stepsOf(assignment: StepsOf): Step[] {
  const { rule, periodKey, startsOn, endsOn, dueOn, timeZone } = assignment
  const around = (on: LocalDate, offsets: number[], prefix = '') =>
    offsets.map((offset) => ({ key: `${prefix}${signed(offset)}`, on: addDays(on, offset) }))

  const ahead =
    rule.cadence === 'week'
      ? [
          ...weekdays.map(({ key, day }) => ({ key, on: addDays(mondayOf(endsOn), day) })),
          // Where the deadline was moved out of the week, the days before it are like anybody's.
          ...around(dueOn, beforeDeadline).filter((step) => step.on > endsOn),
        ]
      : [
          ...paceChecks(assignment).flatMap((on) => around(on, beforeDeadline, `${on.slice(0, 7)}:`)),
          ...around(dueOn, beforeDeadline),
        ]

  // What has no deadline is asked for while its period runs, and nobody is late with it.
  const late = hasDeadline(rule, periodKey) ? around(dueOn, afterDeadline) : []
  return [...ahead, ...late]
    .filter((step) => step.on >= startsOn)
    .map((step) => ({ key: step.key, at: instantAt(step.on, reminderTime, timeZone) }))
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

/** The month ends of an average quota at which the pace is looked at; the last one is the deadline itself. */
function paceChecks({ rule, startsOn, endsOn }: StepsOf): LocalDate[] {
  if (rule.quota === null || !('average' in rule.quota)) return []
  const ends: LocalDate[] = []
  for (let end = endOfMonth(startsOn); end < endsOn; end = endOfMonth(addDays(end, 1))) ends.push(end)
  return ends
}

export type DueSteps = {
  /** The latest step that has come due: the one to remind by. */
  step: Step | undefined
  /** Steps that came due before it while nobody was looking; they are recorded, not sent. */
  stale: Step[]
  nextAt: Date | null
}

/**
 * Which step is due. `from` is the first step not yet planned (the assignment's `next_remind_at`); after any
 * outage only the latest step is left to send, so that an outage never becomes a storm.
 */
export function dueSteps(steps: Step[], from: Date, now: Date): DueSteps {
  const due = steps.filter((step) => step.at >= from && step.at <= now)
  return { step: due.at(-1), stale: due.slice(0, -1), nextAt: firstStepAfter(steps, now) }
}

/** The instant of the first step later than `at`, or null when none is left. */
export function firstStepAfter(steps: Step[], at: Date): Date | null {
  return steps.find((step) => step.at > at)?.at ?? null
}

/** When the bot may next speak by itself: now within the day's open hours, else at the next opening. */
export function nextOpening(now: Date, timeZone: string): Date {
  const on = localDateOf(now, timeZone)
  const time = localTimeOf(now, timeZone)
  if (time < opens) return instantAt(on, opens, timeZone)
  return time < closes ? now : instantAt(addDays(on, 1), opens, timeZone)
}

function mondayOf(sunday: LocalDate): LocalDate {
  return addDays(sunday, -6)
}

function signed(offset: number): string {
  return offset > 0 ? `+${offset}` : String(offset)
}

/**
 * From which step a newly opened assignment is reminded: the latest that is past, so that somebody who starts
 * late still hears of it once, else the first to come.
 */
export function firstReminder(steps: Step[], now: Date): Date | null {
  return steps.findLast((step) => step.at <= now)?.at ?? firstStepAfter(steps, now)
}
