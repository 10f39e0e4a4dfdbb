import { type AccountCode, claimAccountCode, markCodeUsed, strikeCodes } from '../../db/account-codes.ts'
import { listAccounts } from '../../db/accounts.ts'
import { type Chat, listDirectChats } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { redactInbound, reopenKeptLinks } from '../../db/inbound.ts'
import { holdsAllOf, lockPersons } from '../../db/merges.ts'
import { getLivePerson, listMemberships, setAccountPerson } from '../../db/people.ts'
import { readCode } from '../../domain/command.ts'
import { type Outgoing, reply } from '../deliver/outgoing.ts'
import { hashCode } from './create-invite.ts'
import { mergePersons } from './merge-persons.ts'
import { type DirectMessage, officerMemberships } from './sender.ts'

type Sender = DirectMessage & { homeProvinceId: number }

/**
 * Takes a code as one by which somebody shows that this account is theirs too. False where it is none; it may be an
 * invitation then. Where the account is somebody's already, the two are the same person: they are merged.
 */
export async function linkAccount(tx: Db, from: Sender, written: string, codeKey: string): Promise<boolean> {
  const code = readCode(written)
  const claimed = code === undefined ? undefined : await claimAccountCode(tx, hashCode(code, codeKey))
  if (code === undefined || claimed === undefined) return false
  await redactInbound(tx, from.inboundId, code)
  const ownerId = await getLivePerson(tx, claimed.personId)
  const refusal = whyNot(claimed, ownerId, from) ?? (await whyNotMerge(tx, ownerId, from))
  if (refusal === undefined) {
    await link(tx, from, claimed, ownerId)
  } else if (refusal === 'linked') {
    await answer(tx, from, from.chat, ownerId, { kind: 'account_linked', accountId: from.account.id })
  } else {
    await answer(tx, from, from.chat, from.account.personId, { kind: 'account_code_refused', reason: refusal })
  }
  return true
}

/** `linked`: the same account sends the code once more. */
function whyNot(code: AccountCode, ownerId: number, { account, now }: Sender) {
  if (account.personId === ownerId) return code.usedBy === account.id ? 'linked' : 'own'
  if (code.usedAt !== null) return 'used'
  return code.expiresAt <= now ? 'expired' : undefined
}

/**
 * Where the account is somebody's already, whoever asked for the code must not gain by their becoming one: a code is
 * easily passed on, and who sends it may not know what it does.
 */
async function whyNotMerge(tx: Db, ownerId: number, { account, now }: Sender) {
  const { personId } = account
  if (personId === null) return undefined
  // Neither may be given another membership before they are one.
  const merge = { from: personId, into: ownerId }
  await lockPersons(tx, merge)
  return (await holdsAllOf(tx, merge, now)) ? undefined : 'other_member'
}

async function link(tx: Db, from: Sender, code: AccountCode, ownerId: number): Promise<void> {
  const { account, now } = from
  const formerId = account.personId
  const known = await listDirectChats(tx, ownerId, now)
  const former = formerId === null ? [] : await listDirectChats(tx, formerId, now)
  const linked = formerId === null ? [account] : await listAccounts(tx, formerId)
  if (formerId === null) await setAccountPerson(tx, account.id, ownerId)
  else await mergePersons(tx, { from: formerId, into: ownerId }, now)
  await markCodeUsed(tx, code.id, account.id, now)
  await strikeCodes(tx, { personId: ownerId })

  const memberships = await listMemberships(tx, ownerId, now)
  if (officerMemberships(memberships).length > 0) for (const { id } of linked) await reopenKeptLinks(tx, id, now)
  const provinceId = memberships[0]?.provinceId ?? from.homeProvinceId
  const what: Outgoing = { kind: 'account_linked', accountId: account.id }
  // Wherever they were heard before, they learn of it: it may have been somebody else.
  const others = [...known, ...former].filter((chat) => chat.id !== from.chat.id)
  for (const chat of [from.chat, ...others])
    await answer(tx, { ...from, homeProvinceId: provinceId }, chat, ownerId, what)
}

async function answer(
  tx: Db,
  from: Sender,
  chat: Pick<Chat, 'id'>,
  personId: number | null,
  what: Outgoing,
): Promise<void> {
  const to = { provinceId: from.homeProvinceId, personId, chat }
  await reply(tx, to, what, { dedupeKey: `link:${from.inboundId}:${chat.id}`, now: from.now })
}
