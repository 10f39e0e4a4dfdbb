import { z } from 'zod'
import type { OldItem } from './raw-events.ts'
import { type Happening, idShape, type Kind, toFriendEvent, toGroupEvent, toItem, toReaction } from './raw-events.ts'

/** Zalo sends direct messages under any of the first, and those of groups under any of the second: E2EE renamed them. */
const messageCommands = [501, 551, 504, 553, 521, 524]
const oldMessageCommands = [510, 511]
const controls = 601
const reactions = 612
/** The key, pings, who has seen or received what, who is typing, reactions of before. */
const silentCommands = [1, 2, 502, 522, 602, 610, 611]

/** What one frame tells. `spoilt` counts its members that could not be read; they cost the others nothing. */
export type Told =
  | { kind: 'happened'; happenings: Happening[]; seen: string[]; spoilt: number }
  | { kind: 'old'; of: Kind; items: OldItem[]; spoilt: number }

/** Whether the frame's body is an event that has to be opened. */
export function isEvent(cmd: number): boolean {
  return [...messageCommands, ...oldMessageCommands, controls, reactions].includes(cmd)
}

export function isKnown(cmd: number): boolean {
  return isEvent(cmd) || silentCommands.includes(cmd)
}

export type Ours = {
  self: string
  now: Date
  uploaded: (file: { fileId: string; fileUrl: string }) => void
}

/** Reads an opened event. */
export function tell(cmd: number, data: Record<string, unknown>, ours: Ours): Told {
  if (oldMessageCommands.includes(cmd)) {
    const of = cmd === 510 ? 'user' : 'group'
    const { read, spoilt } = readEach(listIn(data, of === 'user' ? 'msgs' : 'groupMsgs'), (member) =>
      toItem(member, of, ours.self),
    )
    return { kind: 'old', of, items: read, spoilt }
  }
  if (messageCommands.includes(cmd)) {
    const direct = readEach(listIn(data, 'msgs'), (member) => toItem(member, 'user', ours.self))
    const inGroups = readEach(listIn(data, 'groupMsgs'), (member) => toItem(member, 'group', ours.self))
    const items = [...direct.read, ...inGroups.read]
    return {
      kind: 'happened',
      happenings: items.flatMap(({ happening }) => happening ?? []),
      seen: items.map(seenMark),
      spoilt: direct.spoilt + inGroups.spoilt,
    }
  }
  const direct = readEach(listIn(data, 'reacts'), (member) => toReaction(member, 'user', ours.self))
  const inGroups = readEach(listIn(data, 'reactGroups'), (member) => toReaction(member, 'group', ours.self))
  const controlled = readEach(listIn(data, 'controls'), (member) => readControl(member, ours))
  const all = [direct, inGroups, controlled]
  return {
    kind: 'happened',
    happenings: all.flatMap(({ read }) => read.flatMap((each) => each ?? [])),
    seen: [],
    spoilt: all.reduce((sum, { spoilt }) => sum + spoilt, 0),
  }
}

/** Direct messages and those of groups may be numbered alike. */
export function seenMark({ kind, msgId }: { kind: Kind; msgId: string }): string {
  return `${kind}:${msgId}`
}

const controlShape = z.object({
  content: z.looseObject({ act_type: z.string(), act: z.string().optional(), data: z.unknown() }),
})
const fileShape = z.object({ fileId: idShape, data: z.object({ url: z.string() }) })

function readControl(member: unknown, ours: Ours): Happening | undefined {
  const { content } = controlShape.parse(member)
  const { act_type: type, act = '' } = content
  if (type === 'file_done') {
    const { fileId, data } = fileShape.parse(content)
    ours.uploaded({ fileId, fileUrl: data.url })
    return undefined
  }
  if (type === 'group') return toGroupEvent(act, unpacked(content.data), ours.self)
  return type === 'fr' ? toFriendEvent(act, unpacked(content.data), ours.self, ours.now) : undefined
}

/** Zalo writes an object into a string where it likes; a bare id stays one. */
function unpacked(data: unknown): unknown {
  return typeof data === 'string' && data.startsWith('{') ? JSON.parse(data) : data
}

function listIn(data: Record<string, unknown>, name: string): unknown[] {
  const list = data[name]
  return Array.isArray(list) ? list : []
}

/** One that cannot be read costs the others nothing. */
function readEach<T>(members: unknown[], read: (member: unknown) => T): { read: T[]; spoilt: number } {
  const done: T[] = []
  let spoilt = 0
  for (const member of members) {
    try {
      done.push(read(member))
    } catch {
      spoilt += 1
    }
  }
  return { read: done, spoilt }
}
