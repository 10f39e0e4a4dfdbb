import { markChatBack, markChatGone, moveChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { claimInbound, failInbound, type InboundRow, settleInbound } from '../../db/inbound.ts'
import type { Log } from '../../log.ts'
import type { InboundEvent } from '../../platforms/platform.ts'
import { handleContactRequest, handleContacts } from '../people/contacts.ts'
import { type CodeDeps, type Handled, handleDirect } from './handle-direct.ts'
import { handleGroup } from './handle-group.ts'

export type HandleDeps = CodeDeps & {
  /** Those whose events this process can read; what came from others waits for a process that can. */
  platforms: string[]
  /** Reads an event as the adapter of its bot does. */
  read: (of: { botId: number; platform: string; raw: unknown }) => InboundEvent
  clock: () => Date
  log: Log
}

/** An event that fails this often is set aside. */
const maxFailures = 3
const retryMs = 1_000

/**
 * Handles the next stored event, if there is one: what it means, what it changes and what is answered are one
 * transaction. An event that keeps failing is parked, so that it blocks nobody.
 */
export async function handleNextInbound(db: Db, deps: HandleDeps): Promise<boolean> {
  let claimed: InboundRow | undefined
  try {
    return await db.transaction(async (tx) => {
      claimed = await claimInbound(tx, deps.platforms, deps.clock())
      if (claimed === undefined) return false
      const event = deps.read(claimed)
      const result = await handle(tx, claimed, event, deps)
      const messageId = 'messageId' in event ? event.messageId : null
      await settleInbound(tx, claimed.id, { ...result, messageId, handledAt: deps.clock() })
      deps.log('inbound.handled', { inboundId: claimed.id, outcome: result.outcome })
      return true
    })
  } catch (error) {
    if (claimed === undefined) throw error
    const retryAt = new Date(deps.clock().getTime() + retryMs * 2 ** claimed.failures)
    const fate = await failInbound(db, claimed.id, { error: nameOf(error), retryAt, maxFailures })
    deps.log(`inbound.${fate}`, { inboundId: claimed.id, error: nameOf(error) })
    return true
  }
}

async function handle(tx: Db, row: InboundRow, event: InboundEvent, deps: HandleDeps): Promise<Handled> {
  const now = deps.clock()
  const { botId } = row
  const nobody = (outcome: string): Handled => ({ outcome, accountId: null })
  switch (event.kind) {
    case 'ignored':
      return nobody(event.reason)
    case 'blocked':
      await markChatGone(tx, { botId, ...event.chat }, 'blocked', now)
      return nobody('blocked')
    case 'unblocked':
      await markChatBack(tx, { botId, ...event.chat })
      return nobody('unblocked')
    case 'moved':
      await moveChat(tx, { botId, ...event.chat }, event.to, now)
      return nobody('moved')
    case 'contact_request':
      return nobody(await handleContactRequest(tx, { inboundId: row.id, botId, event, now }))
    case 'contacts':
      return nobody(await handleContacts(tx, { botId, event }))
    case 'reaction':
      return nobody('reaction')
    case 'message':
    case 'edited':
    case 'recalled':
    case 'choice':
      if (event.chat.kind === 'group') return await handleGroup(tx, row, event, now)
      return await handleDirect(tx, row, event, deps, now)
  }
}

/** The kind of an error without its message: messages may quote what a member wrote. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? `${error.name}: ${String(cause.code)}` : error.name
}
