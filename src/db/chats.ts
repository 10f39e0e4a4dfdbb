import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Db } from './database.ts'
import { accounts, chats } from './schema.ts'

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
  await tx
    .update(chats)
    .set({ movedTo: to, ...change })
    .where(isChat(chat))
}

export type ChatKey = { botId: number; nativeId: string; topic: string }

function isChat({ botId, nativeId, topic }: ChatKey) {
  return and(eq(chats.botId, botId), eq(chats.nativeId, nativeId), eq(chats.topic, topic))
}

/** The direct chat in which a person can be reached now, the latest first. */
export async function findDirectChat(db: Db, personId: number): Promise<Chat | undefined> {
  const [row] = await db
    .select({ chat: chats })
    .from(chats)
    .innerJoin(accounts, eq(accounts.id, chats.accountId))
    .where(and(eq(accounts.personId, personId), eq(chats.kind, 'direct'), isNull(chats.goneAt)))
    .orderBy(desc(chats.id))
    .limit(1)
  return row?.chat
}
