import { sql } from 'drizzle-orm'
import type { PgDatabase } from 'drizzle-orm/pg-core'
import { drizzle, type PostgresJsQueryResultHKT } from 'drizzle-orm/postgres-js'
import postgres, { type Sql } from 'postgres'
import type { EmbeddedSource } from './embedded.ts'
import * as schema from './schema.ts'
import { guardTransactions } from './transaction-guard.ts'

/** What every query takes: the database, or a transaction on it. */
export type Db = PgDatabase<PostgresJsQueryResultHKT, typeof schema>

export type Database = {
  db: Db
  /**
   * A connection for locks that belong to a session. Postgres: its own, and its end frees them; `onClose` is
   * called whenever it breaks or ends. Embedded: the only one there is, which neither breaks nor ends.
   */
  connect(onClose?: () => void): Connection
  /** The upkeep that a server does by itself: a checkpoint every few minutes, a vacuum every night. */
  maintain(work: 'checkpoint' | 'vacuum'): Promise<void>
  close(): Promise<void>
} & ({ kind: 'postgres' } | { kind: 'embedded'; dump(compression: 'gzip' | 'none'): Promise<Blob> })

export type Connection = { client: Sql; end(): Promise<void> }

/** No answer, or no entry. Says where and why, and never the password. */
export class DatabaseUnreachableError extends Error {
  override name = 'DatabaseUnreachableError'
  readonly host: string
  readonly port: string
  readonly reason: string
  constructor(host: string, port: string, reason: string) {
    super(`The database at ${host}:${port} cannot be used: ${reason}`)
    this.host = host
    this.port = port
    this.reason = reason
  }
}

/** Opens a Postgres server's database, or the one that lives inside this process. Applies no migrations. */
export function openDatabase(source: { url: string } | EmbeddedSource): Promise<Database> {
  return 'url' in source ? openPostgres(source.url) : openInProcess(source)
}

async function openPostgres(url: string): Promise<Database> {
  const client = postgresClient(url, { max: 10, connect_timeout: 5, connection: session })
  try {
    await client`select 1`
  } catch (error) {
    await client.end({ timeout: 0 })
    const { host, port } = client.options
    throw new DatabaseUnreachableError(host.join(','), port.join(','), reasonOf(error))
  }
  return {
    kind: 'postgres',
    db: drizzle(guardTransactions(client), { schema }),
    connect: (onClose = () => {}) => {
      const connection = postgresClient(url, { ...dedicated, onclose: onClose })
      return { client: connection, end: () => connection.end({ timeout: 0 }) }
    },
    maintain: async () => {},
    close: () => client.end({ timeout: 5 }),
  }
}

async function openInProcess(source: EmbeddedSource): Promise<Database> {
  // Only here: a service on Postgres need not load, nor even have, the engine.
  const { openEmbedded } = await import('./embedded.ts')
  const { client, dump, close } = await openEmbedded(source)
  const db = drizzle(client, { schema })
  return {
    kind: 'embedded',
    db,
    connect: () => ({ client, end: async () => {} }),
    maintain: async (work) => {
      await db.execute(work === 'checkpoint' ? sql`checkpoint` : sql`vacuum (analyze)`)
    },
    dump,
    close,
  }
}

/** The embedded engine runs in UTC; instants read by raw SQL are texts, and shall be the same texts. */
const session = { application_name: 'nhac-viec', TimeZone: 'UTC' }

/**
 * Each end notices soon when the other has vanished without a word (power, cable): this one within 15 seconds,
 * and the server, which then frees the locks, within 25. So the loser knows before anybody can take over.
 */
const dedicated = {
  max: 1,
  connect_timeout: 5,
  idle_timeout: 0,
  max_lifetime: null,
  keep_alive: 5,
  connection: { ...session, tcp_keepalives_idle: 10, tcp_keepalives_interval: 5, tcp_keepalives_count: 3 },
}

function postgresClient(url: string, options: postgres.Options<Record<string, never>>): Sql {
  try {
    return postgres(url, { ...options, onnotice: () => {} })
  } catch {
    // The original error quotes the address, with the password in it.
    throw new DatabaseUnreachableError('?', '?', 'its address cannot be read')
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof postgres.PostgresError) return error.message
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}
