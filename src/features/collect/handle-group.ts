import { findAccount } from '../../db/accounts.ts'
import { type Chat, saveGroupChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { blankInbound, type InboundRow } from '../../db/inbound.ts'
import { listMemberships } from '../../db/people.ts'
import { obeyInGroup } from '../people/group.ts'
import { type MemberMessage, officerMemberships } from '../people/sender.ts'
import { collectLinks } from './collect-links.ts'
import { type DirectEvent, type Handled, whyNotCollect } from './handle-direct.ts'
import { handleEdited } from './handle-edited.ts'
import { handleRecalled } from './handle-recalled.ts'

type Row = Pick<InboundRow, 'id' | 'botId' | 'chatNativeId' | 'receivedAt'>

/**
 * What happens in a group. Reminders there ask for links, so those that officers of the group's agency send are
 * collected; coordinators have a command. Otherwise the bot is silent, and forgets what people say to each other.
 */
export async function handleGroup(tx: Db, row: Row, event: DirectEvent, now: Date): Promise<Handled> {
  const { nativeId, topic } = event.chat
  const chat = await saveGroupChat(tx, { botId: row.botId, nativeId, topic })
  const obeyed = event.kind === 'message' ? await obeyInGroup(tx, { inboundId: row.id, chat }, event, now) : undefined
  if (obeyed !== undefined) return { outcome: obeyed, accountId: null }
  const from = await officerIn(tx, chat, row, event, now)
  const handled = from === undefined ? silent : await handleLinks(tx, row, event, from)
  if (handled.outcome === silent.outcome || linksOf(event).length === 0) await blankInbound(tx, row.id)
  return handled
}

const silent: Handled = { outcome: 'group', accountId: null }

/** An officer of the agency to which the group is bound, as such: whatever else they are is no affair of this group. */
async function officerIn(
  tx: Db,
  chat: Chat,
  row: Row,
  event: DirectEvent,
  now: Date,
): Promise<(MemberMessage & { homeProvinceId: number }) | undefined> {
  const { agencyId, provinceId: homeProvinceId, botId } = chat
  if (agencyId === null || homeProvinceId === null) return undefined
  const account = await findAccount(tx, { botId, nativeId: event.sender.nativeId })
  if (account === undefined || account.personId === null) return undefined
  const { personId } = account
  const all = officerMemberships(await listMemberships(tx, personId, now))
  const memberships = all.filter((each) => each.agencyId === agencyId)
  if (memberships.length === 0) return undefined
  const from = { inboundId: row.id, bot: { id: botId }, chat, account, now, personId, memberships, homeProvinceId }
  const { messageId, sender } = event
  const isMessage = event.kind === 'message'
  // Words report nothing in a group: only links do.
  const said = { kind: 'message' as const, messageId, chat: event.chat, sender, text: '', files: [] }
  const replyTo = isMessage ? event.replyTo : null
  const sentAt = isMessage ? event.sentAt : row.receivedAt
  return { ...from, message: { ...said, links: linksOf(event), replyTo, sentAt } }
}

async function handleLinks(
  tx: Db,
  { id, chatNativeId }: Row,
  event: DirectEvent,
  from: MemberMessage & { homeProvinceId: number },
): Promise<Handled> {
  const accountId = from.account.id
  const key = { botId: from.bot.id, chatNativeId, messageId: event.messageId, accountId }
  if (event.kind === 'choice') return silent
  if (event.kind === 'recalled') {
    return { outcome: await handleRecalled(tx, from, key), accountId, recalledAt: from.now }
  }
  const before = event.kind === 'edited' ? await handleEdited(tx, from, key) : await whyNotCollect(tx, key, id)
  if (before !== undefined) return { outcome: before, accountId }
  if (from.message.links.length === 0) return silent
  await collectLinks(tx, from)
  return { outcome: 'links', accountId }
}

function linksOf(event: DirectEvent): string[] {
  return event.kind === 'message' || event.kind === 'edited' ? event.links : []
}
