import { and, eq, gte, inArray, lt, lte, ne, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { assignments, attempts, outbox, persons, reminders } from './schema.ts'

export type Reminder = typeof reminders.$inferSelect

/** Plans steps; a step that was planned before for that person, assignment and deadline stays as it is. */
export async function insertReminders(tx: Db, rows: (typeof reminders.$inferInsert)[]): Promise<number> {
  if (rows.length === 0) return 0
  const inserted = await tx.insert(reminders).values(rows).onConflictDoNothing().returning({ id: reminders.id })
  return inserted.length
}

/** The people of a province for whom a released reminder waits to be composed. */
export async function findReleased(
  db: Db,
  provinceId: number,
  now: Date,
): Promise<{ provinceId: number; personId: number; rung: Reminder['rung'] }[]> {
  return await db
    .selectDistinct({ provinceId: reminders.provinceId, personId: reminders.personId, rung: reminders.rung })
    .from(reminders)
    .where(and(eq(reminders.provinceId, provinceId), eq(reminders.state, 'planned'), lte(reminders.releaseAt, now)))
}

export async function listReleased(
  tx: Db,
  of: { provinceId: number; personId: number; rung: Reminder['rung'] },
  now: Date,
): Promise<Reminder[]> {
  return await tx
    .select()
    .from(reminders)
    .where(
      and(
        eq(reminders.provinceId, of.provinceId),
        eq(reminders.personId, of.personId),
        eq(reminders.rung, of.rung),
        eq(reminders.state, 'planned'),
        lte(reminders.releaseAt, now),
      ),
    )
    .orderBy(reminders.plannedAt, reminders.id)
}

export async function markComposed(tx: Db, ids: number[], outboxId: number): Promise<void> {
  const planned = eq(reminders.state, 'planned')
  await tx
    .update(reminders)
    .set({ state: 'composed', outboxId })
    .where(and(inArray(reminders.id, ids), planned))
}

export async function skipReminders(tx: Db, ids: number[], reason: string): Promise<void> {
  if (ids.length === 0) return
  const open = inArray(reminders.state, ['planned', 'composed'])
  await tx
    .update(reminders)
    .set({ state: 'skipped', reason })
    .where(and(inArray(reminders.id, ids), open))
}

/** Takes back what was planned and not yet composed; all of it, or only what was planned for another deadline. */
export async function cancelPlanned(
  tx: Db,
  assignmentId: number,
  cancel: { reason: string; keepDueAt?: Date },
): Promise<void> {
  await tx
    .update(reminders)
    .set({ state: 'cancelled', reason: cancel.reason })
    .where(
      and(
        eq(reminders.assignmentId, assignmentId),
        eq(reminders.state, 'planned'),
        cancel.keepDueAt === undefined ? undefined : ne(reminders.dueAt, cancel.keepDueAt),
      ),
    )
}

export async function listComposed(db: Db, outboxId: number): Promise<Reminder[]> {
  return await db
    .select()
    .from(reminders)
    .where(and(eq(reminders.outboxId, outboxId), eq(reminders.state, 'composed')))
    .orderBy(reminders.id)
}

/** Of a message's reminders, those whose assignment a later message to the same person speaks of, or is about to. */
export async function listSuperseded(db: Db, outboxId: number, now: Date): Promise<number[]> {
  const rows = await db
    .select({ id: reminders.id })
    .from(reminders)
    .where(
      and(
        eq(reminders.outboxId, outboxId),
        eq(reminders.state, 'composed'),
        sql`(exists (
          select 1 from ${reminders} later
          where later.assignment_id = ${reminders.assignmentId} and later.person_id = ${reminders.personId}
            and later.rung = ${reminders.rung} and later.planned_at > ${reminders.plannedAt}
            and later.state in ('composed', 'sent', 'doubt'))
          or exists (
            select 1 from ${assignments} due
            where due.id = ${reminders.assignmentId} and due.next_remind_at <= ${now.toISOString()}))`,
      ),
    )
  return rows.map((row) => row.id)
}

/** Lets a later message carry what an earlier one was to say. */
export async function moveReminders(tx: Db, fromOutboxId: number, toOutboxId: number): Promise<void> {
  await tx
    .update(reminders)
    .set({ outboxId: toOutboxId })
    .where(and(eq(reminders.outboxId, fromOutboxId), eq(reminders.state, 'composed')))
}

/** What became of the message is what became of the reminders that it still carried. */
export async function settleReminders(
  tx: Db,
  outboxId: number,
  result: { state: 'sent' | 'doubt' | 'skipped'; reason: string | null },
): Promise<void> {
  await tx
    .update(reminders)
    .set(result)
    .where(and(eq(reminders.outboxId, outboxId), eq(reminders.state, 'composed')))
}

/**
 * People other than `exceptPersonId` whom a reminder of one of the assignments has reached, or may have; of two who
 * were merged, the one who remained.
 */
export async function listReminded(db: Db, assignmentIds: number[], exceptPersonId: number): Promise<number[]> {
  const personId = sql<number>`coalesce(${persons.mergedInto}, ${persons.id})`.mapWith(Number)
  const rows = await db
    .selectDistinct({ personId })
    .from(reminders)
    .innerJoin(persons, eq(persons.id, reminders.personId))
    .where(
      and(
        inArray(reminders.assignmentId, assignmentIds),
        eq(reminders.rung, 'officer'),
        ne(personId, exceptPersonId),
        inArray(reminders.state, ['composed', 'sent', 'doubt']),
      ),
    )
  return rows.map((row) => row.personId)
}

/** The assignments that a message of ours, known by the platform's id, reminded of. */
export async function listRemindedBy(db: Db, chatId: number, nativeMessageId: string): Promise<number[]> {
  const rows = await db
    .selectDistinct({ assignmentId: reminders.assignmentId })
    .from(reminders)
    .innerJoin(outbox, eq(outbox.id, reminders.outboxId))
    .innerJoin(attempts, eq(attempts.outboxId, outbox.id))
    .where(and(eq(attempts.chatId, chatId), sql`${attempts.nativeIds} ? ${nativeMessageId}`))
  return rows.map((row) => row.assignmentId)
}

export async function countInDoubt(db: Db, provinceId: number, from: Date, to: Date): Promise<number> {
  return await db.$count(
    outbox,
    and(
      eq(outbox.provinceId, provinceId),
      eq(outbox.state, 'doubt'),
      gte(outbox.createdAt, from),
      lt(outbox.createdAt, to),
    ),
  )
}
