import { GrammyError, HttpError } from 'grammy'
import type { Settlement } from '../platform.ts'

/** 400s that speak of the chat and not of the message: nothing will arrive there. */
const goneChat =
  /chat not found|user not found|user is deactivated|chat was (deactivated|deleted)|PEER_ID_INVALID|rights to send|CHAT_(WRITE|SEND_PLAIN)_FORBIDDEN|CHAT_RESTRICTED|thread not found|TOPIC_(CLOSED|DELETED)/i

/**
 * node-fetch's words for a connection that never stood, so that no byte of the request can have reached Telegram.
 * The system call tells, not the error code: EHOSTUNREACH also befalls connections that have carried the request.
 * The empty reason is Node's, when every address of the host has failed.
 */
const neverWritten = /, reason: (connect |getaddrinfo |Client network socket disconnected before secure TLS|$)/

/**
 * What a failed send means. Only what Telegram refused, and what never left this machine, may be sent again.
 * Codes and `parameters`: https://core.telegram.org/bots/api#making-requests and #responseparameters;
 * their sentences: `fail_query_with_error` in tdlib/telegram-bot-api.
 */
export function settle(error: unknown, chatNativeId: string): Settlement {
  const reason = reasonOf(error)
  if (error instanceof HttpError && error.error instanceof Error && neverWritten.test(error.error.message)) {
    return { kind: 'retry', afterMs: 5_000, scope: 'bot', reason }
  }
  if (!(error instanceof GrammyError)) return { kind: 'doubt', reason }

  const { error_code: code, parameters } = error
  if (parameters.migrate_to_chat_id !== undefined) return { kind: 'moved', to: String(parameters.migrate_to_chat_id) }
  if (code === 429) {
    // Telegram does not say which limit was hit. In a group it is nearly always the group's own, the tightest of all;
    // in a direct chat, where we keep to one a second, it is the whole bot that runs too fast.
    const scope = chatNativeId.startsWith('-') ? 'chat' : 'bot'
    return { kind: 'retry', afterMs: (parameters.retry_after ?? 1) * 1_000, scope, reason }
  }
  // Trouble with the token is not this message's fault: it waits until somebody has put it right.
  if (code === 401 || code === 404) return { kind: 'retry', afterMs: 60_000, scope: 'bot', reason }
  if (code === 403 || (code === 400 && goneChat.test(error.description))) return { kind: 'gone', reason }
  if (code >= 400 && code < 500) return { kind: 'refused', reason }
  return { kind: 'doubt', reason }
}

/** An error in words fit for logs: node-fetch puts the address, and with it the token, into its messages. */
export function reasonOf(error: unknown): string {
  if (error instanceof GrammyError) return `${error.error_code}: ${error.description}`
  if (error instanceof HttpError) return codeOf(error.error) ?? nameOf(error.error)
  if (!(error instanceof Error)) return String(error)
  // A database error goes on with its parameters, which are what people wrote.
  return `${error.name}: ${error.message.replace(/\n.*/s, '')}`.slice(0, 200)
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer'
  return 'type' in error && typeof error.type === 'string' ? `${error.name} ${error.type}` : error.name
}
