import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { RawEvent } from '../platform.ts'

/** What happened as it is stored: a member of Zalo's frame as it came, and what kind of member it was. */
export type RawZalo =
  | { type: 'message' | 'undo' | 'reaction'; threadKind: 'user' | 'group'; data: Record<string, unknown> }
  | { type: 'friend'; threadKind: 'user'; data: { act: string; uid: string; name?: string } }
  | { type: 'group'; threadKind: 'group'; data: { act: string; groupId: string; uids: string[] } }
  | { type: 'contacts'; threadKind: 'user'; data: { uids: string[] } }

export type Happening = {
  event: RawEvent & { raw: RawZalo }
  /** Milliseconds of Zalo's clock; undefined where Zalo does not say. */
  at: number | undefined
  /** Sets apart what happened in one millisecond; Zalo counts upwards. */
  msgId?: string
}

/** A member of a page of old messages. `happening` is absent where it is our own. */
export type OldItem = { msgId: string; actionId: string | undefined; happening: Happening | undefined }

/** Ids become keys in the database, so nothing else may look like one. */
export const idShape = z
  .union([z.string(), z.int()])
  .transform(String)
  .pipe(z.string().regex(/^[\w-]{1,64}$/))

const itemShape = z.looseObject({
  msgId: idShape,
  uidFrom: idShape,
  idTo: idShape,
  cliMsgId: idShape.optional().catch(undefined),
  actionId: idShape.optional().catch(undefined),
  ts: z.union([z.string(), z.number()]).transform(Number).pipe(z.int().positive()),
  content: z.unknown(),
})

const recallShape = z.looseObject({ deleteMsg: z.unknown(), globalMsgId: idShape })
const groupChange = z.object({ groupId: idShape, updateMembers: z.array(z.object({ id: idShape })), time: idShape })
const request = z.object({ fromUid: idShape })

export type Kind = 'user' | 'group'
export type Item = OldItem & { kind: Kind }

/** A message or recall as it stands in a frame. Throws on what has no id, sender or place. */
export function toItem(member: unknown, kind: Kind, self: string): Item {
  const data = itemShape.parse(member)
  const { msgId, uidFrom, actionId } = data
  // Zalo calls the account itself 0.
  if (uidFrom === '0' || uidFrom === self) return { kind, msgId, actionId, happening: undefined }
  const chatNativeId = kind === 'group' ? `g${data.idTo}` : uidFrom
  const recall = recallShape.safeParse(data.content)
  const raw: RawZalo = { type: recall.success ? 'undo' : 'message', threadKind: kind, data: asRecord(member) }
  const place = { chatNativeId, raw }
  const event = recall.success
    ? { ...place, nativeId: `undo:${chatNativeId}:${recall.data.globalMsgId}` }
    : { ...place, nativeId: `msg:${chatNativeId}:${msgId}`, ...again(chatNativeId, data) }
  return { kind, msgId, actionId, happening: { event, at: data.ts, msgId } }
}

/** Zalo may bring the same message under another id; what its sender's phone called it stays. */
function again(chat: string, data: z.infer<typeof itemShape>): { altId?: string } {
  const { cliMsgId, uidFrom, content } = data
  if (cliMsgId === undefined || cliMsgId === '0') return {}
  return { altId: `same:${hashOf([chat, uidFrom, cliMsgId, content])}` }
}

/** Undefined for our own. */
export function toReaction(member: unknown, kind: Kind, self: string): Happening | undefined {
  const { msgId, uidFrom, idTo, ts } = itemShape.parse(member)
  if (uidFrom === '0' || uidFrom === self) return undefined
  const chatNativeId = kind === 'group' ? `g${idTo}` : uidFrom
  const raw: RawZalo = { type: 'reaction', threadKind: kind, data: asRecord(member) }
  return { event: { nativeId: `reaction:${chatNativeId}:${msgId}`, chatNativeId, raw }, at: ts }
}

/** What a control says of contacts: who asks, who has become one, who no longer is. `now` sets two of them apart. */
export function toFriendEvent(act: string, data: unknown, self: string, now: Date): Happening | undefined {
  if (act === 'req_v2') {
    const { fromUid } = request.parse(data)
    return fromUid === self ? undefined : friendEvent('request', { uid: fromUid }, now.getTime())
  }
  if (act === 'add' || act === 'remove') return friendEvent(act, { uid: idShape.parse(data) }, now.getTime())
  return undefined
}

/** `mark` tells one such event with this person from another. */
export function friendEvent(act: string, { uid, name }: { uid: string; name?: string }, mark: number): Happening {
  const raw: RawZalo = {
    type: 'friend',
    threadKind: 'user',
    data: { act, uid, ...(name === undefined ? {} : { name }) },
  }
  return { event: { nativeId: `friend:${act}:${uid}:${mark}`, chatNativeId: uid, raw }, at: undefined }
}

const memberships = ['join', 'leave', 'remove_member', 'block_member']

/** Who came into a group or went out of it, where our account is among them. Everything else in it is no affair of ours. */
export function toGroupEvent(act: string, data: unknown, self: string): Happening | undefined {
  if (!memberships.includes(act)) return undefined
  const { groupId, updateMembers, time } = groupChange.parse(data)
  const uids = updateMembers.map(({ id }) => id)
  if (!uids.includes(self)) return undefined
  const raw: RawZalo = { type: 'group', threadKind: 'group', data: { act, groupId, uids: [self] } }
  const at = Number(time)
  return {
    event: { nativeId: `group:${groupId}:${act}:${time}`, chatNativeId: `g${groupId}`, raw },
    at: Number.isNaN(at) ? undefined : at,
  }
}

/** Everybody who is a contact now. `now` keeps the list apart from the same one of another time. */
export function toContacts(uids: string[], now: Date): Happening {
  const raw: RawZalo = { type: 'contacts', threadKind: 'user', data: { uids } }
  const nativeId = `contacts:${now.getTime()}:${contactsMark(uids)}`
  return { event: { nativeId, chatNativeId: 'contacts', raw }, at: undefined }
}

export function contactsMark(uids: string[]): string {
  return hashOf([...uids].sort())
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 24)
}

function asRecord(member: unknown): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(member)
}
