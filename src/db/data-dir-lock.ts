import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createServer, type Socket, connect as startConnecting } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as pause, setImmediate as takeTurns } from 'node:timers/promises'

/*
 * One process at a time may use a data folder. Each that wants to listens on a socket of its own in
 * `<dataDir>/lock`, looks at the sockets of the others, and holds the folder once it is the only one alive.
 * The kernel closes the sockets of a dead process, however it died, so a holder that is stuck is never
 * mistaken for one that is gone. Good for the processes of one machine, containers included.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** What a command has to say, in order. `exit` is the last reply. */
export type CommandReply = { out: string } | { err: string } | { exit: number }

export type CommandSay = {
  out(text: string): void
  err(text: string): void
  /**
   * Resolves when the caller can take more, after everything else in this process has had its turn; with false once
   * the caller has hung up. Who has much to say waits for it, so that what is not read yet does not pile up here.
   */
  taken(): Promise<boolean>
}

/** Runs one command for another process and returns its exit code. */
export type CommandHandler = (request: Json, say: CommandSay) => Promise<number>

export type DataDirHolder = {
  kind: 'acquired'
  /** Answers commands from now on. Those that came earlier have waited for this. */
  serve(handler: CommandHandler): void
  /** Lets the next one in: the last thing to do, after the database is closed. */
  release(): void
}

export type DataDirHeld = {
  kind: 'held'
  /** `startedAt` is unknown where the holder was too busy to answer. */
  holder: { pid: number; startedAt: string | null }
  /** Has the holder run a command. Throws HolderVanishedError if it ends before the command does. */
  send(request: Json): AsyncGenerator<CommandReply, void>
}

type Dependencies = {
  /** A whole number from 0 up to, but not including, the given one. */
  randomInt(below: number): number
  /** Shown to whoever finds the folder in use. */
  startedAt: Date
}

/** The holder ended before it had said how the command went: it may have been carried out, in part or in whole. */
export class HolderVanishedError extends Error {
  override name = 'HolderVanishedError'
  constructor(pid: number) {
    super(`Process ${pid} ended before the command did`)
  }
}

/** Takes the folder for this process, or tells who has it. Creates the folder where it is missing. */
export async function acquireDataDir(dataDir: string, deps: Dependencies): Promise<DataDirHolder | DataDirHeld> {
  const folder = join(dataDir, 'lock')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  let own: OwnSocket | null = null
  for (;;) {
    const others = await lookAround(folder, own?.name)
    const holder = others.find((other) => other.state === 'holding')
    if (holder) {
      own?.close()
      return heldBy(holder, folder)
    }
    const mine = own
    if (mine && (!existsSync(mine.path) || others.some((other) => other.name < mine.name))) {
      mine.close()
      own = null
    } else if (mine && others.length === 0) return mine.hold()
    // Who has no socket yet keeps out of the contest of those who have, so that it ends.
    if (own || others.length > 0) await pause(20)
    else own = await listen(folder, deps)
  }
}

type State = { state: 'trying' | 'holding'; startedAt: string | null }
type Other = State & { name: string; pid: number }

/** Everybody else with a living socket in the folder. Removes the sockets of the dead: their names never return. */
async function lookAround(folder: string, own: string | undefined): Promise<Other[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sock') && name !== own)
  const others = await Promise.all(names.map((name) => ask(folder, name)))
  return others.filter((other) => other !== null)
}

/** Long enough for a holder whose database is at work; whoever connects but does not answer is alive all the same. */
const patienceMs = 5_000

async function ask(folder: string, name: string): Promise<Other | null> {
  const path = join(folder, name)
  const who = { name, pid: Number.parseInt(name, 10) }
  try {
    const socket = await dial(path)
    socket.setTimeout(patienceMs, () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
    socket.write(toLine({ ask: 'state' }))
    for await (const line of linesOf(socket)) return { ...who, ...(JSON.parse(line) as State) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    if (code === 'ECONNREFUSED') {
      rmSync(path, { force: true })
      return null
    }
    if (code === 'ETIMEDOUT') return { ...who, state: 'holding', startedAt: null }
    if (code !== 'ECONNRESET' && code !== 'EPIPE' && code !== 'EAGAIN') throw error
  }
  // It hung up on us, or had too many callers: on its way out, or in. The next look tells.
  return { ...who, state: 'trying', startedAt: null }
}

type OwnSocket = { name: string; path: string; hold(): DataDirHolder; close(): void }

async function listen(folder: string, { randomInt, startedAt }: Dependencies): Promise<OwnSocket> {
  const name = `${process.pid}-${randomInt(2 ** 47).toString(36)}.sock`
  const path = join(folder, name)
  const draft = `${path}.new`
  const callers = new Set<Socket>()
  let state: State['state'] = 'trying'
  let serve: DataDirHolder['serve'] = () => {}
  const served = new Promise<CommandHandler>((done) => {
    serve = done
  })

  const server = createServer((socket) => {
    callers.add(socket)
    socket.on('close', () => callers.delete(socket))
    answer(socket).catch(() => socket.destroy())
  })

  async function answer(socket: Socket): Promise<void> {
    // A caller that hangs up ends its own question, never the holder.
    socket.on('error', () => {})
    const { value } = await linesOf(socket).next()
    const request = JSON.parse(value ?? '') as { ask: 'state' } | { run: Json }
    const last = 'ask' in request ? { state, startedAt: startedAt.toISOString() } : await run(request.run, socket)
    socket.end(toLine(last), () => socket.destroy())
  }

  async function run(request: Json, socket: Socket): Promise<CommandReply> {
    const say = (reply: CommandReply) => void socket.write(toLine(reply))
    const handler = await served
    const taken = async () => {
      await takeTurns()
      if (socket.writableNeedDrain && !socket.destroyed) await drained(socket)
      return !socket.destroyed
    }
    try {
      const exit = await handler(request, {
        out: (text) => say({ out: text }),
        err: (text) => say({ err: text }),
        taken,
      })
      return { exit }
    } catch (error) {
      // What an error says may quote what people wrote; the handler puts into words what may be told.
      say({ err: error instanceof Error ? error.name : 'error' })
      return { exit: 1 }
    }
  }

  function close(): void {
    server.close()
    for (const socket of callers) socket.destroy()
    rmSync(path, { force: true })
  }

  await byShortAddress(draft, (address) => {
    return new Promise<void>((done, fail) => {
      server.once('error', fail).listen(address, done)
    })
  })
  // The lock alone must not keep a process from ending.
  server.unref()
  chmodSync(draft, 0o600)
  // Only now does it have its name: a socket which is bound but does not listen yet would look like a dead one.
  renameSync(draft, path)

  const hold = (): DataDirHolder => {
    state = 'holding'
    return { kind: 'acquired', serve, release: close }
  }
  return { name, path, hold, close }
}

function heldBy({ name, pid, startedAt }: Other, folder: string): DataDirHeld {
  async function* send(request: Json): AsyncGenerator<CommandReply, void> {
    try {
      const socket = await dial(join(folder, name))
      socket.write(toLine({ run: request }))
      for await (const line of linesOf(socket)) {
        const reply = JSON.parse(line) as CommandReply
        yield reply
        if ('exit' in reply) return
      }
    } catch {
      // A connection that breaks says the same as one that ends too early.
    }
    throw new HolderVanishedError(pid)
  }
  return { kind: 'held', holder: { pid, startedAt }, send }
}

function dial(path: string): Promise<Socket> {
  return byShortAddress(path, (address) => {
    return new Promise((done, fail) => {
      const socket = startConnecting(address, () => done(socket.off('error', fail)))
      socket.once('error', fail)
    })
  })
}

/** The kernel takes about 100 bytes for the address of a socket; a longer path is reached by a link from a short one. */
async function byShortAddress<T>(path: string, use: (address: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(path) <= 100) return use(path)
  const detour = mkdtempSync(join(tmpdir(), 'nhac-viec-'))
  try {
    const link = join(detour, 'lock')
    symlinkSync(resolve(dirname(path)), link)
    return await use(join(link, basename(path)))
  } finally {
    rmSync(detour, { recursive: true })
  }
}

/** Until it can take more, or is closed. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.on('drain', done).on('close', done)
  })
}

const toLine = (message: unknown) => `${JSON.stringify(message)}\n`

async function* linesOf(socket: Socket): AsyncGenerator<string, undefined> {
  let rest = ''
  for await (const chunk of socket.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
