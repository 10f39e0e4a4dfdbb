import { endAccountCodes, insertAccountCode, strikeCodes } from '../../db/account-codes.ts'
import type { Db } from '../../db/database.ts'
import { setPreferredPlatform } from '../../db/people.ts'
import { makeCode } from '../../domain/command.ts'
import type { ChatPlatform } from '../../domain/message.ts'
import { provincesLookedAfter } from '../bots/look-after.ts'
import { type Outgoing, reply } from '../deliver/outgoing.ts'
import { hashCode } from './create-invite.ts'
import type { MemberMessage } from './sender.ts'

const codeMinutes = 15

/** Where the sender can be reached; for whoever looks after our bots also how these are, so that each number is one. */
export async function showPlatforms(tx: Db, from: MemberMessage): Promise<string> {
  const [first] = from.memberships
  if (first === undefined) return 'no_membership'
  const [lookedAfter] = await provincesLookedAfter(tx, { id: from.personId, memberships: from.memberships }, from.now)
  if (lookedAfter === undefined) await answer(tx, from, first.provinceId, { kind: 'platforms' })
  else await answer(tx, from, lookedAfter, { kind: 'bots' })
  return 'platforms'
}

/** From now on the person is rather written to on this platform, as long as they can be reached there. */
export async function choosePlatform(
  tx: Db,
  from: MemberMessage,
  question: { provinceId: number },
  value: string,
): Promise<void> {
  await setPreferredPlatform(tx, from.personId, value)
  await answer(tx, from, question.provinceId, { kind: 'platform_preferred', platform: value as ChatPlatform })
}

/**
 * Makes a code that shows, sent to us from another platform, that the account there is the same person's. It holds
 * for fifteen minutes, once; the ones they asked for before end.
 */
export async function addPlatform(
  tx: Db,
  from: MemberMessage,
  deps: { codeKey: string; randomBytes: (size: number) => Uint8Array },
): Promise<string> {
  const [first] = from.memberships
  if (first === undefined) return 'no_membership'
  const { personId, now } = from
  await endAccountCodes(tx, personId, now)
  await strikeCodes(tx, { personId })
  const code = makeCode(deps.randomBytes(12))
  const expiresAt = new Date(now.getTime() + codeMinutes * 60_000)
  await insertAccountCode(tx, { personId, codeHmac: hashCode(code, deps.codeKey), createdAt: now, expiresAt })
  await answer(tx, from, first.provinceId, { kind: 'account_code', code, minutes: codeMinutes })
  return 'add_platform'
}

/** Strikes out every code whose time is over. To be called once a minute. */
export async function forgetOldCodes(db: Db, now: Date): Promise<void> {
  const madeBy = new Date(now.getTime() - codeMinutes * 60_000)
  await db.transaction((tx) => strikeCodes(tx, { madeBy }))
}

async function answer(tx: Db, from: MemberMessage, provinceId: number, what: Outgoing): Promise<void> {
  const to = { provinceId, personId: from.personId, chat: from.chat }
  await reply(tx, to, what, { dedupeKey: `${what.kind}:${from.inboundId}`, now: from.now })
}
