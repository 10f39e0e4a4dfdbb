import type { Db } from '../../db/database.ts'
import { redactInbound, reopenKeptLinks } from '../../db/inbound.ts'
import { claimInvite, type Invite, insertInviteUse } from '../../db/invites.ts'
import { insertMembership, insertPerson, listMemberships, setAccountPerson } from '../../db/people.ts'
import { findLatestVersion, listPlans } from '../../db/plans.ts'
import { getProvince } from '../../db/provinces.ts'
import { localDateOf } from '../../domain/calendar.ts'
import { readCode } from '../../domain/command.ts'
import { announce, type Outgoing, reply } from '../deliver/outgoing.ts'
import { hashCode } from './create-invite.ts'
import type { DirectMessage } from './sender.ts'

/** Binds the sender's account to what an invitation code stands for, or says why not: false where it was refused. */
export async function join(
  tx: Db,
  from: DirectMessage & { homeProvinceId: number },
  written: string,
  codeKey: string,
): Promise<boolean> {
  const code = readCode(written)
  const claimed = code === undefined ? undefined : await claimInvite(tx, hashCode(code, codeKey))
  if (code === undefined || claimed === undefined) return await refuse(tx, from, 'unknown')
  await redactInbound(tx, from.inboundId, code)
  const { invite, usedBy } = claimed
  if (usedBy.includes(from.account.id)) return await greetAgain(tx, from, invite)
  if (invite.revokedAt !== null) return await refuse(tx, from, 'revoked')
  if (invite.expiresAt <= from.now) return await refuse(tx, from, 'expired')
  if (usedBy.length >= invite.maxUses) return await refuse(tx, from, 'used')

  const personId = from.account.personId ?? (await newPerson(tx, from))
  const province = await getProvince(tx, invite.provinceId)
  const membershipId = await insertMembership(tx, {
    provinceId: invite.provinceId,
    agencyId: invite.agencyId,
    personId,
    role: invite.role,
    fromOn: localDateOf(from.now, province.timeZone),
  })
  // A second invitation to the same place is not used up: it may be meant for a colleague.
  if (membershipId === undefined) return await greetAgain(tx, from, invite)
  await insertInviteUse(tx, { inviteId: invite.id, accountId: from.account.id, usedAt: from.now })
  if (invite.role === 'officer') await reopenKeptLinks(tx, from.account.id, from.now)
  await answer(tx, from, invite.provinceId, personId, { kind: 'welcome', membershipId })
  if (invite.role !== 'officer') await tellWhatIsHeld(tx, from, invite.provinceId, personId)
  return true
}

/** Who comes to coordinate after the plans were imported still gets the list of what was overdue then. */
async function tellWhatIsHeld(tx: Db, from: DirectMessage, provinceId: number, personId: number): Promise<void> {
  for (const { id: planId } of await listPlans(tx, provinceId)) {
    const to = { provinceId, personId, chat: from.chat }
    const version = await findLatestVersion(tx, planId)
    // What has not been opened yet is listed to them when it is.
    if (version === undefined || version.chaseFrom === null) continue
    const dedupeKey = `held:${planId}:${version.id}:${personId}`
    await announce(tx, to, { kind: 'held', planId }, { dedupeKey, now: from.now })
  }
}

async function newPerson(tx: Db, from: DirectMessage): Promise<number> {
  const personId = await insertPerson(tx, { name: from.account.name, createdAt: from.now })
  await setAccountPerson(tx, from.account.id, personId)
  return personId
}

async function greetAgain(tx: Db, from: DirectMessage & { homeProvinceId: number }, invite: Invite): Promise<boolean> {
  const memberships = from.account.personId === null ? [] : await listMemberships(tx, from.account.personId, from.now)
  const membership = memberships.find(
    (each) => each.provinceId === invite.provinceId && each.agencyId === invite.agencyId && each.role === invite.role,
  )
  if (membership === undefined) return await refuse(tx, from, 'used')
  await answer(tx, from, invite.provinceId, from.account.personId, {
    kind: 'already_member',
    membershipId: membership.id,
  })
  return true
}

type Refusal = Extract<Outgoing, { kind: 'code_refused' }>['reason']

async function refuse(tx: Db, from: DirectMessage & { homeProvinceId: number }, reason: Refusal): Promise<boolean> {
  await answer(tx, from, from.homeProvinceId, from.account.personId, { kind: 'code_refused', reason })
  return false
}

async function answer(
  tx: Db,
  from: DirectMessage,
  provinceId: number,
  personId: number | null,
  what: Outgoing,
): Promise<void> {
  const to = { provinceId, personId, chat: from.chat }
  await reply(tx, to, what, { dedupeKey: `join:${from.inboundId}`, now: from.now })
}
