import { type Assignment, paceOf, progressOf, toItem } from './assignment.ts'
import { addDays, type LocalDate, startOfMonth } from './calendar.ts'
import type { DigestDuty } from './message.ts'

/** One entry per duty and period, in the plan's order of clauses: who has met it, who is short, who is missing. */
export function digestDuties(assignments: Assignment[], today: LocalDate): DigestDuty[] {
  const groups = new Map<string, Assignment[]>()
  for (const assignment of assignments) {
    const key = `${assignment.dutyId} ${assignment.periodKey}`
    groups.set(key, [...(groups.get(key) ?? []), assignment])
  }
  return [...groups.values()]
    .map((group) => [...group].sort((a, b) => a.agencyId - b.agencyId))
    .sort(byDuty)
    .flatMap((group) => digestDuty(group, today) ?? [])
}

function byDuty([a]: Assignment[], [b]: Assignment[]): number {
  if (a === undefined || b === undefined) return 0
  return a.dutyId - b.dutyId || a.startsOn.localeCompare(b.startsOn)
}

function digestDuty(group: Assignment[], today: LocalDate): DigestDuty | undefined {
  const [first] = group
  if (first === undefined) return undefined
  const standings = group.map((assignment) => ({
    agency: assignment.agencyShortName,
    ...standingOf(assignment, today),
  }))
  const { title, period, overdueDays } = toItem(first, today)
  return {
    title,
    clause: first.rule.clause,
    period,
    total: group.length,
    met: standings.filter((each) => each.done >= each.need).map((each) => each.agency),
    short: standings
      .filter((each) => each.done > 0 && each.done < each.need)
      .map(({ agency, done, need }) => ({ agency, done, need })),
    missing: standings.filter((each) => each.done === 0 && each.need > 0).map((each) => each.agency),
    overdue: overdueDays > 0,
    pace: measuredPace(first, today)?.month ?? null,
  }
}

function standingOf(assignment: Assignment, today: LocalDate): { done: number; need: number } {
  const { done, need, met } = progressOf(assignment)
  // What is met stays met, also where a sum over channels would look short.
  if (met) return { done: need, need }
  return { done, need: measuredPace(assignment, today)?.expected ?? need }
}

/** While a year runs, an average quota is measured by the months that are over; after it, by the year. */
function measuredPace(assignment: Assignment, today: LocalDate): { month: LocalDate; expected: number } | undefined {
  if (today > assignment.dueOn) return undefined
  const pace = paceOf(assignment, addDays(startOfMonth(today), -1))
  if (pace === undefined) return undefined
  return pace.month < startOfMonth(today) ? pace : { ...pace, expected: 0 }
}
