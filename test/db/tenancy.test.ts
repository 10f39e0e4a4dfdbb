import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Db } from '../../src/db/database.ts'
import { useDatabase } from '../support/database.ts'

const db = await useDatabase()

type Reference = { table: string; column: string; to: string }

/**
 * Straight from the catalog, so that a table of tomorrow is looked at as well: every foreign key between two tables
 * that belong to a province. A chat belongs to people, and to a province only where it is bound to one.
 */
const references = await db.execute<Reference & { columns: string[]; targets: string[] }>(sql`
  with tenants as (
    select attrelid as id from pg_attribute
    where attname = 'province_id' and attnotnull and not attisdropped
      and attrelid in (select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace)
  )
  select c.conrelid::regclass::text as "table", c.confrelid::regclass::text as "to",
    (select array_agg(a.attname::text order by k.n) from unnest(c.conkey) with ordinality k (num, n)
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num) as columns,
    (select array_agg(a.attname::text order by k.n) from unnest(c.confkey) with ordinality k (num, n)
      join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.num) as targets,
    (select a.attname::text from unnest(c.conkey) with ordinality k (num, n)
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num
      where a.attname <> 'province_id' order by k.n limit 1) as "column"
  from pg_constraint c
  where c.contype = 'f' and c.confrelid in (select id from tenants)
    and exists (select 1 from pg_attribute where attrelid = c.conrelid and attname = 'province_id')
  order by 1, 5`)

const label = ({ table, column, to }: Reference) => `${table}.${column} → ${to}`

describe('9. tenancy in SQL', () => {
  it('every reference between tables of a province carries the province', () => {
    const loose = references.filter(({ columns, targets }) => {
      const place = columns.indexOf('province_id')
      return place < 0 || targets[place] !== 'province_id'
    })
    expect(loose.map(label)).toEqual([])
    expect(references.map(label)).toEqual(
      expect.arrayContaining([
        'assignments.agency_id → agencies',
        'credits.assignment_id → assignments',
        'credits.submission_id → submissions',
        'membership_duties.membership_id → memberships',
        'memberships.agency_id → agencies',
        'reminders.assignment_id → assignments',
        'submissions.agency_id → agencies',
      ]),
    )
  })

  it('every table that names a row of a province’s table belongs to that province itself', async () => {
    const outsiders = await db.execute<{ name: string }>(sql`
      select distinct c.conrelid::regclass::text as name from pg_constraint c
      join pg_attribute a on a.attrelid = c.confrelid and a.attname = 'province_id' and a.attnotnull
      where c.contype = 'f'
        and not exists (select 1 from pg_attribute where attrelid = c.conrelid and attname = 'province_id')
      order by 1`)
    // Who used an invitation; the invitation says of which province it is.
    expect(outsiders.map((row) => row.name)).toEqual(['invite_uses'])
  })

  describe('a row of one province that names a row of another cannot be written:', () => {
    beforeEach(async () => {
      await fillProvince(db, 1)
      await fillProvince(db, 2)
    })

    it.each(references.map((reference) => [label(reference), reference] as const))(
      '%s',
      async (_, { table, column, to }) => {
        const [mine] = await db.execute<{ count: number }>(
          sql.raw(`select count(*)::int as count from ${table} where province_id = 1 and ${column} is not null`),
        )
        expect(mine?.count, `fillProvince gives ${table} no row with ${column}`).toBeGreaterThan(0)
        const crossing = db.execute(
          sql.raw(`update ${table} set ${column} = (select max(id) from ${to} where province_id = 2)
          where province_id = 1 and ${column} is not null`),
        )
        await expect(crossing).rejects.toMatchObject({ cause: { code: '23503' } })
      },
    )
  })
})

/** One row of every table, as plain as it can be, with ids and keys that no other province has. */
async function fillProvince(db: Db, province: number): Promise<void> {
  const id = province * 10
  const now = "'2024-03-01T00:00:00Z'"
  const rows: [table: string, values: Record<string, string | number>][] = [
    ['provinces', { id: province, code: `'p${id}'`, name: "'Tỉnh'", time_zone: "'Asia/Ho_Chi_Minh'" }],
    ['agencies', { id, code: "'a'", name: "'A'", short_name: "'A'" }],
    ['agency_aliases', { agency_id: id, alias: `'B${id}'` }],
    ['agency_groups', { id, code: "'g'", name: "'G'" }],
    ['agency_group_members', { id, group_id: id, agency_id: id }],
    ['sites', { id, agency_id: id, host: "'a.vn'", channel: "'portal'" }],
    ['plans', { id, code: "'k'", name: "'K'", year: 2024 }],
    [
      'plan_versions',
      { id, plan_id: id, n: province, effective_on: "'2024-01-01'", source: "''", hash: "''", imported_at: now },
    ],
    ['duties', { id, plan_id: id, key: `'d${id}'` }],
    ['duty_versions', { id, duty_id: id, plan_version_id: id, rule: "'{}'" }],
    ['requirements', { duty_version_id: id, channel: `'channel ${id}'`, min: 1 }],
    [
      'assignments',
      {
        id,
        agency_id: id,
        duty_id: id,
        duty_version_id: id,
        period_key: "'2024-03'",
        starts_on: "'2024-03-01'",
        ends_on: "'2024-03-31'",
        computed_due_on: "'2024-03-31'",
        due_at: now,
        opened_at: now,
      },
    ],
    ['bots', { id, platform: "'telegram'", native_id: `'${id}'` }],
    ['bot_provinces', { bot_id: id }],
    ['persons', { id, name: "'Lan'", created_at: now }],
    ['accounts', { id, bot_id: id, native_id: "'1'", person_id: id, name: "'Lan'" }],
    ['chats', { id, bot_id: id, native_id: "'1'", kind: "'group'", account_id: id, agency_id: id }],
    ['memberships', { id, agency_id: id, person_id: id, role: "'officer'", from_on: "'2024-01-01'" }],
    ['membership_duties', { membership_id: id, duty_id: id }],
    [
      'invites',
      { id, agency_id: id, role: "'officer'", code_hmac: `'${id}'`, max_uses: 1, created_at: now, expires_at: now },
    ],
    [
      'inbound',
      { id, bot_id: id, native_id: "'1'", chat_native_id: "'1'", raw: "'{}'", received_at: now, available_at: now },
    ],
    ['articles', { id, first_seen_at: now }],
    ['article_urls', { id, article_id: id, url_key: "'u'", url: "'u'" }],
    [
      'submissions',
      { id, agency_id: id, person_id: id, kind: "'link'", article_id: id, site_id: id, inbound_id: id, sent_at: now },
    ],
    [
      'credits',
      { id, submission_id: id, assignment_id: id, channel: "'portal'", duty_id: id, article_id: id, credited_at: now },
    ],
    [
      'outbox',
      {
        id,
        person_id: id,
        chat_id: id,
        dedupe_key: `'${id}'`,
        kind: "'receipt'",
        args: "'{}'",
        version: 1,
        class: 0,
        created_at: now,
        available_at: now,
      },
    ],
    [
      'sent_links',
      {
        id,
        agency_id: id,
        inbound_id: id,
        position: 0,
        url: "'u'",
        host: "'a.vn'",
        outcome: "'counted'",
        submission_id: id,
        assignment_id: id,
        receipt_id: id,
      },
    ],
    ['attempts', { id, outbox_id: id, chat_id: id, part: 0, text: "''", started_at: now }],
    // A message asks once, so the one that a row of another province would name has to be another.
    [
      'outbox',
      {
        id: id + 1,
        person_id: id,
        chat_id: id,
        dedupe_key: `'${id + 1}'`,
        kind: "'todo'",
        args: "'{}'",
        version: 1,
        class: 0,
        created_at: now,
        available_at: now,
      },
    ],
    [
      'questions',
      {
        id,
        chat_id: id,
        person_id: id,
        outbox_id: id,
        kind: "'item'",
        '"values"': "'[]'",
        several: "'t'",
        asked_at: now,
        expires_at: now,
      },
    ],
    [
      'reminders',
      {
        id,
        assignment_id: id,
        person_id: id,
        rung: "'officer'",
        step: "'-7'",
        due_at: now,
        planned_at: now,
        release_at: now,
        outbox_id: id,
      },
    ],
    ['digests', { kind: "'weekly'", next_at: now }],
  ]
  const global = ['provinces', 'bots', 'persons', 'accounts', 'inbound']
  for (const [table, values] of rows) {
    const row = global.includes(table) ? values : { province_id: province, ...values }
    await db.execute(
      sql.raw(`insert into ${table} (${Object.keys(row)}) overriding system value values (${Object.values(row)})`),
    )
  }
}
