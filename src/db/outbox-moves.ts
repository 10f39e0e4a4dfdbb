import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import type { OutboxRow } from './outbox.ts'
import { accounts, attempts, chats, outbox, questions } from './schema.ts'

/** From now on a message, and what it asks, belongs to another chat. It is cut anew for that chat's platform. */
export async function moveRow(tx: Db, id: number, chatId: number): Promise<void> {
  await tx.update(outbox).set({ chatId, parts: null, partsSent: 0 }).where(eq(outbox.id, id))
  await tx.update(questions).set({ chatId }).where(eq(questions.outboxId, id))
}

/** The chats whose platforms have refused the message already. */
export async function listRefusingChats(db: Db, outboxId: number): Promise<number[]> {
  const refused = and(eq(attempts.outboxId, outboxId), eq(attempts.outcome, 'refused'))
  const rows = await db.selectDistinct({ chatId: attempts.chatId }).from(attempts).where(refused)
  return rows.map((row) => row.chatId)
}

/** What waits for a bot and is meant for people who have a direct chat on one of the others. */
export async function listStranded(db: Db, botId: number, otherBotIds: number[]): Promise<number[]> {
  if (otherBotIds.length === 0) return []
  const elsewhere = db
    .select({ personId: accounts.personId })
    .from(accounts)
    .innerJoin(chats, eq(chats.accountId, accounts.id))
    .where(
      and(
        inArray(chats.botId, otherBotIds),
        eq(chats.kind, 'direct'),
        sql`${chats.goneAt} is null`,
        isNotNull(accounts.personId),
      ),
    )
  const rows = await db
    .select({ id: outbox.id })
    .from(outbox)
    .innerJoin(chats, eq(chats.id, outbox.chatId))
    .where(and(eq(chats.botId, botId), eq(outbox.state, 'waiting'), inArray(outbox.personId, elsewhere)))
    .orderBy(outbox.id)
  return rows.map((row) => row.id)
}

/** The message, held until the transaction ends, if it still waits, has not been begun and nobody is at it. */
export async function lockWaiting(tx: Db, id: number): Promise<OutboxRow | undefined> {
  const waits = and(eq(outbox.id, id), eq(outbox.state, 'waiting'), eq(outbox.partsSent, 0))
  const [row] = await tx.select().from(outbox).where(waits).for('update', { skipLocked: true })
  return row
}

/** Whether something of the same kind about the same bot waits for the same person and was written later. */
export async function isToldLater(db: Db, row: OutboxRow, botId: number): Promise<boolean> {
  const later = await db.$count(
    outbox,
    and(
      eq(outbox.personId, row.personId ?? 0),
      eq(outbox.kind, row.kind),
      eq(outbox.state, 'waiting'),
      sql`${outbox.args}->>'botId' = ${String(botId)}`,
      sql`${outbox.id} > ${row.id}`,
    ),
  )
  return later > 0
}
