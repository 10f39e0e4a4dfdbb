import { and, asc, eq, gte, inArray, isNull, lt, sql } from 'drizzle-orm'
import type { Db } from './database.ts'
import { articles, articleUrls, credits, sentLinks, sites, submissions } from './schema.ts'

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

/** The lines of a receipt in the order in which they were sent. */
export async function listSentLinks(db: Db, receiptId: number): Promise<SentLink[]> {
  return await db
    .select()
    .from(sentLinks)
    .where(eq(sentLinks.receiptId, receiptId))
    .orderBy(asc(sentLinks.inboundId), asc(sentLinks.position))
}

/** Submissions of a window that count nowhere: on unknown addresses, for no duty. */
export async function countUncounted(db: Db, provinceId: number, from: Date, to: Date): Promise<number> {
  return await db.$count(
    submissions,
    and(
      eq(submissions.provinceId, provinceId),
      isNull(submissions.withdrawnAt),
      gte(submissions.sentAt, from),
      lt(submissions.sentAt, to),
      sql`not exists (select 1 from ${credits} where ${credits.submissionId} = ${submissions.id} and ${credits.revokedAt} is null)`,
    ),
  )
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
