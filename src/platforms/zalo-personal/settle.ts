import { ZaloApiError } from 'zca-js'
import type { Settlement } from '../platform.ts'
import { reasonOf, statusOf } from './reason.ts'
import { isSessionError } from './session.ts'

const minuteMs = 60_000

/** Too many requests; the limit of tries. Zalo then looks at the account, and it is wise to be quiet for a while. */
const tooFast = [221, -69]
/** Takes nothing from strangers; has blocked us. */
const closedToUs = [122, 215]
/** Said of people who take nothing from us, and of anybody after a burst. */
const closedOrTooFast = 123
/** No member (any more), no right to write there. */
const outOfGroup = [165, 166]
/** Answers that speak of the way to Zalo and not of the message. */
const gatewayStatuses = [401, 403, 404, 408, 429]

/** Connections that never stood, so that no byte of the request can have reached Zalo. */
const neverConnected = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|UND_ERR_CONNECT_TIMEOUT)$/

export type Addressed = {
  isGroup: boolean
  /** Whether the chat has answered 123 before, with nothing delivered since. */
  wasClosed: boolean
  randomInt: (below: number) => number
}

/**
 * What a failed call means. Zalo publishes no codes; these are from the reports of many users of zca-js.
 * Only what Zalo refused, and what never left this machine, may be sent again.
 */
export function settle(error: unknown, { isGroup, wasClosed, randomInt }: Addressed): Settlement {
  const reason = reasonOf(error)
  if (isSessionError(error)) return { kind: 'retry', afterMs: minuteMs, scope: 'bot', reason }
  if (!(error instanceof ZaloApiError)) {
    return isNeverConnected(error) ? { kind: 'retry', afterMs: 5_000, scope: 'bot', reason } : { kind: 'doubt', reason }
  }
  const { code } = error
  if (code === null) return settleWithoutCode(error, reason, randomInt)
  if (tooFast.includes(code)) return quiet(reason, randomInt)
  if (closedToUs.includes(code)) return { kind: 'gone', reason }
  if (code === closedOrTooFast) {
    // The second time in a row, an hour later, it is no burst any more.
    return wasClosed ? { kind: 'gone', reason } : { kind: 'retry', afterMs: 60 * minuteMs, scope: 'chat', reason }
  }
  if (isGroup && outOfGroup.includes(code)) return { kind: 'gone', reason }
  return { kind: 'refused', reason }
}

/** 15 minutes to an hour of silence for the whole account. */
export function quiet(reason: string, randomInt: (below: number) => number): Settlement {
  return { kind: 'retry', afterMs: 15 * minuteMs + randomInt(45 * minuteMs), scope: 'bot', reason }
}

/** zca-js tells in words of an answer it could not read; all else it finds before it asks anything. */
function settleWithoutCode(error: ZaloApiError, reason: string, randomInt: (below: number) => number): Settlement {
  const status = statusOf(error)
  if (error.message === 'Failed to parse response data') return { kind: 'doubt', reason }
  if (status === undefined) return { kind: 'refused', reason }
  if (gatewayStatuses.includes(status)) return quiet(reason, randomInt)
  return { kind: status < 500 ? 'refused' : 'doubt', reason }
}

function isNeverConnected(error: unknown): boolean {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return false
  const { cause } = error
  // Where every address of the host has failed, Node tells of all of them.
  const causes: unknown[] = cause instanceof AggregateError ? cause.errors : [cause]
  return causes.length > 0 && causes.every(isConnectFailure)
}

/** The system call tells where the code alone does not: a reset befalls connections that have carried the request. */
function isConnectFailure(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  const isConnecting = 'syscall' in cause && (cause.syscall === 'connect' || cause.syscall === 'getaddrinfo')
  return isConnecting || ('code' in cause && neverConnected.test(String(cause.code)))
}
