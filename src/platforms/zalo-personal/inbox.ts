import type { RawEvent } from '../platform.ts'
import { backOffMs, type Deps, rest } from './deps.ts'
import { reasonOf } from './reason.ts'

/** So many events are stored at once. */
const batchSize = 200

export type Inbox = {
  /**
   * Takes events in their order. They are kept until they are stored; those behind one that is yet to come wait for it.
   * None may reject.
   */
  add(events: (RawEvent | Promise<RawEvent>)[]): void
  /** Resolves when nothing waits any more, or when the process stops and a last attempt has been made. */
  drained(): Promise<void>
}

/**
 * What has come in and is not stored yet. Zalo has no acknowledgement, so what the database does not take now is
 * kept here in its order and offered again; where the process stops before, the next catch-up finds it.
 */
export function createInbox(
  store: (events: RawEvent[]) => Promise<void>,
  { pause, log, randomInt }: Pick<Deps, 'pause' | 'log' | 'randomInt'>,
  signal: AbortSignal,
): Inbox {
  const waiting: (RawEvent | Promise<RawEvent>)[] = []
  let working: Promise<void> | undefined

  async function work(): Promise<void> {
    let failures = 0
    while (waiting.length > 0) {
      const batch = await Promise.all(waiting.slice(0, batchSize))
      try {
        await store(batch)
        waiting.splice(0, batch.length)
        failures = 0
      } catch (error) {
        log('zalo.store_failed', { events: waiting.length, reason: reasonOf(error) })
        if (signal.aborted) return
        await rest(pause, backOffMs(failures++, randomInt), signal)
      }
    }
  }

  return {
    add(events) {
      waiting.push(...events)
      working ??= work().finally(() => {
        working = undefined
      })
    },
    async drained() {
      await working
    },
  }
}
