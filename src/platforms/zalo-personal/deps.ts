import type { BotIdentity, CredentialStore } from '../platform.ts'

export type Log = (event: string, fields?: Record<string, string | number>) => void

/** Resolves after `ms`, or when `signal` aborts; then it may also reject. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>

/** How long things may take, in milliseconds. */
export type Limits = {
  /** One request; one that carries a file; one of the QR login that waits for somebody. */
  requestMs: number
  uploadMs: number
  longPollMs: number
  /** From the answer to an upload until Zalo says that it has the file. */
  fileDoneMs: number
  /** From the start of a connection until it can be read. */
  handshakeMs: number
  /** Between two looks at whether the other end is alive, and how long it may take to show that it is. */
  pingMs: number
  pongMs: number
  /** A connection that stood so long was a good one. */
  stableMs: number
  /** How long new messages wait for the old ones that belong before them. */
  catchUpMs: number
  /** Between two times that the session is probed and its cookies are saved. */
  upkeepMs: number
  /** Contacts are read anew at a connection that comes this much later. */
  contactsMs: number
  /** How long the word that somebody asks to become a contact waits for their name. */
  nameMs: number
  /** From a refused login to the only other try. */
  secondLoginMs: number
  /** How long a goodbye may take. */
  goodbyeMs: number
}

export const defaultLimits: Limits = {
  requestMs: 20_000,
  uploadMs: 60_000,
  longPollMs: 120_000,
  fileDoneMs: 60_000,
  handshakeMs: 30_000,
  pingMs: 30_000,
  pongMs: 20_000,
  stableMs: 30_000,
  catchUpMs: 10_000,
  upkeepMs: 10 * 60_000,
  contactsMs: 60 * 60_000,
  nameMs: 5_000,
  secondLoginMs: 60_000,
  goodbyeMs: 2_000,
}

/** What the adapter is given from outside. */
export type Deps = {
  /** Who we are: `nativeId` is the uid of our own account. */
  account: BotIdentity
  credentials: CredentialStore
  fetch: typeof fetch
  /** Maps the platform's wall-clock times into the process's clock. */
  shift: (at: Date) => Date
  log: Log
  pause: Pause
  randomInt: (below: number) => number
  clock: () => Date
  limits: Limits
}

/** A pause that only ends. */
export async function rest(pause: Pause, ms: number, signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await pause(ms, signal).catch(() => undefined)
}

/** Longer each time, up to five minutes, and never the same for two accounts that fell at one moment. */
export function backOffMs(failures: number, randomInt: (below: number) => number): number {
  const base = Math.min(1_000 * 2 ** failures, 150_000)
  return base + randomInt(base)
}
