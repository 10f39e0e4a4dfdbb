import { setTimeout as pause } from 'node:timers/promises'
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from './database.ts'

/**
 * What this process shows of itself to the others on the same database, by locks which Postgres frees the
 * moment the process is gone, however it went: nobody has to guess from a time-out whether it still lives.
 *
 * Should its connection break while the process goes on, the locks are gone as well, and others may take over
 * its work and its roles. Then `lost` aborts and `onLost` is called at once; the presence comes back by itself
 * under the same id (`onRegained`, and a new `lost`), but its roles have to be asked for again.
 */
export type Presence = {
  /** Marks what this process has claimed. A number that fits an `integer` column, drawn anew by each process. */
  readonly workerId: number
  /** Aborts when others can no longer see this process. After its return, this is a new signal. */
  readonly lost: AbortSignal
  /** Takes a role, such as "poller of bot 3", that one process may have. False: somebody has it, or `lost`. */
  tryHold(role: string): Promise<boolean>
  release(role: string): Promise<void>
  close(): Promise<void>
}

type Dependencies = {
  /** A whole number from 0 up to, but not including, the given one. */
  randomInt(below: number): number
  onLost(): void
  onRegained(): void
}

/** Locks by two numbers, of which this is the first, are workers. Roles are locks by one large number. */
const WORKERS = 7_800_865

/**
 * The ids of all workers alive, to be used within the statement that looks for abandoned work:
 * `… where claimed_by not in ${liveWorkerIds}`. Read any earlier, it would miss a worker that has just started.
 */
export const liveWorkerIds: SQL<number> = sql.raw(
  `(select objid::int from pg_locks where locktype = 'advisory' and granted and classid = ${WORKERS} and objsubid = 2
    and database = (select oid from pg_database where datname = current_database()))`,
) as SQL<number>

/** Makes this process seen. Stays so until `close`, or until the process ends. */
export async function openPresence(database: Database, deps: Dependencies): Promise<Presence> {
  const closing = new AbortController()
  const roles = new Set<string>()
  let life: AbortController | null = null

  const { client, end } = database.connect(() => {
    const ended = life
    if (!ended || closing.signal.aborted) return
    life = null
    roles.clear()
    ended.abort()
    deps.onLost()
    void comeBack()
  })

  async function comeBack(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        // Waits where the server has not noticed yet that the old connection is dead.
        await client`select pg_advisory_lock(${WORKERS}, ${workerId})`
        life = new AbortController()
        return deps.onRegained()
      } catch {
        await pause(1000, undefined, { signal: closing.signal, ref: false }).catch(() => {})
      }
    }
  }

  async function drawId(): Promise<number> {
    const id = 1 + deps.randomInt(2 ** 31 - 1)
    const [row] = await client`select pg_try_advisory_lock(${WORKERS}, ${id}) as free`
    return row?.free ? id : drawId()
  }

  /** A question that broke with the connection is answered: nothing is held. */
  function unlessLost(error: unknown): [] {
    if (life) throw error
    return []
  }

  const workerId = await drawId()
  life = new AbortController()

  return {
    workerId,
    get lost() {
      return life?.signal ?? AbortSignal.abort()
    },
    tryHold: async (role) => {
      // Postgres would give a lock to the same connection twice; here a role is held once.
      if (!life || roles.has(role)) return false
      roles.add(role)
      const [row] = await client`select pg_try_advisory_lock(hashtextextended(${role}, 0)) as free`.catch(unlessLost)
      if (!row?.free) roles.delete(role)
      return Boolean(row?.free)
    },
    release: async (role) => {
      if (!roles.delete(role)) return
      await client`select pg_advisory_unlock(hashtextextended(${role}, 0))`.catch(unlessLost)
    },
    close: async () => {
      closing.abort()
      if (life && database.kind === 'embedded') await client`select pg_advisory_unlock_all()`
      await end()
    },
  }
}
