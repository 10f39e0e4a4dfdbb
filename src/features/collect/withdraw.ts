import type { Db } from '../../db/database.ts'
import { holdsMembership, lockAgencies } from '../../db/people.ts'
import { listOwnSubmissions, revokeCredits, type Withdrawable, withdrawSubmissions } from '../../db/withdrawals.ts'
import { type Recipient, reply } from '../deliver/outgoing.ts'
import { replan } from '../remind/replan.ts'

/** What became of pieces that somebody took back; `before`: they had been taken back already. */
export type Withdrawal = { withdrawn: Withdrawable[]; locked: Withdrawable[]; before: Withdrawable[] }

/**
 * Takes back what a person has sent for agencies of which they are still an officer: it counts no longer, and what
 * it was counted for is reminded of again where it is open once more. Closed figures do not change.
 */
export async function withdraw(
  tx: Db,
  of: { personId: number; submissionIds: number[]; reason: string; now: Date },
): Promise<Withdrawal> {
  const { personId, submissionIds, reason, now } = of
  const sent = await listOwnSubmissions(tx, personId, submissionIds)
  await lockAgencies(tx, [...new Set(sent.map(({ agencyId }) => agencyId))])
  // Read again behind the lock: somebody may have taken it back, or it may count by now.
  const own = await stillTheirs(tx, personId, await listOwnSubmissions(tx, personId, submissionIds), now)
  const live = own.filter(({ withdrawnAt }) => withdrawnAt === null)
  const result = {
    withdrawn: live.filter(({ isLocked }) => !isLocked),
    locked: live.filter(({ isLocked }) => isLocked),
    before: own.filter(({ withdrawnAt }) => withdrawnAt !== null),
  }
  const ids = result.withdrawn.map(({ id }) => id)
  await withdrawSubmissions(tx, ids, now)
  for (const assignmentId of await revokeCredits(tx, ids, reason, now)) await replan(tx, assignmentId, now)
  return result
}

async function stillTheirs(tx: Db, personId: number, sent: Withdrawable[], now: Date): Promise<Withdrawable[]> {
  const isTheirs = new Map<number, boolean>()
  for (const { agencyId, provinceId } of sent) {
    if (isTheirs.has(agencyId)) continue
    isTheirs.set(agencyId, await holdsMembership(tx, { provinceId, agencyId, personId, roles: ['officer'] }, now))
  }
  return sent.filter(({ agencyId }) => isTheirs.get(agencyId))
}

/** Says what was taken back and what could not be, one message for each province. `key` makes a repetition silent. */
export async function tellWithdrawn(
  tx: Db,
  to: Omit<Recipient, 'provinceId'>,
  { withdrawn, locked }: Pick<Withdrawal, 'withdrawn' | 'locked'>,
  at: { key: string; now: Date },
): Promise<void> {
  for (const provinceId of new Set([...withdrawn, ...locked].map((each) => each.provinceId))) {
    const idsOf = (list: Withdrawable[]) => list.filter((each) => each.provinceId === provinceId).map(({ id }) => id)
    await reply(
      tx,
      { ...to, provinceId },
      { kind: 'withdrawn', submissionIds: idsOf(withdrawn), lockedIds: idsOf(locked) },
      { dedupeKey: `withdrawn:${at.key}:${provinceId}`, now: at.now },
    )
  }
}
