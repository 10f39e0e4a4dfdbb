import { listAssignments, releaseHeld, setNextRemindAt, withIds } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { isOpen } from '../../domain/assignment.ts'
import { stepsOf } from '../../domain/remind.ts'

/**
 * Chases what was overdue when the plan was imported: from now on it is reminded like the rest, beginning with
 * its last step. Returns how many assignments that concerns.
 */
export async function chaseHeld(tx: Db, provinceId: number): Promise<number> {
  const ids = await releaseHeld(tx, provinceId)
  const open = ids.length === 0 ? [] : (await listAssignments(tx, withIds(ids))).filter(isOpen)
  for (const assignment of open) await setNextRemindAt(tx, assignment.id, stepsOf(assignment).at(-1)?.at ?? null)
  return open.length
}
