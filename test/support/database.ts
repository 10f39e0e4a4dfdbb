import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { beforeEach, inject, onTestFinished } from 'vitest'
import { type Database, type Db, openDatabase } from '../../src/db/database.ts'
import { withDatabase } from './global-setup.ts'

const databases = inject('databases')

/** For `describe.skipIf(!onPostgres)`: what several processes do to each other shows only on a server. */
export const onPostgres = 'url' in databases

/** This worker's migrated database, on which every test of the file begins with empty tables. */
export async function useDatabase(): Promise<Db> {
  const { db } = await workerDatabase()
  beforeEach(() => emptyAllTables(db))
  return db
}

type Kept = { workerDatabase?: Promise<Database> }

/** The same, whole: for what needs more than queries. Is never closed; the worker's end ends it. */
export function workerDatabase(): Promise<Database> {
  const kept = globalThis as Kept
  kept.workerDatabase ??= openOwn()
  return kept.workerDatabase
}

/** A second, independent way into this worker's database, until the test ends. Postgres only. */
export async function connectAgain(): Promise<Database> {
  await workerDatabase()
  const database = await openDatabase({ url: workerUrl() })
  onTestFinished(() => database.close())
  return database
}

/** The address of this worker's database, for a child process. Postgres only. */
export function workerUrl(): string {
  if (!('url' in databases)) throw new Error('needs TEST_DATABASE_URL')
  return withDatabase(databases.url, `${databases.prefix}${process.env.VITEST_POOL_ID}`)
}

async function openOwn(): Promise<Database> {
  if ('tar' in databases) return openDatabase({ inMemory: true, tar: new Blob([readFileSync(databases.tar)]) })
  const admin = postgres(databases.url, { max: 1, onnotice: () => {} })
  const name = new URL(workerUrl()).pathname.slice(1)
  await admin`create database ${admin(name)} template ${admin(databases.template)}`
  await admin.end()
  return openDatabase({ url: workerUrl() })
}

let emptying: string | undefined

/** `replica` silences foreign keys and triggers, so neither the order of the tables nor an append-only one matters. */
async function emptyAllTables(db: Db): Promise<void> {
  emptying ??= await planEmptying(db)
  await db.execute(sql.raw(emptying))
}

async function planEmptying(db: Db): Promise<string> {
  const tables = await db.execute<{ name: string }>(
    sql`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'`,
  )
  return ['set local session_replication_role = replica', ...tables.map(({ name }) => `delete from ${name}`)].join(';')
}
