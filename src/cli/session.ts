import type { Config } from '../config.ts'
import { countCredentials } from '../db/bot-credentials.ts'
import { type Bot, listBots } from '../db/bots.ts'
import {
  acquireDataDir,
  type CommandHandler,
  type CommandSay,
  type DataDirHeld,
  type DataDirHolder,
  HolderVanishedError,
} from '../db/data-dir-lock.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { openPresence } from '../db/presence.ts'
import type { Language } from '../domain/message.ts'
import { credentialStore, rotateCredentials } from '../features/bots/credentials.ts'
import { createLog, type Log } from '../log.ts'
import type { Platform, PlatformName } from '../platforms/platform.ts'
import { createTelegram } from '../platforms/telegram/telegram.ts'
import { createZaloBot } from '../platforms/zalo-bot/zalo-bot.ts'
import { createQrLogin } from '../platforms/zalo-personal/login.ts'
import { createZaloPersonal } from '../platforms/zalo-personal/zalo-personal.ts'
import { type ClockChoice, findClock, shiftedClock } from './clock.ts'
import type { Environment } from './environment.ts'
import { type Outcome, type Request, requestSchema } from './request.ts'
import { listShippedPlans, type Resources } from './resources.ts'
import { type ConfiguredBot, type RequestContext, runRequest } from './run-request.ts'
import { sentenceOf } from './sentence-of.ts'
import { type Served, serve } from './serve.ts'

type DatabaseSource = Parameters<typeof openDatabase>[0]

export type Session = { config: Config; resources: Resources; language: Language; environment: Environment }

/** A short command holds the folder and answers no others; this exit code asks them to come again. */
const busy = 75
const misunderstood = 2
const comeAgainMs = 100
/** `serve` gives a short command this long to finish. */
const patienceMs = 10_000
/** So many lines are said before it is looked whether they are read. */
const atOnce = 100

/** Runs a command on the database and keeps what it prints: for short answers. */
export async function runOnDatabase(session: Session, request: Request): Promise<Outcome> {
  const lines: string[] = []
  const keep = (line: string) => void lines.push(line)
  const ok = await printFromDatabase(session, request, { out: keep, err: keep, taken: async () => true })
  return { ok, lines }
}

/**
 * Runs a command on the database and prints what it says as it comes; where another process holds DATA_DIR, that
 * process runs it. Tells whether the command did what was asked.
 */
export async function printFromDatabase(session: Session, request: Request, say: CommandSay): Promise<boolean> {
  const { config, environment } = session
  if (config.databaseUrl !== undefined) {
    return await print(await runOn({ url: config.databaseUrl }, session, request), say)
  }
  for (;;) {
    const lock = await acquireDataDir(config.dataDir, lockDeps(environment))
    if (lock.kind === 'acquired') {
      lock.serve(async () => busy)
      // Whoever reads slowly does not keep the folder from others.
      return await print(await runOn({ dataDir: config.dataDir }, session, request).finally(lock.release), say)
    }
    if (await runsCommands(lock)) return await send(lock, request, say)
    await environment.pause(comeAgainMs)
  }
}

async function runOn(source: DatabaseSource, session: Session, request: Request): Promise<Outcome> {
  const database = await openDatabase(source)
  try {
    await migrate(database, session.resources.migrations)
    const clock = await findClock(database.db, session.environment.clock)
    return await runRequest(request, contextOf(database, session, clock))
  } finally {
    await database.close()
  }
}

export type ServeOutcome = Served | { kind: 'held'; pid: number } | { kind: 'no_key' }

export type ServeSession = Session & {
  choice: ClockChoice
  onReady: (bots: string[]) => void
}

/** Serves until the environment says stop; while it holds DATA_DIR, the operator's commands are run here. */
export async function serveUntilStopped(session: ServeSession): Promise<ServeOutcome> {
  const { config, environment } = session
  if (config.databaseUrl !== undefined) return await serveOn({ url: config.databaseUrl }, session, () => {})
  const lock = await waitForDataDir(config.dataDir, environment)
  if (lock.kind === 'held') return { kind: 'held', pid: lock.holder.pid }
  try {
    return await serveOn({ dataDir: config.dataDir }, session, (handler) => lock.serve(handler))
  } finally {
    lock.release()
  }
}

async function serveOn(
  source: DatabaseSource,
  session: ServeSession,
  answerCommands: (handler: CommandHandler) => void,
): Promise<ServeOutcome> {
  const database = await openDatabase(source)
  try {
    await migrate(database, session.resources.migrations)
    return await serveClaimed(database, session, answerCommands)
  } finally {
    await database.close()
  }
}

async function serveClaimed(
  database: Database,
  session: ServeSession,
  answerCommands: (handler: CommandHandler) => void,
): Promise<ServeOutcome> {
  const { choice, config, environment, resources } = session
  const { fetch, pause, randomBytes, randomInt, stop } = environment
  const { keys } = config.zaloPersonal
  if (keys === undefined && (await countCredentials(database.db)) > 0) return { kind: 'no_key' }
  const byMs = choice.kind === 'shifted' ? choice.byMs : 0
  const clock = shiftedClock(environment.clock, byMs)
  const log = createLog(environment.out, clock)
  const presence = await openPresence(database, {
    randomInt,
    onLost: () => log('presence.lost'),
    onRegained: () => log('presence.regained'),
  })
  answerCommands(async (asked, say) => {
    const request = requestSchema.safeParse(asked)
    if (!request.success) return misunderstood
    return (await print(await answer(request.data, database, session, clock), say)) ? 0 : 1
  })
  const shift = (at: Date) => new Date(at.getTime() + byMs)
  const around = { shift, log, pause }
  const platforms = configuredPlatforms(config, around).map(({ platform }) => platform)
  const openBot = (bot: Bot) => {
    if (bot.platform !== 'zalo-personal' || keys === undefined) return undefined
    return createZaloPersonal({
      ...around,
      account: bot,
      credentials: credentialStore(database.db, bot, { keys, randomBytes, clock }),
      pace: config.zaloPersonal.pace,
      fetch,
      clock,
      randomInt,
    })
  }
  const login =
    keys === undefined ? undefined : { keys, qrLogin: createQrLogin({ fetch, pause, clock, randomInt, log, shift }) }
  if (keys !== undefined) await rotateCredentials(database.db, { keys, randomBytes, clock, log })
  const { translator } = resources
  const chance = { randomBytes, randomInt, pause }
  const deps = { database, presence, platforms, openBot, login, translator, clock, choice, ...chance, log }
  try {
    return await serve({ ...deps, inviteSecret: config.inviteSecret }, stop, session.onReady)
  } finally {
    await presence.close()
  }
}

/** A fault in a command is told to whoever gave it, and leaves the process that serves as it is. */
async function answer(request: Request, database: Database, session: Session, clock: () => Date): Promise<Outcome> {
  try {
    return await runRequest(request, contextOf(database, session, clock))
  } catch (error) {
    const { resources, language } = session
    return { ok: false, lines: [sentenceOf((key, args) => resources.translator(language, key, args), error)] }
  }
}

/** A short command may hold the folder for a moment; a process that answers commands holds it for good. */
async function waitForDataDir(dataDir: string, environment: Environment): Promise<DataDirHolder | DataDirHeld> {
  for (let waited = 0; ; waited += comeAgainMs) {
    const lock = await acquireDataDir(dataDir, lockDeps(environment))
    if (lock.kind === 'acquired' || waited >= patienceMs) return lock
    if (await runsCommands(lock)) return lock
    await environment.pause(comeAgainMs)
  }
}

/**
 * Whether the holder runs commands of others. A short command does not, and may end before it has said so; asked
 * with something that changes nothing, it may be asked again.
 */
async function runsCommands(lock: DataDirHeld): Promise<boolean> {
  try {
    for await (const said of lock.send({ kind: 'migrate' })) {
      if ('exit' in said) return said.exit !== busy
    }
  } catch (error) {
    if (!(error instanceof HolderVanishedError)) throw error
  }
  return false
}

async function send(lock: DataDirHeld, request: Request, say: CommandSay): Promise<boolean> {
  let ok = false
  let count = 0
  for await (const said of lock.send(request)) {
    if ('out' in said) say.out(said.out)
    else if ('err' in said) say.err(said.err)
    else ok = said.exit === 0
    count += 1
    if (count % atOnce === 0 && !(await say.taken())) break
  }
  return ok
}

/** Says the lines at the pace of whoever reads them. */
async function print({ ok, lines }: Outcome, say: CommandSay): Promise<boolean> {
  let count = 0
  for (const line of lines) {
    ok ? say.out(line) : say.err(line)
    count += 1
    if (count % atOnce === 0 && !(await say.taken())) break
  }
  return ok
}

function contextOf(database: Database, session: Session, clock: () => Date): RequestContext {
  const { config, resources, language, environment } = session
  return {
    db: database.db,
    databaseKind: database.kind,
    clock,
    randomBytes: environment.randomBytes,
    inviteSecret: config.inviteSecret,
    translator: resources.translator,
    language,
    shipped: listShippedPlans(resources.plans),
    findBots: () => findBots(database, session),
  }
}

type Around = { shift: (at: Date) => Date; log: Log; pause: Environment['pause'] }

/** The platforms that need nothing but their token, which begins with the bot's id. */
function configuredPlatforms({ telegram, zaloBot }: Config, around: Around): { platform: Platform; token: string }[] {
  return [
    ...(telegram === undefined ? [] : [{ ...telegram, platform: createTelegram({ ...telegram, ...around }) }]),
    ...(zaloBot === undefined ? [] : [{ ...zaloBot, platform: createZaloBot({ ...zaloBot, ...around }) }]),
  ]
}

/** A bot is known once it has run; before that its platform is asked. Personal accounts are known from their login on. */
async function findBots(database: Database, { config, environment }: Session): Promise<ConfiguredBot[]> {
  const known = (await listBots(database.db)).map((bot) => ({ ...bot, platform: bot.platform as PlatformName }))
  const found: ConfiguredBot[] = []
  for (const { platform, token } of configuredPlatforms(config, {
    shift: (at) => at,
    log() {},
    pause: environment.pause,
  })) {
    const bot = known.find((each) => each.platform === platform.name && token.startsWith(`${each.nativeId}:`))
    const identified = bot === undefined ? await platform.identify() : { kind: 'known' as const, identity: bot }
    if (identified.kind === 'known') found.push({ ...identified.identity, platform: platform.name })
  }
  const personal = known.filter(({ platform }) => platform === 'zalo-personal')
  return config.zaloPersonal.keys === undefined ? found : [...found, ...personal]
}

function lockDeps({ randomInt, clock }: Environment) {
  return { randomInt, startedAt: clock() }
}
