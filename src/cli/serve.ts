import { type AppDeps, createApp } from '../app.ts'
import type { BotIdentity, Platform } from '../platforms/platform.ts'
import { type ClockChoice, claimClock } from './clock.ts'

/** What the app needs, with platforms that nobody has asked yet who our bot is. */
export type ServeDeps = Omit<AppDeps, 'platforms' | 'onBroken'> & { platforms: Platform[]; choice: ClockChoice }

export type Served =
  | { kind: 'stopped' }
  | { kind: 'broken' }
  | { kind: 'wrong_clock'; asked: ClockChoice['kind'] }
  | { kind: 'refused'; platform: string; reason: string }

const reconnectMs = 5_000

/** Serves until `stop` aborts. Waits for platforms that cannot be reached; gives up on one that refuses our credentials. */
export async function serve(deps: ServeDeps, stop: AbortSignal, onReady: (bots: string[]) => void): Promise<Served> {
  const platforms: { platform: Platform; identity: BotIdentity }[] = []
  for (const platform of deps.platforms) {
    const identified = await identify(platform, deps, stop)
    if (identified === undefined) return { kind: 'stopped' }
    if (identified.kind === 'refused') return { kind: 'refused', platform: platform.name, reason: identified.reason }
    platforms.push({ platform, identity: identified.identity })
  }
  // Not before the platforms have let us in: a start with a mistyped token leaves no trace.
  if (!(await claimClock(deps.database.db, deps.choice))) return { kind: 'wrong_clock', asked: deps.choice.kind }
  const broken = new AbortController()
  const app = await createApp({ ...deps, platforms, onBroken: () => broken.abort() })
  app.start()
  onReady(app.names())
  await aborted(AbortSignal.any([stop, broken.signal]))
  await app.stop()
  return { kind: broken.signal.aborted ? 'broken' : 'stopped' }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

async function identify(platform: Platform, deps: ServeDeps, stop: AbortSignal) {
  while (!stop.aborted) {
    const identified = await platform.identify()
    if (identified.kind !== 'unreachable') return identified
    deps.log('platform.unreachable', { platform: platform.name, reason: identified.reason })
    await deps.pause(reconnectMs, stop)
  }
  return undefined
}
