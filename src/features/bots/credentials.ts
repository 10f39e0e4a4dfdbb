import { findSealed, listSealed, lockSealed, putSealed, replaceSealed } from '../../db/bot-credentials.ts'
import { type Bot, lockBot, updateBot } from '../../db/bots.ts'
import type { Db } from '../../db/database.ts'
import { setDeploymentFact } from '../../db/provinces.ts'
import { needsSomebody } from '../../domain/bot-health.ts'
import type { Log } from '../../log.ts'
import type { CredentialStore } from '../../platforms/platform.ts'
import { isSealedBy, openSealed, sealCredentials } from './seal.ts'

/** Keys of 32 bytes: what is saved is sealed by the current one; the previous ones still open what they sealed. */
export type CredentialKeys = { current: Uint8Array; previous: Uint8Array[] }

/** `locked`: sealed by a key that is not here, for another account, or damaged. */
export type Credentials = { kind: 'none' } | { kind: 'locked' } | { kind: 'open'; credentials: unknown }

/** Why an account could not log in that found nothing to log in with, or nothing that it could open. */
const noCredentials = 'no_credentials'

type Account = Pick<Bot, 'id' | 'platform' | 'nativeId'>

/** The deployment fact that tells every process whether a login can be kept. */
export const credentialsKeyFact = 'credentials_key'

/** Where a bot's adapter keeps what it logs in with. What cannot be opened reads as if there were nothing. */
export function credentialStore(
  db: Db,
  bot: Account,
  deps: { keys: CredentialKeys; randomBytes: (size: number) => Uint8Array; clock: () => Date },
): CredentialStore {
  return {
    async load() {
      const opened = await openCredentials(db, bot, deps.keys)
      return opened.kind === 'open' ? opened.credentials : undefined
    },
    async save(credentials, expiresAt, replacing) {
      const sealed = sealCredentials(bot, JSON.stringify(credentials), deps.keys.current, deps.randomBytes)
      return await db.transaction(async (tx) => {
        // Compared by what is inside: a new key may have sealed the same anew meanwhile.
        if (replacing !== undefined && !(await stands(tx, bot, replacing, deps.keys))) return false
        await putSealed(tx, bot.id, { sealed, expiresAt, now: deps.clock() })
        return true
      })
    },
  }
}

/** Whether these are still the credentials that are kept; the row stays locked until the transaction ends. */
async function stands(tx: Db, bot: Account, credentials: unknown, keys: CredentialKeys): Promise<boolean> {
  const sealed = await lockSealed(tx, bot.id)
  return sealed !== undefined && openSealed(bot, sealed, allOf(keys)) === JSON.stringify(credentials)
}

export async function openCredentials(db: Db, bot: Account, keys: CredentialKeys): Promise<Credentials> {
  const sealed = await findSealed(db, bot.id)
  if (sealed === undefined) return { kind: 'none' }
  const secret = openSealed(bot, sealed, allOf(keys))
  return secret === undefined ? { kind: 'locked' } : { kind: 'open', credentials: JSON.parse(secret) }
}

/** Keeps the credentials of a new login and lets the bot begin again, whatever had ended its former session. */
export async function saveSealed(
  tx: Db,
  botId: number,
  login: { sealed: string; expiresAt: Date | null; now: Date },
): Promise<void> {
  const { state } = await lockBot(tx, botId)
  await putSealed(tx, botId, login)
  await updateBot(tx, botId, { resumeAt: login.now, ...(needsSomebody(state) ? begunAnew(login.now) : {}) })
}

function begunAnew(now: Date): Pick<Bot, 'state' | 'stateSince' | 'stateReason'> {
  return { state: 'connecting', stateSince: now, stateReason: null }
}

/**
 * Seals everything anew that a previous key had sealed; to be called at every start. Says how many it sealed anew
 * and how many no key opens: until the right key is back, or somebody logs them in again, their accounts are silent.
 */
export async function rotateCredentials(
  db: Db,
  deps: { keys: CredentialKeys; randomBytes: (size: number) => Uint8Array; clock: () => Date; log: Log },
): Promise<{ resealed: number; locked: number }> {
  const { keys, randomBytes, clock, log } = deps
  const count = { resealed: 0, locked: 0 }
  for (const row of await listSealed(db)) {
    const secret = openSealed(row, row.sealed, allOf(keys))
    if (secret === undefined) {
      count.locked += 1
      continue
    }
    await reviveKeyless(db, row.botId, clock())
    if (isSealedBy(row.sealed, keys.current)) continue
    const sealed = sealCredentials(row, secret, keys.current, randomBytes)
    if (await replaceSealed(db, row.botId, row.sealed, sealed)) count.resealed += 1
  }
  await setDeploymentFact(db, credentialsKeyFact, 'set')
  if (count.resealed > 0) log('credentials.resealed', { count: count.resealed })
  if (count.locked > 0) log('credentials.locked', { count: count.locked })
  return count
}

/** What could not log in for want of the key that opens its credentials begins again once that key is back. */
async function reviveKeyless(db: Db, botId: number, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const { state, stateReason } = await lockBot(tx, botId)
    if (state !== 'expired' || stateReason !== noCredentials) return
    await updateBot(tx, botId, { resumeAt: now, ...begunAnew(now) })
  })
}

function allOf({ current, previous }: CredentialKeys): Uint8Array[] {
  return [current, ...previous]
}
