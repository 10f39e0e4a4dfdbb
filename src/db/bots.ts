import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { botProvinces, bots, chats, outbox, provinces } from './schema.ts'

export type Bot = typeof bots.$inferSelect

/** Registers our bot and lets it serve every province there is. */
export async function saveBot(
  db: Db,
  bot: { platform: string; nativeId: string; username: string | null },
): Promise<Bot> {
  const [row] = await db
    .insert(bots)
    .values(bot)
    .onConflictDoUpdate({ target: [bots.platform, bots.nativeId], set: { username: bot.username } })
    .returning()
  if (row === undefined) throw new Error('the bot was not written')
  return row
}

/** A province added while the bot runs is served from the next minute on. */
export async function serveAllProvinces(db: Db): Promise<void> {
  await db.execute(sql`
    insert into ${botProvinces} (bot_id, province_id)
    select b.id, p.id from ${bots} b cross join ${provinces} p on conflict do nothing`)
}

export async function listBots(db: Db): Promise<Bot[]> {
  return await db.select().from(bots).orderBy(bots.id)
}

/** The province under which a stranger's reply is paced and shown: the bot's first. */
export async function findHomeProvince(db: Db, botId: number): Promise<number | undefined> {
  const [first] = await listProvincesOf(db, botId)
  return first
}

/** The provinces that a bot serves, its first one first. */
export async function listProvincesOf(db: Db, botId: number): Promise<number[]> {
  const rows = await db
    .select({ provinceId: botProvinces.provinceId })
    .from(botProvinces)
    .where(eq(botProvinces.botId, botId))
    .orderBy(botProvinces.provinceId)
  return rows.map((row) => row.provinceId)
}

/** The bots that serve at least one of the provinces. */
export async function listBotsServing(db: Db, provinceIds: number[]): Promise<Bot[]> {
  const serving = db
    .select({ id: botProvinces.botId })
    .from(botProvinces)
    .where(inArray(botProvinces.provinceId, provinceIds))
  return await db.select().from(bots).where(inArray(bots.id, serving)).orderBy(bots.id)
}

export async function getBot(db: Db, id: number): Promise<Bot> {
  const [row] = await db.select().from(bots).where(eq(bots.id, id))
  if (row === undefined) throw new Error(`no bot ${id}`)
  return row
}

/** The bot, held until the transaction ends, so that its state is changed and told by one process at a time. */
export async function lockBot(tx: Db, id: number): Promise<Bot> {
  const [row] = await tx.select().from(bots).where(eq(bots.id, id)).for('no key update')
  if (row === undefined) throw new Error(`no bot ${id}`)
  return row
}

export async function updateBot(
  tx: Db,
  id: number,
  change: Partial<Pick<Bot, 'state' | 'stateSince' | 'stateReason' | 'resumeAt' | 'displacements' | 'toldState'>>,
): Promise<void> {
  await tx.update(bots).set(change).where(eq(bots.id, id))
}

/** How many messages of some provinces wait for each bot, but for the one that is just being sent. */
export async function countWaiting(db: Db, provinceIds: number[]): Promise<Map<number, number>> {
  const rows = await db
    .select({ botId: chats.botId, count: sql<number>`count(*)::int` })
    .from(outbox)
    .innerJoin(chats, eq(chats.id, outbox.chatId))
    .where(and(inArray(outbox.provinceId, provinceIds), eq(outbox.state, 'waiting')))
    .groupBy(chats.botId)
  return new Map(rows.map((row) => [row.botId, row.count]))
}

export async function pauseBot(db: Db, botId: number, until: Date): Promise<void> {
  await db.update(bots).set({ pausedUntil: until }).where(eq(bots.id, botId))
}

/** A process that serves these bots is there. */
export async function markBotsSeen(db: Db, botIds: number[], now: Date): Promise<void> {
  if (botIds.length > 0) await db.update(bots).set({ seenAt: now }).where(inArray(bots.id, botIds))
}
