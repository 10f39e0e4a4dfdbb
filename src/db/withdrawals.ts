import { and, desc, eq, gte, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import type { LoggedWork } from '../domain/logged-work.ts'
import type { Db } from './database.ts'
import { isOfPerson } from './people.ts'
import { accounts, agencies, articleUrls, assignments, credits, inbound, sentLinks, submissions } from './schema.ts'

/** An address that a message contains, and what was recorded by it. */
export type SentLine = { id: number; url: string; agencyId: number; submissionId: number | null }

/** Work that a message reported in words. */
export type Logged = { id: number; agencyId: number; work: 'link' | LoggedWork; note: string | null }

/** The addresses of these events, but for those that have been taken back. */
export async function listLines(tx: Db, inboundIds: number[]): Promise<SentLine[]> {
  const { id, url, agencyId, submissionId } = sentLinks
  return await tx
    .select({ id, url, agencyId, submissionId })
    .from(sentLinks)
    .where(and(inArray(sentLinks.inboundId, inboundIds), isNull(sentLinks.withdrawnAt)))
    .orderBy(sentLinks.id)
}

/** The reports in words of these events that have not been taken back. */
export async function listLogged(tx: Db, inboundIds: number[]): Promise<Logged[]> {
  return await tx
    .select({ id: submissions.id, agencyId: submissions.agencyId, work: submissions.kind, note: submissions.note })
    .from(submissions)
    .where(
      and(inArray(submissions.inboundId, inboundIds), ne(submissions.kind, 'link'), isNull(submissions.withdrawnAt)),
    )
    .orderBy(submissions.id)
}

export async function withdrawLines(tx: Db, ids: number[], now: Date): Promise<void> {
  await tx.update(sentLinks).set({ withdrawnAt: now }).where(inArray(sentLinks.id, ids))
}

/** Of these submissions, those that an address of some message still stands for. */
export async function listStillSent(tx: Db, submissionIds: number[]): Promise<number[]> {
  const rows = await tx
    .selectDistinct({ id: sentLinks.submissionId })
    .from(sentLinks)
    .where(and(inArray(sentLinks.submissionId, submissionIds), isNull(sentLinks.withdrawnAt)))
  return rows.flatMap(({ id }) => id ?? [])
}

/** A submission as far as taking it back goes. `isLocked`: it counts toward figures that are closed. */
export type Withdrawable = {
  id: number
  provinceId: number
  agencyId: number
  withdrawnAt: Date | null
  isLocked: boolean
}

/** Of these submissions, those that a person has sent, be it first or after a colleague. */
export async function listOwnSubmissions(tx: Db, personId: number, ids: number[]): Promise<Withdrawable[]> {
  const sentItToo = sql`exists (
    select 1 from ${sentLinks}
    join ${inbound} on ${inbound.id} = ${sentLinks.inboundId}
    join ${accounts} on ${accounts.id} = ${inbound.accountId}
    where ${sentLinks.submissionId} = ${submissions.id} and ${isOfPerson(accounts.personId, personId)})`
  return await tx
    .select({
      id: submissions.id,
      provinceId: submissions.provinceId,
      agencyId: submissions.agencyId,
      withdrawnAt: submissions.withdrawnAt,
      isLocked: sql<boolean>`exists (
        select 1 from ${credits} join ${assignments} on ${assignments.id} = ${credits.assignmentId}
        where ${credits.submissionId} = ${submissions.id} and ${credits.revokedAt} is null
          and ${assignments.lockedAt} is not null)`,
    })
    .from(submissions)
    .innerJoin(agencies, eq(agencies.id, submissions.agencyId))
    .where(and(inArray(submissions.id, ids), or(isOfPerson(submissions.personId, personId), sentItToo)))
    .orderBy(submissions.id)
}

export async function withdrawSubmissions(tx: Db, ids: number[], now: Date): Promise<void> {
  await tx.update(submissions).set({ withdrawnAt: now }).where(inArray(submissions.id, ids))
}

/** Ends what these submissions count toward; returns the assignments that have lost something. */
export async function revokeCredits(tx: Db, submissionIds: number[], reason: string, now: Date): Promise<number[]> {
  const rows = await tx
    .update(credits)
    .set({ revokedAt: now, reason })
    .where(and(inArray(credits.submissionId, submissionIds), isNull(credits.revokedAt)))
    .returning({ assignmentId: credits.assignmentId })
  return [...new Set(rows.map(({ assignmentId }) => assignmentId))]
}

/** The assignments toward which some submissions counted once and do no longer. */
export async function listFormerAssignments(db: Db, submissionIds: number[]): Promise<number[]> {
  const rows = await db
    .selectDistinct({ assignmentId: credits.assignmentId })
    .from(credits)
    .where(and(inArray(credits.submissionId, submissionIds), isNotNull(credits.revokedAt)))
  return rows.map(({ assignmentId }) => assignmentId)
}

/** A submission as people recognise it: the page's address without its scheme, or what was written. */
export type Piece = { id: number; agency: string; text: string; sentAt: Date }

const piece = {
  id: submissions.id,
  agency: agencies.name,
  text: sql<string>`coalesce(${submissions.note}, (
    select ${articleUrls.urlKey} from ${articleUrls} where ${articleUrls.articleId} = ${submissions.articleId}
    order by ${articleUrls.id} limit 1), '')`,
  sentAt: submissions.sentAt,
}

/** What a person has sent for these agencies of a province since some day and could take back, the latest first. */
export async function listLatestPieces(
  db: Db,
  of: { provinceId: number; personId: number; agencyIds: number[]; since: Date; limit: number },
): Promise<Piece[]> {
  return await db
    .select(piece)
    .from(submissions)
    .innerJoin(agencies, eq(agencies.id, submissions.agencyId))
    .where(
      and(
        eq(submissions.provinceId, of.provinceId),
        isOfPerson(submissions.personId, of.personId),
        inArray(submissions.agencyId, of.agencyIds),
        isNull(submissions.withdrawnAt),
        gte(submissions.sentAt, of.since),
      ),
    )
    .orderBy(desc(submissions.sentAt), desc(submissions.id))
    .limit(of.limit)
}

/** These submissions of a province, in the order in which they were sent. */
export async function listPieces(db: Db, provinceId: number, ids: number[]): Promise<Piece[]> {
  return await db
    .select(piece)
    .from(submissions)
    .innerJoin(agencies, eq(agencies.id, submissions.agencyId))
    .where(and(eq(submissions.provinceId, provinceId), inArray(submissions.id, ids)))
    .orderBy(submissions.id)
}
