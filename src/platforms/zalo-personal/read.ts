import { z } from 'zod'
import type { InboundChat, InboundEvent, InboundSender } from '../platform.ts'
import { idShape } from './raw-events.ts'
import { readContent, withoutNul } from './read-content.ts'

const threadKind = z.enum(['user', 'group'])
const timeShape = z.union([z.string(), z.number()]).transform(Number).pipe(z.int().positive())
const nameShape = z
  .string()
  .catch('')
  .transform((name) => withoutNul(name).trim())

const placeShape = z.looseObject({ uidFrom: idShape, idTo: idShape, dName: nameShape, ts: timeShape })

const messageShape = placeShape.extend({
  msgId: idShape,
  msgType: z.string(),
  content: z.unknown(),
  quote: z.object({ globalMsgId: idShape }).optional().catch(undefined),
})
const undoShape = placeShape.extend({ content: z.object({ globalMsgId: idShape }) })

const reacted = z.object({ rMsg: z.array(z.object({ gMsgID: idShape })).min(1), rIcon: z.string() })
/** Zalo writes it into a string. */
const reactionContent = z.union([reacted, z.string().transform((json) => reacted.parse(JSON.parse(json)))])
const reactionShape = placeShape.extend({ content: reactionContent })

const rawShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), threadKind, data: messageShape }),
  z.object({ type: z.literal('undo'), threadKind, data: undoShape }),
  z.object({ type: z.literal('reaction'), threadKind, data: reactionShape }),
  z.object({
    type: z.literal('friend'),
    data: z.object({ act: z.string(), uid: idShape, name: nameShape.optional() }),
  }),
  z.object({
    type: z.literal('group'),
    data: z.object({ act: z.string(), groupId: idShape, uids: z.array(idShape) }),
  }),
  z.object({ type: z.literal('contacts'), data: z.object({ uids: z.array(idShape) }) }),
])
type Raw = z.infer<typeof rawShape>

/** What a reader has to know of the process: who we are (a uid), and how Zalo's times map into its clock. */
export type Reader = { self: string; shift: (at: Date) => Date }

/** What a stored event means. Pure; throws on one that was never stored by this adapter. */
export function readEvent(raw: unknown, { self, shift }: Reader): InboundEvent {
  const read = rawShape.parse(raw)
  switch (read.type) {
    case 'friend':
      return readFriend(read.data)
    case 'contacts':
      return { kind: 'contacts', change: 'all', nativeIds: read.data.uids }
    case 'group':
      return readGroup(read.data, self)
    default: {
      const { uidFrom } = read.data
      if (uidFrom === '0' || uidFrom === self) return { kind: 'ignored', reason: 'our own' }
      return readSaid(read, shift)
    }
  }
}

type Said = Extract<Raw, { type: 'message' | 'undo' | 'reaction' }>

function readSaid(raw: Said, shift: (at: Date) => Date): InboundEvent {
  const chat = chatOf(raw)
  const sender: InboundSender = { nativeId: raw.data.uidFrom, name: raw.data.dName, username: null }
  const sentAt = shift(new Date(raw.data.ts))
  if (raw.type === 'undo') {
    return { kind: 'recalled', chat, sender, messageId: raw.data.content.globalMsgId, sentAt }
  }
  if (raw.type === 'reaction') {
    const { rMsg, rIcon } = raw.data.content
    // Without an icon a reaction is taken back.
    if (rIcon === '') return { kind: 'ignored', reason: 'reaction taken back' }
    return { kind: 'reaction', chat, sender, messageId: rMsg[0]?.gMsgID ?? '', emoji: withoutNul(rIcon) }
  }
  const { msgId, msgType, content, quote } = raw.data
  const said = readContent(msgType, content)
  if (said === undefined) return { kind: 'ignored', reason: content == null ? 'nothing readable' : 'nothing said' }
  return { kind: 'message', messageId: msgId, chat, sender, ...said, replyTo: quote?.globalMsgId ?? null, sentAt }
}

/** Uids and ids of groups are numbers of one range, so those of groups are marked. */
function chatOf({ threadKind, data }: Said): InboundChat {
  const place = threadKind === 'group' ? { nativeId: `g${data.idTo}` } : { nativeId: data.uidFrom }
  return { ...place, kind: threadKind === 'group' ? 'group' : 'direct', topic: '' }
}

function readFriend({ act, uid, name = '' }: Extract<Raw, { type: 'friend' }>['data']): InboundEvent {
  if (act === 'request') {
    const chat: InboundChat = { nativeId: uid, kind: 'direct', topic: '' }
    return { kind: 'contact_request', chat, sender: { nativeId: uid, name, username: null } }
  }
  return { kind: 'contacts', change: act === 'add' ? 'added' : 'removed', nativeIds: [uid] }
}

/** Who else comes and goes is the group's affair. */
function readGroup({ act, groupId, uids }: Extract<Raw, { type: 'group' }>['data'], self: string): InboundEvent {
  if (!uids.includes(self)) return { kind: 'ignored', reason: 'somebody else in a group' }
  return { kind: act === 'join' ? 'unblocked' : 'blocked', chat: { nativeId: `g${groupId}`, kind: 'group', topic: '' } }
}
