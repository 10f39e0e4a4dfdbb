import { eq } from 'drizzle-orm'
import type { Db } from './database.ts'
import { deployment, provinces } from './schema.ts'

export type Province = typeof provinces.$inferSelect

export async function insertProvince(
  db: Db,
  province: { code: string; name: string; timeZone: string },
): Promise<Province | undefined> {
  const [row] = await db.insert(provinces).values(province).onConflictDoNothing().returning()
  return row
}

export async function findProvince(db: Db, code: string): Promise<Province | undefined> {
  const [row] = await db.select().from(provinces).where(eq(provinces.code, code))
  return row
}

export async function getProvince(db: Db, id: number): Promise<Province> {
  const [row] = await db.select().from(provinces).where(eq(provinces.id, id))
  if (row === undefined) throw new Error(`no province ${id}`)
  return row
}

/** Serialises what is imported into a province. */
export async function lockProvince(tx: Db, id: number): Promise<void> {
  await tx.select({ id: provinces.id }).from(provinces).where(eq(provinces.id, id)).for('no key update')
}

export async function listProvinces(db: Db): Promise<Province[]> {
  return await db.select().from(provinces).orderBy(provinces.id)
}

export async function findDeploymentFact(db: Db, key: string): Promise<string | undefined> {
  const [row] = await db.select().from(deployment).where(eq(deployment.key, key))
  return row?.value
}

export async function setDeploymentFact(db: Db, key: string, value: string): Promise<void> {
  await db.insert(deployment).values({ key, value }).onConflictDoUpdate({ target: deployment.key, set: { value } })
}

/** The fact as first written: whoever comes second gets the value of the first. */
export async function fixDeploymentFact(db: Db, key: string, value: string): Promise<string> {
  await db.insert(deployment).values({ key, value }).onConflictDoNothing()
  return (await findDeploymentFact(db, key)) ?? value
}
