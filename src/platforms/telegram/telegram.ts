import { Api, GrammyError } from 'grammy'
import type { Platform } from '../platform.ts'
import { readUpdate, toRawEvent } from './read.ts'
import { reasonOf, settle } from './settle.ts'

class TelegramRefusedError extends Error {
  override name = 'TelegramRefusedError'
}

export type TelegramOptions = {
  token: string
  apiRoot?: string
  /** Maps the platform's wall-clock times into the process's clock. */
  shift: (at: Date) => Date
  log: (event: string, fields: Record<string, string | number>) => void
  /** Resolves after `ms`, or at once when `signal` aborts. */
  pause: (ms: number, signal?: AbortSignal) => Promise<void>
  sendTimeoutMs?: number
}

const pollSeconds = 25
/** Everything that `readUpdate` understands. Without the list Telegram goes by its own default. */
const allowedUpdates = ['message', 'edited_message', 'my_chat_member'] as const
const conflictWaitMs = 5_000
const longestWaitMs = 30_000

/**
 * Telegram through its Bot API.
 * Speed: about one message a second in one chat, 20 a minute in a group, 30 a second for the whole bot
 * (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). Text: 1-4096 characters
 * (https://core.telegram.org/bots/api#sendmessage).
 */
export function createTelegram(options: TelegramOptions): Platform {
  const { token, apiRoot, shift, log, pause, sendTimeoutMs = 20_000 } = options
  // grammY's own limit is there for a long poll whose connection has died without a word.
  const api = new Api(token, { timeoutSeconds: pollSeconds + 15, ...(apiRoot === undefined ? {} : { apiRoot }) })

  return {
    name: 'telegram',
    textLimit: 4096,
    pace: { botMs: 34, directChatMs: 1_000, groupChatMs: 3_000 },
    read: (raw) => readUpdate(raw, shift),

    async identify() {
      try {
        const me = await api.getMe(forGrammy(AbortSignal.timeout(sendTimeoutMs)))
        return { kind: 'known', identity: { nativeId: String(me.id), username: me.username } }
      } catch (error) {
        return { kind: refusal(error) === undefined ? 'unreachable' : 'refused', reason: reasonOf(error) }
      }
    },

    /** https://core.telegram.org/bots/api#getupdates: an offset confirms every update below it. */
    async receive(store, signal) {
      let offset = 0
      let failures = 0
      let conflicts = 0
      let webhookGone = false
      while (!signal.aborted) {
        try {
          // With a webhook that somebody once set, getUpdates is refused for ever.
          if (!webhookGone) webhookGone = await api.deleteWebhook({}, forGrammy(signal))
          const updates = await api.getUpdates(
            { offset, limit: 100, timeout: pollSeconds, allowed_updates: allowedUpdates },
            forGrammy(signal),
          )
          const last = updates.at(-1)
          if (last !== undefined) {
            await store(updates.map(toRawEvent))
            // Not the greatest ever seen: after a quiet week Telegram numbers on from a random point.
            offset = last.update_id + 1
          }
          failures = 0
          conflicts = 0
        } catch (error) {
          if (signal.aborted) return
          const refused = refusal(error)
          if (refused !== undefined) throw refused
          const conflict = error instanceof GrammyError && error.error_code === 409
          if (!conflict || conflicts++ === 0) log('telegram.receive_failed', { reason: reasonOf(error) })
          // A pause that is broken off may also reject; either way the loop looks at the signal next.
          await pause(waitAfter(error, failures++), signal).catch(() => undefined)
        }
      }
    },

    async apply(chat, action) {
      const { text, spans } = action.text
      try {
        const sent: { message_id?: number } | undefined = await api.sendMessage(
          chat.nativeId,
          text,
          {
            entities: spans.map(({ start, length, style }) => ({ type: style, offset: start, length })),
            link_preview_options: { is_disabled: true },
            ...(chat.topic === '' ? {} : { message_thread_id: Number(chat.topic) }),
          },
          forGrammy(AbortSignal.timeout(sendTimeoutMs)),
        )
        if (sent?.message_id === undefined) return { kind: 'doubt', reason: 'an answer without a message id' }
        return { kind: 'sent', ids: [String(sent.message_id)] }
      } catch (error) {
        return settle(error, chat.nativeId)
      }
    },
  }
}

/** A new error without a cause: the original carries the token in its depths. 404 is what a token gets that looks like none. */
function refusal(error: unknown): Error | undefined {
  const refused = error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404)
  return refused ? new TelegramRefusedError(`Telegram refused the bot token (${reasonOf(error)})`) : undefined
}

function waitAfter(error: unknown, failures: number): number {
  if (error instanceof GrammyError && error.parameters.retry_after !== undefined) {
    return error.parameters.retry_after * 1_000
  }
  if (error instanceof GrammyError && error.error_code === 409) return conflictWaitMs
  return Math.min(1_000 * 2 ** failures, longestWaitMs)
}

/** grammY types its signals by a package older than Node's own; at run time they are the same. */
function forGrammy(signal: AbortSignal): Parameters<Api['getMe']>[0] {
  return signal as Parameters<Api['getMe']>[0]
}
