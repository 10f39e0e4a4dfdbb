import { and, eq, inArray, sql } from 'drizzle-orm'
import type { LocalDate } from '../domain/calendar.ts'
import type { AgencyFile, Assignees, Channel } from '../domain/plan.ts'
import type { Db } from './database.ts'
import { agencies, agencyAliases, agencyGroupMembers, agencyGroups, plans, sites } from './schema.ts'

export type Agency = typeof agencies.$inferSelect
export type SiteRow = typeof sites.$inferSelect & { channel: Channel }

/** A span in which an agency owes something; null bounds are open. */
export type AgencySpan = { agencyId: number; fromOn: LocalDate | null; toOn: LocalDate | null }

export async function listAgencies(db: Db, provinceId: number): Promise<Agency[]> {
  return await db.select().from(agencies).where(eq(agencies.provinceId, provinceId)).orderBy(agencies.id)
}

export async function listAgenciesById(db: Db, ids: number[]): Promise<Agency[]> {
  return await db.select().from(agencies).where(inArray(agencies.id, ids)).orderBy(agencies.id)
}

export async function findAgency(db: Db, provinceId: number, code: string): Promise<Agency | undefined> {
  const [row] = await db
    .select()
    .from(agencies)
    .where(and(eq(agencies.provinceId, provinceId), eq(agencies.code, code)))
  return row
}

/** Everything that the agencies of a province are called by in writing: names, short names and aliases. */
export async function listAgencyNames(db: Db, provinceId: number): Promise<{ agencyId: number; name: string }[]> {
  const own = await listAgencies(db, provinceId)
  const aliases = await db
    .select({ agencyId: agencyAliases.agencyId, name: agencyAliases.alias })
    .from(agencyAliases)
    .where(eq(agencyAliases.provinceId, provinceId))
  const names = own.flatMap(({ id, name, shortName }) =>
    [name, shortName].map((each) => ({ agencyId: id, name: each })),
  )
  return [...names, ...aliases]
}

export async function listSites(db: Db, provinceId: number): Promise<SiteRow[]> {
  const rows = await db.select().from(sites).where(eq(sites.provinceId, provinceId)).orderBy(sites.id)
  return rows.map((row) => ({ ...row, channel: row.channel as Channel }))
}

/** Brings a province's agencies, groups and sites to what a file says. What the file no longer names stays. */
export async function saveAgencies(tx: Db, provinceId: number, file: AgencyFile): Promise<{ added: number }> {
  const known = new Set((await listAgencies(tx, provinceId)).map((agency) => agency.code))
  const groupIds = new Map<string, number>()
  for (const { code, name } of file.groups) {
    const [row] = await tx
      .insert(agencyGroups)
      .values({ provinceId, code, name })
      .onConflictDoUpdate({ target: [agencyGroups.provinceId, agencyGroups.code], set: { name } })
      .returning({ id: agencyGroups.id })
    if (row !== undefined) groupIds.set(code, row.id)
  }
  const agencyIds = new Map<string, number>()
  for (const agency of file.agencies) {
    const { code, name, shortName, activeFrom, activeTo } = agency
    const [row] = await tx
      .insert(agencies)
      .values({ provinceId, code, name, shortName, activeFrom, activeTo })
      .onConflictDoUpdate({
        target: [agencies.provinceId, agencies.code],
        set: { name, shortName, activeFrom, activeTo },
      })
      .returning({ id: agencies.id })
    if (row === undefined) continue
    agencyIds.set(code, row.id)
    for (const alias of agency.aliases) {
      await tx
        .insert(agencyAliases)
        .values({ provinceId, agencyId: row.id, alias })
        .onConflictDoUpdate({ target: [agencyAliases.provinceId, agencyAliases.alias], set: { agencyId: row.id } })
    }
    for (const { code: group, from, to } of agency.groups) {
      await tx
        .insert(agencyGroupMembers)
        .values({ provinceId, groupId: groupIds.get(group) ?? 0, agencyId: row.id, fromOn: from, toOn: to })
        .onConflictDoUpdate({
          target: [agencyGroupMembers.groupId, agencyGroupMembers.agencyId, agencyGroupMembers.fromOn],
          set: { toOn: to },
        })
    }
  }
  for (const { host, path, channel, agency, verified } of file.sites) {
    const agencyId = agency === null ? null : (agencyIds.get(agency) ?? null)
    await tx
      .insert(sites)
      .values({ provinceId, agencyId, host, path, channel, verified })
      .onConflictDoUpdate({
        target: [sites.provinceId, sites.host, sites.path, sites.fromOn],
        set: { agencyId, channel, verified },
      })
  }
  // Agencies may have come or gone: their periods are looked at again, from the plans' first day.
  await tx.update(plans).set({ reopen: true }).where(eq(plans.provinceId, provinceId))
  return { added: file.agencies.filter((agency) => !known.has(agency.code)).length }
}

/** Which agencies owe a duty, and from when to when: the groups' dated members and the named agencies, less the exceptions. */
export async function listAssignees(db: Db, provinceId: number, assignees: Assignees): Promise<AgencySpan[]> {
  const except = assignees.except
  const rows = await db.execute<{ agency_id: number; from_on: string | null; to_on: string | null }>(sql`
    select a.id::int as agency_id,
           greatest(a.active_from, m.from_on)::text as from_on, least(a.active_to, m.to_on)::text as to_on
    from ${agencies} a
    join (
      select gm.agency_id, gm.from_on, gm.to_on
      from ${agencyGroupMembers} gm join ${agencyGroups} g on g.id = gm.group_id
      where g.province_id = ${provinceId} and g.code = any(${textArray(assignees.groups)})
      union
      select id, null, null from ${agencies}
      where province_id = ${provinceId} and code = any(${textArray(assignees.agencies)})
    ) m on m.agency_id = a.id
    where a.province_id = ${provinceId} and not (a.code = any(${textArray(except)}))
    order by a.id`)
  return rows.map((row) => ({ agencyId: row.agency_id, fromOn: row.from_on, toOn: row.to_on }))
}

/** The names of each agency's groups, by the agency's id. */
export async function listGroupNames(db: Db, provinceId: number): Promise<Map<number, string[]>> {
  const rows = await db
    .select({ agencyId: agencyGroupMembers.agencyId, name: agencyGroups.name })
    .from(agencyGroupMembers)
    .innerJoin(agencyGroups, eq(agencyGroups.id, agencyGroupMembers.groupId))
    .where(eq(agencyGroupMembers.provinceId, provinceId))
    .orderBy(agencyGroups.id)
  const names = new Map<number, string[]>()
  for (const { agencyId, name } of rows) names.set(agencyId, [...(names.get(agencyId) ?? []), name])
  return names
}

export async function listGroupCodes(db: Db, provinceId: number): Promise<string[]> {
  const rows = await db.select().from(agencyGroups).where(eq(agencyGroups.provinceId, provinceId))
  return rows.map((row) => row.code)
}

function textArray(values: string[]) {
  return sql`array[${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )}]::text[]`
}
