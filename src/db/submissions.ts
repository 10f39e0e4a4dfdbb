import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { agencies, articles, articleUrls, credits, sentLinks, sites, submissions } from './schema.ts'

export type SentLink = typeof sentLinks.$inferSelect

/** The article behind an address, made on first sight. */
export async function saveArticle(
  tx: Db,
  article: { provinceId: number; urlKey: string; url: string; now: Date },
): Promise<number> {
  const { provinceId, urlKey, url, now } = article
  const found = await findArticle(tx, provinceId, urlKey)
  if (found !== undefined) return found
  const [row] = await tx.insert(articles).values({ provinceId, firstSeenAt: now }).returning({ id: articles.id })
  if (row === undefined) throw new Error('the article was not written')
  const [address] = await tx
    .insert(articleUrls)
    .values({ provinceId, articleId: row.id, urlKey, url })
    .onConflictDoNothing()
    .returning({ id: articleUrls.id })
  if (address !== undefined) return row.id
  // Another agency sent the same page at the same moment: its article stands, ours goes.
  await tx.delete(articles).where(eq(articles.id, row.id))
  const theirs = await findArticle(tx, provinceId, urlKey)
  if (theirs === undefined) throw new Error('the article was neither written nor found')
  return theirs
}

async function findArticle(tx: Db, provinceId: number, urlKey: string): Promise<number | undefined> {
  const [row] = await tx
    .select({ articleId: articleUrls.articleId })
    .from(articleUrls)
    .where(and(eq(articleUrls.provinceId, provinceId), eq(articleUrls.urlKey, urlKey)))
  return row?.articleId
}

/** Undefined where the agency already has a live submission of that article. */
export async function insertSubmission(
  tx: Db,
  submission: typeof submissions.$inferInsert,
): Promise<number | undefined> {
  const [row] = await tx.insert(submissions).values(submission).onConflictDoNothing().returning({ id: submissions.id })
  return row?.id
}

export async function findLiveSubmission(
  db: Db,
  agencyId: number,
  articleId: number,
): Promise<{ id: number; sentAt: Date } | undefined> {
  const [row] = await db
    .select({ id: submissions.id, sentAt: submissions.sentAt })
    .from(submissions)
    .where(
      and(eq(submissions.agencyId, agencyId), eq(submissions.articleId, articleId), isNull(submissions.withdrawnAt)),
    )
  return row
}

export async function getSubmission(db: Db, id: number): Promise<typeof submissions.$inferSelect> {
  const [row] = await db.select().from(submissions).where(eq(submissions.id, id))
  if (row === undefined) throw new Error(`no submission ${id}`)
  return row
}

/** A page that was sent before its site was registered is known to stand on it from now on. */
export async function setSubmissionSite(tx: Db, id: number, siteId: number): Promise<void> {
  await tx.update(submissions).set({ siteId }).where(eq(submissions.id, id))
}

export async function isCredited(db: Db, submissionId: number): Promise<boolean> {
  const live = and(eq(credits.submissionId, submissionId), isNull(credits.revokedAt))
  return (await db.select({ id: credits.id }).from(credits).where(live).limit(1)).length > 0
}

export async function insertSentLink(tx: Db, link: typeof sentLinks.$inferInsert): Promise<void> {
  await tx.insert(sentLinks).values(link).onConflictDoNothing()
}

/** The lines of a receipt in the order in which they were sent, but for those whose message was taken back. */
export async function listSentLinks(db: Db, receiptId: number): Promise<SentLink[]> {
  return await db
    .select()
    .from(sentLinks)
    .where(and(eq(sentLinks.receiptId, receiptId), isNull(sentLinks.withdrawnAt)))
    .orderBy(asc(sentLinks.inboundId), asc(sentLinks.position))
}

/** Whether an agency has a live submission of the page. */
export async function hasSubmitted(
  db: Db,
  agency: { provinceId: number; agencyId: number },
  urlKey: string,
): Promise<boolean> {
  const articleId = await findArticle(db, agency.provinceId, urlKey)
  return articleId !== undefined && (await findLiveSubmission(db, agency.agencyId, articleId)) !== undefined
}

/** A link that has never counted. */
export type UncountedLink = { submissionId: number; agencyId: number; personId: number; articleId: number; url: string }

/** The links of a province that have never counted because their address led nowhere, in the order in which they were sent. */
export async function listUncountedLinks(db: Db, provinceId: number): Promise<UncountedLink[]> {
  return await selectUncounted(db, ['unknown_site', 'foreign_site'], eq(submissions.provinceId, provinceId))
}

/** The links that have never counted because the pages counted already by these submissions, in the same order. */
export async function listTakenLinks(db: Db, provinceId: number, bySubmissionIds: number[]): Promise<UncountedLink[]> {
  const pages = db
    .select({ id: submissions.articleId })
    .from(submissions)
    .where(inArray(submissions.id, bySubmissionIds))
  const ofThesePages = and(eq(submissions.provinceId, provinceId), inArray(submissions.articleId, pages))
  return await selectUncounted(db, ['taken'], ofThesePages)
}

async function selectUncounted(
  db: Db,
  outcomes: SentLink['outcome'][],
  which: SQL | undefined,
): Promise<UncountedLink[]> {
  return await db
    .select({
      submissionId: submissions.id,
      agencyId: submissions.agencyId,
      personId: submissions.personId,
      articleId: articleUrls.articleId,
      url: articleUrls.url,
    })
    .from(submissions)
    .innerJoin(articleUrls, eq(articleUrls.articleId, submissions.articleId))
    .where(
      and(
        which,
        isNull(submissions.withdrawnAt),
        sql`not exists (select 1 from ${credits} where ${credits.submissionId} = ${submissions.id})`,
        sql`exists (select 1 from ${sentLinks} where ${sentLinks.submissionId} = ${submissions.id}
          and ${inArray(sentLinks.outcome, outcomes)})`,
      ),
    )
    .orderBy(submissions.id)
}

/** Gives a submission to another agency of its sender; false where that one has sent the page itself. */
export async function moveSubmission(tx: Db, id: number, agencyId: number): Promise<boolean> {
  const taken = sql`exists (
    select 1 from ${submissions} theirs
    where theirs.agency_id = ${agencyId} and theirs.article_id = ${submissions.articleId} and theirs.withdrawn_at is null)`
  const rows = await tx
    .update(submissions)
    .set({ agencyId })
    .where(and(eq(submissions.id, id), sql`not ${taken}`))
    .returning({ id: submissions.id })
  return rows.length > 0
}

/** Where links that count nowhere wait for somebody to look, by agency and host; those no duty asks for do not. */
export async function countWaitingLinks(
  db: Db,
  provinceId: number,
): Promise<{ agency: string; host: string; count: number }[]> {
  const waiting = ['unknown_site', 'foreign_site', 'taken'] as const
  return await db
    .select({
      agency: agencies.shortName,
      host: sentLinks.host,
      count: sql<number>`count(distinct ${submissions.id})::int`,
    })
    .from(submissions)
    .innerJoin(sentLinks, eq(sentLinks.submissionId, submissions.id))
    .innerJoin(agencies, eq(agencies.id, submissions.agencyId))
    .where(and(eq(submissions.provinceId, provinceId), inArray(sentLinks.outcome, [...waiting]), isUncounted()))
    .groupBy(agencies.id, agencies.shortName, sentLinks.host)
    .orderBy(agencies.id, sentLinks.host)
}

function isUncounted() {
  return and(
    isNull(submissions.withdrawnAt),
    sql`not exists (select 1 from ${credits} where ${credits.submissionId} = ${submissions.id} and ${credits.revokedAt} is null)`,
  )
}

/** The lines of a receipt that were sent before: when first, and whether that one counts. */
export async function listDuplicates(
  db: Db,
  receiptId: number,
): Promise<{ agencyId: number; sentAt: Date; counted: boolean }[]> {
  return await db
    .select({
      agencyId: sentLinks.agencyId,
      sentAt: submissions.sentAt,
      counted: sql<boolean>`exists (
        select 1 from ${credits} where ${credits.submissionId} = ${submissions.id} and ${credits.revokedAt} is null)`,
    })
    .from(sentLinks)
    .innerJoin(submissions, eq(submissions.id, sentLinks.submissionId))
    .where(and(eq(sentLinks.receiptId, receiptId), eq(sentLinks.outcome, 'duplicate'), isNull(sentLinks.withdrawnAt)))
    .orderBy(sentLinks.id)
}

/** The assignments toward which some submissions count now. */
export async function listCreditsOf(
  db: Db,
  submissionIds: number[],
): Promise<{ submissionId: number; assignmentId: number }[]> {
  const { submissionId, assignmentId } = credits
  return await db
    .select({ submissionId, assignmentId })
    .from(credits)
    .where(and(inArray(submissionId, submissionIds), isNull(credits.revokedAt)))
    .orderBy(credits.id)
}

/** Hosts that no admin has confirmed and that credited articles stand on. */
export async function listUnverifiedHosts(db: Db, provinceId: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ host: sites.host })
    .from(sites)
    .where(
      and(
        eq(sites.provinceId, provinceId),
        eq(sites.verified, false),
        inArray(
          sites.id,
          db
            .select({ id: submissions.siteId })
            .from(submissions)
            .innerJoin(credits, eq(credits.submissionId, submissions.id))
            .where(and(eq(submissions.provinceId, provinceId), isNull(credits.revokedAt))),
        ),
      ),
    )
    .orderBy(sites.host)
  return rows.map((row) => row.host)
}

/** How many addresses a province was sent, and how many of them it had before. */
export async function countSentLinks(db: Db, provinceId: number): Promise<{ recorded: number; duplicates: number }> {
  const ofProvince = eq(sentLinks.provinceId, provinceId)
  const duplicates = await db.$count(sentLinks, and(ofProvince, eq(sentLinks.outcome, 'duplicate')))
  return { recorded: (await db.$count(sentLinks, ofProvince)) - duplicates, duplicates }
}
