import type { Db } from '../../db/database.ts'
import type { Withdrawable } from '../../db/withdrawals.ts'
import { type Recipient, reply } from '../deliver/outgoing.ts'
import type { Withdrawal } from './withdraw.ts'

/**
 * Says what was taken back, what could not be and what stands all the same, one message for each province. `key` makes
 * a repetition silent.
 */
export async function tellWithdrawn(
  tx: Db,
  to: Omit<Recipient, 'provinceId'>,
  { withdrawn, locked, kept, before }: Withdrawal,
  at: { key: string; now: Date },
): Promise<void> {
  const all = [...withdrawn, ...locked, ...kept, ...before]
  for (const provinceId of new Set(all.map((each) => each.provinceId))) {
    const idsOf = (list: Withdrawable[]) => list.filter((each) => each.provinceId === provinceId).map(({ id }) => id)
    await reply(
      tx,
      { ...to, provinceId },
      {
        kind: 'withdrawn',
        submissionIds: idsOf(withdrawn),
        lockedIds: idsOf(locked),
        keptIds: idsOf(kept),
        beforeIds: idsOf(before),
      },
      { dedupeKey: `withdrawn:${at.key}:${provinceId}`, now: at.now },
    )
  }
}
