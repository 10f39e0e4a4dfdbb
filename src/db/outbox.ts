import { and, asc, desc, eq, gt, gte, isNull, or, sql } from 'drizzle-orm'
import type { FormattedText } from '../domain/message.ts'
import type { Chat } from './chats.ts'
import type { Db } from './database.ts'
import { liveWorkerIds } from './presence.ts'
import { type Question, saveQuestion } from './questions.ts'
import { accounts, attempts, chats, outbox } from './schema.ts'

export type OutboxRow = typeof outbox.$inferSelect
export type Attempt = typeof attempts.$inferSelect

/** Replies overtake what the bot says by itself. */
export const replyClass = 0
export const broadcastClass = 1

/** Writes a message to be sent; one with the same dedupe key is there already and stays. Returns its id when it is new. */
export async function enqueue(tx: Db, message: Omit<typeof outbox.$inferInsert, 'state'>): Promise<number | undefined> {
  const [row] = await tx.insert(outbox).values(message).onConflictDoNothing().returning({ id: outbox.id })
  return row?.id
}

/** The receipt of a chat that still waits for the rest of a burst; locked so that it is not claimed meanwhile. */
export async function findOpenReceipt(
  tx: Db,
  of: { chatId: number; provinceId: number },
  now: Date,
): Promise<number | undefined> {
  const [row] = await tx
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.chatId, of.chatId),
        eq(outbox.provinceId, of.provinceId),
        eq(outbox.kind, 'receipt'),
        eq(outbox.state, 'waiting'),
        eq(outbox.doubts, 0),
        eq(outbox.faults, 0),
        gt(outbox.availableAt, now),
      ),
    )
    .for('update')
  return row?.id
}

/**
 * Claims the next message that one bot may send now: of each chat the oldest of its class, replies first,
 * nothing while the chat or the bot is paused. Moving the chat's pause on is part of the claim, so that
 * no second claim can see the chat as free.
 */
export async function claimOutbox(
  db: Db,
  claim: {
    botId: number
    workerId: number
    now: Date
    directChatMs: number
    groupChatMs: number
    /** A message that was in doubt more often than this lets later ones of its chat pass. */
    patience: number
  },
): Promise<OutboxRow | undefined> {
  const now = claim.now.toISOString()
  return await db.transaction(async (tx) => {
    const [found] = await tx
      .select({ id: outbox.id, chatId: chats.id, kind: chats.kind })
      .from(outbox)
      .innerJoin(chats, eq(chats.id, outbox.chatId))
      .where(
        and(
          eq(chats.botId, claim.botId),
          eq(outbox.state, 'waiting'),
          sql`${outbox.availableAt} <= ${now}`,
          sql`(${chats.pausedUntil} is null or ${chats.pausedUntil} <= ${now})`,
          sql`not exists (select 1 from bots where bots.id = ${chats.botId} and bots.paused_until > ${now})`,
          sql`not exists (
            select 1 from ${outbox} earlier
            where earlier.chat_id = ${outbox.chatId} and earlier.class = ${outbox.class}
              and earlier.state in ('waiting', 'claimed') and earlier.id < ${outbox.id}
              and earlier.doubts <= ${claim.patience})`,
        ),
      )
      .orderBy(asc(outbox.class), asc(outbox.id))
      .limit(1)
      .for('update', { skipLocked: true })
    if (found === undefined) return undefined
    const pauseMs = found.kind === 'direct' ? claim.directChatMs : claim.groupChatMs
    await tx
      .update(chats)
      .set({ pausedUntil: new Date(claim.now.getTime() + pauseMs) })
      .where(eq(chats.id, found.chatId))
    const [row] = await tx
      .update(outbox)
      .set({ state: 'claimed', claimedBy: claim.workerId })
      .where(eq(outbox.id, found.id))
      .returning()
    return row
  })
}

/**
 * Messages of one bot that were claimed and are in nobody's hands: their process is gone, or it is the asking one,
 * which has none in hand when it asks.
 */
export async function listAbandoned(db: Db, asking: { botId: number; workerId: number }): Promise<OutboxRow[]> {
  const rows = await db
    .select({ outbox })
    .from(outbox)
    .innerJoin(chats, eq(chats.id, outbox.chatId))
    .where(
      and(
        eq(chats.botId, asking.botId),
        eq(outbox.state, 'claimed'),
        or(eq(outbox.claimedBy, asking.workerId), sql`${outbox.claimedBy} not in ${liveWorkerIds}`),
      ),
    )
    .orderBy(outbox.id)
  return rows.map((row) => row.outbox)
}

/** The newest message of the same kind that waits for the same person in the same province, if it is a later one. */
export async function findLaterWaiting(db: Db, row: OutboxRow): Promise<number | undefined> {
  const [later] = await db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        eq(outbox.chatId, row.chatId),
        // In a group several people are spoken to.
        row.personId === null ? isNull(outbox.personId) : eq(outbox.personId, row.personId),
        eq(outbox.provinceId, row.provinceId),
        eq(outbox.kind, row.kind),
        eq(outbox.class, row.class),
        eq(outbox.state, 'waiting'),
        gt(outbox.id, row.id),
      ),
    )
    .orderBy(desc(outbox.id))
    .limit(1)
  return later?.id
}

/** Holds a claimed message until the transaction ends; false where the claim has passed to somebody else. */
export async function lockClaim(tx: Db, row: Pick<OutboxRow, 'id' | 'claimedBy'>): Promise<boolean> {
  const rows = await tx.select({ id: outbox.id }).from(outbox).where(isClaim(row)).for('update')
  return rows.length > 0
}

function isClaim(row: Pick<OutboxRow, 'id' | 'claimedBy'>) {
  return and(eq(outbox.id, row.id), eq(outbox.state, 'claimed'), eq(outbox.claimedBy, row.claimedBy ?? 0))
}

export async function findUnsettledAttempt(tx: Db, outboxId: number): Promise<Attempt | undefined> {
  const [row] = await tx
    .select()
    .from(attempts)
    .where(and(eq(attempts.outboxId, outboxId), isNull(attempts.settledAt)))
  return row
}

/**
 * Committed before the network call: from here on the message may have gone out. Undefined where the claim has
 * passed to somebody else, who may be sending it now.
 */
export async function beginAttempt(
  db: Db,
  row: OutboxRow,
  attempt: {
    part: number
    text: string
    parts: FormattedText[]
    startedAt: Date
    /** What the message asks, as it is about to be shown. */
    question?: Pick<Question, 'kind' | 'values' | 'several' | 'expiresAt'>
  },
): Promise<{ attemptId: number; questionId: number | undefined } | undefined> {
  const { part, text, parts, startedAt, question } = attempt
  return await db.transaction(async (tx) => {
    if (!(await lockClaim(tx, row))) return undefined
    if (parts.length > 1) await tx.update(outbox).set({ parts }).where(eq(outbox.id, row.id))
    const { provinceId, id: outboxId, chatId, personId } = row
    const questionId =
      question === undefined || personId === null
        ? undefined
        : await saveQuestion(tx, { ...question, provinceId, outboxId, chatId, personId, askedAt: startedAt })
    const [begun] = await tx
      .insert(attempts)
      .values({ provinceId, outboxId, chatId, part, text, startedAt })
      .returning({ id: attempts.id })
    return begun === undefined ? undefined : { attemptId: begun.id, questionId }
  })
}

export async function settleAttempt(
  tx: Db,
  id: number,
  result: { outcome: NonNullable<Attempt['outcome']>; nativeIds?: string[]; reason?: string; settledAt: Date },
): Promise<void> {
  await tx.update(attempts).set(result).where(eq(attempts.id, id))
}

/** Only the process that holds the claim may settle; false means that it was taken for dead meanwhile. */
export async function settleOutbox(
  tx: Db,
  row: Pick<OutboxRow, 'id' | 'claimedBy'>,
  change: Partial<
    Pick<OutboxRow, 'state' | 'reason' | 'settledAt' | 'partsSent' | 'availableAt' | 'doubts' | 'faults'>
  >,
): Promise<boolean> {
  const rows = await tx.update(outbox).set(change).where(isClaim(row)).returning({ id: outbox.id })
  return rows.length > 0
}

/** How often the platform has put a message off. */
export async function countRetries(tx: Db, outboxId: number): Promise<number> {
  return await tx.$count(attempts, and(eq(attempts.outboxId, outboxId), eq(attempts.outcome, 'retry')))
}

/** A message that waits is not to be sent before then. */
export async function postpone(tx: Db, id: number, until: Date): Promise<void> {
  await tx
    .update(outbox)
    .set({ availableAt: until })
    .where(and(eq(outbox.id, id), eq(outbox.state, 'waiting')))
}

/**
 * To how many people who are no contacts of the chat's bot it has written since then; undefined where the chat's own
 * person is a contact or is among them already.
 */
export async function countStrangersSpokenTo(db: Db, chat: Chat, since: Date): Promise<number | undefined> {
  const rows = await db
    .selectDistinct({ chatId: attempts.chatId })
    .from(attempts)
    .innerJoin(chats, eq(chats.id, attempts.chatId))
    .innerJoin(accounts, eq(accounts.id, chats.accountId))
    .where(
      and(
        eq(chats.botId, chat.botId),
        eq(chats.kind, 'direct'),
        eq(accounts.isContact, false),
        gte(attempts.startedAt, since),
      ),
    )
  if (rows.some(({ chatId }) => chatId === chat.id)) return undefined
  const [own] = chat.accountId === null ? [] : await db.select().from(accounts).where(eq(accounts.id, chat.accountId))
  return own?.isContact === true ? undefined : rows.length
}

export async function pauseChat(tx: Db, chatId: number, until: Date): Promise<void> {
  await tx.update(chats).set({ pausedUntil: until }).where(eq(chats.id, chatId))
}

export async function countSent(db: Db, provinceId: number, kind: string): Promise<number> {
  const sent = and(eq(outbox.provinceId, provinceId), eq(outbox.kind, kind), eq(outbox.state, 'sent'))
  return await db.$count(outbox, sent)
}
