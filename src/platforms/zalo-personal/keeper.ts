import { type Credentials, expiryOf, markOf, readCredentials } from './credentials.ts'
import { backOffMs, type Deps, rest } from './deps.ts'
import { reasonOf } from './reason.ts'
import { type Session, snapshot } from './session.ts'

export type Keeper = {
  /** What to log in with; undefined where there is nothing, or when `signal` aborted. */
  load(signal: AbortSignal): Promise<Credentials | undefined>
  /** What to log in with after `session`: what it has become, or what somebody has saved since. */
  loadAfter(session: Session): Promise<Credentials>
  /** Saves the session where Zalo has renewed it. */
  save(session: Session): Promise<void>
}

/**
 * Keeps the session as Zalo renews it. Somebody may log the account in anew at any time; what they save is never
 * overwritten by what is left of the former session.
 */
export function createKeeper({ credentials, shift, log, pause, randomInt }: Deps): Keeper {
  /** Of everything that was read or saved here: whatever else is stored is somebody else's. */
  const ours = new Set<string>()
  let saved: string | undefined

  async function read(): Promise<Credentials | undefined> {
    return readCredentials(await credentials.load())
  }

  function isOthers(stored: Credentials | undefined): boolean {
    return stored === undefined || !ours.has(markOf(stored.cookies))
  }

  function accept(stored: Credentials): Credentials {
    saved = markOf(stored.cookies)
    ours.add(saved)
    return stored
  }

  return {
    async load(signal) {
      for (let failures = 0; !signal.aborted; failures++) {
        try {
          const stored = await read()
          return stored === undefined ? undefined : accept(stored)
        } catch (error) {
          log('zalo.credentials_failed', { reason: reasonOf(error) })
          await rest(pause, backOffMs(failures, randomInt), signal)
        }
      }
      return undefined
    },

    async loadAfter(session) {
      try {
        const stored = await read()
        if (stored !== undefined && isOthers(stored)) return accept(stored)
      } catch (error) {
        log('zalo.credentials_failed', { reason: reasonOf(error) })
      }
      return snapshot(session).credentials
    },

    async save(session) {
      const now = snapshot(session)
      if (now.mark === saved) return
      const expiry = expiryOf(now.credentials.cookies)
      try {
        const stored = await credentials.load()
        if (isOthers(readCredentials(stored))) return
        ours.add(now.mark)
        const isSaved = await credentials.save(now.credentials, expiry === null ? null : shift(expiry), stored)
        if (isSaved) saved = now.mark
      } catch (error) {
        log('zalo.save_failed', { reason: reasonOf(error) })
      }
    },
  }
}
