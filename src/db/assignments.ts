import { and, eq, gt, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Assignment } from '../domain/assignment.ts'
import { type LocalDate, localDateOf } from '../domain/calendar.ts'
import type { Channel } from '../domain/plan.ts'
import type { Db } from './database.ts'
import {
  agencies,
  assignments,
  credits,
  dutyVersions,
  persons,
  plans,
  planVersions,
  provinces,
  submissions,
} from './schema.ts'

export type NewAssignment = typeof assignments.$inferInsert

/** Opens what has no row yet; returns what is new. */
export async function insertAssignments(tx: Db, rows: NewAssignment[]): Promise<{ id: number; held: boolean }[]> {
  const inserted: { id: number; held: boolean }[] = []
  // A statement takes at most 65,535 parameters.
  for (let start = 0; start < rows.length; start += 1_000) {
    const batch = rows.slice(start, start + 1_000)
    const { id, held } = assignments
    inserted.push(...(await tx.insert(assignments).values(batch).onConflictDoNothing().returning({ id, held })))
  }
  return inserted
}

/** Assignments with their live credits, oldest deadline first. */
export async function listAssignments(db: Db, ...conditions: SQL[]): Promise<Assignment[]> {
  const rows = await db
    .select({
      id: assignments.id,
      provinceId: assignments.provinceId,
      agencyId: assignments.agencyId,
      dutyId: assignments.dutyId,
      agencyName: agencies.name,
      agencyShortName: agencies.shortName,
      planId: plans.id,
      planName: plans.name,
      timeZone: provinces.timeZone,
      rule: dutyVersions.rule,
      quotaOverride: assignments.quotaOverride,
      periodKey: assignments.periodKey,
      periodTitle: assignments.periodTitle,
      startsOn: assignments.startsOn,
      endsOn: assignments.endsOn,
      dueOn: sql<LocalDate>`coalesce(${assignments.extendedDueOn}, ${assignments.computedDueOn})::text`,
      dueAt: assignments.dueAt,
      locked: sql<boolean>`${assignments.lockedAt} is not null`,
      excused: sql<boolean>`${assignments.excusedAt} is not null`,
      held: assignments.held,
      credits: sql<Partial<Record<Channel, number>>>`(
        select coalesce(jsonb_object_agg(counted.channel, counted.n), '{}')
        from (
          select ${credits.channel} as channel, count(*)::int as n from ${credits}
          where ${credits.assignmentId} = ${assignments.id} and ${credits.revokedAt} is null
          group by ${credits.channel}
        ) counted)`,
      latest: sql<{ by: string; at: string } | null>`(
        select json_build_object('by', ${persons.name}, 'at', ${credits.creditedAt})
        from ${credits}
        join ${submissions} on ${submissions.id} = ${credits.submissionId}
        join ${persons} on ${persons.id} = ${submissions.personId}
        where ${credits.assignmentId} = ${assignments.id} and ${credits.revokedAt} is null
        order by ${credits.creditedAt} desc, ${credits.id} desc limit 1)`,
    })
    .from(assignments)
    .innerJoin(agencies, eq(agencies.id, assignments.agencyId))
    .innerJoin(dutyVersions, eq(dutyVersions.id, assignments.dutyVersionId))
    .innerJoin(planVersions, eq(planVersions.id, dutyVersions.planVersionId))
    .innerJoin(plans, eq(plans.id, planVersions.planId))
    .innerJoin(provinces, eq(provinces.id, assignments.provinceId))
    .where(and(...conditions))
    .orderBy(assignments.dueAt, assignments.id)
  return rows.map(({ latest, ...row }) => ({
    ...row,
    latest:
      latest === null
        ? null
        : { by: latest.by, at: new Date(latest.at), on: localDateOf(new Date(latest.at), row.timeZone) },
  }))
}

export const inProvince = (provinceId: number): SQL => eq(assignments.provinceId, provinceId)
export const ofAgencies = (agencyIds: number[]): SQL => inArray(assignments.agencyId, agencyIds)
export const ofPeriods = (keys: string[]): SQL => inArray(assignments.periodKey, keys)
export const withIds = (ids: number[]): SQL => inArray(assignments.id, ids)
export const startedBy = (on: LocalDate): SQL => lte(assignments.startsOn, on)
export const ofPlan = (planId: number): SQL => eq(plans.id, planId)
export const isHeld = (): SQL => eq(assignments.held, true)
export const notHeld = (): SQL => eq(assignments.held, false)
/** Neither excused nor locked: something can still be asked of it. */
export const unsettled = (): SQL => sql`${assignments.excusedAt} is null and ${assignments.lockedAt} is null`
export async function getAssignment(db: Db, id: number): Promise<Assignment> {
  const [assignment] = await listAssignments(db, withIds([id]))
  if (assignment === undefined) throw new Error(`no assignment ${id}`)
  return assignment
}

/** The next assignment of a province whose reminder step has come; locked until the transaction ends. */
export async function claimRemindable(
  tx: Db,
  provinceId: number,
  now: Date,
): Promise<{ id: number; from: Date } | undefined> {
  const [row] = await tx
    .select({ id: assignments.id, from: assignments.nextRemindAt })
    .from(assignments)
    .where(and(eq(assignments.provinceId, provinceId), lte(assignments.nextRemindAt, now)))
    .orderBy(assignments.nextRemindAt, assignments.id)
    .limit(1)
    .for('update', { skipLocked: true })
  return row === undefined || row.from === null ? undefined : { id: row.id, from: row.from }
}

/** Whether some assignment of the province still waits to have its step planned. */
export async function anyRemindable(db: Db, provinceId: number, now: Date): Promise<boolean> {
  const waiting = and(eq(assignments.provinceId, provinceId), lte(assignments.nextRemindAt, now))
  return (await db.select({ id: assignments.id }).from(assignments).where(waiting).limit(1)).length > 0
}

export async function setNextRemindAt(tx: Db, assignmentId: number, at: Date | null): Promise<void> {
  await tx.update(assignments).set({ nextRemindAt: at }).where(eq(assignments.id, assignmentId))
}

/** The same, unless a step has come due that nobody has planned yet: that one is not lost. */
export async function moveNextRemindAt(tx: Db, assignmentId: number, at: Date | null, now: Date): Promise<void> {
  const planned = or(isNull(assignments.nextRemindAt), gt(assignments.nextRemindAt, now))
  await tx
    .update(assignments)
    .set({ nextRemindAt: at })
    .where(and(eq(assignments.id, assignmentId), planned))
}

/** Lets what was set aside at import be chased; returns the assignments' ids. */
export async function releaseHeld(tx: Db, provinceId: number): Promise<number[]> {
  const rows = await tx
    .update(assignments)
    .set({ held: false })
    .where(and(eq(assignments.provinceId, provinceId), eq(assignments.held, true)))
    .returning({ id: assignments.id })
  return rows.map((row) => row.id)
}

export async function insertCredit(tx: Db, credit: typeof credits.$inferInsert): Promise<boolean> {
  const rows = await tx.insert(credits).values(credit).onConflictDoNothing().returning({ id: credits.id })
  return rows.length > 0
}
