import type { Db } from '../../db/database.ts'
import { listMemberships } from '../../db/people.ts'
import { listLatestPieces, type Piece } from '../../db/withdrawals.ts'
import { reply } from '../deliver/outgoing.ts'
import { type MemberMessage, officerMemberships } from '../people/sender.ts'

const withinMs = 45 * 86_400_000
/** As many numbers as one answer may hold. */
const mostPieces = 20

/**
 * Shows the sender's latest pieces, so that they can say which to take back: one list whichever provinces they were
 * sent in, so that each number means one thing.
 */
export async function askWhatToWithdraw(tx: Db, from: MemberMessage): Promise<string> {
  const { personId, chat, now, inboundId } = from
  const first = officerMemberships(from.memberships)[0] ?? from.memberships[0]
  if (first === undefined) return 'no_membership'
  const isAny = (await latestPieces(tx, personId, now)).length > 0
  const what = { kind: isAny ? ('withdraw_choice' as const) : ('nothing_to_withdraw' as const) }
  await reply(tx, { provinceId: first.provinceId, personId, chat }, what, { dedupeKey: `withdraw:${inboundId}`, now })
  return 'withdraw'
}

/** What a person can take back now: the last few pieces sent for agencies of which they are an officer, the latest first. */
export async function latestPieces(db: Db, personId: number, now: Date): Promise<Piece[]> {
  const agencyIds = officerMemberships(await listMemberships(db, personId, now)).map(({ agencyId }) => agencyId)
  const since = new Date(now.getTime() - withinMs)
  return await listLatestPieces(db, { personId, agencyIds, since, limit: mostPieces })
}
