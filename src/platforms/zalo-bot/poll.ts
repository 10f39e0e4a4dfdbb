import type { Ended, RawEvent } from '../platform.ts'
import { type Answer, describeAnswer } from './client.ts'
import { type Connection, createPatience, describeError, endedBy, waitAfter } from './connection.ts'
import { toRawEvents } from './read.ts'

const pollSeconds = 25
/** So that a server which answers idle polls at once is not asked without a break. */
const idlePauseMs = 250

/**
 * Asks for events until the signal aborts or the token is refused; meant for development, for what comes while nobody
 * asks may be lost.
 * https://docs.zaloplatforms.com/docs/BOT/apis/getUpdates: one event a call, no offset and no acknowledgement.
 * Breaking off a poll may lose the event that was just on its way.
 */
export async function receiveByPolling(connection: Connection): Promise<Ended | undefined> {
  const { client, tell, pause, signal, timeoutMs } = connection
  const patience = createPatience(connection)
  let webhookGone = false
  while (!signal.aborted) {
    // With a webhook set, by whomever and whenever, getUpdates is refused.
    const answer: Answer = webhookGone
      ? await client.call(
          'getUpdates',
          { timeout: String(pollSeconds) },
          { timeoutMs: (pollSeconds + 15) * 1_000, signal },
        )
      : await client.call('deleteWebhook', {}, { timeoutMs, signal })
    const isIdle = webhookGone && answer.kind === 'refused' && answer.code === 408
    if (answer.kind !== 'done' && !isIdle) {
      if (signal.aborted) return undefined
      const ended = endedBy(answer)
      if (ended !== undefined) return ended
      webhookGone = webhookGone && answer.kind === 'failed'
      const retryAfterMs = answer.kind === 'refused' ? answer.retryAfterMs : null
      await patience.failed('zalo_bot.receive_failed', { reason: describeAnswer(answer) }, retryAfterMs)
      continue
    }
    if (webhookGone) {
      const events = answer.kind === 'done' ? toRawEvents(answer.result) : []
      if (events.length > 0) await storeSurely(connection, events)
      patience.succeeded()
      if (events.length === 0 && !signal.aborted) await pause(idlePauseMs)
    }
    webhookGone = true
    // Where polls fail, that a webhook could be taken away means little.
    if (patience.isCalm()) await tell({ kind: 'connected' })
  }
  return undefined
}

/** What was handed out is never offered again: there is no other copy, and nothing else is fetched before it is safe. */
async function storeSurely({ store, log, pause, stopping }: Connection, events: RawEvent[]): Promise<void> {
  for (let failures = 0; ; failures++) {
    try {
      return await store(events)
    } catch (error) {
      log('zalo_bot.store_failed', { reason: describeError(error) })
      if (stopping.aborted) return
      await pause(waitAfter(failures), stopping)
      if (stopping.aborted) return
    }
  }
}
