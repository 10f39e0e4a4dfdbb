import type { BotIdentity, Capabilities, CredentialStore, Pace, Platform, Settlement } from '../platform.ts'
import { type Deps, defaultLimits, type Limits, type Log, type Pause } from './deps.ts'
import { readEvent } from './read.ts'
import { type Memory, perform } from './send.ts'
import type { Session } from './session.ts'
import { supervise } from './supervise.ts'

export type ZaloPersonalOptions = {
  /** Our own account: `nativeId` is its Zalo uid. */
  account: BotIdentity
  credentials: CredentialStore
  fetch: typeof fetch
  pace?: Partial<Pace>
  /** Maps the platform's wall-clock times into the process's clock. */
  shift: (at: Date) => Date
  log: Log
  pause: Pause
  randomInt: (below: number) => number
  clock: () => Date
  limits?: Partial<Limits>
}

/**
 * Judgement, for Zalo documents no limits: users report warnings, silent refusals at about the 20th recipient of a
 * burst, and an hour of errors after about a hundred strangers in a day.
 */
const pace: Pace = {
  // A person does not write faster than this, one message after the other, and never in step.
  botMs: 1_500,
  jitterMs: 1_500,
  // As somebody types; a long text is pasted.
  perCharacterMs: 30,
  longestTypingMs: 5_000,
  // One conversation is read in between.
  directChatMs: 1_000,
  // Many are rung at by each message.
  groupChatMs: 3_000,
  // Well under what brings an account under suspicion.
  strangersPerDay: 30,
}

const can: Capabilities = {
  buttons: false,
  // Zalo has no editing.
  hearsEdits: false,
  hearsRecalls: true,
  styles: true,
  mentions: true,
  sendsFiles: true,
  groups: 'all',
}

const notConnected: Settlement = { kind: 'retry', afterMs: 60_000, scope: 'bot', reason: 'not_connected' }

/**
 * A personal Zalo account through zca-js, as its owner's browser would use it. Zalo calls this unauthorised software
 * and may warn or restrict the account.
 */
export function createZaloPersonal(options: ZaloPersonalOptions): Platform {
  const deps: Deps = { ...options, limits: { ...defaultLimits, ...options.limits } }
  const memory: Memory = { closed: new Set() }
  const { nativeId, username } = options.account
  let session: Session | undefined

  return {
    name: 'zalo-personal',
    // What Zalo's own clients send in one message.
    textLimit: 2_000,
    pace: { ...pace, ...options.pace },
    can,

    /** Who logs in must be this account, or nothing is received. */
    identify: async () => ({ kind: 'known', identity: { nativeId, username } }),

    receive: (reception, signal) =>
      supervise(reception, deps, signal, (current) => {
        session = current
      }),

    read: (raw) => readEvent(raw, { self: nativeId, shift: options.shift }),

    /** While the account is logged in: sends do not go through the connection by which it hears. */
    ready: () => session !== undefined && !session.lost.signal.aborted,

    async apply(chat, action) {
      if (session === undefined) return notConnected
      return await perform(session, chat, action, { ...deps, memory })
    },
  }
}
