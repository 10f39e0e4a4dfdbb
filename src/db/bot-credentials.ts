import { and, eq, isNull, lte } from 'drizzle-orm'
import type { Db } from './database.ts'
import { botCredentials, bots } from './schema.ts'

/** What a bot logs in with, sealed, and whose it is. */
export type SealedRow = { botId: number; platform: string; nativeId: string; sealed: string }

export async function findSealed(db: Db, botId: number): Promise<string | undefined> {
  const [row] = await db
    .select({ sealed: botCredentials.sealed })
    .from(botCredentials)
    .where(eq(botCredentials.botId, botId))
  return row?.sealed
}

/** The same, held until the transaction ends. */
export async function lockSealed(tx: Db, botId: number): Promise<string | undefined> {
  const [row] = await tx
    .select({ sealed: botCredentials.sealed })
    .from(botCredentials)
    .where(eq(botCredentials.botId, botId))
    .for('update')
  return row?.sealed
}

/** Takes the place of what was kept. A session that now ends at another time may be warned of anew. */
export async function putSealed(
  db: Db,
  botId: number,
  { sealed, expiresAt, now }: { sealed: string; expiresAt: Date | null; now: Date },
): Promise<void> {
  const row = { sealed, savedAt: now, expiresAt }
  const [before] = await db.select().from(botCredentials).where(eq(botCredentials.botId, botId))
  const warnedAt = before?.expiresAt?.getTime() === expiresAt?.getTime() ? (before?.warnedAt ?? null) : null
  await db
    .insert(botCredentials)
    .values({ botId, ...row })
    .onConflictDoUpdate({ target: botCredentials.botId, set: { ...row, warnedAt } })
}

export async function listSealed(db: Db): Promise<SealedRow[]> {
  return await db
    .select({
      botId: botCredentials.botId,
      platform: bots.platform,
      nativeId: bots.nativeId,
      sealed: botCredentials.sealed,
    })
    .from(botCredentials)
    .innerJoin(bots, eq(bots.id, botCredentials.botId))
    .orderBy(bots.id)
}

/** Puts another seal on what stands there; false where somebody has saved something newer meanwhile. */
export async function replaceSealed(db: Db, botId: number, from: string, to: string): Promise<boolean> {
  const rows = await db
    .update(botCredentials)
    .set({ sealed: to })
    .where(and(eq(botCredentials.botId, botId), eq(botCredentials.sealed, from)))
    .returning({ botId: botCredentials.botId })
  return rows.length > 0
}

export async function countCredentials(db: Db): Promise<number> {
  return await db.$count(botCredentials)
}

/** When the bot's session ends if nothing renews it. */
export async function findExpiry(db: Db, botId: number): Promise<Date | null> {
  const [row] = await db
    .select({ expiresAt: botCredentials.expiresAt })
    .from(botCredentials)
    .where(eq(botCredentials.botId, botId))
  return row?.expiresAt ?? null
}

/** A session that ends by then and of which nobody has been told; locked until the transaction ends. */
export async function claimEnding(tx: Db, by: Date): Promise<{ botId: number; expiresAt: Date }[]> {
  const rows = await tx
    .select({ botId: botCredentials.botId, expiresAt: botCredentials.expiresAt })
    .from(botCredentials)
    .where(and(lte(botCredentials.expiresAt, by), isNull(botCredentials.warnedAt)))
    .orderBy(botCredentials.botId)
    .for('update', { skipLocked: true })
  return rows.flatMap(({ botId, expiresAt }) => (expiresAt === null ? [] : [{ botId, expiresAt }]))
}

export async function markWarned(tx: Db, botId: number, now: Date): Promise<void> {
  await tx.update(botCredentials).set({ warnedAt: now }).where(eq(botCredentials.botId, botId))
}
