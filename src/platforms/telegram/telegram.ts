import { Api, GrammyError, InputFile } from 'grammy'
import type { MessageEntity, Update } from 'grammy/types'
import type { Span } from '../../domain/message.ts'
import type { Choice, OutgoingAction, OutgoingChat, Platform } from '../platform.ts'
import { tellChanges } from '../tell-changes.ts'
import { readUpdate, toRawEvent } from './read.ts'
import { reasonOf, settle } from './settle.ts'

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
const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const
const conflictWaitMs = 5_000
const longestWaitMs = 30_000
const answerTimeoutMs = 5_000
/** Failures in a row after which the connection counts as lost. */
const troubleAfter = 3

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

  /** The button that somebody pressed shows a clock until it is answered; it only is once the press is stored. */
  async function stopSpinning(updates: Update[], signal: AbortSignal): Promise<void> {
    const presses = updates.flatMap(({ callback_query: press }) => press?.id ?? [])
    const soon = AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)])
    const answers = await Promise.allSettled(presses.map((id) => api.answerCallbackQuery(id, {}, forGrammy(soon))))
    for (const answer of answers) {
      // Too late for an answer, at worst: the press itself is safe.
      if (answer.status === 'rejected') log('telegram.answer_failed', { reason: reasonOf(answer.reason) })
    }
  }

  /** The answer as it really is: a proxy in between may have put another one in its place. */
  async function send(
    chat: OutgoingChat,
    { text: { text, spans }, choices = [], file }: Extract<OutgoingAction, { kind: 'send' }>,
  ): Promise<{ message_id?: number } | undefined> {
    const entities = spans.map(toEntity)
    const more = {
      ...(choices.length === 0 ? {} : { reply_markup: { inline_keyboard: toKeyboard(choices) } }),
      ...(chat.topic === '' ? {} : { message_thread_id: Number(chat.topic) }),
    }
    const signal = forGrammy(AbortSignal.timeout(sendTimeoutMs))
    if (file === undefined) {
      return await api.sendMessage(
        chat.nativeId,
        text,
        { ...more, entities, link_preview_options: { is_disabled: true } },
        signal,
      )
    }
    const input = new InputFile(file.bytes, file.name)
    const captioned = { ...more, caption: text, caption_entities: entities }
    if (file.kind === 'image') return await api.sendPhoto(chat.nativeId, input, captioned, signal)
    return await api.sendDocument(chat.nativeId, input, captioned, signal)
  }

  return {
    name: 'telegram',
    textLimit: 4096,
    pace: {
      botMs: 34,
      jitterMs: 0,
      perCharacterMs: 0,
      longestTypingMs: 0,
      directChatMs: 1_000,
      groupChatMs: 3_000,
      strangersPerDay: null,
    },
    can: {
      buttons: true,
      hearsEdits: true,
      // https://core.telegram.org/bots/api#update has no update for a message that somebody deleted.
      hearsRecalls: false,
      styles: true,
      mentions: true,
      sendsFiles: true,
      // Unless the bot's privacy mode is off or it is an administrator there.
      groups: 'addressed',
    },
    read: (raw) => readUpdate(raw, shift),
    ready: () => true,

    async identify() {
      try {
        const me = await api.getMe(forGrammy(AbortSignal.timeout(sendTimeoutMs)))
        return { kind: 'known', identity: { nativeId: String(me.id), username: me.username } }
      } catch (error) {
        return { kind: isTokenRefused(error) ? 'refused' : 'unreachable', reason: reasonOf(error) }
      }
    },

    /** https://core.telegram.org/bots/api#getupdates: an offset confirms every update below it. */
    async receive({ store, report }, signal) {
      let offset = 0
      let failures = 0
      let conflicts = 0
      let webhookGone = false
      const tell = tellChanges(report, (error) => log('telegram.report_failed', { reason: reasonOf(error) }))
      while (!signal.aborted) {
        try {
          // With a webhook that somebody once set, getUpdates is refused for ever.
          if (!webhookGone) {
            webhookGone = await api.deleteWebhook({}, forGrammy(signal))
            await tell({ kind: 'connected' })
          }
          const updates = await api.getUpdates(
            // After trouble the first answer comes at once, and with it the news that we are back.
            { offset, limit: 100, timeout: failures > 0 ? 0 : pollSeconds, allowed_updates: allowedUpdates },
            forGrammy(signal),
          )
          const last = updates.at(-1)
          if (last !== undefined) {
            await store(updates.map(toRawEvent))
            await stopSpinning(updates, signal)
            // Not the greatest ever seen: after a quiet week Telegram numbers on from a random point.
            offset = last.update_id + 1
          }
          failures = 0
          conflicts = 0
          await tell({ kind: 'connected' })
        } catch (error) {
          if (signal.aborted) return undefined
          if (isTokenRefused(error)) return { kind: 'expired', reason: reasonOf(error) }
          const conflict = error instanceof GrammyError && error.error_code === 409
          if (!conflict || conflicts++ === 0) log('telegram.receive_failed', { reason: reasonOf(error) })
          if (failures >= troubleAfter) await tell({ kind: 'unreachable', reason: reasonOf(error) })
          // A pause that is broken off may also reject; either way the loop looks at the signal next.
          await pause(waitAfter(error, failures++), signal).catch(() => undefined)
        }
      }
      return undefined
    },

    async apply(chat, action) {
      if (action.kind === 'accept_contact') return { kind: 'refused', reason: 'Telegram has no contact requests' }
      try {
        const sent = await send(chat, action)
        if (sent?.message_id === undefined) return { kind: 'doubt', reason: 'an answer without a message id' }
        return { kind: 'sent', ids: [String(sent.message_id)] }
      } catch (error) {
        return settle(error, chat.nativeId)
      }
    },
  }
}

/** https://core.telegram.org/bots/api#messageentity */
function toEntity(span: Span): MessageEntity {
  const { start: offset, length } = span
  if (span.style !== 'mention') return { type: span.style, offset, length }
  const user = { id: Number(span.nativeId), is_bot: false, first_name: '' }
  return { type: 'text_mention', offset, length, user }
}

/** One below the other where a label is long, else four in a row. */
function toKeyboard(choices: Choice[]) {
  const perRow = choices.some(({ label }) => label.length > 6) ? 1 : 4
  const buttons = choices.map(({ label, value }) => ({ text: label, callback_data: value }))
  return Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, row) =>
    buttons.slice(row * perRow, (row + 1) * perRow),
  )
}

/** 404 is what a token gets that looks like none. */
function isTokenRefused(error: unknown): boolean {
  return error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404)
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
