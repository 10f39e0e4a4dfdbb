import { insertCredit } from '../../db/assignments.ts'
import { findDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { holdsMembership } from '../../db/people.ts'
import { listReminded } from '../../db/reminders.ts'
import { type Assignment, isDemanding, sharesCredit } from '../../domain/assignment.ts'
import { localDateOf } from '../../domain/calendar.ts'
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
 * Counts a submission toward an assignment, and toward those of `sameAgency` with which its duty shares credit; their
 * credits are brought up to date in place. False where the article already counts for that duty and channel.
 */
export async function credit(
  tx: Db,
  assignment: Assignment,
  sameAgency: Assignment[],
  given: CreditGiven,
): Promise<boolean> {
  const sharing = sameAgency.filter((other) => sharesCredit(assignment, other) || sharesCredit(other, assignment))
  const today = localDateOf(given.at, assignment.timeZone)
  const wasDemanding = isDemanding(assignment, today)
  if (!(await creditOne(tx, assignment, given))) return false
  for (const other of sharing) await creditOne(tx, other, given)
  if (wasDemanding && !isDemanding(assignment, today)) await tellTheOthers(tx, [assignment, ...sharing], given)
  return true
}

async function creditOne(tx: Db, assignment: Assignment, given: CreditGiven): Promise<boolean> {
  const inserted = await insertCredit(tx, {
    provinceId: assignment.provinceId,
    submissionId: given.submissionId,
    assignmentId: assignment.id,
    channel: given.channel,
    dutyId: assignment.dutyId,
    articleId: given.articleId,
    creditedAt: given.at,
  })
  if (!inserted) return false
  assignment.credits[given.channel] = (assignment.credits[given.channel] ?? 0) + 1
  await replan(tx, assignment.id, given.at)
  return true
}

/** Whoever was reminded of it, is still there and did not do it themselves learns that it is done, and by whom. */
async function tellTheOthers(tx: Db, assignments: Assignment[], given: CreditGiven): Promise<void> {
  const [first] = assignments
  if (first === undefined) return
  const { provinceId, agencyId } = first
  const ids = assignments.map((each) => each.id)
  for (const personId of await listReminded(tx, ids, given.personId)) {
    const chat = await findDirectChat(tx, personId, given.at)
    const isOfficer = await holdsMembership(tx, { provinceId, agencyId, personId, roles: ['officer'] }, given.at)
    if (chat === undefined || !isOfficer) continue
    await announce(
      tx,
      { provinceId, personId, chat },
      { kind: 'done_by', assignmentId: first.id, byPersonId: given.personId },
      { dedupeKey: `done:${first.id}:${given.submissionId}:${personId}`, now: given.at },
    )
  }
}
