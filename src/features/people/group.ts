import { findAccount } from '../../db/accounts.ts'
import { findAgency } from '../../db/agencies.ts'
import { bindGroup, type Chat, saveGroupChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import type { InboundRow } from '../../db/inbound.ts'
import { listMemberships, type Membership } from '../../db/people.ts'
import { type Command, parseCommand } from '../../domain/command.ts'
import { type Outgoing, reply } from '../deliver/outgoing.ts'
import type { InboundMessage } from './sender.ts'

type NameOfficers = Extract<Command, { kind: 'name_officers' }>

/**
 * What somebody says in a group. The bot is silent there, but for one command of coordinators: to name the officers
 * of an agency in this group when they cannot be reached directly.
 */
export async function handleGroupMessage(
  tx: Db,
  row: Pick<InboundRow, 'id' | 'botId'>,
  event: InboundMessage,
  now: Date,
): Promise<string> {
  const { botId } = row
  const { nativeId, topic } = event.chat
  const chat = await saveGroupChat(tx, { botId, nativeId, topic })
  // Whoever addresses the bot in a group begins with its name.
  const command = parseCommand(event.text.trim().replace(/^@\S+\s+/, ''))
  if (command?.kind !== 'name_officers') return 'group'
  const account = await findAccount(tx, { botId, nativeId: event.sender.nativeId })
  const personId = account?.personId ?? null
  const memberships = personId === null ? [] : await listMemberships(tx, personId, now)
  const [first] = memberships
  if (first === undefined) return 'group'
  const { provinceId, what } = await nameOfficers(tx, chat, command, memberships)
  const to = { provinceId: provinceId ?? first.provinceId, personId, chat }
  await reply(tx, to, what, { dedupeKey: `group:${row.id}`, now })
  return what.kind
}

/** Binds the group to an agency of a province that the asker coordinates; what another province has bound stays. */
async function nameOfficers(
  tx: Db,
  chat: Chat,
  command: NameOfficers,
  memberships: Membership[],
): Promise<{ provinceId?: number; what: Outgoing }> {
  const provinceIds = [
    ...new Set(memberships.filter(({ role }) => role !== 'officer').map(({ provinceId }) => provinceId)),
  ]
  const isForeign = chat.provinceId !== null && !provinceIds.includes(chat.provinceId)
  if (provinceIds.length === 0 || isForeign) return { what: { kind: 'group_refused', reason: 'not_coordinator' } }
  const agency = await agencyMeant(tx, chat, command, provinceIds)
  if (agency === undefined) return { what: { kind: 'group_refused', reason: 'unknown_agency' } }
  const { provinceId, agencyId } = agency
  await bindGroup(tx, chat.id, { provinceId, agencyId, namesOfficers: command.on })
  return { provinceId, what: { kind: 'group_named', agencyId, on: command.on } }
}

/** To cease, nobody has to say for which agency. */
async function agencyMeant(
  tx: Db,
  chat: Chat,
  { agency: code, on }: NameOfficers,
  provinceIds: number[],
): Promise<{ provinceId: number; agencyId: number } | undefined> {
  if (!on && chat.provinceId !== null && chat.agencyId !== null) {
    return { provinceId: chat.provinceId, agencyId: chat.agencyId }
  }
  for (const provinceId of provinceIds) {
    const agency = await findAgency(tx, provinceId, code.toLowerCase())
    if (agency !== undefined) return { provinceId, agencyId: agency.id }
  }
  return undefined
}
