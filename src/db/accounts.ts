import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import type { Account } from './people.ts'
import { accounts, bots } from './schema.ts'

/** A person's accounts with the bots they are on, in the order in which they became known. */
export async function listAccounts(db: Db, personId: number): Promise<(Account & { platform: string })[]> {
  const rows = await db
    .select({ account: accounts, platform: bots.platform })
    .from(accounts)
    .innerJoin(bots, eq(bots.id, accounts.botId))
    .where(eq(accounts.personId, personId))
    .orderBy(accounts.id)
  return rows.map(({ account, platform }) => ({ ...account, platform }))
}

export async function findAccount(
  db: Db,
  of: { botId: number } & ({ nativeId: string } | { personId: number }),
): Promise<Account | undefined> {
  const whose = 'nativeId' in of ? eq(accounts.nativeId, of.nativeId) : eq(accounts.personId, of.personId)
  const [row] = await db
    .select()
    .from(accounts)
    .where(and(eq(accounts.botId, of.botId), whose))
    .orderBy(accounts.id)
    .limit(1)
  return row
}

export async function getAccount(db: Db, id: number): Promise<Account & { platform: string }> {
  const [row] = await db
    .select({ account: accounts, platform: bots.platform })
    .from(accounts)
    .innerJoin(bots, eq(bots.id, accounts.botId))
    .where(eq(accounts.id, id))
  if (row === undefined) throw new Error(`no account ${id}`)
  return { ...row.account, platform: row.platform }
}

/** Which of a bot's known accounts are its contacts. Accounts that nobody has written from are not known and stay so. */
export async function setContacts(
  tx: Db,
  botId: number,
  { change, nativeIds }: { change: 'all' | 'added' | 'removed'; nativeIds: string[] },
): Promise<void> {
  const named = nativeIds.length === 0 ? sql<boolean>`false` : inArray(accounts.nativeId, nativeIds)
  const ofBot = eq(accounts.botId, botId)
  if (change === 'all')
    await tx
      .update(accounts)
      .set({ isContact: sql`${named}` })
      .where(ofBot)
  else
    await tx
      .update(accounts)
      .set({ isContact: change === 'added' })
      .where(and(ofBot, named))
}
