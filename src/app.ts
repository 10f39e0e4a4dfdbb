import { type Bot, listBots, markBotsSeen, saveBot, serveAllProvinces } from './db/bots.ts'
import type { Database } from './db/database.ts'
import { isEngineStopped } from './db/engine-stopped.ts'
import { insertInbound } from './db/inbound.ts'
import type { Presence } from './db/presence.ts'
import { listProvinces, type Province, setDeploymentFact } from './db/provinces.ts'
import type { CredentialKeys } from './features/bots/credentials.ts'
import { handleNextLogin } from './features/bots/login.ts'
import { mayResume } from './features/bots/may-resume.ts'
import { recordHealth } from './features/bots/record-health.ts'
import { watchBots } from './features/bots/watch-bots.ts'
import { type HandleDeps, handleNextInbound } from './features/collect/handle-inbound.ts'
import { deliverNext, recoverAbandoned } from './features/deliver/deliver.ts'
import { sendDueDigests } from './features/digest/send-digests.ts'
import { inviteKey } from './features/people/create-invite.ts'
import { forgetOldCodes } from './features/people/platforms.ts'
import { composeReminders } from './features/remind/compose-reminders.ts'
import { openPeriods } from './features/remind/open-periods.ts'
import { planReminders } from './features/remind/plan-reminders.ts'
import type { Log } from './log.ts'
import type { BotHealth, BotIdentity, Platform, QrLogin, RawEvent } from './platforms/platform.ts'
import type { Translator } from './render/translator.ts'
import { scheduleOf, startSchedule } from './schedule.ts'

export type AppDeps = {
  database: Database
  presence: Presence
  platforms: IdentifiedPlatform[]
  /** Opens a bot that stands in the database only, such as one that somebody has logged in; undefined for others. */
  openBot: (bot: Bot) => Platform | undefined
  /** How a personal account logs in, and what its credentials are sealed with; undefined where no key is set. */
  login: { qrLogin: QrLogin; keys: CredentialKeys } | undefined
  translator: Translator
  clock: () => Date
  /** Waits; returns early when `signal` aborts. */
  pause: (ms: number, signal?: AbortSignal) => Promise<void>
  randomBytes: (size: number) => Uint8Array
  /** A whole number from 0 up to, but not including, the given one. */
  randomInt: (below: number) => number
  inviteSecret: string | undefined
  log: Log
  /** Called when the embedded database has ended by itself: only a new process brings it back. */
  onBroken: () => void
}

export type App = {
  /** Everything that is due by the clock; runs once a minute. */
  tick(): Promise<void>
  /** Handles one stored event and sends one message, if there are any. False when there was nothing to do. */
  work(): Promise<boolean>
  /** Stores raw events of a platform, as its adapter does before it acknowledges them. */
  receive(platform: Platform, events: RawEvent[]): Promise<void>
  /** Serves one more platform: it could not be reached when the app began. */
  join(late: IdentifiedPlatform): Promise<void>
  /** The bots served here, by platform and name. */
  names(): string[]
  /** Runs until `stop`. */
  start(): void
  /** Takes in nothing more, finishes the send in hand. */
  stop(): Promise<void>
}

export type IdentifiedPlatform = { platform: Platform; identity: BotIdentity }

type Served = { bot: Bot; platform: Platform }

/** How long a loop that found nothing to do waits before it looks again; waking it comes earlier. */
const idleMs = 500
/** How long until a process asks again for a role that another one holds. */
const standbyMs = 2_000

/** Puts the house together, on a database that is open and migrated. */
export async function createApp(deps: AppDeps): Promise<App> {
  const { database, presence, clock, log } = deps
  const { db } = database
  const codeKey = await inviteKey(db, deps)
  const bots: Served[] = []
  const addBot = async ({ platform, identity }: IdentifiedPlatform): Promise<Served> => {
    const bot = await saveBot(db, { platform: platform.name, ...identity })
    // Its token has just been accepted, whatever became of it when it was last served.
    await recordHealth(db, bot.id, { kind: 'connecting' }, clock(), log)
    const served = { bot, platform }
    bots.push(served)
    return served
  }
  for (const each of deps.platforms) await addBot(each)
  await serveAllProvinces(db)

  /** Bots that have come into the database since. */
  const openNewBots = async (): Promise<Served[]> => {
    const fresh: Served[] = []
    for (const bot of await listBots(db)) {
      if (bots.some((each) => each.bot.id === bot.id)) continue
      const platform = deps.openBot(bot)
      if (platform !== undefined) fresh.push({ bot, platform })
    }
    bots.push(...fresh)
    return fresh
  }
  await openNewBots()

  const stopping = new AbortController()
  const sleeper = createSleeper(deps.pause)
  const running: Promise<void>[] = []
  let stopSchedule = async (): Promise<void> => {}
  /** Begins to serve a bot; before `start` nothing does. */
  let serveBot = (_served: Served): void => {}

  /** A fault in one step must not keep the others waiting. */
  const attempt = async (steps: Record<string, () => Promise<void>>, about: { provinceId?: number } = {}) => {
    for (const [step, run] of Object.entries(steps)) {
      try {
        await run()
      } catch (error) {
        log('tick.failed', { ...about, step, error: describe(error) })
      }
    }
  }

  /** What is due in one province. */
  const tickProvince = async (province: Province): Promise<void> => {
    const now = clock()
    const steps = {
      open: () => openPeriods(db, province, now, log),
      plan: () => planReminders(db, province, now, log),
      compose: () => composeReminders(db, province, now, log),
      digest: () => sendDueDigests(db, province, now, log),
    }
    await attempt(steps, { provinceId: province.id })
  }

  const tick = async (): Promise<void> => {
    const now = clock()
    const botIds = () => bots.map(({ bot }) => bot.id)
    await attempt({
      bots: async () => (await openNewBots()).forEach(serveBot),
      provinces: () => serveAllProvinces(db),
      seen: () => markBotsSeen(db, botIds(), now),
      watch: () => watchBots(db, now, log),
      codes: () => forgetOldCodes(db, now),
    })
    for (const province of await listProvinces(db)) await tickProvince(province)
    await setDeploymentFact(db, 'heartbeat', clock().toISOString())
    sleeper.wake()
  }

  const receive = async (platform: Platform, events: RawEvent[]): Promise<void> => {
    const bot = bots.find((each) => each.platform === platform)?.bot
    if (bot === undefined) throw new Error(`no bot on ${platform.name}`)
    const stored = await insertInbound(
      db,
      events.map((event) => ({ ...event, botId: bot.id, receivedAt: clock() })),
    )
    log('inbound.stored', { botId: bot.id, events: events.length, stored })
    sleeper.wake()
  }

  const handleOne = async (): Promise<boolean> => {
    const { randomBytes } = deps
    const platforms = bots.map(({ platform }) => platform.name)
    const read: HandleDeps['read'] = ({ botId, platform, raw }) => {
      // A personal account knows itself by its own id; of a bot that is served no more any of its platform can read.
      const served = bots.find(({ bot }) => bot.id === botId) ?? bots.find((each) => each.platform.name === platform)
      if (served === undefined) throw new Error(`no platform ${platform}`)
      return served.platform.read(raw)
    }
    const handled = await handleNextInbound(db, { platforms, read, codeKey, randomBytes, clock, log })
    if (handled) sleeper.wake()
    return handled
  }

  const deliverOne = async ({ bot, platform }: Served): Promise<boolean> => {
    const { translator, pause, randomInt } = deps
    await recoverAbandoned(db, { botId: bot.id, workerId: presence.workerId, clock, log })
    if (!platform.ready()) return false
    return await deliverNext(db, {
      botId: bot.id,
      platform,
      workerId: presence.workerId,
      translator,
      clock,
      pause: (ms) => pause(ms, stopping.signal),
      stopping: stopping.signal,
      randomInt,
      log,
    })
  }

  /** Shows an admin who asked for it the picture by which a personal account logs in again. */
  const loginOne = async (): Promise<boolean> => {
    if (deps.login === undefined) return false
    const { randomBytes } = deps
    const { workerId } = presence
    const asked = { ...deps.login, workerId, randomBytes, clock, log, signal: stopping.signal, wake: sleeper.wake }
    return await handleNextLogin(db, asked)
  }

  /** Repeats `step` for as long as the process runs; a fault is logged and waited out, never fatal. */
  const loop = async (name: string, step: () => Promise<boolean>, lost?: AbortSignal): Promise<void> => {
    while (!stopping.signal.aborted && lost?.aborted !== true) {
      try {
        if (await step()) continue
        await sleeper.sleep(idleMs)
      } catch (error) {
        log('loop.failed', { loop: name, error: describe(error) })
        if (isEngineStopped(error)) return deps.onBroken()
        await sleeper.sleep(standbyMs)
      }
    }
  }

  /**
   * Has a role that one process at a time may have, and repeats each of `steps` while it lasts. A bot is one role:
   * what a personal account sends goes out through the session by which it also receives.
   */
  const asHolder = async (role: string, steps: ((lost: AbortSignal) => Promise<boolean>)[]): Promise<boolean> => {
    if (!(await presence.tryHold(role))) {
      await sleeper.sleep(standbyMs)
      return true
    }
    const { lost } = presence
    try {
      await Promise.all(steps.map((step) => loop(role, () => step(lost), lost)))
    } finally {
      await presence.release(role)
    }
    return true
  }

  /** Takes in what people send to one bot, for as long as its platform lets us. */
  const receiveOf = async ({ bot, platform }: Served, lost: AbortSignal): Promise<boolean> => {
    if (!(await mayResume(db, bot.id, clock()))) return false
    const reception = {
      store: (events: RawEvent[]) => receive(platform, events),
      report: (health: BotHealth) => recordHealth(db, bot.id, health, clock(), log),
    }
    const ended = await platform.receive(reception, AbortSignal.any([stopping.signal, lost]))
    if (ended !== undefined) await reception.report(ended)
    return true
  }

  return {
    tick,
    receive,
    async join(late) {
      const served = await addBot(late)
      await serveAllProvinces(db)
      serveBot(served)
    },
    names: () => bots.map(({ bot }) => `${bot.platform} @${bot.username ?? bot.nativeId}`),
    async work() {
      let worked = await handleOne()
      for (const bot of bots) worked = (await deliverOne(bot)) || worked
      return worked
    },
    start() {
      serveBot = (served) => {
        const { id } = served.bot
        const steps = [(lost: AbortSignal) => receiveOf(served, lost), () => deliverOne(served)]
        running.push(loop('roles', () => asHolder(`bot ${id}`, steps)))
      }
      for (const served of bots) serveBot(served)
      running.push(loop('logins', loginOne))
      const jobs = scheduleOf({
        tick,
        checkpoint: () => database.maintain('checkpoint'),
        vacuum: () => database.maintain('vacuum'),
      })
      stopSchedule = startSchedule(jobs, (name, error) => log(`${name}.failed`, { error: describe(error) }))
      // What was written while nobody was there belongs to periods that the first tick has yet to open.
      const caughtUp = tick().catch((error) => log('heartbeat.failed', { error: describe(error) }))
      running.push(caughtUp.then(() => loop('handle', handleOne)))
    },
    async stop() {
      stopping.abort()
      sleeper.wake()
      await stopSchedule()
      await Promise.all(running)
    },
  }
}

/** A pause that `wake` ends early. */
function createSleeper(pause: AppDeps['pause']) {
  let alarm = new AbortController()
  return {
    sleep: (ms: number) => pause(ms, alarm.signal),
    wake() {
      alarm.abort()
      alarm = new AbortController()
    },
  }
}

/** An error's kind and code. Its message stays out of the log: it may quote what people wrote. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const cause = error.cause instanceof Error ? error.cause : error
  return 'code' in cause ? `${error.name} ${String(cause.code)}` : error.name
}
