import type { Config } from '../config.ts'
import { acquireDataDir, type DataDirHeld, type DataDirHolder } from '../db/data-dir-lock.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openPresence } from '../db/presence.ts'
import type { Language } from '../domain/message.ts'
import { createLog } from '../log.ts'
import { createTelegram } from '../platforms/telegram/telegram.ts'
import { type ClockChoice, claimClock, findClock, shiftedClock } from './clock.ts'
import type { Environment } from './environment.ts'
import { type Outcome, type Request, requestSchema } from './request.ts'
import { listShippedPlans, type Resources } from './resources.ts'
import { type RequestContext, runRequest } from './run-request.ts'
import { serve } from './serve.ts'

export type Session = { config: Config; resources: Resources; language: Language; environment: Environment }

/** A short command holds the folder and answers no others; this exit code asks them to come again. */
const busy = 75
const comeAgainMs = 100
/** `serve` gives a short command this long to finish, the send in hand this long to end. */
const patienceMs = 10_000

/** Runs a command on the database; where another process holds DATA_DIR, that process runs it. */
export async function runOnDatabase(session: Session, request: Request): Promise<Outcome> {
  const { config, resources, environment } = session
  if (config.databaseUrl !== undefined) {
    const database = await openDatabase({ url: config.databaseUrl })
    return await runAndClose(database, session, request)
  }
  for (;;) {
    const lock = await acquireDataDir(config.dataDir, lockDeps(environment))
    if (lock.kind === 'acquired') {
      lock.serve(async () => busy)
      try {
        const database = await openDatabase({ dataDir: config.dataDir })
        return await runAndClose(database, session, request)
      } finally {
        lock.release()
      }
    }
    const outcome = await send(lock, request)
    if (outcome !== 'busy') return outcome
    await environment.pause(comeAgainMs)
  }

  async function runAndClose(database: Database, { language }: Session, asked: Request): Promise<Outcome> {
    try {
      await migrate(database, resources.migrations)
      const clock = await findClock(database.db, environment.clock)
      return await runRequest(asked, contextOf(database, session, clock, language))
    } finally {
      await database.close()
    }
  }
}

export type ServeOutcome =
  | { kind: 'stopped' }
  | { kind: 'held'; pid: number }
  | { kind: 'wrong_clock'; asked: ClockChoice['kind'] }
  | { kind: 'refused'; platform: string }

/** Serves until a signal comes; while it holds DATA_DIR, the operator's commands are run here. */
export async function serveUntilStopped(
  session: Session & { config: { telegram: NonNullable<Config['telegram']> } },
  choice: ClockChoice,
  stop: AbortSignal,
  onReady: (bots: string[]) => void,
): Promise<ServeOutcome> {
  const { config, environment } = session
  if (config.databaseUrl !== undefined) {
    return await serveOn(await openDatabase({ url: config.databaseUrl }), undefined)
  }
  const lock = await waitForDataDir(config.dataDir, environment)
  if (lock.kind === 'held') return { kind: 'held', pid: lock.holder.pid }
  try {
    return await serveOn(await openDatabase({ dataDir: config.dataDir }), lock)
  } finally {
    lock.release()
  }

  async function serveOn(database: Database, holder: DataDirHolder | undefined): Promise<ServeOutcome> {
    try {
      await migrate(database, session.resources.migrations)
      if (!(await claimClock(database.db, choice))) return { kind: 'wrong_clock', asked: choice.kind }
      return await serveClaimed(database, holder)
    } finally {
      await database.close()
    }
  }

  async function serveClaimed(database: Database, holder: DataDirHolder | undefined): Promise<ServeOutcome> {
    const byMs = choice.kind === 'shifted' ? choice.byMs : 0
    const clock = shiftedClock(environment.clock, byMs)
    const log = createLog(environment.out, clock)
    const { pause, randomBytes, randomInt } = environment
    const presence = await openPresence(database, {
      randomInt,
      onLost: () => log('presence.lost'),
      onRegained: () => log('presence.regained'),
    })
    const telegram = createTelegram({
      token: config.telegram.token,
      ...(config.telegram.apiRoot === undefined ? {} : { apiRoot: config.telegram.apiRoot }),
      shift: (at) => new Date(at.getTime() + byMs),
      log,
      pause,
    })
    holder?.serve(async (asked, say) => {
      const request = requestSchema.safeParse(asked)
      if (!request.success) return 2
      const outcome = await runRequest(request.data, contextOf(database, session, clock, session.language))
      for (const line of outcome.lines) outcome.ok ? say.out(line) : say.err(line)
      return outcome.ok ? 0 : 1
    })
    try {
      const { translator } = session.resources
      const deps = { database, presence, platforms: [telegram], translator, clock, pause, randomBytes, log }
      return await serve({ ...deps, inviteSecret: config.inviteSecret }, stop, onReady)
    } finally {
      await presence.close()
    }
  }
}

/** A short command may hold the folder for a moment; a process that answers commands holds it for good. */
async function waitForDataDir(dataDir: string, environment: Environment): Promise<DataDirHolder | DataDirHeld> {
  for (let waited = 0; ; waited += comeAgainMs) {
    const lock = await acquireDataDir(dataDir, lockDeps(environment))
    if (lock.kind === 'acquired' || waited >= patienceMs) return lock
    if ((await send(lock, { kind: 'migrate' })) !== 'busy') return lock
    await environment.pause(comeAgainMs)
  }
}

async function send(lock: DataDirHeld, request: Request): Promise<Outcome | 'busy'> {
  const lines: string[] = []
  let ok = false
  for await (const said of lock.send(request)) {
    if ('out' in said) lines.push(said.out)
    else if ('err' in said) lines.push(said.err)
    else if (said.exit === busy) return 'busy'
    else ok = said.exit === 0
  }
  return { ok, lines }
}

function contextOf(database: Database, session: Session, clock: () => Date, language: Language): RequestContext {
  const { config, resources, environment } = session
  return {
    db: database.db,
    databaseKind: database.kind,
    clock,
    randomBytes: environment.randomBytes,
    inviteSecret: config.inviteSecret,
    translator: resources.translator,
    language,
    shipped: listShippedPlans(resources.plans),
  }
}

function lockDeps({ randomInt, clock }: Environment) {
  return { randomInt, startedAt: clock() }
}
