import postgres, { type Sql } from 'postgres'

export type ScratchDatabase = {
  url: string
  /** The test's own look inside, past the program. */
  sql: Sql
  /** Another database with the same contents; nobody may be connected to this one but the test. */
  copy(): Promise<ScratchDatabase>
  drop(): Promise<void>
}

const server = process.env.TEST_DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres'
let made = 0

/** A new database on the local server; that there is no server is a failure. */
export function createScratchDatabase(): Promise<ScratchDatabase> {
  return create('template1')
}

async function create(template: string): Promise<ScratchDatabase> {
  // Named by the process, so that what a killed run leaves behind is found and dropped by a later one.
  const name = `nv_test_${process.pid}_blackbox_${++made}`
  const admin = postgres(server, { max: 1, onnotice: () => {} })
  await admin`create database ${admin(name)} template ${admin(template)}`
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const open = () => postgres(url, { max: 3, onnotice: () => {} })
  let sql = open()
  return {
    url,
    get sql() {
      return sql
    },
    async copy() {
      await sql.end()
      const twin = await create(name)
      sql = open()
      return twin
    },
    async drop() {
      // A test that failed may have left a transaction open.
      await sql.end({ timeout: 1 })
      await admin`drop database if exists ${admin(name)} with (force)`
      await admin.end()
    },
  }
}

/** Asks the database until it answers with something. What a test waits for in a row cannot announce itself. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false>,
  what: string,
  limitMs = 60_000,
): Promise<T> {
  const until = Date.now() + limitMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > until) throw new Error(`Waited ${limitMs} ms in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
