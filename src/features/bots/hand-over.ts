import { listDirectChats } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import type { OutboxRow } from '../../db/outbox.ts'
import { listRefusingChats, moveRow } from '../../db/outbox-moves.ts'

/** What belongs to its chat: a secret, a warning to whoever reads there, an answer in a group, a deed of that bot's. */
const bound = ['account_code', 'account_linked', 'accept_contact', 'login_qr', 'group_named', 'group_refused']

/**
 * Lets a message go through the person's best other chat: the row stays the same, so what follows is the next attempt
 * of the same message. False where there is none, or where the message may have arrived and is not to be repeated.
 */
export async function handOverRow(
  tx: Db,
  row: OutboxRow,
  now: Date,
  only: { isWell: boolean; notOn?: string } = { isWell: false },
): Promise<boolean> {
  if (row.personId === null || bound.includes(row.kind)) return false
  // Elsewhere a text is cut anew, so what was begun here would be said from its beginning.
  const mayHaveArrived = row.doubts > 0 || row.partsSent > 0
  if (mayHaveArrived && (row.kind === 'reminder' || row.kind === 'unstaffed')) return false
  const tried = [row.chatId, ...(await listRefusingChats(tx, row.id))]
  const others = (await listDirectChats(tx, row.personId, now)).filter((chat) => !tried.includes(chat.id))
  const best = others.find((chat) => (chat.isWell || !only.isWell) && chat.platform !== only.notOn)
  if (best === undefined) return false
  await moveRow(tx, row.id, best.id)
  return true
}
