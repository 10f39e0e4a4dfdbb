import { listAssignments, withIds } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { holdsMembership, lockAgencies } from '../../db/people.ts'
import { listCreditsOf } from '../../db/submissions.ts'
import {
  listOwnLines,
  listOwnSubmissions,
  listTouchedAgencies,
  lockPages,
  revokeCredits,
  type Withdrawable,
  withdrawLines,
  withdrawSubmissions,
} from '../../db/withdrawals.ts'
import { type Assignment, isDemanding, sharesCredit, shownAssignments } from '../../domain/assignment.ts'
import { localDateOf } from '../../domain/calendar.ts'
import { replan } from '../remind/replan.ts'
import { recountTaken } from './recount-links.ts'
import { tellColleagues } from './tell-colleagues.ts'

/** What became of pieces that somebody took back. */
export type Withdrawal = {
  withdrawn: Withdrawable[]
  locked: Withdrawable[]
  /** A message of somebody else's still says it, so it stands. */
  kept: Withdrawable[]
  /** They had been taken back already. */
  before: Withdrawable[]
}

/**
 * Takes back what a person has sent for agencies of which they are still an officer: it counts no longer, and what
 * it was counted for is reminded of again where it is open once more. What somebody else has sent too stands, and
 * closed figures do not change.
 */
export async function withdraw(
  tx: Db,
  of: { personId: number; submissionIds: number[]; reason: string; now: Date },
): Promise<Withdrawal> {
  const { personId, submissionIds, reason, now } = of
  await lockTouched(tx, submissionIds)
  // Read behind the lock: somebody may have taken it back, or it may count by now.
  const own = await stillTheirs(tx, personId, await listOwnSubmissions(tx, personId, submissionIds), now)
  const live = own.filter(({ withdrawnAt }) => withdrawnAt === null)
  const kept = live.filter(({ isSharedWithOthers }) => isSharedWithOthers)
  const theirs = live.filter((each) => !kept.includes(each))
  const withdrawn = theirs.filter(({ isLocked }) => !isLocked)
  await withdrawLines(tx, await listOwnLines(tx, personId, idsOf(kept)), now)
  await uncount(tx, withdrawn, { personId, reason, now })
  return {
    withdrawn,
    locked: theirs.filter(({ isLocked }) => isLocked),
    kept,
    before: own.filter(({ withdrawnAt }) => withdrawnAt !== null),
  }
}

/** All at once and in one order, so that two who take something back at the same moment do not wait for each other. */
export async function lockTouched(tx: Db, submissionIds: number[], agencyIds: number[] = []): Promise<void> {
  await lockAgencies(tx, [...new Set([...agencyIds, ...(await listTouchedAgencies(tx, submissionIds))])])
  await lockPages(tx, submissionIds)
}

function idsOf(list: Withdrawable[]): number[] {
  return list.map(({ id }) => id)
}

async function stillTheirs(tx: Db, personId: number, sent: Withdrawable[], now: Date): Promise<Withdrawable[]> {
  const isTheirs = new Map<number, boolean>()
  for (const { agencyId, provinceId } of sent) {
    if (isTheirs.has(agencyId)) continue
    isTheirs.set(agencyId, await holdsMembership(tx, { provinceId, agencyId, personId, roles: ['officer'] }, now))
  }
  return sent.filter(({ agencyId }) => isTheirs.get(agencyId))
}

/** Ends what these count toward. A page that they kept from counting for others counts for the first of those now. */
async function uncount(
  tx: Db,
  withdrawn: Withdrawable[],
  { personId, reason, now }: { personId: number; reason: string; now: Date },
): Promise<void> {
  const ids = idsOf(withdrawn)
  const counted = await listCreditsOf(tx, ids)
  const former = await listAssignments(tx, withIds(counted.map(({ assignmentId }) => assignmentId)))
  await withdrawSubmissions(tx, ids, now)
  for (const assignmentId of await revokeCredits(tx, ids, reason, now)) await replan(tx, assignmentId, now)
  for (const provinceId of new Set(withdrawn.map((each) => each.provinceId))) {
    await recountTaken(tx, provinceId, ids, now)
  }
  await tellReopened(tx, former, { byPersonId: personId, key: String(ids[0]), now })
}

/** Whoever was told that it is done, or was reminded of it, learns that it is asked for once more. */
async function tellReopened(
  tx: Db,
  former: Assignment[],
  { byPersonId, key, now }: { byPersonId: number; key: string; now: Date },
): Promise<void> {
  const asks = (each: Assignment) => isDemanding(each, localDateOf(now, each.timeZone))
  const wasMet = former.filter((each) => !asks(each)).map(({ id }) => id)
  const reopened = (await listAssignments(tx, withIds(wasMet))).filter(asks)
  for (const shown of shownAssignments(reopened)) {
    const sharing = reopened.filter((other) => sharesCredit(shown, other))
    const about = { kind: 'reopened' as const, byPersonId, key: `reopened:${shown.id}:${key}`, now }
    await tellColleagues(tx, [shown, ...sharing], about)
  }
}
