import type { Db } from '../../db/database.ts'
import { lockAgencies } from '../../db/people.ts'
import { type Logged, listStillSent, type SentLine, withdrawLines } from '../../db/withdrawals.ts'
import { type Withdrawal, withdraw } from './withdraw.ts'

/** Takes back addresses and reports that a message no longer contains; an address that another message contains stays. */
export async function withdrawSent(
  tx: Db,
  of: { lines: SentLine[]; logged: Logged[]; personId: number; reason: string; now: Date },
): Promise<Withdrawal> {
  const { lines, logged, personId, reason, now } = of
  // Of two messages with the same address, taken back at the same moment, the second one must see the first gone.
  await lockAgencies(tx, [...new Set([...lines, ...logged].map(({ agencyId }) => agencyId))])
  await withdrawLines(
    tx,
    lines.map(({ id }) => id),
    now,
  )
  const recorded = [...new Set(lines.flatMap(({ submissionId }) => submissionId ?? []))]
  const stillSent = await listStillSent(tx, recorded)
  const submissionIds = [...recorded.filter((id) => !stillSent.includes(id)), ...logged.map(({ id }) => id)]
  return await withdraw(tx, { personId, submissionIds, reason, now })
}
