import { sql } from 'drizzle-orm'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { DatabaseUnreachableError, openDatabase } from '../../src/db/database.ts'
import { deployment, provinces } from '../../src/db/schema.ts'
import { OutsideTransactionError } from '../../src/db/transaction-guard.ts'
import { onPostgres, useDatabase } from '../support/database.ts'

const db = await useDatabase()

describe('both databases', () => {
  it('give the same shapes', async () => {
    const [row] = await db.execute(sql`
      select 1 as int4, 9007199254740993 as int8, count(*) as count, 1.50 as numeric, true as bool, null as nothing,
        date '2026-01-31' as date, timestamptz '2026-01-31 07:00:00.5+07' as instant, '{"a":[1]}'::jsonb as json,
        array[1, 2] as ints, array['đ'] as texts, interval '1 month' as interval`)
    expect(row).toEqual({
      int4: 1,
      int8: '9007199254740993',
      count: '1',
      numeric: '1.50',
      bool: true,
      nothing: null,
      date: '2026-01-31',
      instant: '2026-01-31 00:00:00.5+00',
      json: { a: [1] },
      ints: [1, 2],
      texts: ['đ'],
      interval: '1 mon',
    })
  })

  it('give the same errors', async () => {
    await db.insert(deployment).values({ key: 'clock', value: 'real' })
    await expect(db.insert(deployment).values({ key: 'clock', value: 'shifted' })).rejects.toMatchObject({
      cause: { name: 'PostgresError', code: '23505', constraint_name: 'deployment_pkey', table_name: 'deployment' },
    })
  })

  it('carry large values in both directions', async () => {
    const value = 'ệ'.repeat(1_000_000)
    expect(await db.insert(deployment).values({ key: 'large', value }).returning()).toEqual([{ key: 'large', value }])
  })

  it('answer many queries at once', async () => {
    const rows = await Promise.all(Array.from({ length: 200 }, (_, n) => db.execute(sql`select ${n}::int as n`)))
    expect(rows.map(([row]) => row?.n)).toEqual(Array.from({ length: 200 }, (_, n) => n))
  })
})

describe('a test', () => {
  it('begins with empty tables', async () => {
    expect(await db.$count(deployment)).toBe(0)
    await db.insert(deployment).values({ key: 'clock', value: 'real' })
    await db.insert(provinces).values({ code: 'x', name: 'X', timeZone: 'Asia/Ho_Chi_Minh' })
  })

  it('begins with empty tables, after one that left rows', async () => {
    expect(await db.$count(deployment)).toBe(0)
    expect(await db.$count(provinces)).toBe(0)
    expect(await db.execute(sql`show session_replication_role`)).toMatchObject([{ session_replication_role: 'origin' }])
  })
})

describe('inside a transaction', () => {
  const count = () => db.$count(deployment)

  it('the use of db fails at once, whatever the use', async () => {
    const early = db.select().from(deployment)
    await db.transaction(async () => {
      const uses = [
        () => db.select().from(deployment),
        () => db.insert(deployment).values({ key: 'a', value: 'b' }),
        () => db.execute(sql`select 1`),
        () => early,
      ]
      for (const use of uses) {
        await expect(use).rejects.toMatchObject({ cause: expect.any(OutsideTransactionError) })
      }
      await expect(count()).rejects.toThrow()
      expect(() => db.transaction(async () => {})).toThrow(OutsideTransactionError)
    })
    expect(await count()).toBe(0)
  })

  it('the use of db fails inside a nested one, too', async () => {
    await db.transaction((tx) =>
      tx.transaction(async () => {
        await expect(count()).rejects.toThrow()
      }),
    )
  })

  it('a nested transaction is undone by itself, and the outer one is kept', async () => {
    await db.transaction(async (tx) => {
      await tx.insert(deployment).values({ key: 'outer', value: '' })
      const nested = tx.transaction(async (inner) => {
        await inner.insert(deployment).values({ key: 'inner', value: '' })
        throw new Error('changed its mind')
      })
      await expect(nested).rejects.toThrow('changed its mind')
    })
    expect(await db.select().from(deployment)).toEqual([{ key: 'outer', value: '' }])
  })

  it('work may be started that uses db after the end', async () => {
    let ended = () => {}
    const end = new Promise<void>((resolve) => {
      ended = resolve
    })
    const started = await db.transaction(async () => ({ later: end.then(count) }))
    ended()
    expect(await started.later).toBe(0)
  })

  it('another flow may use db', async () => {
    const { promise: flow, go } = waiting(count)
    await db.transaction(async (tx) => {
      await tx.insert(deployment).values({ key: 'a', value: '' })
      go()
      // By the answer to this, the other query has reached the database, or the queue before it.
      await tx.execute(sql`select 1`)
    })
    expect(await flow).toBeLessThanOrEqual(1)
  })
})

function waiting<T>(run: () => Promise<T>) {
  let go = () => {}
  const signal = new Promise<void>((resolve) => {
    go = resolve
  })
  return { promise: signal.then(run), go: () => go() }
}

describe('a database that cannot be used', () => {
  it('is a clear error without the password when nobody listens', async () => {
    const error = await openDatabase({ url: 'postgres://me:geheim@127.0.0.1:1/db' }).catch((error) => error)
    expect(error).toBeInstanceOf(DatabaseUnreachableError)
    expect(error).toMatchObject({ host: '127.0.0.1', port: '1', reason: 'ECONNREFUSED' })
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('geheim')
  })

  it('is a clear error without the password when its address cannot be read', async () => {
    const error = await openDatabase({ url: 'postgres://me:geheim@127.0.0.1:port/db' }).catch((error) => error)
    expect(error).toBeInstanceOf(DatabaseUnreachableError)
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('geheim')
  })

  it.skipIf(!onPostgres)('is a clear error when the server does not know it', async () => {
    const url = Object.assign(new URL(process.env.TEST_DATABASE_URL ?? ''), { pathname: '/nv_nowhere' }).href
    await expect(openDatabase({ url })).rejects.toMatchObject({ reason: 'database "nv_nowhere" does not exist' })
  })
})

describe('a service on Postgres', () => {
  it('does not load the embedded engine', () => {
    const { metafile } = buildSync({
      entryPoints: ['src/db/database.ts'],
      outdir: 'unused',
      bundle: true,
      splitting: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      metafile: true,
      write: false,
    })
    const output = Object.values(metafile.outputs).find((each) => each.entryPoint === 'src/db/database.ts')
    const loaded = output?.imports.filter((each) => each.kind !== 'dynamic-import').map((each) => each.path)
    expect(loaded).toContain('postgres')
    expect(loaded?.filter((path) => path.includes('pglite'))).toEqual([])
  })
})
