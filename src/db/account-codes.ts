import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { accountCodes, attempts, outbox } from './schema.ts'

export type AccountCode = typeof accountCodes.$inferSelect

export async function insertAccountCode(
  tx: Db,
  code: Pick<AccountCode, 'personId' | 'codeHmac' | 'createdAt' | 'expiresAt'>,
): Promise<void> {
  await tx.insert(accountCodes).values(code)
}

/** The code's row, locked so that it is used once. */
export async function claimAccountCode(tx: Db, codeHmac: string): Promise<AccountCode | undefined> {
  const [row] = await tx.select().from(accountCodes).where(eq(accountCodes.codeHmac, codeHmac)).for('update')
  return row
}

export async function markCodeUsed(tx: Db, id: number, usedBy: number, now: Date): Promise<void> {
  await tx.update(accountCodes).set({ usedBy, usedAt: now }).where(eq(accountCodes.id, id))
}

/** What a person asked for before serves no longer. */
export async function endAccountCodes(tx: Db, personId: number, now: Date): Promise<void> {
  const open = and(eq(accountCodes.personId, personId), isNull(accountCodes.usedAt), gt(accountCodes.expiresAt, now))
  await tx.update(accountCodes).set({ expiresAt: now }).where(open)
}

/**
 * Strikes codes that serve no longer out of the messages that carried them and out of what was sent: codes are kept
 * as hashes only. Those of one person, or all that were made by a certain time.
 */
export async function strikeCodes(tx: Db, of: { personId: number } | { madeBy: Date }): Promise<void> {
  const whose = 'personId' in of ? eq(outbox.personId, of.personId) : lte(outbox.createdAt, of.madeBy)
  const rows = await tx
    .select({ id: outbox.id, code: sql<string>`${outbox.args}->>'code'` })
    .from(outbox)
    .where(and(eq(outbox.kind, 'account_code'), sql`${outbox.args}->>'code' <> ''`, whose))
  for (const { id, code } of rows) {
    const struck = sql`regexp_replace(${attempts.text}, ${[...code].join('-?')}, '***', 'g')`
    await tx.update(attempts).set({ text: struck }).where(eq(attempts.outboxId, id))
    const args = sql`jsonb_set(${outbox.args}, '{code}', '""')`
    await tx.update(outbox).set({ args }).where(eq(outbox.id, id))
  }
}
