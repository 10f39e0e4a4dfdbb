import { addDays } from '../domain/calendar.ts'
import type { Assignees, DueRule, Duty, NamedPeriod, OpenQuestion, Plan } from '../domain/plan.ts'
import type { FileProblem } from '../features/plans/yaml-file.ts'
import { renderFullDate } from '../render/dates.ts'
import { renderClause } from '../render/item.ts'
import type { Say } from './sentence-of.ts'

/** A plan as a person reads it: what it is, then duty by duty what is owed, by whom and by when. */
export function renderPlan(say: Say, plan: Plan): string[] {
  const blank = say('cli-plan-show-document-blank')
  const document = {
    number: plan.number ?? blank,
    signedOn: plan.signedOn === null ? blank : renderFullDate(say, plan.signedOn),
  }
  return [
    say('cli-plan-show-header', { name: plan.name, code: plan.code, province: plan.province, year: String(plan.year) }),
    say('cli-plan-show-document', document),
    say('cli-plan-show-effective', { date: renderFullDate(say, plan.effectiveOn) }),
    ...(plan.theme === null ? [] : [say('cli-plan-show-theme', { theme: plan.theme })]),
    ...(plan.parent === null ? [] : [say('cli-plan-show-parent', { parent: plan.parent })]),
    ...plan.duties.flatMap((duty) => ['', ...renderDuty(say, duty)]),
    '',
    ...renderOpenQuestions(say, plan),
  ]
}

function renderDuty(say: Say, duty: Duty): string[] {
  const { quota, due } = duty
  const requirements = duty.requirements.map(({ channel, min }) =>
    say('cli-plan-show-requirement', { channel: say('channel', { channel }), min }),
  )
  const evidences = duty.evidence.map((evidence) => say('cli-plan-show-evidence-kind', { evidence }))
  const lastDay = due.kind === 'date' ? (due.inclusive ? due.on : addDays(due.on, -1)) : ''
  const lines = [
    say('cli-plan-show-duty', { clause: renderClause(say, duty.clause), title: duty.title }),
    say('cli-plan-show-cadence', { cadence: duty.cadence }),
    ...(duty.monthStartDay === undefined ? [] : [say('cli-plan-show-month-start', { day: duty.monthStartDay })]),
    ...(duty.periods ?? []).map((period) => renderPeriod(say, period)),
    ...renderAssignees(say, duty.assignees),
  ]
  if (duty.cadence === 'ongoing') return indent(lines)
  if (quota !== null) {
    lines.push(
      'average' in quota
        ? say('cli-plan-show-quota-average', quota)
        : say('cli-plan-show-quota', { min: quota.min, stated: quota.stated ? 'yes' : 'no' }),
    )
  }
  lines.push(
    say('cli-plan-show-requirements', { mode: duty.mode, requirements: requirements.join(', ') }),
    say('cli-plan-show-due', {
      kind: due.kind,
      date: lastDay === '' ? '' : renderFullDate(say, lastDay),
      day: lastDayOfMonth(due),
      days: due.kind === 'after_period' ? due.days : 0,
    }),
    say('cli-plan-show-evidence', { evidences: evidences.join(', ') }),
    say('cli-plan-show-judged-by', { judgedBy: duty.judgedBy }),
  )
  if (duty.sharesCreditWith.length > 0)
    lines.push(say('cli-plan-show-shares', { keys: duty.sharesCreditWith.join(', ') }))
  return indent(lines)
}

function renderPeriod(say: Say, { title, startsOn, endsOn, due }: NamedPeriod): string {
  const last = due === undefined ? '' : due.inclusive ? due.on : addDays(due.on, -1)
  const [from, to, by] = [startsOn, endsOn, last].map((on) => (on === '' ? '' : renderFullDate(say, on)))
  return say('cli-plan-show-period', { title, from: from ?? '', to: to ?? '', due: by ?? '' })
}

/** "Before the 25th" ends with the 24th. */
function lastDayOfMonth(due: DueRule): number {
  if (due.kind !== 'day_of_month') return 0
  return due.inclusive ? due.day : due.day - 1
}

function renderAssignees(say: Say, { groups, agencies, except }: Assignees): string[] {
  const lines = [say('cli-plan-show-assignees', { names: [...groups, ...agencies].join(', ') })]
  if (except.length > 0) lines.push(say('cli-plan-show-except', { names: except.join(', ') }))
  return lines
}

/** What the text leaves open, with the default by which the plan is run meanwhile. */
export function renderOpenQuestions(say: Say, plan: Plan): string[] {
  const general = plan.openQuestions.map((open) => say('cli-plan-open-question-general', args(open)))
  const ofDuties = plan.duties.flatMap((duty) =>
    duty.openQuestions.map((open) =>
      say('cli-plan-open-question', { clause: renderClause(say, duty.clause), ...args(open) }),
    ),
  )
  const lines = [...general, ...ofDuties]
  return lines.length === 0 ? [] : [say('cli-plan-open-questions', { count: lines.length }), ...lines]
}

export function renderFileProblems(say: Say, problems: FileProblem[]): string[] {
  return problems.map(({ file, line, path, problem: { kind, ...rest } }) =>
    say('cli-file-problem', {
      file,
      line: String(line),
      path,
      problem: say(`cli-file-problem-${kind.replaceAll('_', '-')}`, flat(rest)),
    }),
  )
}

function args({ question, default: fallback }: OpenQuestion): { question: string; default: string } {
  return { question, default: fallback }
}

function flat(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : String(value ?? ''),
    ]),
  )
}

function indent([head = '', ...rest]: string[]): string[] {
  return [head, ...rest.map((line) => `  ${line}`)]
}
