import type { Db } from '../../db/database.ts'
import { type Logged, listStillSent, type SentLine, withdrawLines } from '../../db/withdrawals.ts'
import { lockTouched, type Withdrawal, withdraw } from './withdraw.ts'

/** Takes back addresses and reports that a message no longer contains; an address that another message contains stays. */
export async function withdrawSent(
  tx: Db,
  of: { lines: SentLine[]; logged: Logged[]; personId: number; reason: string; now: Date },
): Promise<Withdrawal> {
  const { lines, logged, personId, reason, now } = of
  const recorded = [...new Set(lines.flatMap(({ submissionId }) => submissionId ?? []))]
  // Of two messages with the same address, taken back at the same moment, the second one must see the first gone.
  await lockTouched(tx, [...recorded, ...logged.map(({ id }) => id)])
  await withdrawLines(
    tx,
    lines.map(({ id }) => id),
    now,
  )
  const stillSent = await listStillSent(tx, recorded)
  const submissionIds = [...recorded.filter((id) => !stillSent.includes(id)), ...logged.map(({ id }) => id)]
  return await withdraw(tx, { personId, submissionIds, reason, now })
}
