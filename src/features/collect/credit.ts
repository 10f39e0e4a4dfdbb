import { insertCredit } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { type Assignment, isDemanding, sharesCredit } from '../../domain/assignment.ts'
import { localDateOf } from '../../domain/calendar.ts'
import type { Channel } from '../../domain/plan.ts'
import { replan } from '../remind/replan.ts'
import { tellColleagues } from './tell-colleagues.ts'

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
  if (wasDemanding && !isDemanding(assignment, today)) {
    const { personId: byPersonId, submissionId, at: now } = given
    const key = `done:${assignment.id}:${submissionId}`
    await tellColleagues(tx, [assignment, ...sharing], { kind: 'done_by', byPersonId, key, now })
  }
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
