import { listAssignments, withIds } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { closeQuestion, type Question } from '../../db/questions.ts'
import { actOnBot } from '../bots/act-on-bot.ts'
import { askWhatToWithdraw } from '../collect/ask-what-to-withdraw.ts'
import { tellWithdrawn } from '../collect/tell-withdrawn.ts'
import { withdraw } from '../collect/withdraw.ts'
import { reply } from '../deliver/outgoing.ts'
import { choosePlatform } from '../people/platforms.ts'
import { type MemberMessage, officerMemberships } from '../people/sender.ts'

/** What was chosen. `key` tells one answer from another, so that the same one is not confirmed twice. */
export type Answer = { values: string[]; key: string }

/**
 * Does what the answer to a question asks for; the question's row is locked. One of which only one value may be
 * chosen is closed by it. False where nothing of it is the sender's concern any more.
 */
export async function act(tx: Db, from: MemberMessage, question: Question, answer: Answer): Promise<boolean> {
  if (!question.several) await closeQuestion(tx, question.id, from.now)
  switch (question.kind) {
    case 'item':
      return await showItems(tx, from, answer.values.map(Number))
    case 'withdraw':
      return await takeBack(tx, from, answer)
    case 'platform':
      for (const value of answer.values) await choosePlatform(tx, from, question, value)
      return true
    case 'bot':
      for (const value of answer.values) await actOnBot(tx, from, question, value)
      return true
  }
}

async function showItems(tx: Db, from: MemberMessage, ids: number[]): Promise<boolean> {
  const agencyIds = officerMemberships(from.memberships).map(({ agencyId }) => agencyId)
  const assignments = await listAssignments(tx, withIds(ids))
  const own = assignments.filter(({ agencyId }) => agencyIds.includes(agencyId))
  for (const id of ids) {
    const assignment = own.find((each) => each.id === id)
    if (assignment === undefined) continue
    await reply(
      tx,
      { provinceId: assignment.provinceId, personId: from.personId, chat: from.chat },
      { kind: 'item', assignmentId: id },
      { dedupeKey: `item:${from.inboundId}:${id}`, now: from.now },
    )
  }
  return own.length > 0
}

async function takeBack(tx: Db, from: MemberMessage, { values, key }: Answer): Promise<boolean> {
  const { personId, chat, now } = from
  const submissionIds = values.map(Number)
  const result = await withdraw(tx, { personId, submissionIds, reason: 'withdrawn', now })
  const { withdrawn, locked, kept } = result
  // What was taken back before is taken back, unless it was sent again: that is another piece, with a number of its own.
  const before = result.before.filter(({ isSentAgain }) => !isSentAgain)
  const stands = locked.length > 0 ? ':locked' : kept.length > 0 ? ':kept' : ''
  await tellWithdrawn(tx, { personId, chat }, { withdrawn, locked, kept, before }, { key: `${key}${stands}`, now })
  const isTold = [withdrawn, locked, kept, before].some((list) => list.length > 0)
  if (!isTold && result.before.length > 0) await askWhatToWithdraw(tx, from)
  return isTold || result.before.length > 0
}
