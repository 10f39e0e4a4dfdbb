import { and, desc, eq, gte, inArray, isNotNull, isNull, ne, or, sql } from 'drizzle-orm'
import type { LoggedWork } from '../domain/logged-work.ts'
import type { Db } from './database.ts'
import { isOfPerson } from './people.ts'
import {
  accounts,
  agencies,
  articles,
  articleUrls,
  assignments,
  credits,
  inbound,
  sentLinks,
  submissions,
} from './schema.ts'

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

/** A submission as far as taking it back goes. */
export type Withdrawable = {
  id: number
  provinceId: number
  agencyId: number
  withdrawnAt: Date | null
  /** It counts toward figures that are closed. */
  isLocked: boolean
  /** A message of somebody else's still says it. */
  isSharedWithOthers: boolean
  /** It was taken back, and the page has been sent for the agency once more. */
  isSentAgain: boolean
}

/** The agencies that are touched when these submissions are taken back: theirs, and those that have sent the same pages. */
export async function listTouchedAgencies(tx: Db, submissionIds: number[]): Promise<number[]> {
  const ofSamePage = sql`${submissions.withdrawnAt} is null and ${submissions.articleId} in (
    select same.article_id from ${submissions} same where ${inArray(sql`same.id`, submissionIds)})`
  const rows = await tx
    .selectDistinct({ agencyId: submissions.agencyId })
    .from(submissions)
    .where(or(inArray(submissions.id, submissionIds), ofSamePage))
  return rows.map(({ agencyId }) => agencyId)
}

/** Waits for whoever is sending the pages of these submissions at this moment, and keeps others from it until the end. */
export async function lockPages(tx: Db, submissionIds: number[]): Promise<void> {
  const ofThese = tx
    .select({ id: submissions.articleId })
    .from(submissions)
    .where(inArray(submissions.id, submissionIds))
  await tx
    .select({ id: articles.id })
    .from(articles)
    .where(inArray(articles.id, ofThese))
    .orderBy(articles.id)
    .for('update')
}

/** Addresses with whose they are. */
const fromLines = sql`from ${sentLinks}
  join ${inbound} on ${inbound.id} = ${sentLinks.inboundId}
  join ${accounts} on ${accounts.id} = ${inbound.accountId}`

/** Of these submissions, those that a person has sent, be it first or after a colleague. */
export async function listOwnSubmissions(tx: Db, personId: number, ids: number[]): Promise<Withdrawable[]> {
  const sentItToo = sql`exists (
    select 1 ${fromLines} where ${sentLinks.submissionId} = ${submissions.id}
      and ${isOfPerson(accounts.personId, personId)})`
  const othersSayIt = sql<boolean>`exists (
    select 1 ${fromLines} where ${sentLinks.submissionId} = ${submissions.id} and ${sentLinks.withdrawnAt} is null
      and not ${isOfPerson(accounts.personId, personId)})`
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
      isSharedWithOthers: othersSayIt,
      isSentAgain: sql<boolean>`${submissions.withdrawnAt} is not null and exists (
        select 1 from ${submissions} again where again.agency_id = ${submissions.agencyId}
          and again.article_id = ${submissions.articleId} and again.withdrawn_at is null)`,
    })
    .from(submissions)
    .innerJoin(agencies, eq(agencies.id, submissions.agencyId))
    .where(and(inArray(submissions.id, ids), or(isOfPerson(submissions.personId, personId), sentItToo)))
    .orderBy(submissions.id)
}

/** The addresses in a person's own messages that stand for these submissions. */
export async function listOwnLines(tx: Db, personId: number, submissionIds: number[]): Promise<number[]> {
  const rows = await tx
    .select({ id: sentLinks.id })
    .from(sentLinks)
    .innerJoin(inbound, eq(inbound.id, sentLinks.inboundId))
    .innerJoin(accounts, eq(accounts.id, inbound.accountId))
    .where(
      and(
        inArray(sentLinks.submissionId, submissionIds),
        isNull(sentLinks.withdrawnAt),
        isOfPerson(accounts.personId, personId),
      ),
    )
  return rows.map(({ id }) => id)
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

/**
 * What a person has sent for these agencies since some day and could take back, the latest first: pages that a message
 * of theirs still says, whoever sent them first, and what they reported in words.
 */
export async function listLatestPieces(
  db: Db,
  of: { personId: number; agencyIds: number[]; since: Date; limit: number },
): Promise<Piece[]> {
  const saidByThem = sql`exists (
    select 1 ${fromLines} where ${sentLinks.submissionId} = ${submissions.id} and ${sentLinks.withdrawnAt} is null
      and ${isOfPerson(accounts.personId, of.personId)})`
  return await db
    .select(piece)
    .from(submissions)
    .innerJoin(agencies, eq(agencies.id, submissions.agencyId))
    .where(
      and(
        or(saidByThem, and(ne(submissions.kind, 'link'), isOfPerson(submissions.personId, of.personId))),
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
