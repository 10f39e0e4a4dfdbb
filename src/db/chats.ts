import { and, desc, eq, isNull } from 'drizzle-orm'
import { isWell } from '../domain/bot-health.ts'
import type { Db } from './database.ts'
import { livePerson } from './people.ts'
import { accounts, bots, chats, persons } from './schema.ts'

export type Chat = typeof chats.$inferSelect

/** Who writes to us in a direct chat can be reached there again. */
export async function saveDirectChat(
  tx: Db,
  chat: { botId: number; nativeId: string; topic: string; accountId: number },
): Promise<Chat> {
  const reachable = { accountId: chat.accountId, goneAt: null, goneReason: null }
  const [row] = await tx
    .insert(chats)
    .values({ ...chat, kind: 'direct' })
    .onConflictDoUpdate({ target: [chats.botId, chats.nativeId, chats.topic], set: reachable })
    .returning()
  if (row === undefined) throw new Error('the chat was not written')
  return row
}

export async function getChat(db: Db, id: number): Promise<Chat> {
  const [row] = await db.select().from(chats).where(eq(chats.id, id))
  if (row === undefined) throw new Error(`no chat ${id}`)
  return row
}

export async function markChatGone(tx: Db, chat: ChatKey, reason: string, now: Date): Promise<void> {
  await tx.update(chats).set({ goneAt: now, goneReason: reason }).where(isChat(chat))
}

export async function markChatBack(tx: Db, chat: ChatKey): Promise<void> {
  await tx.update(chats).set({ goneAt: null, goneReason: null }).where(isChat(chat))
}

/** Follows a group that became a supergroup; where the new chat is known already, the old one only points at it. */
export async function moveChat(tx: Db, chat: ChatKey, to: string, now: Date): Promise<void> {
  const [known] = await tx
    .select()
    .from(chats)
    .where(isChat({ ...chat, nativeId: to }))
  const change = known === undefined ? { nativeId: to } : { goneAt: now, goneReason: 'moved' }
  const [moved] = await tx
    .update(chats)
    .set({ movedTo: to, ...change })
    .where(isChat(chat))
    .returning()
  // What the group was bound to, it still is.
  if (known === undefined || known.agencyId !== null || moved === undefined || moved.agencyId === null) return
  const { provinceId, agencyId, namesOfficers } = moved
  await tx.update(chats).set({ provinceId, agencyId, namesOfficers }).where(eq(chats.id, known.id))
}

export type ChatKey = { botId: number; nativeId: string; topic: string }

function isChat({ botId, nativeId, topic }: ChatKey) {
  return and(eq(chats.botId, botId), eq(chats.nativeId, nativeId), eq(chats.topic, topic))
}

/** A chat in which somebody can be reached, with whether messages go through its bot now. */
export type ReachableChat = Chat & { platform: string; isWell: boolean }

/**
 * The direct chats in which a person can be reached: those on bots that are well first, then those on the platform
 * that they prefer, then the latest.
 */
export async function listDirectChats(db: Db, personId: number, now: Date): Promise<ReachableChat[]> {
  const rows = await db
    .select({ chat: chats, bot: bots, preferred: persons.preferredPlatform })
    .from(chats)
    .innerJoin(bots, eq(bots.id, chats.botId))
    .innerJoin(accounts, eq(accounts.id, chats.accountId))
    .innerJoin(persons, eq(persons.id, accounts.personId))
    .where(and(eq(persons.id, livePerson(personId)), eq(chats.kind, 'direct'), isNull(chats.goneAt)))
    .orderBy(desc(chats.id))
  const rank = ({ bot, preferred }: (typeof rows)[number]) =>
    (isWell(bot, now) ? 0 : 2) + (bot.platform === preferred ? 0 : 1)
  return rows
    .sort((a, b) => rank(a) - rank(b))
    .map(({ chat, bot }) => ({ ...chat, platform: bot.platform, isWell: isWell(bot, now) }))
}

/** The direct chat in which a person is reached best now. */
export async function findDirectChat(db: Db, personId: number, now: Date): Promise<Chat | undefined> {
  const [best] = await listDirectChats(db, personId, now)
  return best
}

/** A group is known, and what is said there comes from it. */
export async function saveGroupChat(tx: Db, chat: { botId: number; nativeId: string; topic: string }): Promise<Chat> {
  const [row] = await tx
    .insert(chats)
    .values({ ...chat, kind: 'group' })
    .onConflictDoUpdate({
      target: [chats.botId, chats.nativeId, chats.topic],
      set: { goneAt: null, goneReason: null },
    })
    .returning()
  if (row === undefined) throw new Error('the chat was not written')
  return row
}

/** Binds a group to an agency, whose officers are named there or no longer. */
export async function bindGroup(
  tx: Db,
  chatId: number,
  to: { provinceId: number; agencyId: number; namesOfficers: boolean },
): Promise<void> {
  await tx.update(chats).set(to).where(eq(chats.id, chatId))
}

/** The group of an agency in which its officers are named and in which this one has an account. */
export async function findGroupNaming(
  db: Db,
  of: { provinceId: number; agencyId: number; personId: number },
  now: Date,
): Promise<Chat | undefined> {
  const rows = await db
    .selectDistinct({ chat: chats, bot: bots })
    .from(chats)
    .innerJoin(bots, eq(bots.id, chats.botId))
    .innerJoin(accounts, and(eq(accounts.botId, chats.botId), eq(accounts.personId, of.personId)))
    .where(
      and(
        eq(chats.provinceId, of.provinceId),
        eq(chats.agencyId, of.agencyId),
        eq(chats.kind, 'group'),
        eq(chats.namesOfficers, true),
        isNull(chats.goneAt),
      ),
    )
    .orderBy(desc(chats.id))
  return (rows.find(({ bot }) => isWell(bot, now)) ?? rows[0])?.chat
}
