import { z } from 'zod'
import type { Settlement } from '../platform.ts'
import { type Answer, describeAnswer } from './client.ts'

/** Refusals that speak of the receiver and not of the message: nothing will arrive there. Zalo documents no wording. */
const goneChat =
  /\b(chat|user|recipient|receiver|conversation|group)\b.*\b(not found|not exist|deactivated|deleted|blocked)|\bblocked (by|the bot)|\bbot was (blocked|kicked|removed)/i

const sentShape = z.object({ message_id: z.union([z.string().min(1), z.int()]) })

/**
 * What an answer to a send means.
 *
 * Codes are those of the platform's table (https://docs.zaloplatforms.com/docs/BOT, "Bảng mã lỗi"), which look like
 * those of HTTP and are not: 400 wrong path or name of a method; 401 token expired or wrong; 403 *internal server
 * error*; 404 not found; 408 request timeout; 429 quota exceeded. They come with HTTP 200.
 */
export function settle(answer: Answer): Settlement {
  if (answer.kind === 'done') {
    // The documents promise an id. Without it we do not know what was accepted, only that something was.
    const sent = sentShape.safeParse(answer.result)
    if (!sent.success) return { kind: 'doubt', reason: 'an answer without a message id' }
    return { kind: 'sent', ids: [String(sent.data.message_id)] }
  }
  const reason = describeAnswer(answer)
  if (answer.kind === 'failed') {
    if (answer.mayHaveArrived) return { kind: 'doubt', reason }
    return { kind: 'retry', afterMs: 5_000, scope: 'bot', reason }
  }

  const { code, description, retryAfterMs } = answer
  const speaksOfChat = code === 400 || code === 403 || code === 404
  if (speaksOfChat && goneChat.test(description)) return { kind: 'gone', reason }
  switch (code) {
    // Trouble with the token is not this message's fault: it waits until somebody has put it right.
    case 401:
    case 404:
      return { kind: 'retry', afterMs: 60_000, scope: 'bot', reason }
    // The platform broke down, or ran out of time, with the message in its hands.
    case 403:
    case 408:
      return { kind: 'doubt', reason }
    // Which quota it was, and when it is filled again, the platform does not say.
    case 429:
      return { kind: 'retry', afterMs: retryAfterMs ?? 60_000, scope: 'bot', reason }
    default:
      // Said no, and is not broken. Codes beyond the table are taken for a no as well.
      return code >= 500 && code < 600 ? { kind: 'doubt', reason } : { kind: 'refused', reason }
  }
}
