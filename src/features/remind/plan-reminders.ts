import { claimRemindable, getAssignment, setNextRemindAt } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { listCoordinators, listRecipients } from '../../db/people.ts'
import type { Province } from '../../db/provinces.ts'
import { insertReminders, type Reminder } from '../../db/reminders.ts'
import { type Assignment, isDemanding } from '../../domain/assignment.ts'
import { localDateOf } from '../../domain/calendar.ts'
import { nextOpening, planSteps, type Step, stepsOf } from '../../domain/remind.ts'

/**
 * Plans the steps that have come due in a province, one short transaction per assignment. Outside the open hours
 * they wait: who is to be reminded, and of what, is decided when it can be said.
 */
export async function planReminders(db: Db, province: Province, now: Date): Promise<void> {
  if (nextOpening(now, province.timeZone) > now) return
  while (await db.transaction((tx) => planNext(tx, province, now)));
}

async function planNext(tx: Db, province: Province, now: Date): Promise<boolean> {
  const claimed = await claimRemindable(tx, province.id, now)
  if (claimed === undefined) return false
  const assignment = await getAssignment(tx, claimed.id)
  const { step, stale, nextAt } = planSteps(stepsOf(assignment), claimed.from, now)
  await setNextRemindAt(tx, assignment.id, nextAt)
  if (step === undefined || !isDemanding(assignment, localDateOf(step.at, assignment.timeZone))) return true

  const officers = await listRecipients(tx, assignment, now)
  if (officers.length === 0) {
    // Once a period: the step's name is the same whichever step finds nobody.
    await plan(
      tx,
      assignment,
      await listCoordinators(tx, province.id, now),
      'coordinator',
      { key: 'unstaffed', at: step.at },
      now,
    )
    return true
  }
  for (const missed of stale) await plan(tx, assignment, officers, 'officer', missed, now, 'stale')
  await plan(tx, assignment, officers, 'officer', step, now)
  return true
}

async function plan(
  tx: Db,
  assignment: Assignment,
  personIds: number[],
  rung: Reminder['rung'],
  step: Step,
  now: Date,
  skipped?: string,
): Promise<void> {
  await insertReminders(
    tx,
    personIds.map((personId) => ({
      provinceId: assignment.provinceId,
      assignmentId: assignment.id,
      personId,
      rung,
      step: step.key,
      dueAt: assignment.dueAt,
      plannedAt: step.at,
      releaseAt: nextOpening(now, assignment.timeZone),
      state: skipped === undefined ? ('planned' as const) : ('skipped' as const),
      reason: skipped ?? null,
    })),
  )
}
