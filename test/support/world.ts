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
import { createTelegram } from '../../src/platforms/telegram/telegram.ts'
import { createTranslator } from '../../src/render/translator.ts'
import { workerDatabase } from './database.ts'
import { type FakeBotApi, type Person, type Said, startFakeBotApi } from './telegram/fake-bot-api.ts'

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
}): Promise<World> {
  const database = await workerDatabase()
  let now = at(options.at)
  const clock = () => new Date(now)
  const fake = await startFakeBotApi({ now: clock })
  let lastRandom = 0
  const randomBytes = (size: number) =>
    Uint8Array.from({ length: size }, () => (lastRandom = (lastRandom * 37 + 11) % 251))
  const events: string[] = []
  let storedEvents = 0
  let onStored = () => {}

  async function assemble(on: Database, stop: AbortController) {
    const pause = async (ms: number, signal?: AbortSignal) => {
      if (signal === stop.signal) await new Promise((resolve) => setImmediate(resolve))
      now = new Date(now.getTime() + ms)
    }
    const log = (event: string) => events.push(event)
    const telegram = createTelegram({
      token: fake.token,
      apiRoot: fake.url,
      shift: (date) => date,
      log,
      pause,
      ...(options.sendTimeoutMs === undefined ? {} : { sendTimeoutMs: options.sendTimeoutMs }),
    })
    const presence = await openPresence(on, {
      randomInt: (below) => ++lastRandom % below,
      onLost() {},
      onRegained() {},
    })
    const identity = { nativeId: String(fake.bot.id), username: fake.bot.username ?? null }
    const app = await createApp({
      database: on,
      presence,
      platforms: [{ platform: telegram, identity }],
      translator,
      clock,
      pause,
      randomBytes,
      inviteSecret: undefined,
      log,
      onBroken() {},
    })
    return { app, telegram, presence }
  }

  async function open(): Promise<{ app: App; close: () => Promise<void> }> {
    const stop = new AbortController()
    const { app, telegram, presence } = await assemble(database, stop)
    const receiving = telegram.receive(async (batch) => {
      await app.receive(telegram, batch)
      storedEvents += batch.length
      onStored()
    }, stop.signal)
    return {
      app,
      close: async () => {
        stop.abort()
        await receiving
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
    await fake.close()
  })

  const heard = new Map<number, number>()
  let lastPersonId = 1000

  const world: World = {
    db,
    get app() {
      return opened.app
    },
    fake,
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
      await world.says(person, `/start ${await world.invite(role, agency)}`)
      world.told(person)
      return person
    },
    async says(person, text, more) {
      const messageId = await world.sends(person, text, more)
      await world.settle()
      return messageId
    },
    async sends(person, text, more = {}) {
      const before = storedEvents
      const stored = new Promise<void>((resolve) => {
        onStored = () => storedEvents > before && resolve()
      })
      const messageId = fake.userSays({ from: person, text, ...more })
      await stored
      return messageId
    },
    told(person) {
      const all = fake.accepted.filter((sent) => sent.chatId === person.id).map((sent) => sent.text)
      const news = all.slice(heard.get(person.id) ?? 0)
      heard.set(person.id, all.length)
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
