import type { LocalDate } from '../../domain/calendar.ts'
import type { Duty, JudgedBy, Plan } from '../../domain/plan.ts'
import { type Finding, findDuplicates, findUnknown, type Path, type Problem } from './yaml-file.ts'

/** A duty as a file states it: one that is never chased need not say what lateness is judged by. */
export type StatedDuty = Omit<Duty, 'judgedBy'> & { judgedBy?: JudgedBy | undefined }

/** What contradicts itself, or is left unsaid, within one duty. Paths start at the duty. */
export function checkDuty(duty: StatedDuty): Finding[] {
  const { groups, agencies } = duty.assignees
  return [
    ...(groups.length + agencies.length === 0 ? [missing('assignees')] : []),
    ...(duty.cadence === 'ongoing' ? checkOngoing(duty) : checkChased(duty)),
    ...checkPeriods(duty),
    ...(duty.monthStartDay !== undefined && duty.cadence !== 'month'
      ? [conflict('monthStartDay', 'cadence', duty.cadence)]
      : []),
  ]
}

/** What does not fit together between the parts of a plan. Paths start at the plan. */
export function checkPlan(plan: Plan): Finding[] {
  const keys = plan.duties.map((duty) => duty.key)
  const { year } = plan
  return [
    ...within(plan.effectiveOn, ['effectiveOn'], later(`${year - 1}-01-01`, plan.signedOn), `${year}-12-31`),
    ...findDuplicates(plan.duties.map(({ key }, index) => ({ value: key, path: ['duties', index, 'key'] }))),
    ...plan.duties.flatMap((duty, index) => {
      const at = (...path: Path): Path => ['duties', index, ...path]
      return [
        ...findUnknown(
          duty.sharesCreditWith.map((value, n) => ({ value, path: at('sharesCreditWith', n) })),
          keys.filter((key) => key !== duty.key),
        ),
        // A plan reaches a little over the turn of the year: "before 15 January" closes the year before.
        ...(duty.due.kind === 'date'
          ? within(duty.due.on, at('due', 'on'), `${year - 1}-12-01`, `${year + 1}-03-31`)
          : []),
        ...(duty.periods ?? []).flatMap(({ endsOn }, n) =>
          within(endsOn, at('periods', n, 'endsOn'), `${year}-01-01`, `${year}-12-31`),
        ),
        ...(duty.periods ?? []).flatMap(({ due, startsOn }, n) =>
          due === undefined ? [] : within(due.on, at('periods', n, 'due', 'on'), startsOn, `${year + 1}-03-31`),
        ),
      ]
    }),
  ]
}

/** Assignees that the agency file does not know. Paths start at the plan. */
export function checkAssignees(plan: Plan, known: { agencies: string[]; groups: string[] }): Finding[] {
  return plan.duties.flatMap(({ assignees }, index) => {
    const references = (list: keyof typeof assignees) =>
      assignees[list].map((value, n) => ({ value, path: ['duties', index, 'assignees', list, n] }))
    return [
      ...findUnknown(references('groups'), known.groups),
      ...findUnknown([...references('agencies'), ...references('except')], known.agencies),
    ]
  })
}

function checkOngoing({ quota, due, requirements }: StatedDuty): Finding[] {
  return [
    ...(quota ? [conflict('quota', 'cadence', 'ongoing')] : []),
    ...(due.kind !== 'none' ? [conflict('due', 'cadence', 'ongoing')] : []),
    ...(requirements.length > 0 ? [conflict('requirements', 'cadence', 'ongoing')] : []),
  ]
}

function checkChased(duty: StatedDuty): Finding[] {
  const { cadence, quota, due, requirements, evidence, judgedBy, openQuestions } = duty
  return [
    ...(quota ? [] : [missing('quota')]),
    ...(requirements.length > 0 ? [] : [missing('requirements')]),
    ...(evidence.length > 0 ? [] : [missing('evidence')]),
    ...(judgedBy ? [] : [missing('judgedBy')]),
    ...(due.kind === 'none' && openQuestions.length === 0 ? [missing('due')] : []),
    ...(due.kind === 'date' && cadence !== 'once' ? [conflict('due', 'cadence', cadence)] : []),
    // Before the first would be in the month before, when the period has not begun.
    ...(due.kind === 'day_of_month' && due.day === 1 && !due.inclusive
      ? [{ path: ['due', 'day'], problem: { kind: 'not_allowed', got: '1', allowed: ['2–31'] } as Problem }]
      : []),
    // What stands once has no period whose end could be counted from.
    ...((due.kind === 'day_of_month' || due.kind === 'after_period') && cadence === 'once'
      ? [conflict('due', 'cadence', cadence)]
      : []),
    ...(quota && 'average' in quota && cadence !== 'year' ? [conflict('quota', 'cadence', cadence)] : []),
    ...checkCount(duty),
  ]
}

/** With a single requirement there is only one number to state, and a slip in either would count wrongly all year. */
function checkCount({ quota, requirements }: StatedDuty): Finding[] {
  const [only, ...others] = requirements
  if (!quota || !only || others.length > 0) return []
  const binding = 'perYear' in quota ? quota.perYear : quota.min
  if (only.min === binding) return []
  const problem: Problem = { kind: 'not_allowed', got: `${only.min}`, allowed: [`${binding}`] }
  return [{ path: ['requirements', 0, 'min'], problem }]
}

function checkPeriods({ cadence, periods }: StatedDuty): Finding[] {
  if (cadence !== 'named') return periods ? [conflict('periods', 'cadence', cadence)] : []
  if (!periods || periods.length === 0) return [missing('periods')]
  return [
    ...findDuplicates(periods.map(({ key }, n) => ({ value: key, path: ['periods', n, 'key'] }))),
    ...periods.flatMap(({ startsOn, endsOn }, n) => within(endsOn, ['periods', n, 'endsOn'], startsOn, null)),
  ]
}

function within(got: LocalDate, path: Path, from: LocalDate, to: LocalDate | null): Finding[] {
  const inside = from <= got && (to === null || got <= to)
  return inside ? [] : [{ path, problem: { kind: 'out_of_range', got, from, to } }]
}

const missing = (key: string): Finding => ({ path: [key], problem: { kind: 'missing' } })
const conflict = (key: string, beside: string, got: string): Finding => ({
  path: [key],
  problem: { kind: 'conflict', with: beside, got },
})
const later = (a: LocalDate, b: LocalDate | null): LocalDate => (b !== null && b > a ? b : a)
