import fs, { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { startChild } from '../support/child.ts'

const fresh = mkdtempSync(join(tmpdir(), 'nv-fresh-'))
afterAll(() => rmSync(fresh, { recursive: true }))
beforeAll(async () => {
  leaveDraft(fresh)
  const database = await openDatabase({ dataDir: fresh })
  await database.close()
})

function leaveDraft(dataDir: string): void {
  fs.mkdirSync(join(dataDir, 'postgres.draft'))
  fs.writeFileSync(join(dataDir, 'postgres.draft', 'PG_VERSION'), '18')
}

/** With an empty database in it: a copy, for the making of one takes seconds. */
function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'nv-embedded-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  fs.cpSync(fresh, dataDir, { recursive: true })
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
    const acknowledged: unknown[] = []
    for (const first of [0, 1_000_000]) {
      const child = startChild('test/db/children/write-rows.ts', dataDir, String(first))
      for (let pair = 0; pair < 100; pair++) acknowledged.push(await child.next())
      await child.kill()
    }
    const { db } = await openFolder(dataDir)
    const found = await db.execute(sql`select n, count(*)::int as halves from pairs group by n`)
    expect(found.map(({ n }) => n)).toEqual(expect.arrayContaining(acknowledged))
    expect(found.filter(({ halves }) => halves !== 2)).toEqual([])
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

  it('is made whole, over what an earlier try has left half made', async () => {
    expect(readdirSync(fresh)).toEqual(['postgres'])
    const { db } = await openFolder(newDataDir())
    expect(await db.execute(sql`show fsync`)).toMatchObject([{ fsync: 'on' }])
  })

  it('can be dumped while it is used, and opened from the dump', async () => {
    const database = await openFolder(newDataDir())
    await database.db.execute(sql`create table notes (n int)`)
    await database.db.execute(sql`insert into notes values (1)`)
    const [tar] = await Promise.all([database.dump('gzip'), database.db.execute(sql`select pg_sleep(0.01)`)])
    const copy = await openDatabase({ inMemory: true, tar })
    onTestFinished(() => copy.close())
    expect(await copy.db.execute(sql`select n from notes`)).toMatchObject([{ n: 1 }])
  })

  it('keeps a transaction together, however much it writes at once', async () => {
    const { db, close } = await openDatabase({ inMemory: true })
    onTestFinished(close)
    await db.execute(sql`create table notes (text text)`)
    const torn = db.transaction(async (tx) => {
      await tx.execute(sql`insert into notes values (${'x'.repeat(200_000)})`)
      // The others have every chance to come in between.
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      throw new Error('rolled back')
    })
    const others = Array.from({ length: 20 }, (_, n) =>
      db.transaction((tx) => tx.execute(sql`insert into notes values (${String(n)})`)),
    )
    await expect(torn).rejects.toThrow('rolled back')
    await Promise.all(others)
    expect(await db.execute(sql`select max(length(text))::int as longest, count(*)::int as rows from notes`)).toEqual([
      { longest: 2, rows: 20 },
    ])
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
    const database = await openDatabase({ dataDir: newDataDir() })
    await database.close()
    expect(process.exitCode).toBe(before)
  })
})
