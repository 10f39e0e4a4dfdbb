import { z } from 'zod'
import { findLinks } from '../../domain/link.ts'
import type { FormattedText } from '../../domain/message.ts'
import type { Platform } from '../platform.ts'

const rawMessage = z.object({
  id: z.string(),
  person: z.string(),
  text: z.string(),
  replyTo: z.string().nullable(),
  sentAt: z.string(),
})

/** What somebody types at the console, as its raw event. */
export type ConsoleMessage = z.infer<typeof rawMessage>

/** A chat platform without a network: one direct chat per person; whatever the bot sends goes to `show`. */
export function createConsole(show: (message: { id: string; person: string; text: FormattedText }) => void): Platform {
  let lastId = 0
  return {
    name: 'console',
    textLimit: 4_000,
    pace: {
      botMs: 0,
      jitterMs: 0,
      perCharacterMs: 0,
      longestTypingMs: 0,
      directChatMs: 0,
      groupChatMs: 0,
      strangersPerDay: null,
    },
    can: {
      buttons: false,
      hearsEdits: false,
      hearsRecalls: false,
      styles: false,
      mentions: false,
      sendsFiles: false,
      groups: 'none',
    },
    ready: () => true,
    identify: async () => ({ kind: 'known', identity: { nativeId: 'console', username: null } }),
    // Nothing to poll: the composition root hands events over as they are typed.
    receive: async (_reception, signal) => {
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      return undefined
    },
    read(raw) {
      const { id, person, text, replyTo, sentAt } = rawMessage.parse(raw)
      return {
        kind: 'message',
        messageId: id,
        chat: { nativeId: person, kind: 'direct', topic: '' },
        sender: { nativeId: person, name: person, username: null },
        text,
        links: findLinks(text).map((link) => text.slice(link.start, link.end)),
        files: [],
        replyTo,
        sentAt: new Date(sentAt),
      }
    },
    apply: async (chat, action) => {
      if (action.kind !== 'send' || action.file !== undefined) return { kind: 'refused', reason: 'text only' }
      const { text } = action
      const id = `bot-${++lastId}`
      show({ id, person: chat.nativeId, text })
      return { kind: 'sent', ids: [id] }
    },
  }
}
