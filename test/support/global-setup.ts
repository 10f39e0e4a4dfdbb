import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import type { TestProject } from 'vitest/node'
import { type Database, openDatabase } from '../../src/db/database.ts'
import { migrate } from '../../src/db/migrate.ts'

/** Where the workers get their databases from: a file with one, or a server with a template. */
export type TestDatabases = { tar: string } | { url: string; template: string; prefix: string }

declare module 'vitest' {
  interface ProvidedContext {
    databases: TestDatabases
  }
}

const migrations = 'migrations'
const cache = 'node_modules/.cache/nhac-viec'

/** Migrates once, into something that each worker copies quickly. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL
  if (!url) {
    project.provide('databases', { tar: await migratedTar() })
    return async () => {}
  }
  const admin = postgres(url, { max: 1, onnotice: () => {} })
  const prefix = `nv_test_${process.pid}_`
  await dropDatabases(admin, await leftovers(admin))
  project.provide('databases', { url, template: await migratedTemplate(admin, url), prefix })
  return async () => {
    await dropDatabases(admin, await namesLike(admin, prefix))
    await admin.end()
  }
}

async function migratedTar(): Promise<string> {
  const engine = readFileSync('node_modules/@electric-sql/pglite/package.json')
  const tar = join(cache, `pglite-${hashOfMigrations(engine)}.tar`)
  if (existsSync(tar)) return tar
  const database = await openDatabase({ inMemory: true })
  if (database.kind !== 'embedded') throw new Error('in memory means embedded')
  await migrate(database, migrations)
  const dump = await database.dump('none')
  await database.close()
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  writeFileSync(`${tar}.${process.pid}`, Buffer.from(await dump.arrayBuffer()))
  renameSync(`${tar}.${process.pid}`, tar)
  return tar
}

/** Made under another name and renamed, so that a template by its name is always a whole one. */
async function migratedTemplate(admin: Sql, url: string): Promise<string> {
  const template = `nv_template_${hashOfMigrations()}`
  await admin`select pg_advisory_lock(hashtextextended(${template}, 0))`
  if ((await namesLike(admin, template)).length === 0) {
    const draft = `nv_test_${process.pid}_template`
    await admin`create database ${admin(draft)}`
    await migrateAndClose(await openDatabase({ url: withDatabase(url, draft) }))
    await admin`alter database ${admin(draft)} rename to ${admin(template)}`
  }
  await admin`select pg_advisory_unlock(hashtextextended(${template}, 0))`
  return template
}

async function migrateAndClose(database: Database): Promise<void> {
  await migrate(database, migrations)
  await database.close()
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}

async function namesLike(admin: Sql, prefix: string): Promise<string[]> {
  const rows = await admin`select datname from pg_database where starts_with(datname, ${prefix})`
  return rows.map((row) => row.datname)
}

/** Databases of test runs that were killed. */
async function leftovers(admin: Sql): Promise<string[]> {
  const names = await namesLike(admin, 'nv_test_')
  return names.filter((name) => !isAlive(Number(name.split('_')[2])))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function dropDatabases(admin: Sql, names: string[]): Promise<void> {
  for (const name of names) await admin`drop database if exists ${admin(name)} with (force)`
}

function hashOfMigrations(more: string | Buffer = ''): string {
  const hash = createHash('sha256').update(more)
  const files = readdirSync(migrations, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const file of files.map((entry) => join(entry.parentPath, entry.name)).sort()) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}
