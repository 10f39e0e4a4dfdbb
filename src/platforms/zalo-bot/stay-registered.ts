import { z } from 'zod'
import type { Ended } from '../platform.ts'
import { type Answer, describeAnswer } from './client.ts'
import { type Connection, createPatience, endedBy, isTokenRevoked } from './connection.ts'

export type Address = {
  /** Where Zalo reaches this process from outside; HTTPS. */
  url: string
  /** 8 to 256 characters, which Zalo sends along with every event. */
  secret: string
}

/** From one look at whether the address is still registered to the next: an idle webhook tells nothing by itself. */
const lookMs = 5 * 60_000

const webhookShape = z.object({ url: z.string() })

/**
 * Registers the address, and anew wherever somebody has taken it away or put another one in its place. Resolves
 * where the signal aborts or the token is refused.
 */
export async function stayRegistered(connection: Connection, address: Address): Promise<Ended | undefined> {
  for (;;) {
    const ended = (await register(connection, address)) ?? (await lookAfter(connection, address))
    if (ended !== 'gone') return ended
  }
}

/** https://docs.zaloplatforms.com/docs/BOT/apis/setWebhook */
async function register(connection: Connection, { url, secret }: Address): Promise<Ended | undefined> {
  const { client, signal, tell, timeoutMs } = connection
  const patience = createPatience(connection)
  while (!signal.aborted) {
    const answer = await client.call('setWebhook', { url, secret_token: secret }, { timeoutMs, signal })
    if (answer.kind === 'done') {
      await tell({ kind: 'connected' })
      return undefined
    }
    if (signal.aborted) return undefined
    const ended = endedBy(answer)
    if (ended !== undefined) return ended
    const retryAfterMs = answer.kind === 'refused' ? answer.retryAfterMs : null
    await patience.failed('zalo_bot.webhook_failed', { reason: describeAnswer(answer) }, retryAfterMs)
  }
  return undefined
}

/** Looks now and then; resolves with 'gone' where the address is no longer the registered one. */
async function lookAfter(connection: Connection, { url }: Address): Promise<Ended | 'gone' | undefined> {
  const { client, signal, tell, pause, log, timeoutMs } = connection
  const patience = createPatience(connection)
  await pause(lookMs)
  while (!signal.aborted) {
    const answer = await client.call('getWebhookInfo', {}, { timeoutMs, signal })
    if (signal.aborted) return undefined
    if (isGone(answer, url)) {
      log('zalo_bot.webhook_gone', {})
      return 'gone'
    }
    if (answer.kind === 'done') {
      patience.succeeded()
      await tell({ kind: 'connected' })
      await pause(lookMs)
      continue
    }
    const ended = endedBy(answer, isTokenRevoked)
    if (ended !== undefined) return ended
    const retryAfterMs = answer.kind === 'refused' ? answer.retryAfterMs : null
    await patience.failed('zalo_bot.webhook_unseen', { reason: describeAnswer(answer) }, retryAfterMs)
  }
  return undefined
}

/** https://docs.zaloplatforms.com/docs/BOT/apis/getWebhookInfo does not say how the lack of one is told. */
function isGone(answer: Answer, url: string): boolean {
  if (answer.kind === 'refused') return answer.code === 404
  return answer.kind === 'done' && webhookShape.safeParse(answer.result).data?.url !== url
}
