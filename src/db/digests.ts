import { and, eq, lte } from 'drizzle-orm'
import type { Db } from './database.ts'
import { digests } from './schema.ts'

/** Makes the row that says when a province's next weekly digest is due, unless it is there. */
export async function ensureDigest(db: Db, provinceId: number, nextAt: Date): Promise<void> {
  await db.insert(digests).values({ provinceId, kind: 'weekly', nextAt }).onConflictDoNothing()
}

export async function findDueDigest(
  tx: Db,
  provinceId: number,
  now: Date,
): Promise<typeof digests.$inferSelect | undefined> {
  const [row] = await tx
    .select()
    .from(digests)
    .where(and(eq(digests.provinceId, provinceId), lte(digests.nextAt, now)))
  return row
}

/** True for the one caller that moves the digest on from the instant it saw. */
export async function advanceDigest(tx: Db, digest: typeof digests.$inferSelect, nextAt: Date): Promise<boolean> {
  const rows = await tx
    .update(digests)
    .set({ nextAt })
    .where(
      and(eq(digests.provinceId, digest.provinceId), eq(digests.kind, digest.kind), eq(digests.nextAt, digest.nextAt)),
    )
    .returning()
  return rows.length > 0
}
