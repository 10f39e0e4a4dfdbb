import { z } from 'zod'
import type { FormattedText } from '../../domain/message.ts'
import type { Pace, Platform } from '../platform.ts'
import { tellChanges } from '../tell-changes.ts'
import { createClient, describeAnswer } from './client.ts'
import { type Connection, describeError, isTokenRefused, isTokenRevoked, type Log } from './connection.ts'
import { receiveByPolling } from './poll.ts'
import { readEvent } from './read.ts'
import { settle } from './settle.ts'
import { receiveByWebhook, type Webhook } from './webhook.ts'

export type ZaloBotOptions = {
  token: string
  apiRoot?: string
  /** Without it the bot asks for its events, which Zalo means for development only. */
  webhook?: Webhook
  pace?: Partial<Pace>
  /** Maps the platform's wall-clock times into the process's clock. */
  shift: (at: Date) => Date
  log: Log
  /** Resolves after `ms`, or at once when `signal` aborts. */
  pause: (ms: number, signal?: AbortSignal) => Promise<void>
  sendTimeoutMs?: number
}

/** Zalo tells no limits but a quota; this is a guess on the safe side. */
const carefulPace: Pace = {
  botMs: 200,
  jitterMs: 0,
  perCharacterMs: 0,
  longestTypingMs: 0,
  directChatMs: 1_000,
  groupChatMs: 3_000,
  strangersPerDay: null,
}

const identityShape = z.object({
  id: z.union([z.string().min(1), z.int().transform(String)]),
  account_name: z.string().optional(),
})

/**
 * A bot of the Zalo Bot Platform, Zalo's official API for bots; not an Official Account and not a personal account.
 * Text: 1-2000 characters (https://docs.zaloplatforms.com/docs/BOT/apis/sendMessage). Pictures can only be sent by an
 * address that Zalo can reach; there are no buttons, and what was sent can neither be edited nor be taken back.
 */
export function createZaloBot(options: ZaloBotOptions): Platform {
  const { token, apiRoot, webhook, shift, log, pause, sendTimeoutMs = 20_000 } = options
  const client = createClient(token, apiRoot)
  // A token is the bot's id, a colon and a secret.
  const ownId = token.split(':', 1).join()
  /** Ends the receiving that runs now. */
  let revoke = (_reason: string): void => {}

  return {
    name: 'zalo-bot',
    textLimit: 2_000,
    pace: { ...carefulPace, ...options.pace },
    can: {
      buttons: false,
      hearsEdits: false,
      hearsRecalls: false,
      styles: true,
      mentions: false,
      sendsFiles: false,
      // Groups are in beta; a bot is told of what mentions it and of what answers it.
      groups: 'addressed',
    },
    read: (raw) => readEvent(raw, { ownId, shift }),
    ready: () => true,

    async identify() {
      const answer = await client.call('getMe', {}, { timeoutMs: sendTimeoutMs })
      if (answer.kind !== 'done') {
        return { kind: isTokenRefused(answer) ? 'refused' : 'unreachable', reason: describeAnswer(answer) }
      }
      const me = identityShape.safeParse(answer.result)
      if (!me.success) return { kind: 'unreachable', reason: 'an answer without an id' }
      return { kind: 'known', identity: { nativeId: me.data.id, username: me.data.account_name ?? null } }
    },

    async receive({ store, report }, stopping) {
      const revoked = new AbortController()
      revoke = (reason) => revoked.abort(reason)
      const signal = AbortSignal.any([stopping, revoked.signal])
      const connection: Connection = {
        client,
        store,
        tell: tellChanges(report, (error) => log('zalo_bot.report_failed', { reason: describeError(error) })),
        log,
        // A pause that is broken off may also reject; either way the signal is looked at next.
        pause: async (ms, until = signal) => {
          if (!until.aborted) await pause(ms, until).catch(() => undefined)
        },
        signal,
        stopping,
        timeoutMs: sendTimeoutMs,
      }
      const ended =
        webhook === undefined ? await receiveByPolling(connection) : await receiveByWebhook(connection, webhook)
      const isRevoked = revoked.signal.aborted && !stopping.aborted
      return isRevoked ? { kind: 'expired', reason: String(revoked.signal.reason) } : ended
    },

    async apply(chat, action) {
      if (action.kind === 'accept_contact') return { kind: 'refused', reason: 'a Zalo bot has no contact requests' }
      if (action.file !== undefined) return { kind: 'refused', reason: 'a Zalo bot cannot send files' }
      const message = { chat_id: chat.nativeId, ...toText(action.text) }
      const answer = await client.call('sendMessage', message, { timeoutMs: sendTimeoutMs })
      if (answer.kind !== 'done' && isTokenRevoked(answer)) revoke(describeAnswer(answer))
      return settle(answer)
    },
  }
}

/** `start` and `len` count UTF-16 units, as spans do. https://docs.zaloplatforms.com/docs/BOT/apis/sendMessage */
function toText({ text, spans }: FormattedText): { text: string; text_styles?: object[] } {
  const codes = { bold: 'b', italic: 'i' }
  const styles = spans.flatMap(({ start, length, style }) =>
    style === 'mention' ? [] : [{ start, len: length, st: [codes[style]] }],
  )
  return styles.length === 0 ? { text } : { text, text_styles: styles }
}
