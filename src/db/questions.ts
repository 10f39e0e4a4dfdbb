import { and, desc, eq, gt, isNull, lte, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { attempts, questions } from './schema.ts'

export type Question = typeof questions.$inferSelect
export type QuestionKind = Question['kind']

/**
 * Keeps what a message is about to ask; shown once more, perhaps in another chat of the person's, it asks what it
 * shows then. An answer that was given meanwhile stays given. Returns its id.
 */
export async function saveQuestion(tx: Db, question: Omit<Question, 'id' | 'answeredAt'>): Promise<number> {
  const { chatId, values, several, askedAt, expiresAt } = question
  const [row] = await tx
    .insert(questions)
    .values(question)
    .onConflictDoUpdate({ target: questions.outboxId, set: { chatId, values, several, askedAt, expiresAt } })
    .returning({ id: questions.id })
  if (row === undefined) throw new Error('the question was not written')
  return row.id
}

/** Clocks of platforms and ours differ by less than two minutes. */
const skewMs = 120_000

/**
 * The question that a number in this chat answers: the latest that is still open, that has been or may have been shown,
 * and was so by the time the number was written. Locked until the transaction ends.
 */
export async function findOpenQuestion(
  tx: Db,
  chatId: number,
  { now, writtenAt }: { now: Date; writtenAt: Date },
): Promise<Question | undefined> {
  const isShown = sql`exists (select 1 from ${attempts} where ${attempts.outboxId} = ${questions.outboxId}
    and ${attempts.chatId} = ${chatId} and ${attempts.outcome} in ('sent', 'doubt'))`
  const askedBy = lte(questions.askedAt, new Date(writtenAt.getTime() + skewMs))

  const [row] = await tx
    .select()
    .from(questions)
    .where(
      and(eq(questions.chatId, chatId), isNull(questions.answeredAt), gt(questions.expiresAt, now), askedBy, isShown),
    )
    .orderBy(desc(questions.askedAt), desc(questions.id))
    .limit(1)
    .for('update')
  return row
}

/**
 * The question that a message of ours asked, known by the platform's id of any of its parts, open or not. Locked
 * until the transaction ends.
 */
export async function findQuestionByMessage(
  tx: Db,
  chatId: number,
  nativeMessageId: string,
): Promise<Question | undefined> {
  const [row] = await tx
    .select()
    .from(questions)
    .where(
      and(
        eq(questions.chatId, chatId),
        sql`exists (select 1 from ${attempts} where ${attempts.outboxId} = ${questions.outboxId}
          and ${attempts.chatId} = ${chatId} and ${attempts.nativeIds} ? ${nativeMessageId})`,
      ),
    )
    .for('update')
  return row
}

/** Locked until the transaction ends, so that of two answers at the same moment the second sees the first. */
export async function findQuestion(tx: Db, id: number): Promise<Question | undefined> {
  const [row] = await tx.select().from(questions).where(eq(questions.id, id)).for('update')
  return row
}

export async function closeQuestion(tx: Db, id: number, now: Date): Promise<void> {
  await tx.update(questions).set({ answeredAt: now }).where(eq(questions.id, id))
}
