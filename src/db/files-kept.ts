import { and, eq, gt, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { outbox } from './schema.ts'

/**
 * Counts more files into the answer of a chat that still waits for the rest of an album, whose pictures come as a
 * message each. False where no such answer waits.
 */
export async function addToFilesKept(tx: Db, chatId: number, count: number, now: Date): Promise<boolean> {
  const total = sql`to_jsonb((${outbox.args} ->> 'count')::int + ${count}::int)`
  const rows = await tx
    .update(outbox)
    .set({ args: sql`jsonb_set(${outbox.args}, '{count}', ${total})` })
    .where(
      and(
        eq(outbox.chatId, chatId),
        eq(outbox.kind, 'files_kept'),
        eq(outbox.state, 'waiting'),
        gt(outbox.availableAt, now),
      ),
    )
    .returning({ id: outbox.id })
  return rows.length > 0
}
