import fs, { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { startChild } from '../support/child.ts'

function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'nv-embedded-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  return dataDir
}

async function openFolder(dataDir: string) {
  const database = await openDatabase({ dataDir })
  if (database.kind !== 'embedded') throw new Error('a folder means embedded')
  onTestFinished(() => database.close())
  return database
}

describe('the embedded database', () => {
  it('keeps every acknowledged row, and no half of a transaction, when it is killed', { timeout: 60_000 }, async () => {
    const dataDir = newDataDir()
    let acknowledged = -1
    for (const rows of [30, 200]) {
      const child = startChild('test/db/children/write-rows.ts', dataDir)
      for (let seen = 0; seen < rows; seen++) acknowledged = (await child.next()) as number
      await child.kill()
    }
    const { db } = await openFolder(dataDir)
    const [found] = await db.execute(sql`
      select max(n) as last, count(*) filter (where halves <> runs * 2) as torn, count(*) as numbers from (
        select n, count(*) as halves, count(distinct half) filter (where half = 1) * max(runs) as runs
        from pairs join lateral (select count(*) as runs from pairs as p where p.n = pairs.n and half = 1) as r on true
        group by n) as by_number`)
    expect(Number(found?.last)).toBeGreaterThanOrEqual(acknowledged)
    expect(found).toMatchObject({ torn: '0' })
    expect(Number(found?.numbers)).toBe(Number(found?.last) + 1)
  })

  it('flushes each commit to the disk before it acknowledges it', async () => {
    const { db } = await openFolder(newDataDir())
    await db.execute(sql`create table notes (n int)`)
    const flush = vi.spyOn(fs, 'fdatasyncSync')
    onTestFinished(() => flush.mockRestore())
    for (let n = 1; n <= 20; n++) {
      await db.execute(sql`insert into notes values (${n})`)
      expect(flush.mock.calls.length).toBeGreaterThanOrEqual(n)
    }
  })

  it('acknowledges nothing more once the disk has refused a flush, and says why', async () => {
    const { db } = await openFolder(newDataDir())
    await db.execute(sql`create table notes (n int)`)
    const flush = vi.spyOn(fs, 'fdatasyncSync').mockImplementation(() => {
      throw new Error('the disk is gone')
    })
    const insert = () => db.execute(sql`insert into notes values (1)`)
    await expect(insert()).rejects.toMatchObject({ cause: { name: 'EngineStoppedError', message: /could not fsync/ } })
    flush.mockRestore()
    await expect(insert()).rejects.toMatchObject({ cause: { name: 'EngineStoppedError' } })
  })

  it('appears in its folder whole, or not at all', async () => {
    const dataDir = newDataDir()
    fs.mkdirSync(join(dataDir, 'postgres.draft'))
    fs.writeFileSync(join(dataDir, 'postgres.draft', 'PG_VERSION'), '18')
    const { db } = await openFolder(dataDir)
    expect(readdirSync(dataDir)).toEqual(['postgres'])
    expect(await db.execute(sql`show fsync`)).toMatchObject([{ fsync: 'on' }])
  })

  it('can be dumped while it is used, and opened from the dump', async () => {
    const database = await openFolder(newDataDir())
    await database.db.execute(sql`create table notes (n int)`)
    const writing = database.db.execute(sql`insert into notes values (1)`)
    const tar = await database.dump('gzip')
    await writing
    const copy = await openDatabase({ inMemory: true, tar })
    onTestFinished(() => copy.close())
    expect(await copy.db.execute(sql`select n from notes`)).toMatchObject([{ n: 1 }])
  })

  it('does its upkeep when told', async () => {
    const database = await openFolder(newDataDir())
    await database.db.execute(sql`create table notes as select generate_series(1, 1000) as n`)
    await database.maintain('checkpoint')
    await database.maintain('vacuum')
    const found = sql`select reltuples from pg_class where relname = 'notes'`
    expect(await database.db.execute(found)).toMatchObject([{ reltuples: 1000 }])
  })

  it('leaves the exit code of the process alone', async () => {
    const before = process.exitCode
    const database = await openDatabase({ inMemory: true })
    await database.close()
    expect(process.exitCode).toBe(before)
  })
})
