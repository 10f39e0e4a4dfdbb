import { findDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { holdsMembership } from '../../db/people.ts'
import { listReminded } from '../../db/reminders.ts'
import type { Assignment } from '../../domain/assignment.ts'
import { announce } from '../deliver/outgoing.ts'

/**
 * Says that something is done, or is so no longer, to whoever was reminded of it, is still there and did not do it
 * themselves. `assignments` are one item to who reads it, the first in its name. `key` makes a repetition silent.
 */
export async function tellColleagues(
  tx: Db,
  assignments: Assignment[],
  of: { kind: 'done_by' | 'reopened'; byPersonId: number; key: string; now: Date },
): Promise<void> {
  const [first] = assignments
  if (first === undefined) return
  const { kind, byPersonId, key, now } = of
  const { provinceId, agencyId } = first
  const ids = assignments.map((each) => each.id)
  for (const personId of await listReminded(tx, ids, byPersonId)) {
    const chat = await findDirectChat(tx, personId, now)
    const isOfficer = await holdsMembership(tx, { provinceId, agencyId, personId, roles: ['officer'] }, now)
    if (chat === undefined || !isOfficer) continue
    await announce(
      tx,
      { provinceId, personId, chat },
      { kind, assignmentId: first.id, byPersonId },
      { dedupeKey: `${key}:${personId}`, now },
    )
  }
}
