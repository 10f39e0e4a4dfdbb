import type { Db } from '../../db/database.ts'
import { type MessageKey, markRecalled } from '../../db/inbound.ts'
import { listLines, listLogged } from '../../db/withdrawals.ts'
import type { Sender } from './handle-direct.ts'
import { tellWithdrawn } from './tell-withdrawn.ts'
import { withdrawSent } from './withdraw-sent.ts'

/**
 * Its sender took a message back: what it brought counts no longer, unless another message stands for it too. A
 * message that is yet to come is not collected when it comes.
 */
export async function handleRecalled(tx: Db, from: Sender, message: MessageKey): Promise<string> {
  const { personId, now } = from
  const events = await markRecalled(tx, message, now)
  if (personId === null || events.length === 0) return 'recalled'
  const sent = { lines: await listLines(tx, events), logged: await listLogged(tx, events) }
  const result = await withdrawSent(tx, { ...sent, personId, reason: 'recalled', now })
  await tellWithdrawn(
    tx,
    { personId, chat: from.chat },
    { ...result, before: [] },
    { key: String(from.inboundId), now },
  )
  return 'recalled'
}
