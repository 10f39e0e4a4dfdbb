import { findHomeProvince } from '../../db/bots.ts'
import { markChatBack, markChatGone, moveChat, saveDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { claimInbound, failInbound, type InboundRow, keptLinks, settleInbound } from '../../db/inbound.ts'
import { listMemberships, saveAccount } from '../../db/people.ts'
import { type Command, parseCommand, readCode } from '../../domain/command.ts'
import type { Log } from '../../log.ts'
import type { InboundEvent } from '../../platforms/platform.ts'
import { reply } from '../deliver/outgoing.ts'
import { join } from '../people/join.ts'
import { type DirectMessage, type InboundMessage, type MemberMessage, officerMemberships } from '../people/sender.ts'
import { chaseHeld } from '../remind/chase-held.ts'
import { collectLinks } from './collect-links.ts'
import { logWork } from './log-work.ts'

export type HandleDeps = {
  read: (platform: string, raw: unknown) => InboundEvent
  /** The key that invitation codes are hashed with. */
  codeKey: string
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
      claimed = await claimInbound(tx, deps.clock())
      if (claimed === undefined) return false
      const result = await handle(tx, claimed, deps)
      await settleInbound(tx, claimed.id, { ...result, handledAt: deps.clock() })
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

type Handled = { outcome: string; accountId: number | null }

async function handle(tx: Db, row: InboundRow, deps: HandleDeps): Promise<Handled> {
  const now = deps.clock()
  const event = deps.read(row.platform, row.raw)
  const ofBot = { botId: row.botId }
  switch (event.kind) {
    case 'ignored':
      return { outcome: event.reason, accountId: null }
    case 'blocked':
      await markChatGone(tx, { ...ofBot, ...event.chat }, 'blocked', now)
      return { outcome: 'blocked', accountId: null }
    case 'unblocked':
      await markChatBack(tx, { ...ofBot, ...event.chat })
      return { outcome: 'unblocked', accountId: null }
    case 'moved':
      await moveChat(tx, { ...ofBot, ...event.chat }, event.to, now)
      return { outcome: 'moved', accountId: null }
    case 'message':
      if (event.chat.kind === 'group') return { outcome: 'group', accountId: null }
      return await handleDirect(tx, row, event, deps, now)
  }
}

async function handleDirect(
  tx: Db,
  row: InboundRow,
  message: InboundMessage,
  deps: HandleDeps,
  now: Date,
): Promise<Handled> {
  const { botId } = row
  const account = await saveAccount(tx, { botId, ...message.sender })
  const { nativeId, topic } = message.chat
  const chat = await saveDirectChat(tx, { botId, nativeId, topic, accountId: account.id })
  const from: DirectMessage = { inboundId: row.id, bot: { id: botId }, chat, account, message, now }
  const homeProvinceId = await findHomeProvince(tx, botId)
  if (homeProvinceId === undefined) return { outcome: 'no_province', accountId: account.id }

  const command = parseCommand(message.text)
  const memberships = account.personId === null ? [] : await listMemberships(tx, account.personId, now)
  const code = command?.kind === 'start' && command.code !== '' ? command.code : readCode(message.text)
  if (code !== undefined) {
    const ownProvinceId = memberships[0]?.provinceId ?? homeProvinceId
    await join(tx, { ...from, homeProvinceId: ownProvinceId }, code, deps.codeKey)
    return { outcome: 'code', accountId: account.id }
  }
  if (account.personId === null || memberships.length === 0) {
    return await greetStranger(tx, { ...from, homeProvinceId })
  }
  const outcome = await handleMember(tx, { ...from, personId: account.personId, memberships }, command)
  return { outcome, accountId: account.id }
}

/** What a stranger sends is kept with the account, and handled when they join. */
async function greetStranger(tx: Db, from: DirectMessage & { homeProvinceId: number }): Promise<Handled> {
  const linksKept = from.message.links.length
  const to = { provinceId: from.homeProvinceId, personId: null, chat: from.chat }
  await reply(tx, to, { kind: 'stranger', linksKept }, { dedupeKey: `stranger:${from.inboundId}`, now: from.now })
  return { outcome: linksKept > 0 ? keptLinks : 'stranger', accountId: from.account.id }
}

async function handleMember(tx: Db, from: MemberMessage, command: Command | undefined): Promise<string> {
  // A pasted link always wins over a command's word; "bản tin …: https://…" may be both.
  if (from.message.links.length > 0) {
    if (officerMemberships(from.memberships).length === 0) return await keepLinks(tx, from)
    await collectLinks(tx, from)
    if (command?.kind === 'log') await logWork(tx, from, command, true)
    return 'links'
  }
  if (command?.kind === 'log') {
    await logWork(tx, from, command)
    return 'log'
  }
  const [first] = from.memberships
  if (first === undefined) return 'no_membership'
  const at = { dedupeKey: `reply:${from.inboundId}`, now: from.now }
  const to = { provinceId: first.provinceId, personId: from.personId, chat: from.chat }
  switch (command?.kind) {
    case 'todo':
      for (const provinceId of new Set(from.memberships.map((each) => each.provinceId))) {
        await reply(
          tx,
          { ...to, provinceId },
          { kind: 'todo' },
          { ...at, dedupeKey: `todo:${from.inboundId}:${provinceId}` },
        )
      }
      return 'todo'
    case 'digest':
    case 'chase':
      return await coordinate(tx, from, command.kind)
    case 'start':
    case 'help':
      await reply(tx, to, { kind: 'help', understood: true }, at)
      return 'help'
    default:
      await reply(tx, to, { kind: 'help', understood: false }, at)
      return 'not_understood'
  }
}

/** Only officers send links for an agency. Those of other members wait, like a stranger's, until they are officers. */
async function keepLinks(tx: Db, from: MemberMessage): Promise<string> {
  const [first] = from.memberships
  if (first === undefined) return 'no_membership'
  const to = { provinceId: first.provinceId, personId: from.personId, chat: from.chat }
  const kept = { kind: 'links_kept' as const, count: from.message.links.length }
  await reply(tx, to, kept, { dedupeKey: `kept:${from.inboundId}`, now: from.now })
  return keptLinks
}

/** Commands of coordinators, in each province in which the sender is one. */
async function coordinate(tx: Db, from: MemberMessage, command: 'digest' | 'chase'): Promise<string> {
  const provinceIds = new Set(
    from.memberships.filter(({ role }) => role !== 'officer').map(({ provinceId }) => provinceId),
  )
  for (const provinceId of provinceIds) {
    const to = { provinceId, personId: from.personId, chat: from.chat }
    const at = { dedupeKey: `${command}:${from.inboundId}:${provinceId}`, now: from.now }
    if (command === 'digest') await reply(tx, to, { kind: 'digest', week: null }, at)
    else await reply(tx, to, { kind: 'chased', count: await chaseHeld(tx, provinceId) }, at)
  }
  if (provinceIds.size > 0) return command
  const [first] = from.memberships
  if (first === undefined) return 'no_membership'
  const to = { provinceId: first.provinceId, personId: from.personId, chat: from.chat }
  await reply(tx, to, { kind: 'not_allowed', command }, { dedupeKey: `reply:${from.inboundId}`, now: from.now })
  return 'not_allowed'
}

/** The kind of an error without its message: messages may quote what a member wrote. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? `${error.name}: ${String(cause.code)}` : error.name
}
