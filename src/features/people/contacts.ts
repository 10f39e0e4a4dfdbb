import { setContacts } from '../../db/accounts.ts'
import { findHomeProvince } from '../../db/bots.ts'
import { saveDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { listMemberships, saveAccount } from '../../db/people.ts'
import type { InboundEvent } from '../../platforms/platform.ts'
import { reply } from '../deliver/outgoing.ts'

type Of<K extends InboundEvent['kind']> = Extract<InboundEvent, { kind: K }>

/** Whoever asks to become a contact is accepted each time they ask, and greeted once unless they belong here already. */
export async function handleContactRequest(
  tx: Db,
  { inboundId, botId, event, now }: { inboundId: number; botId: number; event: Of<'contact_request'>; now: Date },
): Promise<string> {
  const account = await saveAccount(tx, { botId, ...event.sender })
  const { nativeId, topic } = event.chat
  const chat = await saveDirectChat(tx, { botId, nativeId, topic, accountId: account.id })
  const { personId } = account
  const memberships = personId === null ? [] : await listMemberships(tx, personId, now)
  const provinceId = memberships[0]?.provinceId ?? (await findHomeProvince(tx, botId))
  if (provinceId === undefined) return 'no_province'
  const to = { provinceId, personId, chat }
  await reply(tx, to, { kind: 'accept_contact' }, { dedupeKey: `accept:${inboundId}`, now })
  if (memberships.length > 0) return 'contact_request'
  await reply(tx, to, { kind: 'stranger', linksKept: 0 }, { dedupeKey: `stranger:contact:${chat.id}`, now })
  return 'contact_request'
}

/** Remembers who the account's contacts are. */
export async function handleContacts(
  tx: Db,
  { botId, event }: { botId: number; event: Of<'contacts'> },
): Promise<string> {
  await setContacts(tx, botId, event)
  return 'contacts'
}
