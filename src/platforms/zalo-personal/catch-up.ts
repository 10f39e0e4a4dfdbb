import { type Deps, rest } from './deps.ts'
import { seenMark } from './events-of-frame.ts'
import type { Happening, Kind, OldItem } from './raw-events.ts'

/** So many pages are asked for after one connect, of direct messages and of those in groups. */
const mostPages = 40
/** What was seen in a run, so that a page of the past can be told from a new one. */
const mostSeen = 50_000

const kinds: Kind[] = ['user', 'group']

export type CatchUp = {
  /** Live events; they wait while older ones are on their way. */
  live(happenings: Happening[], seen: string[]): void
  page(kind: Kind, items: OldItem[]): void
  /** Nothing more will come over this connection: what is held is handed on. */
  end(): void
}

/**
 * Asks for what was written while nobody listened, and hands it on together with what comes in meanwhile, in the
 * order of Zalo's clock. Whether the cursor is an `actionId` or a `msgId`, and whether a page holds what is older or
 * what is newer, Zalo has not told: each way is followed for as long as it brings what this run has not seen.
 */
export function createCatchUp(
  ask: (kind: Kind, lastId: string | null) => void,
  handOn: (happenings: Happening[]) => void,
  seen: Set<string>,
  { pause, limits }: Pick<Deps, 'pause' | 'limits'>,
  signal: AbortSignal,
): CatchUp {
  let held: Happening[] | undefined = []
  const over = new AbortController()
  const walks = new Map(kinds.map((kind) => [kind, createWalk((lastId) => ask(kind, lastId))]))

  function release(): void {
    const happenings = held ?? []
    held = undefined
    over.abort()
    if (happenings.length > 0) handOn(inOrder(happenings))
  }

  void rest(pause, limits.catchUpMs, AbortSignal.any([over.signal, signal])).then(release)
  for (const walk of walks.values()) walk.begin()

  return {
    live(happenings, marks) {
      for (const mark of marks) remember(seen, mark)
      if (held !== undefined) held.push(...happenings)
      else if (happenings.length > 0) handOn(happenings)
    },
    page(kind, items) {
      const fresh = items.filter(({ msgId }) => !seen.has(seenMark({ kind, msgId })))
      for (const { msgId } of fresh) remember(seen, seenMark({ kind, msgId }))
      const happenings = fresh.flatMap(({ happening }) => happening ?? [])
      if (held !== undefined) held.push(...happenings)
      else if (happenings.length > 0) handOn(inOrder(happenings))
      walks.get(kind)?.answered(items, fresh.length > 0)
      if ([...walks.values()].every((walk) => walk.isDone())) release()
    },
    end: release,
  }
}

function remember(seen: Set<string>, mark: string): void {
  seen.add(mark)
  const [oldest] = seen
  if (seen.size > mostSeen && oldest !== undefined) seen.delete(oldest)
}

/** What has no time of its own stays behind what came before it. Old ones stand last in what is held, and sort in. */
function inOrder(happenings: Happening[]): Happening[] {
  let last = 0
  const timed = happenings.map((happening) => {
    last = happening.at ?? last
    return { happening, at: last }
  })
  return timed
    .sort((a, b) => a.at - b.at || compareIds(a.happening.msgId, b.happening.msgId))
    .map(({ happening }) => happening)
}

/** By their numbers, of which a longer one is greater. */
function compareIds(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined || a === b) return 0
  return a.length - b.length || (a < b ? -1 : 1)
}

type Direction = { id: 'actionId' | 'msgId'; extreme: 'lowest' | 'highest' }
const directions: Direction[] = [
  { id: 'actionId', extreme: 'lowest' },
  { id: 'actionId', extreme: 'highest' },
  { id: 'msgId', extreme: 'lowest' },
  { id: 'msgId', extreme: 'highest' },
]

/** One kind's way through its pages, one question at a time. */
function createWalk(ask: (lastId: string | null) => void) {
  const asked = new Set<string>()
  let items: OldItem[] = []
  let pages = 0
  let open = 0

  function next(): void {
    for (const way of directions) {
      const cursor = extremeOf(items, way)
      if (cursor === undefined || asked.has(cursor)) continue
      asked.add(cursor)
      open = 1
      ask(cursor)
      return
    }
  }

  return {
    begin() {
      open = 1
      ask(null)
    },
    /** `isFresh`: something on the page was not seen before, so the way that led there may lead on. */
    answered(page: OldItem[], isFresh: boolean) {
      open = 0
      pages += 1
      // A page without anything new joins what is known, and leads nowhere else.
      if (isFresh) items = [...items, ...page]
      if (pages < mostPages) next()
    },
    isDone: () => pages > 0 && open === 0,
  }
}

function extremeOf(items: OldItem[], { id, extreme }: Direction): string | undefined {
  const numbers = items.flatMap((item) => {
    const value = item[id]
    return value !== undefined && /^\d+$/.test(value) ? BigInt(value) : []
  })
  if (numbers.length === 0) return undefined
  const found = numbers.reduce((a, b) => (extreme === 'lowest' ? (b < a ? b : a) : b > a ? b : a))
  return String(found)
}
