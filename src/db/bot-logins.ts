import { and, eq, inArray, or, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { liveWorkerIds } from './presence.ts'
import { botLogins } from './schema.ts'

export type BotLogin = typeof botLogins.$inferSelect

const isOpen = () => inArray(botLogins.state, ['requested', 'waiting'])

export async function insertLogin(
  tx: Db,
  login: Pick<BotLogin, 'provinceId' | 'botId' | 'chatId' | 'personId' | 'requestedAt'>,
): Promise<void> {
  await tx.insert(botLogins).values(login)
}

/** The login of a bot that has been asked for and has not ended. */
export async function findOpenLogin(tx: Db, botId: number): Promise<BotLogin | undefined> {
  const [row] = await tx
    .select()
    .from(botLogins)
    .where(and(eq(botLogins.botId, botId), isOpen()))
  return row
}

export async function getLogin(db: Db, id: number): Promise<BotLogin> {
  const [row] = await db.select().from(botLogins).where(eq(botLogins.id, id))
  if (row === undefined) throw new Error(`no login ${id}`)
  return row
}

/**
 * Takes a login that was asked for, or whose process is gone. To be called only when this process has none in hand:
 * what is still marked as its own was left lying.
 */
export async function claimLogin(db: Db, workerId: number): Promise<BotLogin | undefined> {
  return await db.transaction(async (tx) => {
    const abandoned = or(eq(botLogins.claimedBy, workerId), sql`${botLogins.claimedBy} not in ${liveWorkerIds}`)
    const [found] = await tx
      .select({ id: botLogins.id })
      .from(botLogins)
      .where(or(eq(botLogins.state, 'requested'), and(eq(botLogins.state, 'waiting'), abandoned)))
      .orderBy(botLogins.id)
      .limit(1)
      .for('update', { skipLocked: true })
    if (found === undefined) return undefined
    const [row] = await tx
      .update(botLogins)
      .set({ state: 'waiting', claimedBy: workerId, qr: null, qrExpiresAt: null })
      .where(eq(botLogins.id, found.id))
      .returning()
    return row
  })
}

/** Changes a login that one still has in hand; false where it has passed to somebody else. */
export async function updateLogin(
  tx: Db,
  { id, claimedBy }: Pick<BotLogin, 'id' | 'claimedBy'>,
  change: Partial<Pick<BotLogin, 'state' | 'claimedBy' | 'qr' | 'qrExpiresAt' | 'endedAt'>>,
): Promise<boolean> {
  const inHand = and(eq(botLogins.id, id), eq(botLogins.state, 'waiting'), eq(botLogins.claimedBy, claimedBy ?? 0))
  const rows = await tx.update(botLogins).set(change).where(inHand).returning({ id: botLogins.id })
  return rows.length > 0
}

/** Ends a login that nobody has taken up. */
export async function endLogin(tx: Db, id: number, now: Date): Promise<void> {
  const ended = { state: 'expired' as const, endedAt: now, qr: null, qrExpiresAt: null }
  await tx.update(botLogins).set(ended).where(eq(botLogins.id, id))
}
