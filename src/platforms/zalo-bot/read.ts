import { createHash } from 'node:crypto'
import { z } from 'zod'
import { findLinks } from '../../domain/link.ts'
import type { InboundChat, InboundEvent, InboundFile, RawEvent } from '../platform.ts'

/** Ids are strings of letters and digits; a number would do as well. */
const idShape = z.union([z.string().min(1), z.int().transform(String)])

const senderShape = z.object({
  id: idShape,
  display_name: z.string().optional(),
  name: z.string().optional(),
  is_bot: z.boolean().optional(),
})

/** Loose where the documents are silent: the address of a link preview hangs in one of several places. */
const messageShape = z.looseObject({
  message_id: idShape,
  from: senderShape,
  chat: z.object({ id: idShape, chat_type: z.string().optional() }),
  /** In milliseconds. */
  date: z.number(),
  text: z.string().optional(),
  caption: z.string().optional(),
  reply_to_message: z.object({ message_id: idShape }).optional().catch(undefined),
})

const eventShape = z.looseObject({ event_name: z.string().default(''), message: z.unknown().optional() })

type Message = z.infer<typeof messageShape>

export type ReadOptions = {
  /** The bot's own id: it hears itself at times. */
  ownId: string
  shift: (at: Date) => Date
}

/**
 * What an event means. Pure; throws on one that does not have Zalo's shape.
 * https://docs.zaloplatforms.com/docs/BOT/webhook
 */
export function readEvent(raw: unknown, { ownId, shift }: ReadOptions): InboundEvent {
  const { event_name: name, message: body } = eventShape.parse(raw)
  const kind = /^message\.(\w+)\.received$/.exec(name)?.[1]
  if (body === undefined || body === null) return { kind: 'ignored', reason: 'no message' }
  if ((kind === undefined && name !== '') || kind === 'reaction') return { kind: 'ignored', reason: 'nothing we know' }
  const parsed = messageShape.safeParse(body)
  // Of some senders (children, for one) the platform hides what they wrote, and may hide who they are.
  if (!parsed.success && kind === 'unsupported') return { kind: 'ignored', reason: 'from nobody' }
  const message = messageShape.parse(body)

  const { from, chat } = message
  if (from.is_bot === true || from.id === ownId) return { kind: 'ignored', reason: 'not from a person' }
  const text = withoutNul(message.text ?? message.caption ?? '')
  const links = linksOf(message, text, kind)
  return {
    kind: 'message',
    messageId: message.message_id,
    chat: { nativeId: chat.id, kind: chatKind(message), topic: '' },
    sender: { nativeId: from.id, name: withoutNul(from.display_name ?? from.name ?? ''), username: null },
    text,
    links,
    files: filesOf(message, kind, text === '' && links.length === 0),
    replyTo: message.reply_to_message?.message_id ?? null,
    sentAt: shift(new Date(message.date)),
  }
}

const placeShape = z.object({
  message: z.object({
    message_id: idShape.optional().catch(undefined),
    chat: z.object({ id: idShape }).optional().catch(undefined),
    from: z.object({ id: idShape }).optional().catch(undefined),
  }),
})

/**
 * The events in the result of getUpdates or in the body of a webhook, ready to be stored, however strange: one or
 * several, bare or in the envelope of an answer. An empty object is an idle poll.
 */
export function toRawEvents(body: unknown): RawEvent[] {
  if (Array.isArray(body)) return body.flatMap(toRawEvents)
  const wrapped = z
    .object({ result: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]) })
    .safeParse(body)
  if (wrapped.success) return toRawEvents(wrapped.data.result)
  if (body === undefined || body === null || JSON.stringify(body) === '{}') return []
  const message = placeShape.safeParse(body).data?.message
  const nativeId = message?.message_id ?? createHash('sha256').update(JSON.stringify(body)).digest('hex')
  const sender = message?.from === undefined ? 'event' : `user:${message.from.id}`
  return [{ nativeId, chatNativeId: message?.chat?.id ?? sender, raw: body }]
}

/** What is not certainly between two is treated as a group, where the bot says less. */
function chatKind({ chat, from }: Message): InboundChat['kind'] {
  const isDirect = chat.chat_type === undefined ? chat.id === from.id : chat.chat_type.toUpperCase() === 'PRIVATE'
  return isDirect ? 'direct' : 'group'
}

const fileKinds: Record<string, InboundFile['kind']> = {
  image: 'image',
  photo: 'image',
  gif: 'image',
  video: 'video',
  voice: 'audio',
  audio: 'audio',
}

/** Kinds that bring nothing to keep. */
const fileless = /^(text|link|sticker)$/

/**
 * Documents, cards and whatever else the platform does not hand over arrive as "unsupported", without their content:
 * still something that was sent, so that somebody can be told how to send it.
 */
function filesOf(message: Message, named: string | undefined, isBlank: boolean): InboundFile[] {
  const kind =
    named ?? ('voice_url' in message ? 'voice' : 'photo' in message || 'photo_url' in message ? 'photo' : 'text')
  if (fileless.test(kind) || (kind === 'unsupported' && !isBlank)) return []
  return [{ kind: fileKinds[kind] ?? 'file', name: null }]
}

/**
 * Addresses in the text in order, then those of a link preview that the text does not have. The documents do not know
 * link previews; public code has met them under these names. A sticker's `url` is its picture.
 */
function linksOf(message: Message, text: string, kind: string | undefined): string[] {
  const inText = findLinks(text).map(({ start, end }) => text.slice(start, end))
  const attachments = z.array(z.looseObject({ type: z.string().optional() })).safeParse(message.attachments)
  const previews = [
    message.link,
    message.links,
    ...(kind === 'link' || kind === 'unsupported' ? [message.url] : []),
    ...(attachments.data ?? []).filter(({ type = 'link' }) => type.toLowerCase().includes('link')),
  ]
  const inPreviews = previews.flatMap(addressesIn).map(withoutNul)
  return [...inText, ...new Set(inPreviews.filter((url) => !inText.includes(url)))]
}

function addressesIn(node: unknown): string[] {
  if (typeof node === 'string') return /^https?:\/\/\S+$/i.test(node) ? [node] : []
  if (typeof node !== 'object' || node === null) return []
  if (Array.isArray(node)) return node.flatMap(addressesIn)
  return Object.entries(node).flatMap(([name, value]) => {
    const isAddress = /^(url|href|link|original_?url)$/i.test(name)
    return isAddress || typeof value === 'object' ? addressesIn(value) : []
  })
}

/** Postgres keeps every character in a text but this one. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '')
}
