import type { Encoding } from './zalo-crypto.ts'
import {
  contentOf,
  type Group,
  type Kind,
  type Person,
  type Pushed,
  type Said,
  type Stored,
  wireOf,
} from './zalo-messages.ts'
import type { Session } from './zalo-sessions.ts'
import type { PushOptions, Sockets } from './zalo-sockets.ts'
import type { World } from './zalo-world.ts'

export type History = {
  pageSize: number
  /** How a page is sorted. */
  order: 'newest_first' | 'oldest_first'
  /** Whether a page holds what is older than the cursor, an actionId, or what is newer. */
  paging: 'back' | 'forward'
  encrypt: Encoding | undefined
  /** Asked for old messages, Zalo says nothing. */
  mute: boolean
}
/** A stored message by its msgId, or anything as it shall stand in the frame. */
export type Delivery = string | Record<string, unknown>

/** What people do, and what the account gets to see of it. */
export function createHappenings(world: World, refusals: Map<string, number>, sockets: () => Sockets, now: () => Date) {
  const history: History = { pageSize: 50, order: 'newest_first', paging: 'back', encrypt: undefined, mute: false }
  const push = (cmd: number, data: object, options: PushOptions = {}) =>
    sockets().push(world.account.uid, cmd, 0, data, options)
  const control = (content: object) => push(601, { controls: [{ content }] })
  const wire = (message: Stored) => wireOf(message, world.account)
  const options = ({ encrypt, bareIds }: Pushed): PushOptions => ({ encrypt, bareIds })

  function deliver(kind: Kind, messages: object[], { cmd, ...rest }: Pushed = {}): boolean {
    const name = kind === 'user' ? 'msgs' : 'groupMsgs'
    return push(cmd ?? (kind === 'user' ? 501 : 521), { [name]: messages }, options(rest))
  }

  function groupEvent(act: string, group: Group, members: Person[], by: Person): void {
    const known = world.knows(group)
    const updateMembers = members.map(({ uid, name }) => ({ id: uid, dName: name, avatar: '', type: 0, avatar_25: '' }))
    const data = {
      ...{ subType: 1, groupId: group.id, creatorId: by.uid, groupName: known.name, sourceId: by.uid, updateMembers },
      ...{ groupSetting: null, groupTopic: null, info: null, extraData: null, time: String(now().getTime()) },
      ...{ avt: null, fullAvt: null, isAdd: act === 'join' ? 1 : 0, hideGroupInfo: 0, version: '1', groupType: 1 },
    }
    control({ act_type: 'group', act, data: JSON.stringify(data) })
  }

  return {
    history,
    push,
    control,

    /** What a client of this session gets when it asks for old messages. */
    old(kind: Kind, lastId: string | null, session: Session) {
      if (history.mute) return undefined
      const newestFirst = history.order === 'newest_first'
      const passes = ({ actionId }: Stored) =>
        lastId === null || (history.paging === 'back') === BigInt(actionId) < BigInt(lastId)
      const isOwn = session.account.uid === world.account.uid
      const all = world
        .since(kind, session.begun)
        .filter((message) => isOwn && passes(message) && message.actionId !== lastId)
      const page = history.paging === 'back' ? all.slice(-history.pageSize) : all.slice(0, history.pageSize)
      const messages = (newestFirst ? page.toReversed() : page).map(wire)
      const more = all.length > page.length ? 1 : 0
      const data = { [kind === 'user' ? 'msgs' : 'groupMsgs']: messages, more }
      return { data, ...(history.encrypt === undefined ? {} : { encrypt: history.encrypt }) }
    },

    /** The account sees on all its devices what it sent from one. */
    echo: (message: Stored) => void deliver(message.kind, [wire(message)]),

    /** A message to the account or into a group of it; answers its msgId. */
    userSays(said: Said): string {
      world.meets(said.from)
      const group = said.group === undefined ? undefined : world.knows(said.group)
      group?.members.set(said.from.uid, said.from)
      // Where the account is no longer, nothing reaches it.
      if (group?.isIn === false) return world.nextId()
      const kind = said.group === undefined ? 'user' : 'group'
      const message = world.write({
        ...{ kind, from: said.from, threadId: said.group?.id ?? said.from.uid, ...contentOf(said) },
        ...{ quote: said.quote === undefined ? undefined : world.get(said.quote), mentions: said.mentions ?? [] },
        ...(said.cliMsgId === undefined ? {} : { cliMsgId: said.cliMsgId }),
        ...(said.date === undefined ? {} : { at: said.date }),
      })
      if (said.offline !== true) deliver(kind, [wire(message)], said)
      return message.msgId
    },

    /** One frame with these, stored or made up; all of one kind. */
    delivers(messages: Delivery[], { kind = 'user', ...pushed }: { kind?: Kind } & Pushed = {}): boolean {
      return deliver(
        kind,
        messages.map((one) => (typeof one === 'string' ? wire(world.get(one)) : one)),
        pushed,
      )
    },

    /** The message as it would stand in a frame, to spoil it. */
    wire: (msgId: string): Record<string, unknown> => wire(world.get(msgId)),

    /** The same message with another msgId; answers that. */
    redelivers(msgId: string, pushed: Pushed = {}): string {
      const copy = world.again(world.get(msgId))
      deliver(copy.kind, [wire(copy)], pushed)
      return copy.msgId
    },

    userRecalls(msgId: string, { offline = false, ...pushed }: { offline?: boolean } & Pushed = {}): string {
      const message = world.get(msgId)
      const content = {
        ...{ globalMsgId: Number(message.msgId), cliMsgId: Number(message.cliMsgId), deleteMsg: 1 },
        ...{ srcId: message.from?.uid ?? world.account.uid, destId: message.threadId },
      }
      const { kind, from, threadId } = message
      const recall = world.write({ kind, from, threadId, msgType: 'chat.undo', content })
      if (!offline) deliver(kind, [wire(recall)], pushed)
      return recall.msgId
    },

    userReacts({ from, msgId, icon = '/-strong', rType = 3 }: Reacted): void {
      const message = world.get(msgId)
      const rMsg = [{ gMsgID: Number(msgId), cMsgID: Number(message.cliMsgId), msgType: 1 }]
      const react = {
        ...{ actionId: '0', msgId: world.nextId(), cliMsgId: String(now().getTime()), msgType: 'chat.reaction' },
        ...{ uidFrom: from.uid, idTo: message.kind === 'group' ? message.threadId : '0', dName: from.name, ttl: 0 },
        ...{ content: JSON.stringify({ rMsg, rIcon: icon, rType, source: 6 }), ts: String(now().getTime()) },
      }
      const isGroup = message.kind === 'group'
      push(612, { reacts: isGroup ? [] : [react], reactGroups: isGroup ? [react] : [] })
    },

    userSees({ from, msgId, group }: { from: Person; msgId: string; group?: Group }): void {
      const seen = { msgId, realMsgId: '0' }
      if (group === undefined) return void push(502, { delivereds: [], seens: [{ ...seen, idTo: from.uid }] })
      push(522, { delivereds: [], groupSeens: [{ ...seen, groupId: group.id, seenUids: [from.uid] }] })
    },

    userReceives({ from, msgId, group }: { from: Person; msgId: string; group?: Group }): void {
      const ids = { msgId, realMsgId: '0', seen: 0, deliveredUids: [from.uid], seenUids: [], mSTs: now().getTime() }
      if (group === undefined) return void push(502, { delivereds: [ids], seens: [] })
      push(522, { delivereds: [{ ...ids, groupId: group.id }], groupSeens: [] })
    },

    userTypes(from: Person, group?: Group): void {
      const fields = { uid: from.uid, ts: String(now().getTime()), isPC: 0, ...(group && { gid: group.id }) }
      const data = JSON.stringify(fields).slice(1, -1)
      push(602, { actions: [{ act_type: 'typing', act: group === undefined ? 'typing' : 'gtyping', data }] })
    },

    /** `silently`: without the event, which people report to be unreliable. */
    userAsksFriendship(from: Person, { message = 'Xin chào', silently = false } = {}): void {
      world.friendRequests.set(from.uid, { ...world.meets(from), message, at: now() })
      if (silently) return
      const data = JSON.stringify({ toUid: world.account.uid, fromUid: from.uid, src: 30, message })
      control({ act_type: 'fr', act: 'req', data })
      control({ act_type: 'fr', act: 'req_v2', data })
    },
    userTakesBackRequest(from: Person): void {
      world.friendRequests.delete(from.uid)
      const data = JSON.stringify({ toUid: world.account.uid, fromUid: from.uid })
      control({ act_type: 'fr', act: 'undo_req', data })
    },
    /** Whoever blocks takes no messages: 122, or 123 where only friends may write. */
    blocks: (person: Person, code = 122) => void refusals.set(person.uid, code),
    unblocks: (person: Person) => void refusals.delete(person.uid),
    /** A friend from before. */
    befriends(person: Person): void {
      world.friends.set(person.uid, world.meets(person))
    },
    befriended: (uid: string) => void control({ act_type: 'fr', act: 'add', data: uid }),
    userUnfriends(from: Person): void {
      world.friends.delete(from.uid)
      control({ act_type: 'fr', act: 'remove', data: from.uid })
    },

    /** A group the account is in from before. */
    knows: (group: Group, members: Person[] = []): void => {
      const known = world.knows(group)
      for (const person of members) known.members.set(person.uid, world.meets(person))
    },
    /** Without members it is the account that is added. */
    groupAdds({ group, by, members = [world.account] }: GroupChange): void {
      const known = world.knows(group)
      if (members.some(({ uid }) => uid === world.account.uid)) known.isIn = true
      for (const person of [...members, world.meets(by)]) known.members.set(person.uid, person)
      groupEvent('join', group, members, by)
    },
    groupRemoves({ group, by, members = [world.account] }: GroupChange): void {
      const known = world.knows(group)
      for (const { uid } of members) known.members.delete(uid)
      if (members.some(({ uid }) => uid === world.account.uid)) known.isIn = false
      groupEvent('remove_member', group, members, by)
    },
    userLeaves(from: Person, group: Group): void {
      world.knows(group).members.delete(from.uid)
      groupEvent('leave', group, [from], from)
    },
    groupRenames(group: Group, by: Person): void {
      groupEvent('update', group, [], by)
    },
  }
}

export type Reacted = { from: Person; msgId: string; icon?: string; rType?: number }
export type GroupChange = { group: Group; by: Person; members?: Person[] }
