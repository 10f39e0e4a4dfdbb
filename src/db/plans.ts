import { and, desc, eq, lt, or } from 'drizzle-orm'
import type { LocalDate } from '../domain/calendar.ts'
import type { Duty, Plan } from '../domain/plan.ts'
import type { Db } from './database.ts'
import { duties, dutyVersions, plans, planVersions, requirements } from './schema.ts'

export type PlanRow = typeof plans.$inferSelect
export type PlanVersion = typeof planVersions.$inferSelect

export async function listPlans(db: Db, provinceId: number): Promise<PlanRow[]> {
  return await db.select().from(plans).where(eq(plans.provinceId, provinceId)).orderBy(plans.year, plans.code)
}

export async function findPlan(db: Db, provinceId: number, code: string): Promise<PlanRow | undefined> {
  const [row] = await db
    .select()
    .from(plans)
    .where(and(eq(plans.provinceId, provinceId), eq(plans.code, code)))
  return row
}

export async function getPlan(db: Db, id: number): Promise<PlanRow> {
  const [row] = await db.select().from(plans).where(eq(plans.id, id))
  if (row === undefined) throw new Error(`no plan ${id}`)
  return row
}

export async function findLatestVersion(db: Db, planId: number): Promise<PlanVersion | undefined> {
  const [row] = await db
    .select()
    .from(planVersions)
    .where(eq(planVersions.planId, planId))
    .orderBy(desc(planVersions.n))
    .limit(1)
  return row
}

/** Plans whose periods have not been opened up to `today` yet; each is locked until the transaction ends. */
export async function claimPlanToOpen(tx: Db, today: LocalDate, provinceId: number): Promise<PlanRow | undefined> {
  const [row] = await tx
    .select()
    .from(plans)
    .where(isToOpen(provinceId, today))
    .orderBy(plans.id)
    .limit(1)
    .for('update', { skipLocked: true })
  return row
}

/** Whether another process is about to open periods of the province. */
export async function isBeingOpened(db: Db, today: LocalDate, provinceId: number): Promise<boolean> {
  return await db.transaction(async (tx) => {
    const waiting = tx.select({ id: plans.id }).from(plans).where(isToOpen(provinceId, today))
    const all = (await waiting).length
    if (all === 0) return false
    const free = tx.select({ id: plans.id }).from(plans).where(isToOpen(provinceId, today))
    return (await free.for('update', { skipLocked: true })).length < all
  })
}

function isToOpen(provinceId: number, today: LocalDate) {
  return and(eq(plans.provinceId, provinceId), or(plans.reopen, lt(plans.openedThroughOn, today)))
}

export async function setOpenedThrough(tx: Db, planId: number, on: LocalDate): Promise<void> {
  await tx.update(plans).set({ openedThroughOn: on, reopen: false }).where(eq(plans.id, planId))
}

export async function setChaseFrom(tx: Db, planVersionId: number, at: Date): Promise<void> {
  await tx.update(planVersions).set({ chaseFrom: at }).where(eq(planVersions.id, planVersionId))
}

/** The duties of a plan version with their permanent ids. */
export async function listDuties(
  db: Db,
  planVersionId: number,
): Promise<{ dutyId: number; dutyVersionId: number; rule: Duty }[]> {
  return await db
    .select({ dutyId: dutyVersions.dutyId, dutyVersionId: dutyVersions.id, rule: dutyVersions.rule })
    .from(dutyVersions)
    .where(eq(dutyVersions.planVersionId, planVersionId))
    .orderBy(dutyVersions.dutyId)
}

/** Writes the plan's next version; a duty keeps its id through its key. */
export async function insertPlanVersion(
  tx: Db,
  provinceId: number,
  plan: Plan,
  version: { source: string; hash: string; importedAt: Date },
): Promise<PlanVersion> {
  const [row] = await tx
    .insert(plans)
    .values({ provinceId, code: plan.code, name: plan.name, year: plan.year })
    .onConflictDoUpdate({
      target: [plans.provinceId, plans.code],
      set: { name: plan.name, year: plan.year, reopen: true },
    })
    .returning()
  if (row === undefined) throw new Error('the plan was not written')
  const n = ((await findLatestVersion(tx, row.id))?.n ?? 0) + 1
  const [inserted] = await tx
    .insert(planVersions)
    .values({ provinceId, planId: row.id, n, effectiveOn: plan.effectiveOn, ...version })
    .returning()
  if (inserted === undefined) throw new Error('the plan version was not written')

  for (const rule of plan.duties) {
    const [duty] = await tx
      .insert(duties)
      .values({ provinceId, planId: row.id, key: rule.key })
      .onConflictDoUpdate({ target: [duties.planId, duties.key], set: { key: rule.key } })
      .returning()
    if (duty === undefined) throw new Error('the duty was not written')
    const [dutyVersion] = await tx
      .insert(dutyVersions)
      .values({ provinceId, dutyId: duty.id, planVersionId: inserted.id, rule })
      .returning()
    if (dutyVersion === undefined) throw new Error('the duty version was not written')
    for (const { channel, min } of rule.requirements) {
      await tx.insert(requirements).values({ provinceId, dutyVersionId: dutyVersion.id, channel, min })
    }
  }
  return inserted
}
