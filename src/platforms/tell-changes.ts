import type { BotHealth, Reception } from './platform.ts'

/**
 * Passes on how the connection is, at changes only. What could not be passed on is said again the next time;
 * `onFailure` hears why.
 */
export function tellChanges(
  report: Reception['report'],
  onFailure: (error: unknown) => void,
): (health: BotHealth) => Promise<void> {
  let told: BotHealth['kind'] | undefined
  return async (health) => {
    if (health.kind === told) return
    try {
      await report(health)
      told = health.kind
    } catch (error) {
      onFailure(error)
    }
  }
}
