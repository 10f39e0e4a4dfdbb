import { createApp } from '../app.ts'
import type { Database } from '../db/database.ts'
import type { Presence } from '../db/presence.ts'
import type { Log } from '../log.ts'
import type { BotIdentity, Platform } from '../platforms/platform.ts'
import type { Translator } from '../render/translator.ts'

export type ServeDeps = {
  database: Database
  presence: Presence
  platforms: Platform[]
  translator: Translator
  clock: () => Date
  pause: (ms: number, signal?: AbortSignal) => Promise<void>
  randomBytes: (size: number) => Uint8Array
  inviteSecret: string | undefined
  log: Log
}

export type Served = { kind: 'stopped' } | { kind: 'refused'; platform: string; reason: string }

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
  const app = await createApp({ ...deps, platforms })
  app.start()
  onReady(platforms.map(({ platform, identity }) => `${platform.name} @${identity.username ?? identity.nativeId}`))
  if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }))
  await app.stop()
  return { kind: 'stopped' }
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
