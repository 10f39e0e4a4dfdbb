import type { IncomingMessage } from 'node:http'

/** What goes over the wire of the Zalo Bot Platform. https://docs.zaloplatforms.com/docs/BOT/webhook */

export type Person = { id: string; name: string }
export type Event = { event_name?: string; message?: Record<string, unknown>; [field: string]: unknown }
export type TextStyle = { start: number; len: number; st: string[] }

export type Said = {
  from: Person
  /** The group in which the bot was mentioned or answered; left out, it is said to the bot alone. */
  group?: { id: string }
  text?: string
  /** An address of a picture; `text` becomes its caption. */
  photo?: string
  voice?: string
  sticker?: string
  /** A kind of message that the platform does not hand over. */
  unsupported?: boolean
  /** Unverified: no document knows of quoted messages. */
  replyTo?: string
  date?: Date
}

export type Fault = { method: string; chatId?: string; times?: number } /** A gateway's answer in HTML. */ & (
  | { kind: 'status'; code: number; retryAfter?: number }
  /** The platform's own refusal, which comes with HTTP 200. */
  | { kind: 'not_ok'; code: number; description?: string; retryAfter?: number }
  /** `ok` and whatever follows. */
  | { kind: 'ok'; result?: unknown }
  /** The socket is cut before the request counts, after it counted, or never answered at all. */
  | { kind: 'drop_before' | 'drop_after' | 'hang' }
  | { kind: 'delay'; ms: number }
)

/** The event of a message as it is handed out and delivered. */
export function toEvent(
  said: Said,
  { messageId, chatId, date }: { messageId: string; chatId: string; date: Date },
): Event {
  return {
    event_name: `message.${kindOf(said)}.received`,
    message: {
      from: { id: said.from.id, display_name: said.from.name, is_bot: false },
      chat: { id: chatId, chat_type: said.group === undefined ? 'PRIVATE' : 'GROUP' },
      message_id: messageId,
      date: date.getTime(),
      ...contentOf(said),
      ...(said.replyTo === undefined ? {} : { reply_to_message: { message_id: said.replyTo } }),
    },
  }
}

function kindOf(said: Said): string {
  if (said.unsupported === true) return 'unsupported'
  if (said.photo !== undefined) return 'image'
  if (said.voice !== undefined) return 'voice'
  return said.sticker === undefined ? 'text' : 'sticker'
}

/** Real pictures were seen with `photo_url` and `message_type`, where the document says `photo`. */
function contentOf({ text, photo, voice, sticker, unsupported }: Said): object {
  if (unsupported === true) return {}
  if (photo !== undefined) {
    return { photo_url: photo, message_type: 'CHAT_PHOTO', ...(text === undefined ? {} : { caption: text }) }
  }
  if (voice !== undefined) return { voice_url: voice, message_type: 'CHAT_VOICE' }
  if (sticker !== undefined) return { sticker, url: `https://zalo-api.zadn.vn/sticker/${sticker}` }
  return { text: text ?? '' }
}

const styleCode = /^([bius]|f_1[358]|f_20|c_(050a19|15a85f|f7b503|f27806|db342e)|lst_[12]|ind_[1-5])$/

/** Whether these are runs of known styles that lie within the text. Offsets are UTF-16 units. */
export function areStyles(text: string, styles: unknown): styles is TextStyle[] {
  const isStyle = ({ start, len, st }: Partial<TextStyle>) =>
    Number.isInteger(start) &&
    Number.isInteger(len) &&
    Number(start) >= 0 &&
    Number(len) > 0 &&
    Number(start) + Number(len) <= text.length &&
    Array.isArray(st) &&
    st.every((code) => styleCode.test(String(code)))
  return Array.isArray(styles) && styles.every(isStyle)
}

export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString()
  return body === '' ? {} : JSON.parse(body)
}
