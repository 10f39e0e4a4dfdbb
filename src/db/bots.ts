import { eq, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { botProvinces, bots, provinces } from './schema.ts'

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
  const [row] = await db
    .select({ provinceId: botProvinces.provinceId })
    .from(botProvinces)
    .where(eq(botProvinces.botId, botId))
    .orderBy(botProvinces.provinceId)
    .limit(1)
  return row?.provinceId
}

export async function pauseBot(db: Db, botId: number, until: Date): Promise<void> {
  await db.update(bots).set({ pausedUntil: until }).where(eq(bots.id, botId))
}
