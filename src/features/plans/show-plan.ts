import type { Duty, Plan } from '../../domain/plan.ts'

/**
 * A plan as `plan show --json` prints it, for other programs: every field is always there, spelled out here so that
 * a change of the domain's own types does not silently change what they read.
 */
export function planToJson(plan: Plan): object {
  return {
    code: plan.code,
    province: plan.province,
    year: plan.year,
    name: plan.name,
    number: plan.number,
    signedOn: plan.signedOn,
    effectiveOn: plan.effectiveOn,
    theme: plan.theme,
    parent: plan.parent,
    openQuestions: plan.openQuestions,
    duties: plan.duties.map(dutyToJson),
  }
}

function dutyToJson(duty: Duty): object {
  return {
    key: duty.key,
    clause: duty.clause,
    title: duty.title,
    assignees: duty.assignees,
    evidence: duty.evidence,
    requirements: duty.requirements,
    mode: duty.mode,
    cadence: duty.cadence,
    ...(duty.monthStartDay === undefined ? {} : { monthStartDay: duty.monthStartDay }),
    periods: duty.periods ?? [],
    quota: duty.quota,
    due: { ...duty.due, on: duty.due.kind === 'date' ? duty.due.on : null },
    judgedBy: duty.judgedBy,
    sharesCreditWith: duty.sharesCreditWith,
    openQuestions: duty.openQuestions,
  }
}
