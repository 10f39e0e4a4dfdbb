import type { Db } from '../../db/database.ts'
import { listMemberships } from '../../db/people.ts'
import { listLatestPieces, type Piece } from '../../db/withdrawals.ts'
import { reply } from '../deliver/outgoing.ts'
import { type MemberMessage, officerMemberships } from '../people/sender.ts'

const withinMs = 45 * 86_400_000
const mostPieces = 9

/** Shows the sender's latest pieces, so that they can say which to take back; each province's in a message of its own. */
export async function askWhatToWithdraw(tx: Db, from: MemberMessage): Promise<string> {
  const { personId, chat, now, inboundId } = from
  const at = (provinceId: number) => ({ dedupeKey: `withdraw:${inboundId}:${provinceId}`, now })
  let asked = false
  for (const provinceId of new Set(from.memberships.map((each) => each.provinceId))) {
    if ((await latestPieces(tx, { provinceId, personId }, now)).length === 0) continue
    await reply(tx, { provinceId, personId, chat }, { kind: 'withdraw_choice' }, at(provinceId))
    asked = true
  }
  const [first] = from.memberships
  if (asked || first === undefined) return 'withdraw'
  const { provinceId } = first
  await reply(tx, { provinceId, personId, chat }, { kind: 'nothing_to_withdraw' }, at(provinceId))
  return 'withdraw'
}

/** What a person can take back now: the last few pieces sent for agencies of which they are an officer, the latest first. */
export async function latestPieces(
  db: Db,
  { provinceId, personId }: { provinceId: number; personId: number },
  now: Date,
): Promise<Piece[]> {
  const officer = officerMemberships(await listMemberships(db, personId, now))
  const agencyIds = officer.filter((each) => each.provinceId === provinceId).map(({ agencyId }) => agencyId)
  const since = new Date(now.getTime() - withinMs)
  return await listLatestPieces(db, { provinceId, personId, agencyIds, since, limit: mostPieces })
}
