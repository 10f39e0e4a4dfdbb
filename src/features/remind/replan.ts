import { getAssignment, moveNextRemindAt, setNextRemindAt } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { cancelPlanned } from '../../db/reminders.ts'
import { isOpen } from '../../domain/assignment.ts'
import { firstStepAfter, stepsOf } from '../../domain/remind.ts'

/**
 * Brings an assignment's reminders in line after anything that matters to it changed: a credit, the deadline,
 * an excuse, a lock. What is planned for a deadline that no longer holds is taken back; steps that are
 * past stay past, except one that was not planned yet.
 */
export async function replan(tx: Db, assignmentId: number, now: Date): Promise<void> {
  const assignment = await getAssignment(tx, assignmentId)
  if (!isOpen(assignment)) {
    await cancelPlanned(tx, assignmentId, { reason: 'settled' })
    await setNextRemindAt(tx, assignmentId, null)
    return
  }
  await cancelPlanned(tx, assignmentId, { reason: 'deadline_moved', keepDueAt: assignment.dueAt })
  await moveNextRemindAt(tx, assignmentId, firstStepAfter(stepsOf(assignment), now), now)
}
