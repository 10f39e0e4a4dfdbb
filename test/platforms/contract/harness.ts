import type {
  Ended,
  InboundEvent,
  OutgoingChat,
  Platform,
  RawEvent,
  Reception,
  Settlement,
} from '../../../src/platforms/platform.ts'

/** What a platform accepted, in the words of the port. */
export type Arrived = {
  id: string
  text: string
  bold: string[]
  mentions: string[]
  buttons: string[]
  file: Uint8Array | null
}

export type Spoken = {
  text: string
  /** In the group instead of to the bot alone: to nobody in particular, or to the bot by its name. */
  inGroup?: 'to_all' | 'to_bot'
  /** A picture, with the text as its caption. */
  withPicture?: boolean
  replyTo?: string
}

/** One platform as the contract sees it: its adapter, and a hand on the people and the servers at its other end. */
export type Harness = {
  platform: Platform
  direct: OutgoingChat
  /** Undefined where the platform has none, or the bot is in none. */
  group: OutgoingChat | undefined
  /** Whether the other end, as the platform does, hands over what is said in the group to nobody in particular. */
  offersUnaddressed: boolean
  /** Somebody writes; answers the platform's id of the message. */
  says(spoken: Spoken): string
  edits: ((id: string, text: string) => void) | undefined
  recalls: ((id: string) => void) | undefined
  /** The same event comes once more, as this platform may do it. */
  repeats: ((id: string) => Promise<void>) | undefined
  arrived(): Arrived[]
  /** Brings about that the next send ends so; undefined where the platform has no such end. */
  outcomes: Record<Settlement['kind'], (() => void) | undefined>
  /** What must never be seen in a log or an error. */
  secrets: string[]
  logged: string[]
  close(): Promise<void>
}

/** The adapter at work: what it has handed over so far, and how its connection is. */
export type Reading = {
  events: RawEvent[]
  /** What the adapter has handed over, the repeated too, as it is understood. */
  offered(): InboundEvent[]
  health: string[]
  /** The events as they are understood, those that mean nothing left out. */
  understood(): InboundEvent[]
  /** Resolves when so many events that mean something have been stored. */
  until(count: number): Promise<InboundEvent[]>
  /** The next so many attempts to store fail. */
  failStores(times: number): void
  stop(): Promise<Ended | undefined>
}

/** Begins to receive; resolves when the platform says that it is connected. */
export async function listen({ platform }: Harness): Promise<Reading> {
  const stop = new AbortController()
  const events: RawEvent[] = []
  const handed: RawEvent[] = []
  const health: string[] = []
  const watchers = new Set<() => void>()
  let failing = 0
  const keys = new Set<string>()
  const reception: Reception = {
    async store(batch) {
      if (failing > 0) {
        failing -= 1
        throw new Error('the database is away')
      }
      handed.push(...batch)
      // As the database does: what is there already stays as it is.
      for (const event of batch) {
        const own = [`id ${event.nativeId}`, ...(event.altId === undefined ? [] : [`alt ${event.altId}`])]
        if (own.some((key) => keys.has(key))) continue
        for (const key of own) keys.add(key)
        events.push(event)
      }
      for (const look of watchers) look()
    },
    async report({ kind }) {
      health.push(kind)
      for (const look of watchers) look()
    },
  }
  const when = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return
        watchers.delete(look)
        resolve()
      }
      watchers.add(look)
      look()
    })
  const meaningOf = (of: RawEvent[]) =>
    of.map(({ raw }) => platform.read(raw)).filter((event) => event.kind !== 'ignored' && event.kind !== 'contacts')
  const understood = () => meaningOf(events)
  const receiving = platform.receive(reception, stop.signal)
  await when(() => health.includes('connected'))
  return {
    events,
    offered: () => meaningOf(handed),
    health,
    understood,
    async until(count) {
      await when(() => understood().length >= count)
      return understood()
    },
    failStores(times) {
      failing = times
    },
    stop: () => {
      stop.abort()
      return receiving
    },
  }
}
