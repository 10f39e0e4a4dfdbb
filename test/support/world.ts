import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import type { Database, Db } from '../../src/db/database.ts'
import { openPresence } from '../../src/db/presence.ts'
import { insertProvince } from '../../src/db/provinces.ts'
import { addDays, instantAt, localDateOf } from '../../src/domain/calendar.ts'
import type { Role } from '../../src/domain/message.ts'
import { createInvite } from '../../src/features/people/create-invite.ts'
import { importAgencies } from '../../src/features/plans/import-agencies.ts'
import { importPlan } from '../../src/features/plans/import-plan.ts'
import type { PlatformName, RawEvent } from '../../src/platforms/platform.ts'
import { createTranslator } from '../../src/render/translator.ts'
import { workerDatabase } from './database.ts'
import { type Stage, telegramStage } from './stage.ts'
import type { FakeBotApi, Person, Said } from './telegram/fake-bot-api.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const translator = createTranslator({ vi: read('locales/vi.ftl'), en: read('locales/en.ftl') })

/** "2024-11-25 07:59" in Vietnam. */
export function at(local: string): Date {
  const [on = '', time = '00:00'] = local.split(' ')
  return instantAt(on, time, timeZone)
}

export type World = {
  db: Db
  app: App
  /** The Bot API server, of a world that Telegram is part of. */
  fake: FakeBotApi
  /** Ids of rows, for queries in a test. */
  provinceId: number
  clock: () => Date
  events: string[]
  /** Moves the clock, letting happen on the way what is due at 00:00, 08:00 and 08:30 of each day. */
  moveTo(local: string): Promise<void>
  /** Only moves the clock: nobody was there. */
  sleepUntil(local: string): void
  tick(): Promise<void>
  /** Handles and sends until nothing is left, waiting out bursts and pauses of up to some seconds. */
  settle(): Promise<void>
  /** Invites somebody and has them join. */
  joins(name: string, role: Role, agency?: string): Promise<Person>
  invite(role: Role, agency?: string, days?: number): Promise<string>
  says(person: Person, text: string, more?: Partial<Said>): Promise<number>
  /** The same on any platform of this world, the first one unless named; answers the platform's id of the message. */
  writes(person: Person, text: string, more?: { on?: PlatformName; replyTo?: string }): Promise<string>
  /** What the bot has said to somebody there since the last time this was asked. */
  hears(person: Person, on?: PlatformName): string[]
  /** The message is stored; nobody handles it before `settle`. */
  sends(person: Person, text: string, more?: Partial<Said>): Promise<number>
  /** What the bot has said to somebody since the last time this was asked. */
  told(person: Person): string[]
  restart(): Promise<void>
  /** The app of a second process on a connection of its own: it ticks and works, and does not poll. */
  another(database: Database): Promise<App>
}

/**
 * The whole app with a real plan, talking to the real Telegram client over HTTP with a Bot API server of our own,
 * on the worker's database, with a clock that only the test moves.
 */
export async function createWorld(options: {
  at: string
  plan?: string
  agencies?: string
  /** How long a send may stay unanswered, on the real clock. */
  sendTimeoutMs?: number
  /** Where people and the bot reach each other; Telegram unless told otherwise. */
  stages?: ((now: () => Date) => Promise<Stage>)[]
}): Promise<World> {
  const database = await workerDatabase()
  let now = at(options.at)
  const clock = () => new Date(now)
  const stages: (Stage & { fake?: unknown })[] = []
  for (const open of options.stages ?? [telegramStage]) stages.push(await open(clock))
  const stageOf = (name?: PlatformName) => {
    const stage = name === undefined ? stages[0] : stages.find((each) => each.name === name)
    if (stage === undefined) throw new Error(`this world has no ${name}`)
    return stage
  }
  let lastRandom = 0
  const randomBytes = (size: number) =>
    Uint8Array.from({ length: size }, () => (lastRandom = (lastRandom * 37 + 11) % 251))
  const events: string[] = []
  let storedEvents = 0
  let onStored = () => {}
  const hands = new Map<Stage, (event: RawEvent) => Promise<void>>()

  async function assemble(on: Database, stop: AbortController) {
    const pause = async (ms: number, signal?: AbortSignal) => {
      if (signal === stop.signal) await new Promise((resolve) => setImmediate(resolve))
      now = new Date(now.getTime() + ms)
    }
    const log = (event: string) => events.push(event)
    const { sendTimeoutMs } = options
    const randomInt = (below: number) => ++lastRandom % below
    const chance = { randomInt, ...(sendTimeoutMs === undefined ? {} : { sendTimeoutMs }) }
    const platforms = stages.map((stage) => {
      const { identity } = stage
      return { stage, identity, platform: stage.open({ clock, log, pause, ...chance }) }
    })
    const presence = await openPresence(on, {
      randomInt,
      onLost() {},
      onRegained() {},
    })
    const app = await createApp({
      database: on,
      presence,
      platforms,
      translator,
      clock,
      pause,
      openBot: () => undefined,
      login: undefined,
      randomBytes,
      randomInt,
      inviteSecret: undefined,
      log,
      onBroken() {},
    })
    return { app, platforms, presence }
  }

  async function open(): Promise<{ app: App; close: () => Promise<void> }> {
    const stop = new AbortController()
    const { app, platforms, presence } = await assemble(database, stop)
    const receiving: Promise<unknown>[] = []
    for (const { stage, platform } of platforms) {
      const store = async (batch: RawEvent[]) => {
        await app.receive(platform, batch)
        storedEvents += batch.filter(stage.isSaid).length
        onStored()
      }
      hands.set(stage, (event) => store([event]))
      await new Promise<void>((connected) => {
        const report = async ({ kind }: { kind: string }) => void (kind === 'connected' && connected())
        receiving.push(platform.receive({ store, report }, stop.signal))
        // Telegram's first long poll is as good as its connection; nobody waits for what nobody polls.
        if (stage.name !== 'zalo-personal') connected()
      })
    }
    return {
      app,
      close: async () => {
        stop.abort()
        await Promise.all(receiving)
        await presence.close()
      },
    }
  }

  const { db } = database
  const province = await insertProvince(db, { code: 'binh-thuan', name: 'tỉnh Bình Thuận', timeZone })
  if (province === undefined) throw new Error('the province is there already: call useDatabase() first')
  await importAgencies(db, { name: 'agencies.yaml', text: options.agencies ?? read('plans/binh-thuan.agencies.yaml') })
  const imported = await importPlan(
    db,
    { name: 'plan.yaml', text: options.plan ?? read('plans/binh-thuan-2024.yaml') },
    now,
  )
  if (imported.kind !== 'imported') throw new Error(`the plan was not imported: ${JSON.stringify(imported)}`)
  let opened = await open()
  onTestFinished(async () => {
    await opened.close()
    for (const stage of stages) await stage.close()
  })

  const heard = new Map<string, number>()
  let lastPersonId = 1000

  const handOf = (stage: Stage) => (event: RawEvent) =>
    hands.get(stage)?.(event) ?? Promise.reject(new Error('nobody takes it in'))

  /** Does what makes somebody's message arrive, and waits until it is stored. */
  async function stored<T>(act: () => T): Promise<T> {
    const before = storedEvents
    const arrived = new Promise<void>((resolve) => {
      onStored = () => storedEvents > before && resolve()
    })
    const result = act()
    await arrived
    return result
  }

  const world: World = {
    db,
    get app() {
      return opened.app
    },
    get fake() {
      return (stageOf('telegram') as Stage & { fake: FakeBotApi }).fake
    },
    provinceId: province.id,
    clock,
    events,
    async moveTo(local) {
      const to = at(local)
      for (let on = localDateOf(now, timeZone); on <= localDateOf(to, timeZone); on = addDays(on, 1)) {
        for (const time of ['00:00', '08:00', '08:30']) {
          const moment = instantAt(on, time, timeZone)
          if (moment <= now || moment > to) continue
          now = moment
          await world.tick()
          await world.settle()
        }
      }
      if (to > now) now = to
    },
    sleepUntil(local) {
      now = at(local)
    },
    tick: () => opened.app.tick(),
    async settle() {
      for (let idle = 0; idle < 12; ) {
        if (await opened.app.work()) {
          idle = 0
        } else {
          idle += 1
          now = new Date(now.getTime() + 250)
        }
      }
    },
    async invite(role, agency, days = 14) {
      const result = await createInvite(
        db,
        { province: 'binh-thuan', agency: agency ?? null, role, days },
        { now, randomBytes, inviteSecret: undefined },
      )
      if (result.kind !== 'created') throw new Error(`no invitation: ${result.kind}`)
      return result.code
    },
    async joins(name, role, agency) {
      const [first_name = name, ...rest] = name.split(' ')
      const person: Person = {
        id: ++lastPersonId,
        first_name,
        ...(rest.length > 0 ? { last_name: rest.join(' ') } : {}),
      }
      await world.writes(person, await world.invite(role, agency))
      world.hears(person)
      return person
    },
    async says(person, text, more) {
      const messageId = await world.sends(person, text, more)
      await world.settle()
      return messageId
    },
    async writes(person, text, { on, ...more } = {}) {
      const stage = stageOf(on)
      const id = await stored(() => stage.say({ from: person, text, ...more }, handOf(stage)))
      await world.settle()
      return id
    },
    sends: (person, text, more = {}) => stored(() => world.fake.userSays({ from: person, text, ...more })),
    told: (person) => world.hears(person, 'telegram'),
    hears(person, on) {
      const stage = stageOf(on)
      const all = stage.acceptedFor(person)
      const key = `${stage.name} ${person.id}`
      const news = all.slice(heard.get(key) ?? 0)
      heard.set(key, all.length)
      return news
    },
    async restart() {
      await opened.close()
      opened = await open()
    },
    async another(on) {
      const { app, presence } = await assemble(on, new AbortController())
      onTestFinished(() => presence.close())
      return app
    },
  }
  return world
}
