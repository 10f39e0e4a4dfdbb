import { and, eq, gte, inArray, isNotNull, isNull, lt, ne, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { accounts, botProvinces, bots, chats, inbound, memberships } from './schema.ts'

export type InboundRow = typeof inbound.$inferSelect & { platform: string }

/** Stores raw events; one that was stored before is left as it is. Returns how many were new. */
export async function insertInbound(
  db: Db,
  events: {
    botId: number
    nativeId: string
    altId?: string
    chatNativeId: string
    raw: unknown
    receivedAt: Date
  }[],
): Promise<number> {
  if (events.length === 0) return 0
  const rows = await db
    .insert(inbound)
    .values(events.map((event) => ({ ...event, availableAt: event.receivedAt })))
    .onConflictDoNothing()
    .returning({ id: inbound.id })
  return rows.length
}

/**
 * The next event to handle on one of these platforms: the oldest of its chat that is not settled. Locked until the
 * transaction ends.
 */
export async function claimInbound(tx: Db, platforms: string[], now: Date): Promise<InboundRow | undefined> {
  const [row] = await tx
    .select({ inbound, platform: bots.platform })
    .from(inbound)
    .innerJoin(bots, eq(bots.id, inbound.botId))
    .where(
      and(
        inArray(bots.platform, platforms),
        eq(inbound.state, 'new'),
        sql`${inbound.availableAt} <= ${now.toISOString()}`,
        sql`not exists (
          select 1 from ${inbound} earlier
          where earlier.bot_id = ${inbound.botId} and earlier.chat_native_id = ${inbound.chatNativeId}
            and earlier.state = 'new' and earlier.id < ${inbound.id})`,
      ),
    )
    .orderBy(inbound.id)
    .limit(1)
    .for('update', { of: inbound, skipLocked: true })
  return row === undefined ? undefined : { ...row.inbound, platform: row.platform }
}

export async function settleInbound(
  tx: Db,
  id: number,
  result: {
    outcome: string
    accountId: number | null
    messageId: string | null
    /** Of the event that takes a message back, so that the message is known as taken back if it comes later. */
    recalledAt?: Date
    handledAt: Date
  },
): Promise<void> {
  await tx
    .update(inbound)
    .set({ state: 'done', ...result })
    .where(eq(inbound.id, id))
}

/** Counts a failure; after the third the event is set aside, so that it blocks nobody. */
export async function failInbound(
  db: Db,
  id: number,
  failure: { error: string; retryAt: Date; maxFailures: number },
): Promise<'retry' | 'parked'> {
  const [row] = await db
    .update(inbound)
    .set({
      failures: sql`${inbound.failures} + 1`,
      state: sql`case when ${inbound.failures} + 1 >= ${failure.maxFailures} then 'parked' else 'new' end`,
      error: failure.error,
      availableAt: failure.retryAt,
    })
    // Another process may have handled it since our transaction ended.
    .where(and(eq(inbound.id, id), eq(inbound.state, 'new')))
    .returning({ state: inbound.state })
  return row?.state === 'parked' ? 'parked' : 'retry'
}

/** The outcome of events whose links wait until their sender is an officer. */
export const keptLinks = 'links_kept'

/** What somebody sent before becoming an officer is handled again, in its order. */
export async function reopenKeptLinks(tx: Db, accountId: number, now: Date): Promise<number> {
  const rows = await tx
    .update(inbound)
    .set({ state: 'new', availableAt: now })
    .where(and(eq(inbound.accountId, accountId), eq(inbound.outcome, keptLinks), isNull(inbound.recalledAt)))
    .returning({ id: inbound.id })
  return rows.length
}

/** One message of an account, in whichever events we hear of it. */
export type MessageKey = { botId: number; chatNativeId: string; messageId: string; accountId: number }

/** An event that told us of a message: itself, or a later wording. */
export type Version = { id: number; outcome: string | null }

/** What we have handled of a message before this event, oldest first; none where its sender has taken it back. */
export async function listVersions(tx: Db, message: MessageKey, eventId: number): Promise<Version[]> {
  return await tx
    .select({ id: inbound.id, outcome: inbound.outcome })
    .from(inbound)
    .where(and(isOfMessage(message), eq(inbound.state, 'done'), ne(inbound.id, eventId), isNull(inbound.recalledAt)))
    .orderBy(inbound.id)
}

/** Whether an event has told us that the message was taken back. */
export async function isRecalled(tx: Db, message: MessageKey): Promise<boolean> {
  const recalled = and(isOfMessage(message), isNotNull(inbound.recalledAt))
  return (await tx.select({ id: inbound.id }).from(inbound).where(recalled).limit(1)).length > 0
}

/** Marks what we have of a message as taken back; returns the events that are so from now on. */
export async function markRecalled(tx: Db, message: MessageKey, now: Date): Promise<number[]> {
  const rows = await tx
    .update(inbound)
    .set({ recalledAt: now })
    .where(and(isOfMessage(message), isNull(inbound.recalledAt)))
    .returning({ id: inbound.id })
  return rows.map((row) => row.id)
}

/** Links that wait in a former wording of a message do so no longer: the new wording waits instead. */
export async function dropKeptLinks(tx: Db, ids: number[]): Promise<void> {
  const kept = and(inArray(inbound.id, ids), eq(inbound.outcome, keptLinks))
  await tx.update(inbound).set({ outcome: 'replaced' }).where(kept)
}

function isOfMessage({ botId, chatNativeId, messageId, accountId }: MessageKey) {
  return and(
    eq(inbound.botId, botId),
    eq(inbound.chatNativeId, chatNativeId),
    eq(inbound.messageId, messageId),
    eq(inbound.accountId, accountId),
  )
}

/** Strikes an invitation code, however it is written, out of the event that brought it: codes are kept as hashes only. */
export async function redactInbound(tx: Db, id: number, code: string): Promise<void> {
  const written = [...code].join('-?')
  const redacted = sql`regexp_replace(${inbound.raw}::text, ${written}, '***', 'gi')::json`
  await tx.update(inbound).set({ raw: redacted }).where(eq(inbound.id, id))
}

/** Forgets what was said in an event with which nothing was done; that it came stays known. */
export async function blankInbound(tx: Db, id: number): Promise<void> {
  await tx.update(inbound).set({ raw: {} }).where(eq(inbound.id, id))
}

/** Events of a window set aside on the bots that serve a province, but for those of people who belong elsewhere. */
export async function countParked(db: Db, provinceId: number, from: Date, to: Date): Promise<number> {
  const bots = db.select({ id: botProvinces.botId }).from(botProvinces).where(eq(botProvinces.provinceId, provinceId))
  const concernsUs = sql`coalesce((
    select bool_or(${memberships.provinceId} = ${provinceId})
    from ${chats} join ${accounts} on ${accounts.id} = ${chats.accountId}
    join ${memberships} on ${memberships.personId} = ${accounts.personId}
    where ${chats.botId} = ${inbound.botId} and ${chats.nativeId} = ${inbound.chatNativeId}), true)`
  const ofBots = inArray(inbound.botId, bots)
  const inWindow = and(gte(inbound.receivedAt, from), lt(inbound.receivedAt, to))
  const parked = and(eq(inbound.state, 'parked'), inWindow, ofBots, concernsUs)
  return await db.$count(inbound, parked)
}
