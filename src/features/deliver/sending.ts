import type { Chat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { broadcastClass, countStrangersSpokenTo, type OutboxRow } from '../../db/outbox.ts'
import { getProvince } from '../../db/provinces.ts'
import type { QuestionKind } from '../../db/questions.ts'
import { addDays, instantAt, localDateOf } from '../../domain/calendar.ts'
import type { FormattedText } from '../../domain/message.ts'
import { nextOpening } from '../../domain/remind.ts'
import type { OutgoingAction, OutgoingFile, Pace, Platform } from '../../platforms/platform.ts'

/** What is about to be sent: texts, each of a length that the platform takes at once, with what goes along. */
export type Sending = {
  parts: FormattedText[]
  /** Instead of the texts. */
  action?: OutgoingAction
  question?: { kind: QuestionKind; values: string[]; several: boolean }
  file?: OutgoingFile
}

/** Under the last part stand the buttons, one for each number of the question, where the platform has any. */
export function actionOf(
  text: FormattedText,
  { question, questionId, file }: Partial<Sending> & { questionId?: number | undefined },
  platform: Platform,
): OutgoingAction {
  const values = platform.can.buttons && questionId !== undefined ? (question?.values ?? []) : []
  // A button carries what it means and not its number: should the list be sent once more, it may have been renumbered.
  const choices = values.map((value, index) => ({ value: `q:${questionId}:${value}`, label: String(index + 1) }))
  return {
    kind: 'send',
    text,
    ...(choices.length === 0 ? {} : { choices }),
    ...(file === undefined ? {} : { file }),
  }
}

/** How long the bot rests after a send, in milliseconds: never like clockwork where the platform looks for machines. */
export function gapAfter(text: string, pace: Pace, randomInt: (below: number) => number): number {
  const typing = Math.min(text.length * pace.perCharacterMs, pace.longestTypingMs)
  return pace.botMs + typing + (pace.jitterMs > 0 ? randomInt(pace.jitterMs + 1) : 0)
}

/**
 * A personal account that writes to too many people who are no contacts of its own is soon locked. When it may speak
 * by itself to one more of them: undefined is now; whoever has asked something is answered at any time.
 */
export async function strangersAgainAt(
  db: Db,
  row: OutboxRow,
  chat: Chat,
  { strangersPerDay }: Pace,
  now: Date,
): Promise<Date | undefined> {
  if (strangersPerDay === null || row.class !== broadcastClass || chat.kind !== 'direct') return undefined
  const { timeZone } = await getProvince(db, row.provinceId)
  const today = localDateOf(now, timeZone)
  const others = await countStrangersSpokenTo(db, chat, instantAt(today, '00:00', timeZone))
  if (others === undefined || others < strangersPerDay) return undefined
  return nextOpening(instantAt(addDays(today, 1), '00:00', timeZone), timeZone)
}
