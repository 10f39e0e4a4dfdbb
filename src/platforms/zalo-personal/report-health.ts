import type { BotHealth, Reception } from '../platform.ts'
import { backOffMs, type Deps, rest } from './deps.ts'
import { reasonOf } from './reason.ts'

export type Report = (health: BotHealth) => Promise<void>

/**
 * Tells of every change once, one after the other. That it cannot be told is no reason to stop: it is tried again, longer
 * and longer apart, until something newer is to be told or until `end`.
 */
export function createReport(
  report: Reception['report'],
  { log, pause, randomInt }: Pick<Deps, 'log' | 'pause' | 'randomInt'>,
): { tell: Report; end: () => Promise<void> } {
  let told: string | undefined
  let newest = new AbortController()
  let telling: Promise<unknown> = Promise.resolve()

  async function attempt(health: BotHealth): Promise<boolean> {
    const said = JSON.stringify(health)
    if (said === told) return true
    try {
      await report(health)
      told = said
      return true
    } catch (error) {
      log('zalo.report_failed', { reason: reasonOf(error) })
      return false
    }
  }

  function inTurn(work: () => Promise<boolean>): Promise<boolean> {
    const turn = telling.then(work)
    telling = turn
    return turn
  }

  async function insist(health: BotHealth, superseded: AbortSignal): Promise<void> {
    for (let failures = 0; !superseded.aborted; failures++) {
      await rest(pause, backOffMs(failures, randomInt), superseded)
      if (await inTurn(async () => superseded.aborted || (await attempt(health)))) return
    }
  }

  return {
    async tell(health) {
      newest.abort()
      newest = new AbortController()
      const superseded = newest.signal
      if (!(await inTurn(() => attempt(health)))) void insist(health, superseded)
    },
    async end() {
      newest.abort()
      await telling
    },
  }
}
