import { claimRemindable, getAssignment, setNextRemindAt } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { listCoordinators, listRecipients } from '../../db/people.ts'
import type { Province } from '../../db/provinces.ts'
import { insertReminders } from '../../db/reminders.ts'
import { isDemanding } from '../../domain/assignment.ts'
import { localDateOf } from '../../domain/calendar.ts'
import { dueSteps, nextOpening, type Step, stepsOf } from '../../domain/remind.ts'
import type { Log } from '../../log.ts'

/** After a fault, an assignment is looked at again this much later, so that it does not keep the others waiting. */
const faultPauseMs = 3_600_000

/**
 * Plans the steps that have come due in a province, one short transaction per assignment. Outside the open hours
 * they wait: who is to be reminded, and of what, is decided when it can be said.
 */
export async function planReminders(db: Db, province: Province, now: Date, log: Log): Promise<void> {
  if (nextOpening(now, province.timeZone) > now) return
  for (;;) {
    let assignmentId: number | undefined
    try {
      const done = await db.transaction(async (tx) => {
        const claimed = await claimRemindable(tx, province.id, now)
        if (claimed === undefined) return true
        assignmentId = claimed.id
        const count = await planSteps(tx, claimed, now)
        if (count > 0) log('reminders.planned', { assignmentId, count })
        return false
      })
      if (done) return
    } catch (error) {
      if (assignmentId === undefined) throw error
      await setNextRemindAt(db, assignmentId, new Date(now.getTime() + faultPauseMs))
      log('assignment.fault', { assignmentId, error: error instanceof Error ? error.name : 'unknown' })
    }
  }
}

async function planSteps(tx: Db, claimed: { id: number; from: Date }, now: Date): Promise<number> {
  const assignment = await getAssignment(tx, claimed.id)
  const steps = stepsOf(assignment)
  // After a fault the stored instant lies between two steps: the one before it is the one that was not planned.
  const from = steps.findLast((each) => each.at <= claimed.from)?.at ?? claimed.from
  const { step, stale, nextAt } = dueSteps(steps, from, now)
  await setNextRemindAt(tx, assignment.id, nextAt)
  if (step === undefined || !isDemanding(assignment, localDateOf(step.at, assignment.timeZone))) return 0

  const { provinceId, id: assignmentId, dueAt } = assignment
  const planned = { provinceId, assignmentId, dueAt, releaseAt: now }
  const officers = await listRecipients(tx, assignment, now)
  if (officers.length === 0) {
    // Once a period: the step's name is the same whichever step finds nobody.
    const unstaffed = { ...planned, rung: 'coordinator' as const, step: 'unstaffed', plannedAt: step.at }
    const coordinators = await listCoordinators(tx, provinceId, now)
    return await insertReminders(
      tx,
      coordinators.map((personId) => ({ ...unstaffed, personId })),
    )
  }
  const skipped = { state: 'skipped' as const, reason: 'stale' }
  return await insertReminders(
    tx,
    officers.flatMap((personId) => {
      const row = ({ key, at }: Step) => ({ ...planned, personId, rung: 'officer' as const, step: key, plannedAt: at })
      return [...stale.map((missed) => ({ ...row(missed), ...skipped })), row(step)]
    }),
  )
}
