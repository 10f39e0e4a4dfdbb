import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import type { LocalDate } from '../domain/calendar.ts'
import type { Language, Role } from '../domain/message.ts'
import type { Db } from './database.ts'
import { accounts, agencies, chats, membershipDuties, memberships, persons, provinces } from './schema.ts'

export type Account = typeof accounts.$inferSelect

/** A live membership with what messages need to name it. */
export type Membership = {
  id: number
  provinceId: number
  provinceName: string
  agencyId: number | null
  agencyName: string | null
  role: Role
}

const membershipColumns = {
  id: memberships.id,
  provinceId: memberships.provinceId,
  provinceName: provinces.name,
  agencyId: memberships.agencyId,
  agencyName: agencies.name,
  role: memberships.role,
}

/** The account as its owner now calls it; a platform that does not say leaves the name that is known. */
export async function saveAccount(
  tx: Db,
  account: { botId: number; nativeId: string; name: string; username: string | null },
): Promise<Account> {
  const [row] = await tx
    .insert(accounts)
    .values(account)
    .onConflictDoUpdate({
      target: [accounts.botId, accounts.nativeId],
      set: {
        name: sql`coalesce(nullif(excluded.name, ''), ${accounts.name})`,
        username: account.username,
      },
    })
    .returning()
  if (row === undefined) throw new Error('the account was not written')
  return row
}

export async function insertPerson(tx: Db, person: { name: string; createdAt: Date }): Promise<number> {
  const [row] = await tx.insert(persons).values(person).returning({ id: persons.id })
  if (row === undefined) throw new Error('the person was not written')
  return row.id
}

export async function setAccountPerson(tx: Db, accountId: number, personId: number): Promise<void> {
  await tx.update(accounts).set({ personId }).where(eq(accounts.id, accountId))
}

/** The person that somebody is now: of two that were merged, the one who remained. */
export function livePerson(personId: number): SQL<number> {
  return sql<number>`coalesce(
    (select merged.merged_into from ${persons} merged where merged.id = ${personId}), ${personId})`
}

/** What stands under a person's name, or under that of one who has been merged into them. */
export function isOfPerson(column: AnyPgColumn, personId: number): SQL {
  return sql`${column} in (
    select same.id from ${persons} same where same.id = ${personId} or same.merged_into = ${personId})`
}

export async function getLivePerson(db: Db, personId: number): Promise<number> {
  const [row] = await db
    .select({ id: persons.id })
    .from(persons)
    .where(eq(persons.id, livePerson(personId)))
  if (row === undefined) throw new Error(`no person ${personId}`)
  return row.id
}

export async function findPreferredPlatform(db: Db, personId: number): Promise<string | null> {
  const [row] = await db.select({ platform: persons.preferredPlatform }).from(persons).where(eq(persons.id, personId))
  return row?.platform ?? null
}

export async function setPreferredPlatform(tx: Db, personId: number, platform: string): Promise<void> {
  await tx.update(persons).set({ preferredPlatform: platform }).where(eq(persons.id, personId))
}

export async function findLanguage(db: Db, personId: number): Promise<Language> {
  const [row] = await db.select({ language: persons.language }).from(persons).where(eq(persons.id, personId))
  return row?.language === 'en' ? 'en' : 'vi'
}

export async function getPersonName(db: Db, personId: number): Promise<string> {
  const [row] = await db.select({ name: persons.name }).from(persons).where(eq(persons.id, personId))
  return row?.name ?? ''
}

/** Undefined where the person already holds that membership. */
export async function insertMembership(
  tx: Db,
  membership: { provinceId: number; agencyId: number | null; personId: number; role: Role; fromOn: LocalDate },
): Promise<number | undefined> {
  const [row] = await tx.insert(memberships).values(membership).onConflictDoNothing().returning({ id: memberships.id })
  return row?.id
}

/** The person's memberships that hold on a day in their province's zone. */
export async function listMemberships(db: Db, personId: number, now: Date): Promise<Membership[]> {
  const today = todayIn(now)
  const rows = await db
    .select(membershipColumns)
    .from(memberships)
    .innerJoin(provinces, eq(provinces.id, memberships.provinceId))
    .leftJoin(agencies, eq(agencies.id, memberships.agencyId))
    .where(and(eq(memberships.personId, personId), holdsOn(today)))
    .orderBy(memberships.id)
  return rows.map((row) => ({ ...row, role: row.role as Role }))
}

export async function getMembership(db: Db, id: number): Promise<Membership & { personId: number }> {
  const [row] = await db
    .select({ ...membershipColumns, personId: memberships.personId })
    .from(memberships)
    .innerJoin(provinces, eq(provinces.id, memberships.provinceId))
    .leftJoin(agencies, eq(agencies.id, memberships.agencyId))
    .where(eq(memberships.id, id))
  if (row === undefined) throw new Error(`no membership ${id}`)
  return { ...row, role: row.role as Role }
}

/**
 * Who of an agency can be reminded of a duty now: the officers assigned to it, else all of the agency's
 * officers; only those with a chat in which they can be reached.
 */
export async function listRecipients(
  db: Db,
  of: { provinceId: number; agencyId: number; dutyId: number },
  now: Date,
): Promise<number[]> {
  const officers = await db
    .select({
      personId: memberships.personId,
      assigned: sql<boolean>`exists (select 1 from ${membershipDuties}
        where ${membershipDuties.membershipId} = ${memberships.id} and ${membershipDuties.dutyId} = ${of.dutyId})`,
    })
    .from(memberships)
    .innerJoin(provinces, eq(provinces.id, memberships.provinceId))
    .where(
      and(
        eq(memberships.provinceId, of.provinceId),
        eq(memberships.agencyId, of.agencyId),
        eq(memberships.role, 'officer'),
        holdsOn(todayIn(now)),
        or(isReachable(), isNamedInGroup()),
      ),
    )
    .orderBy(memberships.personId)
  const assigned = officers.filter((officer) => officer.assigned)
  return [...new Set((assigned.length > 0 ? assigned : officers).map((officer) => officer.personId))]
}

/** Coordinators of a province who can be reached; where there are none, its admins. */
export async function listCoordinators(db: Db, provinceId: number, now: Date): Promise<number[]> {
  return await listReachable(db, provinceId, 'coordinator', now)
}

/** Admins of a province who can be reached; where there are none, its coordinators. */
export async function listAdmins(db: Db, provinceId: number, now: Date): Promise<number[]> {
  return await listReachable(db, provinceId, 'admin', now)
}

async function listReachable(db: Db, provinceId: number, first: Role, now: Date): Promise<number[]> {
  const rows = await db
    .selectDistinct({ personId: memberships.personId, role: memberships.role })
    .from(memberships)
    .innerJoin(provinces, eq(provinces.id, memberships.provinceId))
    .where(
      and(
        eq(memberships.provinceId, provinceId),
        inArray(memberships.role, ['coordinator', 'admin']),
        holdsOn(todayIn(now)),
        isReachable(),
      ),
    )
    .orderBy(memberships.personId)
  const wanted = rows.filter((row) => row.role === first)
  return (wanted.length > 0 ? wanted : rows).map((row) => row.personId)
}

/** Agencies of a province that have an officer who can be reached. */
export async function listReachableAgencies(db: Db, provinceId: number, now: Date): Promise<number[]> {
  const rows = await db
    .selectDistinct({ agencyId: memberships.agencyId })
    .from(memberships)
    .innerJoin(provinces, eq(provinces.id, memberships.provinceId))
    .where(
      and(
        eq(memberships.provinceId, provinceId),
        eq(memberships.role, 'officer'),
        holdsOn(todayIn(now)),
        or(isReachable(), isNamedInGroup()),
      ),
    )
  return rows.flatMap((row) => row.agencyId ?? [])
}

/** Whether a person still holds the membership by which a reminder was meant for them. */
export async function holdsMembership(
  db: Db,
  of: { provinceId: number; personId: number; agencyId: number | null; roles: Role[] },
  now: Date,
): Promise<boolean> {
  const rows = await db
    .select({ id: memberships.id })
    .from(memberships)
    .innerJoin(provinces, eq(provinces.id, memberships.provinceId))
    .where(
      and(
        eq(memberships.provinceId, of.provinceId),
        eq(memberships.personId, livePerson(of.personId)),
        of.agencyId === null ? undefined : eq(memberships.agencyId, of.agencyId),
        inArray(memberships.role, of.roles),
        holdsOn(todayIn(now)),
      ),
    )
    .limit(1)
  return rows.length > 0
}

/** Serialises what is composed for one person in one province. */
export async function lockPerson(tx: Db, personId: number): Promise<void> {
  await tx.select({ id: persons.id }).from(persons).where(eq(persons.id, personId)).for('no key update')
}

/** Serialises what is counted for one agency, so that two officers at once do not both fill the same gap. */
export async function lockAgencies(tx: Db, agencyIds: number[]): Promise<void> {
  await tx
    .select({ id: agencies.id })
    .from(agencies)
    .where(inArray(agencies.id, agencyIds))
    .orderBy(agencies.id)
    .for('no key update')
}

/** Statements below join `provinces`, whose zone decides which day it is. */
function todayIn(now: Date) {
  return sql`(${now.toISOString()}::timestamptz at time zone ${provinces.timeZone})::date`
}

function holdsOn(today: ReturnType<typeof todayIn>) {
  return and(sql`${memberships.fromOn} <= ${today}`, or(isNull(memberships.toOn), sql`${memberships.toOn} >= ${today}`))
}

function isReachable() {
  return sql`exists (
    select 1 from ${accounts} join ${chats} on ${chats.accountId} = ${accounts.id}
    where ${accounts.personId} = ${memberships.personId} and ${chats.kind} = 'direct' and ${chats.goneAt} is null)`
}

/** Whether a group of the agency names its officers and this one has an account there. */
function isNamedInGroup() {
  return sql`exists (
    select 1 from ${accounts} join ${chats} on ${chats.botId} = ${accounts.botId}
    where ${accounts.personId} = ${memberships.personId} and ${chats.kind} = 'group' and ${chats.namesOfficers}
      and ${chats.provinceId} = ${memberships.provinceId} and ${chats.agencyId} = ${memberships.agencyId}
      and ${chats.goneAt} is null)`
}
