import { getAssignment, inProvince, insertCredit, listAssignments, ofAgencies } from '../../db/assignments.ts'
import { findDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { holdsMembership } from '../../db/people.ts'
import { listReminded } from '../../db/reminders.ts'
import { type Assignment, progressOf, sharesCredit } from '../../domain/assignment.ts'
import type { Channel } from '../../domain/plan.ts'
import { announce } from '../deliver/outgoing.ts'
import { replan } from '../remind/replan.ts'

export type CreditGiven = {
  submissionId: number
  articleId: number | null
  personId: number
  channel: Channel
  at: Date
}

/**
 * Counts a submission toward an assignment, and toward those of its period with which its duty shares credit.
 * False where the article already counts for that duty and channel.
 */
export async function credit(tx: Db, assignment: Assignment, given: CreditGiven): Promise<boolean> {
  const counted = await creditOne(tx, assignment, given)
  if (!counted) return false
  const others = await listAssignments(tx, inProvince(assignment.provinceId), ofAgencies([assignment.agencyId]))
  for (const other of others) {
    if (sharesCredit(assignment, other) || sharesCredit(other, assignment)) await creditOne(tx, other, given)
  }
  return true
}

async function creditOne(tx: Db, before: Assignment, given: CreditGiven): Promise<boolean> {
  const inserted = await insertCredit(tx, {
    provinceId: before.provinceId,
    submissionId: given.submissionId,
    assignmentId: before.id,
    channel: given.channel,
    dutyId: before.dutyId,
    articleId: given.articleId,
    creditedAt: given.at,
  })
  if (!inserted) return false
  await replan(tx, before.id, given.at)
  const after = await getAssignment(tx, before.id)
  if (!progressOf(before).met && progressOf(after).met) await tellTheOthers(tx, after, given)
  return true
}

/** Whoever was reminded of it, is still there and did not do it themselves learns that it is done, and by whom. */
async function tellTheOthers(tx: Db, assignment: Assignment, given: CreditGiven): Promise<void> {
  const { provinceId, agencyId } = assignment
  for (const personId of await listReminded(tx, assignment.id, given.personId)) {
    const chat = await findDirectChat(tx, personId)
    const isOfficer = await holdsMembership(tx, { provinceId, agencyId, personId, roles: ['officer'] }, given.at)
    if (chat === undefined || !isOfficer) continue
    await announce(
      tx,
      { provinceId: assignment.provinceId, personId, chat },
      { kind: 'done_by', assignmentId: assignment.id, byPersonId: given.personId },
      { dedupeKey: `done:${assignment.id}:${given.submissionId}:${personId}`, now: given.at },
    )
  }
}
