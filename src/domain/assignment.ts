import { daysBetween, type LocalDate } from './calendar.ts'
import type { Item } from './message.ts'
import { hasDeadline, paceAt } from './period.ts'
import type { Channel, Duty } from './plan.ts'

/** One agency × duty × period with everything that decides about it. */
export type Assignment = {
  id: number
  provinceId: number
  agencyId: number
  dutyId: number
  agencyName: string
  agencyShortName: string
  planId: number
  planName: string
  timeZone: string
  rule: Duty
  quotaOverride: number | null
  periodKey: string
  periodTitle: string | null
  startsOn: LocalDate
  endsOn: LocalDate
  /** The effective last day: extended, else computed. */
  dueOn: LocalDate
  dueAt: Date
  locked: boolean
  excused: boolean
  held: boolean
  /** Live credits per channel. */
  credits: Partial<Record<Channel, number>>
  latest: { by: string; at: Date; on: LocalDate } | null
}

export type Progress = { done: number; need: number; met: boolean }

/** Fulfilment is derived from live credits, never stored. */
export function progressOf(assignment: Pick<Assignment, 'rule' | 'quotaOverride' | 'credits'>): Progress {
  const { rule, quotaOverride, credits } = assignment
  const parts = rule.requirements.map(({ channel, min }) => {
    const need = quotaOverride ?? min
    const done = credits[channel] ?? 0
    return { done, need, met: done >= need }
  })
  if (rule.mode === 'any') {
    const best = parts.reduce((a, b) => (b.done / b.need > a.done / a.need ? b : a), parts[0] ?? nothing)
    return { ...best, met: parts.some((part) => part.met) }
  }
  return {
    // Surplus in one channel does not make up for another.
    done: sum(parts.map((part) => (parts.length > 1 ? Math.min(part.done, part.need) : part.done))),
    need: sum(parts.map((part) => part.need)),
    met: parts.every((part) => part.met),
  }
}

const nothing = { done: 0, need: 1, met: false }

/** What still has to be done for one channel, ignoring the others. */
export function channelMet(assignment: Assignment, channel: Channel): boolean {
  const requirement = assignment.rule.requirements.find((each) => each.channel === channel)
  return (
    requirement !== undefined && (assignment.credits[channel] ?? 0) >= (assignment.quotaOverride ?? requirement.min)
  )
}

/** Still asked for: not met, excused, locked, nor set aside at import. */
export function isOpen(assignment: Assignment): boolean {
  return !assignment.held && !assignment.locked && !assignment.excused && !progressOf(assignment).met
}

/** Average quotas bind over the year and pace the months; undefined for every other quota. */
export function paceOf(assignment: Assignment, today: LocalDate): { month: LocalDate; expected: number } | undefined {
  const { quota } = assignment.rule
  if (quota === null || !('average' in quota)) return undefined
  const on = today > assignment.endsOn ? assignment.endsOn : today
  return paceAt(quota, { startsOn: assignment.startsOn, endsOn: assignment.endsOn }, on)
}

/** Whether a reminder about it would say anything on that day: open, and behind the pace where there is one. */
export function isDemanding(assignment: Assignment, today: LocalDate): boolean {
  if (!isOpen(assignment)) return false
  const pace = paceOf(assignment, today)
  return pace === undefined || today >= assignment.endsOn || progressOf(assignment).done < pace.expected
}

export function toItem(assignment: Assignment, today: LocalDate): Item {
  const { rule } = assignment
  const { done, need } = progressOf(assignment)
  const isDueStated = hasDeadline(rule, assignment.periodKey)
  return {
    agency: assignment.agencyName,
    title: rule.title,
    clauses: [rule.clause],
    planName: assignment.planName,
    channels: rule.requirements.map((requirement) => requirement.channel),
    mode: rule.mode,
    period: {
      cadence: rule.cadence,
      key: assignment.periodKey,
      title: assignment.periodTitle,
      startsOn: assignment.startsOn,
      endsOn: assignment.endsOn,
    },
    done,
    need,
    dueOn: assignment.dueOn,
    dueStated: isDueStated,
    overdueDays: isDueStated ? Math.max(0, daysBetween(assignment.dueOn, today)) : 0,
    pace: paceOf(assignment, today) ?? null,
    latest: assignment.latest === null ? null : { by: assignment.latest.by, on: assignment.latest.on },
  }
}

/**
 * The items of these assignments, nearest deadline first. Duties that share credit in one period are one
 * item with both clauses: whoever meets the one meets the other, and nobody should think that both are owed.
 */
export function toItems(assignments: Assignment[], today: LocalDate): Item[] {
  const sorted = byDeadline(assignments)
  return shownAssignments(assignments).map((assignment) => {
    const item = toItem(assignment, today)
    const covered = sorted.filter((other) => sharesCredit(assignment, other))
    return { ...item, clauses: [...item.clauses, ...covered.map((other) => other.rule.clause)] }
  })
}

/** The assignments in whose name those items stand, one for each and in the same order. */
export function shownAssignments(assignments: Assignment[]): Assignment[] {
  return byDeadline(assignments).filter((each) => !assignments.some((other) => sharesCredit(other, each)))
}

function byDeadline(assignments: Assignment[]): Assignment[] {
  return [...assignments].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || a.id - b.id)
}

/** The item in which an assignment is shown: its own, or that of a duty of its agency that shares credit with it. */
export function itemOf(assignment: Assignment, sameAgency: Assignment[], today: LocalDate): Item {
  const owner = sameAgency.find((other) => sharesCredit(other, assignment)) ?? assignment
  const [item] = toItems([owner, ...sameAgency.filter((other) => sharesCredit(owner, other))], today)
  return item ?? toItem(assignment, today)
}

/** Whether what counts for one also counts for the other, in the same agency and period. */
export function sharesCredit(assignment: Assignment, other: Assignment): boolean {
  return (
    assignment.agencyId === other.agencyId &&
    assignment.periodKey === other.periodKey &&
    assignment.planId === other.planId &&
    assignment.rule.sharesCreditWith.includes(other.rule.key)
  )
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
