import type { BotHealth, Ended, Reception } from '../platform.ts'
import { type Answer, type Client, describeAnswer } from './client.ts'

export type Log = (event: string, fields: Record<string, string | number>) => void

/** What both ways of receiving work with. */
export type Connection = {
  client: Client
  store: Reception['store']
  /** Passes on changes only; what could not be passed on is said again the next time. */
  tell: (health: BotHealth) => Promise<void>
  log: Log
  /** Resolves after `ms`, or at once when `until` aborts, which is `signal` unless given. */
  pause: (ms: number, until?: AbortSignal) => Promise<void>
  /** Aborts when nothing more is to be asked for: receiving was told to end, or a send found the token refused. */
  signal: AbortSignal
  /** Aborts only when receiving was told to end. */
  stopping: AbortSignal
  /** For every call but the long poll. */
  timeoutMs: number
}

/** Failures in a row after which the connection counts as lost. */
const troubleAfter = 3
const longestWaitMs = 30_000

/** Waits longer and longer, up to half a minute. */
export function waitAfter(failures: number): number {
  return Math.min(1_000 * 2 ** failures, longestWaitMs)
}

/** Counts failures in a row, says so and waits before the next try. */
export function createPatience({ log, pause, tell }: Connection) {
  let failures = 0
  return {
    succeeded(): void {
      failures = 0
    },
    isCalm: () => failures === 0,
    async failed(event: string, fields: { reason: string; port?: number }, retryAfterMs?: number | null) {
      log(event, fields)
      if (failures >= troubleAfter) await tell({ kind: 'unreachable', reason: fields.reason })
      await pause(retryAfterMs ?? waitAfter(failures))
      failures++
    },
  }
}

/** The end of receiving where the token is refused: only somebody who has the right one can help. */
export function endedBy(answer: Exclude<Answer, { kind: 'done' }>, isRefusal = isTokenRefused): Ended | undefined {
  return isRefusal(answer) ? { kind: 'expired', reason: describeAnswer(answer) } : undefined
}

/** 404 is what a token gets that looks like none. */
export function isTokenRefused(answer: Answer): boolean {
  return isTokenRevoked(answer) || (answer.kind === 'refused' && answer.code === 404)
}

/** Said of a token that has worked before, of which a 404 tells nothing. */
export function isTokenRevoked(answer: Answer): boolean {
  return answer.kind === 'refused' && answer.code === 401
}

/** An error of storing in words fit for logs: a database error goes on with its parameters, which people wrote. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'no error'
  return `${error.name}: ${error.message.replace(/\n.*/s, '')}`.slice(0, 200)
}
