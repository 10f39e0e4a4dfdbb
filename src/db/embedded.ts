import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { Duplex } from 'node:stream'
import { type ExecProtocolResult, messages, PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import postgres, { type Sql } from 'postgres'
import { EngineStoppedError } from './engine-stopped.ts'
import { guardTransactions } from './transaction-guard.ts'

/** The data folder that keeps the database, or a database in memory, perhaps filled from a `dump`. */
export type EmbeddedSource = { dataDir: string } | { inMemory: true; tar?: Blob }

export type Embedded = {
  client: Sql
  /** The whole database as a tar. Blocks the process meanwhile. */
  dump(compression: 'gzip' | 'none'): Promise<Blob>
  close(): Promise<void>
}

/**
 * Opens the database that lives inside this process. A committed row is on the disk, as with a server.
 * The caller must be the only process on the folder (see data-dir-lock.ts): two would overwrite each other.
 */
export async function openEmbedded(source: EmbeddedSource): Promise<Embedded> {
  const engine = await keepExitCode(() => ('dataDir' in source ? openFolder(source.dataDir) : openMemory(source.tar)))
  const execute = untilStopped(engine)
  const client = guardTransactions(
    postgres({
      user: 'postgres',
      database: 'postgres',
      // The engine has one session; a second connection would share it, and its transactions.
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      onnotice: () => {},
      // Documented by postgres.js (for tunnels), but missing from its types.
      ...{ socket: async () => connectInProcess(execute) },
    }),
  )
  return {
    client,
    dump: async (compression) => {
      const reserved = await client.reserve()
      try {
        return await engine.dumpDataDir(compression)
      } finally {
        reserved.release()
      }
    },
    close: async () => {
      await client.end({ timeout: 1 })
      await keepExitCode(() => engine.close())
    },
  }
}

function openMemory(tar: Blob | undefined): Promise<PGlite> {
  return PGlite.create({ startParams, ...(tar && { loadDataDir: tar }) })
}

async function openFolder(dataDir: string): Promise<PGlite> {
  const folder = join(dataDir, 'postgres')
  if (!fs.existsSync(folder)) await createFolder(folder)
  return openDurable(folder)
}

/** Makes the database beside its place and moves it there whole, so that no crash leaves half of one. */
async function createFolder(folder: string): Promise<void> {
  const draft = `${folder}.draft`
  fs.rmSync(draft, { recursive: true, force: true })
  fs.mkdirSync(draft, { recursive: true, mode: 0o700 })
  const engine = await openDurable(draft)
  await engine.close()
  const entries = fs.readdirSync(draft, { recursive: true, encoding: 'utf8' })
  for (const entry of ['.', ...entries]) flush(join(draft, entry))
  fs.renameSync(draft, folder)
  flush(dirname(folder))
}

const durable = ['-c', 'wal_sync_method=fsync', '-c', 'max_wal_size=128MB']
// Measured: a third of the memory of the defaults.
const small = ['-c', 'shared_buffers=16MB', '-c', 'max_connections=5']
/** `-F` turns fsync off. */
const startParams = [...PGlite.defaultStartParams.filter((param) => param !== '-F'), ...small, ...durable]

function openDurable(folder: string): Promise<PGlite> {
  return PGlite.create({ fs: new DurableFS(folder), startParams })
}

type Init = NodeFS['init']
type Engine = Parameters<NonNullable<Awaited<ReturnType<Init>>['emscriptenOpts']['preRun']>[number]>[0]
type OpenFile = { nfd?: number; node: unknown }
type NodeFileSystem = { stream_ops: { fsync?: (file: OpenFile) => number }; realPath(node: unknown): string }

/** What Postgres gets to know when the disk refuses: EIO, by the number the engine is compiled with. */
const EIO = 29

/** Stock NodeFS has no fsync: every flush that Postgres asks for would end in nothing. */
class DurableFS extends NodeFS {
  override async init(...[engine, options]: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(engine, options)
    const giveFsync = (module: Engine) => {
      const nodeFs = module.NODEFS as unknown as NodeFileSystem
      nodeFs.stream_ops.fsync = (file) => {
        try {
          if (file.nfd === undefined) flush(nodeFs.realPath(file.node))
          else fs.fdatasyncSync(file.nfd)
          return 0
        } catch {
          return EIO
        }
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), giveFsync] } }
  }
}

function flush(path: string): void {
  const file = fs.openSync(path, 'r')
  try {
    fs.fsyncSync(file)
  } finally {
    fs.closeSync(file)
  }
}

const TERMINATE = 'X'.charCodeAt(0)

/**
 * One connection from postgres.js into the engine, without a port. So both databases are used through the
 * same driver, and give the same shapes, the same errors and the same faults.
 */
function connectInProcess(execute: Execute): Duplex {
  let pending: Buffer = Buffer.alloc(0)
  let started = false

  /** Takes the whole protocol messages off `pending`. All but the first one begin with a byte that names them. */
  function takeMessages(): Buffer {
    let end = 0
    for (;;) {
      const lengthAt = end + (started ? 1 : 0)
      if (pending.length < lengthAt + 4) break
      const next = lengthAt + pending.readInt32BE(lengthAt)
      if (pending.length < next) break
      end = next
      started = true
    }
    const whole = pending.subarray(0, end)
    pending = pending.subarray(end)
    return whole
  }

  const socket: Duplex = new Duplex({
    read() {},
    allowHalfOpen: false,
    // Never full: at a "drain", postgres.js gives the connection away, even out of the middle of a transaction.
    writableHighWaterMark: Number.MAX_SAFE_INTEGER,
    write(chunk: Buffer, _encoding, done) {
      pending = pending.length ? Buffer.concat([pending, chunk]) : chunk
      const request = takeMessages()
      if (!request.length) return done()
      if (request[0] === TERMINATE) {
        socket.push(null)
        return done()
      }
      execute(request).then((reply) => {
        socket.push(reply)
        done()
      }, done)
    },
  })
  // postgres.js says goodbye only to a socket that calls itself open.
  Object.defineProperty(socket, 'readyState', { get: () => (socket.destroyed ? 'closed' : 'open') })
  return socket
}

type Execute = (request: Uint8Array) => Promise<Uint8Array>

/** Asked again after a fatal error, the engine would run in circles for ever: then it is not asked again. */
function untilStopped(engine: PGlite): Execute {
  let stopped: EngineStoppedError | null = null
  return async (request) => {
    if (stopped) throw stopped
    const reply = await engine.execProtocol(request, { throwOnError: false, syncToFs: false })
    stopped = findEnd(reply)
    if (stopped) throw stopped
    return reply.data
  }
}

function findEnd(reply: ExecProtocolResult): EngineStoppedError | null {
  const error = reply.messages.find((message) => message instanceof messages.DatabaseError)
  if (error?.severity === 'FATAL' || error?.severity === 'PANIC') return new EngineStoppedError(error.message)
  return reply.data.length ? null : new EngineStoppedError('it does not answer')
}

/** The engine is a program of its own, whose end would become the exit code of this process. */
async function keepExitCode<T>(run: () => Promise<T>): Promise<T> {
  const { exitCode } = process
  try {
    return await run()
  } finally {
    process.exitCode = exitCode
  }
}
