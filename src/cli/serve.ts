import { type AppDeps, createApp, type IdentifiedPlatform } from '../app.ts'
import type { Platform } from '../platforms/platform.ts'
import { type ClockChoice, claimClock } from './clock.ts'

/** What the app needs, with platforms that nobody has asked yet who our bot is. */
export type ServeDeps = Omit<AppDeps, 'platforms' | 'onBroken'> & { platforms: Platform[]; choice: ClockChoice }

export type Served =
  | { kind: 'stopped' }
  | { kind: 'broken' }
  | { kind: 'wrong_clock'; asked: ClockChoice['kind'] }
  | { kind: 'refused'; platform: string; reason: string }

const reconnectMs = 5_000

/**
 * Serves until `stop` aborts. Begins as soon as one platform has answered, or where personal accounts need none to
 * begin; the others join when they can be reached. Gives up on a platform that refuses our credentials at the start.
 */
export async function serve(deps: ServeDeps, stop: AbortSignal, onReady: (bots: string[]) => void): Promise<Served> {
  const asked = await askUntilOneAnswers(deps, stop)
  if (asked === undefined) return { kind: 'stopped' }
  if ('refused' in asked) return { kind: 'refused', ...asked.refused }
  // Not before the platforms have let us in: a start with a mistyped token leaves no trace.
  if (!(await claimClock(deps.database.db, deps.choice))) return { kind: 'wrong_clock', asked: deps.choice.kind }
  const broken = new AbortController()
  const app = await createApp({ ...deps, platforms: asked.known, onBroken: () => broken.abort() })
  app.start()
  onReady(app.names())
  const ending = AbortSignal.any([stop, broken.signal])
  const joining = asked.silent.map(async (platform) => {
    const late = await askUntilItAnswers(platform, deps, ending)
    if (late !== undefined) await app.join(late)
  })
  await aborted(ending)
  await Promise.allSettled(joining)
  await app.stop()
  return { kind: broken.signal.aborted ? 'broken' : 'stopped' }
}

type Asked = { known: IdentifiedPlatform[]; silent: Platform[] } | { refused: { platform: string; reason: string } }

async function askUntilOneAnswers(deps: ServeDeps, stop: AbortSignal): Promise<Asked | undefined> {
  while (!stop.aborted) {
    const answers = await Promise.all(
      deps.platforms.map(async (platform) => ({ platform, identified: await platform.identify() })),
    )
    const known: IdentifiedPlatform[] = []
    const silent: Platform[] = []
    for (const { platform, identified } of answers) {
      if (identified.kind === 'refused') return { refused: { platform: platform.name, reason: identified.reason } }
      if (identified.kind === 'known') known.push({ platform, identity: identified.identity })
      else silent.push(platform)
    }
    for (const { name } of silent) deps.log('platform.unreachable', { platform: name })
    if (known.length > 0 || deps.login !== undefined) return { known, silent }
    await deps.pause(reconnectMs, stop)
  }
  return undefined
}

/** Undefined where it refuses us after all, which is logged, or where nobody waits any more. */
async function askUntilItAnswers(
  platform: Platform,
  deps: ServeDeps,
  stop: AbortSignal,
): Promise<IdentifiedPlatform | undefined> {
  for (;;) {
    await deps.pause(reconnectMs, stop)
    if (stop.aborted) return undefined
    const identified = await platform.identify()
    if (identified.kind === 'known') return { platform, identity: identified.identity }
    if (identified.kind === 'unreachable') continue
    deps.log('platform.refused', { platform: platform.name, reason: identified.reason })
    return undefined
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}
