import type { Db } from '../../db/database.ts'
import { findOpenQuestion, findQuestionByMessage, type Question } from '../../db/questions.ts'
import { readAnswer } from '../../domain/answer.ts'
import { type Outgoing, reply } from '../deliver/outgoing.ts'
import type { MemberMessage } from '../people/sender.ts'
import { act } from './act.ts'

/**
 * A list of things to take back is answered soon or by quoting it. A bare number much later is meant for something
 * else, and must not take anything back.
 */
const bareWithdrawMs = 3_600_000

/** Takes a message of numbers as the answer to what was asked in this chat. Undefined where it is no such message. */
export async function answerByNumbers(tx: Db, from: MemberMessage): Promise<string | undefined> {
  const numbers = readAnswer(from.message.text)
  if (numbers === undefined) return undefined
  const question = await questionAnswered(tx, from)
  if (question === undefined) return await refuseAnswer(tx, from, 'no_question', 0)
  const max = question.values.length
  if (numbers.some((number) => number < 1 || number > max)) return await refuseAnswer(tx, from, 'out_of_range', max)
  if (numbers.length > 1 && !question.several) return await refuseAnswer(tx, from, 'only_one', max)
  const values = numbers.flatMap((number) => question.values[number - 1] ?? [])
  const acted = await act(tx, from, question, { values, key: String(from.inboundId) })
  return acted ? 'answer' : await refuseAnswer(tx, from, 'no_question', 0)
}

/** The question that the message quotes, else the latest open one of the chat; a quoted message may have asked nothing. */
async function questionAnswered(tx: Db, from: MemberMessage): Promise<Question | undefined> {
  const { chat, message, now } = from
  const { replyTo } = message
  const question =
    replyTo === null
      ? await findOpenQuestion(tx, chat.id, { now, writtenAt: message.sentAt })
      : await findQuestionByMessage(tx, chat.id, replyTo)
  if (question === undefined || question.personId !== from.personId || !isOpen(question, now)) return undefined
  const isTooLate = question.kind === 'withdraw' && now.getTime() - question.askedAt.getTime() > bareWithdrawMs
  return replyTo === null && isTooLate ? undefined : question
}

export function isOpen(question: Question, now: Date): boolean {
  return question.answeredAt === null && question.expiresAt > now
}

type Refusal = Extract<Outgoing, { kind: 'answer_refused' }>['reason']

/** Says why a number could not be taken as an answer. */
export async function refuseAnswer(tx: Db, from: MemberMessage, reason: Refusal, max: number): Promise<string> {
  const [first] = from.memberships
  if (first === undefined) return 'no_membership'
  const to = { provinceId: first.provinceId, personId: from.personId, chat: from.chat }
  const at = { dedupeKey: `reply:${from.inboundId}`, now: from.now }
  await reply(tx, to, { kind: 'answer_refused', reason, max }, at)
  return 'answer_refused'
}
