import type { Group, Kind, Person, Stored } from './zalo-messages.ts'

const oldestMs = 14 * 24 * 60 * 60 * 1_000

export type World = ReturnType<typeof createWorld>
export type KnownGroup = { id: string; name: string; members: Map<string, Person>; isIn: boolean }
export type Written = Pick<Stored, 'kind' | 'from' | 'threadId' | 'msgType' | 'content'> &
  Partial<Pick<Stored, 'cliMsgId' | 'quote' | 'mentions' | 'at'>>

/** Everything that Zalo remembers about one account: who is who, and what was written. */
export function createWorld(account: Person, now: () => Date) {
  const messages: Stored[] = []
  const people = new Map<string, Person>()
  const groups = new Map<string, KnownGroup>()
  const nextId = countFrom(7_000_000_000_000, 1_001)
  const nextClientId = countFrom(1_790_000_000_000, 97)
  // Below every msgId: who pages by a msgId starts again at the newest, as people report.
  const nextActionId = countFrom(900_000_000_000, 1_003)

  const world = {
    account,
    messages,
    people,
    groups,
    friends: new Map<string, Person>(),
    friendRequests: new Map<string, Person & { message: string; at: Date }>(),
    nextId,

    meets(person: Person): Person {
      people.set(person.uid, person)
      return person
    },

    /** A group the account is in; where it was removed it stays out. */
    knows(group: Group): KnownGroup {
      const name = group.name ?? groups.get(group.id)?.name ?? 'Nhóm'
      const known = groups.get(group.id) ?? { id: group.id, name, members: new Map(), isIn: true }
      known.name = name
      if (known.isIn) known.members.set(world.account.uid, world.account)
      groups.set(group.id, known)
      return known
    },

    write(written: Written): Stored {
      const message = {
        msgId: nextId(),
        cliMsgId: nextClientId(),
        actionId: nextActionId(),
        quote: undefined,
        mentions: [],
        at: now(),
        ...written,
      }
      messages.push(message)
      return message
    },

    /** The same message once more under another msgId, as happens. */
    again(message: Stored): Stored {
      const copy = { ...message, msgId: nextId(), actionId: nextActionId() }
      messages.push(copy)
      return copy
    },

    find: (msgId: string) => messages.find((message) => message.msgId === msgId),

    get(msgId: string): Stored {
      const message = world.find(msgId)
      if (message === undefined) throw new Error(`There is no message ${msgId}`)
      return message
    },

    /** Those since the login session began, of the last two weeks, oldest first. */
    since(kind: Kind, begun: number): Stored[] {
      const oldest = now().getTime() - oldestMs
      return messages.slice(begun).filter((one) => one.kind === kind && one.at.getTime() >= oldest)
    },
  }
  return world
}

function countFrom(start: number, step: number): () => string {
  let last = start
  return () => {
    last += step
    return String(last)
  }
}
