import type { Update } from 'grammy/types'
import { z } from 'zod'
import { findLinks } from '../../domain/link.ts'
import type { InboundChat, InboundEvent, InboundFile, InboundSender, RawEvent } from '../platform.ts'

const chatShape = z.object({ id: z.int(), type: z.enum(['private', 'group', 'supergroup', 'channel']) })

const placeShape = z.object({
  chat: chatShape,
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
})

const userShape = z.object({
  id: z.int(),
  is_bot: z.boolean(),
  first_name: z.string(),
  last_name: z.string().optional(),
  username: z.string().optional(),
})

const entityShape = z.object({
  type: z.string(),
  offset: z.int().nonnegative(),
  length: z.int().positive(),
  url: z.string().optional(),
})

const messageShape = z.looseObject({
  ...placeShape.shape,
  message_id: z.int(),
  date: z.int(),
  from: userShape.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  entities: z.array(entityShape).default([]),
  caption_entities: z.array(entityShape).default([]),
  reply_to_message: z.object({ message_id: z.int() }).optional(),
  reply_markup: z
    .object({ inline_keyboard: z.array(z.array(z.object({ url: z.string().optional() }))).default([]) })
    .optional(),
  migrate_to_chat_id: z.int().optional(),
})

const membershipShape = z.object({ chat: chatShape, new_chat_member: z.object({ status: z.string() }) })

/** https://core.telegram.org/bots/api#callbackquery */
const pressShape = z.object({
  from: userShape,
  message: z.object({ ...placeShape.shape, message_id: z.int() }).optional(),
  data: z.string().optional(),
})

const updateShape = z.looseObject({
  update_id: z.int(),
  message: messageShape.optional(),
  edited_message: messageShape.optional(),
  callback_query: pressShape.optional(),
  my_chat_member: membershipShape.optional(),
})

type Message = z.infer<typeof messageShape>
type Membership = z.infer<typeof membershipShape>

/** What a person can send without a word. Every other message without text is Telegram's own notice. */
const wordlessKind =
  /^(animation|audio|contact|document|location|photo|poll|rich_message|sticker|story|venue|video|video_note|voice)$/

/**
 * What an update means. Pure; throws on one that does not have Telegram's shape.
 * https://core.telegram.org/bots/api#update
 */
export function readUpdate(raw: unknown, shift: (at: Date) => Date): InboundEvent {
  const update = updateShape.parse(raw)
  if (update.message !== undefined) return readMessage('message', update.message, shift)
  if (update.edited_message !== undefined) return readMessage('edited', update.edited_message, shift)
  if (update.callback_query !== undefined) return readPress(update.callback_query)
  if (update.my_chat_member !== undefined) return readMembership(update.my_chat_member)
  if ('channel_post' in update || 'edited_channel_post' in update) return { kind: 'ignored', reason: 'channel post' }
  return { kind: 'ignored', reason: 'nothing we know' }
}

/** Wraps an update as it came, however strange, in what is needed to store it. */
export function toRawEvent(update: Update): RawEvent {
  // "At most one of the optional parameters can be present in any given update."
  const body: unknown = Object.values(update).find((field) => typeof field === 'object')
  return { nativeId: String(update.update_id), chatNativeId: originOf(body), raw: update }
}

function originOf(body: unknown): string {
  const place = placeShape.safeParse(body)
  if (place.success) {
    const { nativeId, topic } = toChat(place.data)
    return topic === '' ? nativeId : `${nativeId}/${topic}`
  }
  // A press is of the chat in which the button stands, so that it is handled after what was written before it.
  const press = z.object({ message: placeShape }).safeParse(body)
  if (press.success) return originOf(press.data.message)
  const sender = z.object({ from: z.object({ id: z.int() }) }).safeParse(body)
  return sender.success ? `user:${sender.data.from.id}` : 'update'
}

function readMessage(kind: 'message' | 'edited', message: Message, shift: (at: Date) => Date): InboundEvent {
  const chat = toChat(message)
  const sender = message.from
  if (message.migrate_to_chat_id !== undefined) return { kind: 'moved', chat, to: String(message.migrate_to_chat_id) }
  if (sender === undefined || sender.is_bot) return { kind: 'ignored', reason: 'not from a person' }
  const text = message.text ?? message.caption
  if (text === undefined && !Object.keys(message).some((field) => wordlessKind.test(field))) {
    return { kind: 'ignored', reason: 'notice' }
  }
  const answered = message.reply_to_message?.message_id
  return {
    kind,
    messageId: String(message.message_id),
    chat,
    sender: toSender(sender),
    text: withoutNul(text ?? ''),
    links: linksOf(message).map(withoutNul),
    files: filesOf(message),
    // In a topic whatever answers nothing else answers the notice that opened it, whose id is the topic's.
    replyTo: answered === undefined || String(answered) === chat.topic ? null : String(answered),
    sentAt: shift(new Date(message.date * 1_000)),
  }
}

/** A press under a message too old to be told of has no message, and nothing to answer. */
function readPress({ from, message, data }: z.infer<typeof pressShape>): InboundEvent {
  if (message === undefined || data === undefined) return { kind: 'ignored', reason: 'press without a message' }
  const messageId = String(message.message_id)
  return { kind: 'choice', chat: toChat(message), sender: toSender(from), messageId, value: data }
}

function toSender(user: z.infer<typeof userShape>): InboundSender {
  const name = withoutNul([user.first_name, user.last_name].join(' ').trim())
  return { nativeId: String(user.id), name, username: user.username ?? null }
}

const fileFields: [string, InboundFile['kind']][] = [
  ['photo', 'image'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['voice', 'audio'],
  ['audio', 'audio'],
  ['document', 'file'],
]

function filesOf(message: Message): InboundFile[] {
  return fileFields.flatMap(([field, kind]) => {
    const named = z.object({ file_name: z.string() }).safeParse(message[field])
    return field in message ? [{ kind, name: named.success ? withoutNul(named.data.file_name) : null }] : []
  })
}

/** The bot's own membership: in a direct chat it tells whether the person blocked it, in a group whether it is there. */
function readMembership(membership: Membership): InboundEvent {
  const chat = toChat(membership)
  const { status } = membership.new_chat_member
  if (status === 'kicked' || (chat.kind === 'group' && status === 'left')) return { kind: 'blocked', chat }
  if (status === 'member' || (chat.kind === 'group' && status === 'administrator')) return { kind: 'unblocked', chat }
  return { kind: 'ignored', reason: 'membership' }
}

/** Outside forums `message_thread_id` only marks a thread of replies, which is no place of its own. */
function toChat(place: z.infer<typeof placeShape>): InboundChat {
  return {
    nativeId: String(place.chat.id),
    kind: place.chat.type === 'private' ? 'direct' : 'group',
    topic: place.is_topic_message === true ? String(place.message_thread_id ?? '') : '',
  }
}

/**
 * Addresses in order: those Telegram marked or hid behind words and those it missed in the text between,
 * then those of a rich message, then those on the buttons of a forwarded post. Offsets are UTF-16 units, as in JavaScript.
 * https://core.telegram.org/bots/api#messageentity
 */
function linksOf(message: Message): string[] {
  const text = message.text ?? message.caption ?? ''
  const entities = message.text === undefined ? message.caption_entities : message.entities
  const byRange = new Map<string, { start: number; url: string }>()
  let rest = text
  for (const { type, offset, length, url } of entities) {
    if (type !== 'url' && type !== 'text_link' && type !== 'email') continue
    const covered = text.slice(offset, offset + length)
    const range = `${offset}+${length}`
    // Where a text_link poses as another address, it is the hidden one that readers reach.
    if (type === 'text_link' || (type === 'url' && !byRange.has(range))) {
      byRange.set(range, { start: offset, url: url ?? covered })
    }
    rest = rest.slice(0, offset) + ' '.repeat(covered.length) + rest.slice(offset + length)
  }
  const bare = findLinks(rest).map(({ start, end }) => ({ start, url: text.slice(start, end) }))
  const inText = [...byRange.values(), ...bare].sort((a, b) => a.start - b.start)
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? []
  return [...inText, ...addressesIn(message.rich_message), ...buttons].flatMap(({ url }) => url ?? [])
}

/** The addresses of a rich message, wherever in its tree of blocks they hang. */
function addressesIn(node: unknown): { url: string }[] {
  if (typeof node !== 'object' || node === null) return []
  if ('url' in node && typeof node.url === 'string') return [{ url: node.url }]
  return Object.values(node).flatMap(addressesIn)
}

/** Postgres keeps every character in a text but this one. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '')
}
