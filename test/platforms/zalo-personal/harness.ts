import { inspect, isDeepStrictEqual } from 'node:util'
import { onTestFinished } from 'vitest'
import type { Span } from '../../../src/domain/message.ts'
import type {
  BotHealth,
  Ended,
  InboundEvent,
  OutgoingAction,
  OutgoingChat,
  RawEvent,
} from '../../../src/platforms/platform.ts'
import type { Limits } from '../../../src/platforms/zalo-personal/deps.ts'
import { createZaloPersonal } from '../../../src/platforms/zalo-personal/zalo-personal.ts'
import { createWatch } from '../../support/watch.ts'
import { type FakeZalo, startFakeZalo } from '../../support/zalo/fake-zalo.ts'

/** No two alike, so that a test can let exactly one of them pass. */
export const limits = {
  handshakeMs: 30_001,
  pingMs: 30_002,
  pongMs: 20_003,
  stableMs: 30_004,
  catchUpMs: 10_005,
  upkeepMs: 600_006,
  secondLoginMs: 60_007,
  goodbyeMs: 2_008,
  nameMs: 5_009,
}
const held = new Set<number>(Object.values(limits).filter((ms) => ms !== limits.secondLoginMs))

/**
 * Pauses between attempts take no time; limits and intervals last until the test lets them pass, or until they are
 * broken off.
 */
export function createPauses(changed: () => void = () => undefined) {
  const past: number[] = []
  const waiting = new Set<{ ms: number; end: () => void }>()
  const pause = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      past.push(ms)
      const one = {
        ms,
        end: () => {
          waiting.delete(one)
          signal?.removeEventListener('abort', one.end)
          resolve()
        },
      }
      if (held.has(ms)) waiting.add(one)
      else setImmediate(one.end)
      signal?.addEventListener('abort', one.end, { once: true })
      changed()
    })
  return {
    pause,
    past,
    isWaiting: (ms: number) => [...waiting].some((one) => one.ms === ms),
    pass(ms: number) {
      const some = [...waiting].filter((one) => one.ms === ms)
      for (const one of some) one.end()
      return some.length > 0
    },
  }
}

export type Harness = Awaited<ReturnType<typeof createHarness>>

type Options = {
  fake?: Parameters<typeof startFakeZalo>[0]
  limits?: Partial<Limits>
  /** What the store does before it keeps a batch. */
  store?: (events: RawEvent[]) => Promise<void>
  fetch?: (fake: FakeZalo) => typeof fetch
  credentials?: (fake: FakeZalo) => unknown
  /** What happens in the store just before it looks whether it still keeps what is to be replaced. */
  beforeSave?: (harness: Harness) => void
  /** What telling of the connection does before it is told. */
  report?: (health: BotHealth) => Promise<void>
  /** The uid that is expected to log in; left out, the one that does. */
  expected?: string
}

/** The adapter with the real zca-js, on a Zalo of our own. */
export async function createHarness(options: Options = {}) {
  const fake = await startFakeZalo(options.fake)
  const watch = createWatch()
  const pauses = createPauses(watch.changed)
  const stored: RawEvent[] = []
  const health: BotHealth[] = []
  const logged: string[] = []
  const saves: { credentials: unknown; expiresAt: Date | null }[] = []
  let credentials: unknown = options.credentials === undefined ? fake.credentials() : options.credentials(fake)
  let store = options.store

  const platform = createZaloPersonal({
    account: { nativeId: options.expected ?? fake.account.uid, username: fake.account.name },
    credentials: {
      load: async () => credentials,
      save: async (saved, expiresAt, replacing) => {
        options.beforeSave?.(harness)
        if (replacing !== undefined && !isDeepStrictEqual(replacing, credentials)) return false
        credentials = structuredClone(saved)
        saves.push({ credentials: saved, expiresAt })
        watch.changed()
        return true
      },
    },
    fetch: options.fetch?.(fake) ?? fake.fetch,
    shift: (at) => at,
    log: (event, fields) => {
      logged.push(`${event} ${inspect(fields)}`)
      watch.changed()
    },
    pause: pauses.pause,
    randomInt: () => 0,
    clock: () => new Date(),
    limits: { ...limits, ...options.limits },
  })

  const stops: AbortController[] = []
  const runs: Promise<unknown>[] = []
  onTestFinished(async () => {
    for (const stop of stops) stop.abort()
    pauses.pass(limits.goodbyeMs)
    await Promise.all(runs)
    await fake.close()
  })

  const harness = {
    fake,
    platform,
    pauses,
    stored,
    health,
    logged,
    saves,
    /** What is stored; saved by somebody else where it is set. */
    get credentials() {
      return credentials
    },
    set credentials(saved: unknown) {
      credentials = saved
    },
    set store(next: Options['store']) {
      store = next
    },
    /** Waits for something to have happened here or at Zalo's. */
    until: <T>(look: () => T) => Promise.any([watch.waitFor(look), fake.waitFor(look)]),
    receive() {
      const stop = new AbortController()
      stops.push(stop)
      const receiving = platform.receive(
        {
          store: async (events) => {
            const storing = store?.(events)
            watch.changed()
            await storing
            stored.push(...events)
            watch.changed()
          },
          report: async (now) => {
            await options.report?.(now)
            health.push(now)
            watch.changed()
          },
        },
        stop.signal,
      )
      runs.push(receiving)
      return { stop, receiving }
    },
    /** Receives, and waits until the account is connected and nothing old is awaited any more. */
    async connect(): Promise<{ stop: AbortController; receiving: Promise<Ended | undefined> }> {
      const [told, asked] = [health.length, fake.requests.length]
      const run = harness.receive()
      await harness.until(() => health.slice(told).some(({ kind }) => kind === 'connected'))
      await harness.until(() => !pauses.isWaiting(limits.catchUpMs))
      await harness.until(() => fake.requests.slice(asked).some(({ path }) => path.endsWith('recommendsv2/list')))
      return run
    },
    /** What the stored events mean, without the list of contacts that comes with every start. */
    read: (): InboundEvent[] =>
      stored.filter(({ nativeId }) => !nativeId.startsWith('contacts:')).map(({ raw }) => platform.read(raw)),
    texts: () => harness.read().flatMap((event) => (event.kind === 'message' ? event.text : [])),
    keys: () => stored.map(({ nativeId }) => nativeId),
  }
  return harness
}

export const hoa = { uid: '100000000000000007', name: 'Nguyễn Thị Hoa' }
export const binh = { uid: '100000000000000008', name: 'Trần Bình' }
export const team = { id: '500000000000000001', name: 'Tổ truyền thông' }

export const toHoa: OutgoingChat = { nativeId: hoa.uid, topic: '', kind: 'direct' }
export const toTeam: OutgoingChat = { nativeId: `g${team.id}`, topic: '', kind: 'group' }

export const saying = (text: string, ...spans: Span[]): OutgoingAction => ({ kind: 'send', text: { text, spans } })
