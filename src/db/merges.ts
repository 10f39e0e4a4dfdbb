import { and, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Db } from './database.ts'
import {
  accounts,
  botLogins,
  membershipDuties,
  memberships,
  outbox,
  persons,
  provinces,
  questions,
  reminders,
} from './schema.ts'

/** Of two people who are one, `from` becomes `into`. */
export type Merge = { from: number; into: number }

/** Both persons, held until the transaction ends; in order, so that two merges at once do not wait for each other. */
export async function lockPersons(tx: Db, { from, into }: Merge): Promise<void> {
  const both = inArray(persons.id, [from, into])
  await tx.select({ id: persons.id }).from(persons).where(both).orderBy(persons.id).for('update')
}

/**
 * Whether a person holds now, and for as long, every membership of another one that has not ended, be it one that is
 * yet to begin. True where the other has none.
 */
export async function holdsAllOf(tx: Db, { from, into }: Merge, now: Date): Promise<boolean> {
  const own = alias(memberships, 'own')
  const today = sql`(${now.toISOString()}::timestamptz at time zone ${provinces.timeZone})::date`
  const until = sql`coalesce(${memberships.toOn}, 'infinity'::date)`
  const isSame = and(
    eq(own.personId, into),
    eq(own.provinceId, memberships.provinceId),
    eq(own.role, memberships.role),
    sql`${own.agencyId} is not distinct from ${memberships.agencyId}`,
    sql`${own.fromOn} <= ${today}`,
    sql`coalesce(${own.toOn}, 'infinity'::date) >= ${until}`,
  )
  const [gained] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .innerJoin(provinces, eq(provinces.id, memberships.provinceId))
    .leftJoin(own, isSame)
    .where(and(eq(memberships.personId, from), sql`${until} >= ${today}`, isNull(own.id)))
    .limit(1)
  return gained === undefined
}

/** Their accounts, what they are asked, and what is on its way to them, pass over. */
export async function mergeAccounts(tx: Db, { from, into }: Merge): Promise<void> {
  await tx.update(accounts).set({ personId: into }).where(eq(accounts.personId, from))
  await tx
    .update(questions)
    .set({ personId: into })
    .where(and(eq(questions.personId, from), isNull(questions.answeredAt)))
  await tx
    .update(botLogins)
    .set({ personId: into })
    .where(and(eq(botLogins.personId, from), isNull(botLogins.endedAt)))
  await tx
    .update(outbox)
    .set({ personId: into })
    .where(and(eq(outbox.personId, from), inArray(outbox.state, ['waiting', 'claimed'])))
}

/** Their memberships pass over; one that the other holds as well ends, and its duties go to the one that remains. */
export async function mergeMemberships(tx: Db, { from, into }: Merge, now: Date): Promise<void> {
  const kept = alias(memberships, 'kept')
  const isTwin = and(
    eq(kept.personId, into),
    isNull(kept.toOn),
    eq(kept.provinceId, memberships.provinceId),
    eq(kept.role, memberships.role),
    sql`${kept.agencyId} is not distinct from ${memberships.agencyId}`,
  )
  const doubled = await tx
    .select({ id: memberships.id, keptId: kept.id })
    .from(memberships)
    .innerJoin(kept, isTwin)
    .where(and(eq(memberships.personId, from), isNull(memberships.toOn)))
  for (const { id, keptId } of doubled) {
    await tx.execute(sql`
      insert into ${membershipDuties} (province_id, membership_id, duty_id)
      select province_id, ${keptId}, duty_id from ${membershipDuties} where membership_id = ${id} on conflict do nothing`)
    const today = sql`(select (${now.toISOString()}::timestamptz at time zone time_zone)::date
      from provinces where provinces.id = ${memberships.provinceId})`
    await tx.update(memberships).set({ toOn: today }).where(eq(memberships.id, id))
  }
  const ended = doubled.map(({ id }) => id)
  await tx
    .update(memberships)
    .set({ personId: into })
    .where(and(eq(memberships.personId, from), notInArray(memberships.id, ended)))
}

/** Reminders that have not gone out pass over; a step that the other is or was told of as well is not said twice. */
export async function mergeReminders(tx: Db, { from, into }: Merge): Promise<void> {
  const open = and(eq(reminders.personId, from), inArray(reminders.state, ['planned', 'composed']))
  const isDoubled = sql`exists (
    select 1 from ${reminders} other
    where other.person_id = ${into} and other.state <> 'cancelled' and other.assignment_id = ${reminders.assignmentId}
      and other.rung = ${reminders.rung} and other.step = ${reminders.step}
      and other.repetition = ${reminders.repetition} and other.due_at = ${reminders.dueAt})`
  await tx.update(reminders).set({ state: 'skipped', reason: 'merged' }).where(and(open, isDoubled))
  await tx.update(reminders).set({ personId: into }).where(open)
}

/** From now on whoever asks for the one finds the other; so do those who were merged into them before. */
export async function markMerged(tx: Db, { from, into }: Merge): Promise<void> {
  await tx
    .update(persons)
    .set({ mergedInto: into })
    .where(sql`${persons.id} = ${from} or ${persons.mergedInto} = ${from}`)
}
