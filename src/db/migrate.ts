import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import type { Database } from './database.ts'

/** Applies the migrations that this database has not seen. Processes that start together wait for each other. */
export async function migrate(database: Database, migrationsFolder: string): Promise<void> {
  const { client, end } = database.connect()
  try {
    await client`select pg_advisory_lock(hashtextextended('nhac-viec: migrations', 0))`
    await applyMigrations(drizzle(client), { migrationsFolder })
    await client`select pg_advisory_unlock(hashtextextended('nhac-viec: migrations', 0))`
  } finally {
    await end()
  }
}
