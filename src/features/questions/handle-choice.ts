import { z } from 'zod'
import type { Db } from '../../db/database.ts'
import { findQuestion } from '../../db/questions.ts'
import type { Sender } from '../collect/handle-direct.ts'
import { act } from './act.ts'
import { isOpen, refuseAnswer } from './answer.ts'

/** `q:<question>:<one of its values>`. */
const choiceShape = z.templateLiteral(['q:', z.string().regex(/^[1-9]\d{0,14}$/), ':', z.string()])

/** A press of a button under a question. Only the person who was asked can answer, and only in the chat in which they were. */
export async function handleChoice(tx: Db, from: Sender, value: string): Promise<string> {
  if (!choiceShape.safeParse(value).success) return 'choice_unknown'
  const [, questionId = '', chosen = ''] = value.split(':')
  const question = await findQuestion(tx, Number(questionId))
  if (!question?.values.includes(chosen)) return 'choice_unknown'
  const { personId } = from
  if (question.chatId !== from.chat.id || personId === null || question.personId !== personId) return 'choice_foreign'
  if (from.memberships.length === 0) return 'no_membership'
  // The second press of two.
  if (question.answeredAt !== null) return 'answered_before'
  const member = { ...from, personId }
  if (!isOpen(question, from.now)) return await refuseAnswer(tx, member, 'no_question', 0)
  const acted = await act(tx, member, question, { values: [chosen], key: `q${questionId}:${chosen}` })
  return acted ? 'answer' : await refuseAnswer(tx, member, 'no_question', 0)
}
