import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'
import { startChild } from '../support/child.ts'
import { onPostgres, workerDatabase, workerUrl } from '../support/database.ts'
import { withDatabase } from '../support/global-setup.ts'

/** A folder as drizzle-kit writes it. Run twice, or by two at once, each of its migrations fails. */
function migrationsFolder(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'nv-migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const entries = Array.from({ length: count }, (_, n) => ({
    idx: n,
    tag: `000${n}_t`,
    when: n + 1,
    breakpoints: true,
  }))
  mkdirSync(join(folder, 'meta'))
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ entries }))
  for (const { idx, tag } of entries) writeFileSync(join(folder, `${tag}.sql`), `create table t${idx} (n int);`)
  return folder
}

describe('migrations', () => {
  it('are applied once, the new ones after the old ones', async () => {
    const database = await openDatabase({ inMemory: true })
    onTestFinished(() => database.close())
    for (const count of [1, 1, 3]) await migrate(database, migrationsFolder(count))
    const tables = await database.db.execute(
      sql`select tablename from pg_tables where schemaname = 'public' order by 1`,
    )
    expect(tables.map((table) => table.tablename)).toEqual(['t0', 't1', 't2'])
  })

  it('of this project are in the order of their times, without which one would be passed over', () => {
    const { entries } = JSON.parse(readFileSync('migrations/meta/_journal.json', 'utf8'))
    const times = entries.map((entry: { when: number }) => entry.when)
    expect(times).toEqual(times.toSorted((a: number, b: number) => a - b))
  })

  it.skipIf(!onPostgres)('are applied once by four processes that start together', { timeout: 60_000 }, async () => {
    const { db } = await workerDatabase()
    const name = `nv_test_${process.pid}_race`
    await db.execute(sql.raw(`create database ${name}`))
    onTestFinished(async () => void (await db.execute(sql.raw(`drop database ${name} with (force)`))))
    const url = withDatabase(workerUrl(), name)
    const folder = migrationsFolder(8)
    const children = Array.from({ length: 4 }, () => startChild('test/db/children/migrate.ts', url, folder))
    for (const child of children) expect(await child.next()).toBe('ready')
    for (const child of children) child.tell('go')
    expect(await Promise.all(children.map((child) => child.next()))).toEqual(Array(4).fill('migrated'))
    const database = await openDatabase({ url })
    const applied = await database.db.execute(sql`select count(*)::int as n from drizzle.__drizzle_migrations`)
    await database.close()
    expect(applied).toMatchObject([{ n: 8 }])
  })
})
