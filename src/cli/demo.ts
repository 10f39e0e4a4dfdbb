import { createInterface } from 'node:readline/promises'
import { createApp } from '../app.ts'
import { inProvince, listAssignments } from '../db/assignments.ts'
import { type Database, openDatabase } from '../db/database.ts'
import { migrate } from '../db/migrate.ts'
import { countSent } from '../db/outbox.ts'
import { openPresence } from '../db/presence.ts'
import { findProvince } from '../db/provinces.ts'
import { countSentLinks } from '../db/submissions.ts'
import { isOpen, progressOf } from '../domain/assignment.ts'
import { addDays, instantAt, localDateOf, localTimeOf } from '../domain/calendar.ts'
import { withoutDiacritics } from '../domain/command.ts'
import type { Language } from '../domain/message.ts'
import { createInvite } from '../features/people/create-invite.ts'
import { type ConsoleMessage, createConsole } from '../platforms/console/console.ts'
import { renderFullDate } from '../render/dates.ts'
import { begins, cast, ends, script } from './demo-script.ts'
import type { Request } from './request.ts'
import { listShippedPlans, type Resources, readGivenFile } from './resources.ts'
import { runRequest } from './run-request.ts'

export type DemoOptions = {
  resources: Resources
  /** A folder that is empty now and may be thrown away afterwards. */
  dataDir: string
  language: Language
  json: boolean
  print: (line: string) => void
  /** Where somebody types on after the scripted month; absent where nobody can. */
  terminal: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream } | undefined
}

const province = 'binh-thuan'
const timeZone = 'Asia/Ho_Chi_Minh'
/** When something can come due by the clock: a new day, the reminders, the digest. */
const dailyTicks = ['00:00', '08:00', '08:30']

/**
 * Plays a month of a real plan on a simulated clock: the same app as in service, on the embedded database, with
 * a console for a chat platform. Prints the conversation, and with `json` the month's figures from the database.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const database = await openDatabase({ dataDir: options.dataDir })
  try {
    await migrate(database, options.resources.migrations)
    const stage = await setUp(database, options)
    await playScript(stage)
    if (options.json) options.print(JSON.stringify(await figuresOf(database)))
    else if (options.terminal !== undefined) await talk(stage, options.terminal)
    await stage.leave()
  } finally {
    await database.close()
  }
}

type Stage = {
  say: (key: string, args?: Record<string, string | number>) => string
  print: (line: string) => void
  clock: () => Date
  /** Moves the clock to an instant, letting happen on the way what is due. */
  moveTo: (at: Date) => Promise<void>
  /** One of the cast sends a message; resolves when it is answered. */
  speak: (name: string, text: string) => Promise<void>
  leave: () => Promise<void>
}

async function setUp(database: Database, options: DemoOptions): Promise<Stage> {
  const { resources, language, print } = options
  const say: Stage['say'] = (key, args) => resources.translator(language, key, args)
  let now = instantOf(begins)
  const clock = () => new Date(now)
  const randomBytes = pseudoRandomBytes()
  const heading = createHeading(say, print, clock)

  const platform = createConsole(({ person, text }) => {
    heading()
    print(say('cli-demo-bot', who(person)))
    print(indent(text.text))
  })
  const presence = await openPresence(database, { randomInt: () => 1, onLost() {}, onRegained() {} })
  const app = await createApp({
    database,
    presence,
    platforms: [{ platform, identity: { nativeId: 'console', username: null } }],
    translator: resources.translator,
    clock,
    pause: async (ms) => {
      now = new Date(now.getTime() + ms)
    },
    openBot: () => undefined,
    login: undefined,
    randomBytes,
    randomInt: () => 0,
    inviteSecret: undefined,
    log() {},
    onBroken() {},
  })

  const operate = async (request: Request) => {
    const context = {
      db: database.db,
      databaseKind: database.kind,
      clock,
      randomBytes,
      inviteSecret: undefined,
      language,
    }
    const shipped = listShippedPlans(resources.plans)
    const { lines } = await runRequest(request, {
      ...context,
      translator: resources.translator,
      shipped,
      findBots: async () => [],
    })
    for (const line of lines) print(line)
  }
  let sent = 0
  const speak = async (name: string, text: string) => {
    heading()
    print(say('cli-demo-person', who(name)))
    print(indent(text))
    const message: ConsoleMessage = { id: `m${++sent}`, person: name, text, replyTo: null, sentAt: now.toISOString() }
    await app.receive(platform, [{ nativeId: message.id, chatNativeId: name, raw: message }])
    // A receipt waits a moment for the rest of a burst.
    for (let waited = 0; waited < 2_000; waited += 500) {
      while (await app.work());
      now = new Date(now.getTime() + 500)
    }
  }
  const beat = async () => {
    await app.tick()
    while (await app.work());
  }
  const moveTo = async (at: Date) => {
    for (const tick of ticksBetween(now, at)) {
      now = tick
      await beat()
    }
    if (at > now) now = at
  }

  print(say('cli-demo-title'))
  await operate({ kind: 'province_add', code: province, name: 'tỉnh Bình Thuận', timeZone })
  for (const [kind, code] of [
    ['agency_import', 'binh-thuan.agencies'],
    ['plan_import', 'binh-thuan-2024'],
  ] as const) {
    const file = readGivenFile(resources.plans, code)
    if (file !== undefined) await operate({ kind, file })
  }
  // The coordinator comes first and the plan's periods are opened, so that the officers find their duties there.
  for (const { name, role, agency } of cast) {
    const invite = await createInvite(
      database.db,
      { province, agency, role, days: 14 },
      { now, randomBytes, inviteSecret: undefined },
    )
    if (invite.kind === 'created') await speak(name, `/start ${invite.code}`)
    if (role === 'coordinator') await beat()
  }
  return { say, print, clock, moveTo, speak, leave: () => presence.close() }
}

async function playScript({ moveTo, speak }: Stage): Promise<void> {
  for (const { at, who: name, says } of script) {
    await moveTo(instantOf(at))
    await speak(name, says)
  }
  await moveTo(instantOf(ends))
}

/** Lets the user speak as one of the cast and move the clock. */
async function talk(stage: Stage, terminal: NonNullable<DemoOptions['terminal']>): Promise<void> {
  const { say, print, clock, moveTo, speak } = stage
  const names = cast.map((person) => person.name).join(', ')
  print(say('cli-demo-help', { names }))
  const lines = createInterface({ ...terminal, prompt: '' })
  const ask = () => terminal.output.write(`${say('cli-demo-prompt', momentOf(say, clock()))} `)
  ask()
  for await (const line of lines) {
    const move = /^\+(\d{1,3})([dh])$/.exec(line.trim())
    const spoken = /^([^:]+):\s*(.+)$/.exec(line.trim())
    if (line.trim() === 'quit') break
    if (move !== null) {
      const hours = Number(move[1]) * (move[2] === 'd' ? 24 : 1)
      await moveTo(new Date(clock().getTime() + hours * 3_600_000))
      print(say('cli-demo-clock', momentOf(say, clock())))
    } else if (spoken !== null) {
      const [, asked = '', text = ''] = spoken
      const person = cast.find(({ name }) => withoutDiacritics(name).includes(withoutDiacritics(asked.trim())))
      if (person === undefined) print(say('cli-demo-unknown-person', { name: asked, names }))
      else await speak(person.name, text)
    } else if (line.trim() !== '') print(say('cli-demo-not-understood'))
    ask()
  }
  lines.close()
  print(say('cli-demo-bye'))
}

async function figuresOf({ db }: Database) {
  const { id } = (await findProvince(db, province)) ?? { id: 0 }
  const assignments = await listAssignments(db, inProvince(id))
  const links = await countSentLinks(db, id)
  return {
    assignments: assignments.length,
    met: assignments.filter((assignment) => progressOf(assignment).met).length,
    open: assignments.filter(isOpen).length,
    remindersSent: await countSent(db, id, 'reminder'),
    linksRecorded: links.recorded,
    duplicates: links.duplicates,
    digestsSent: await countSent(db, id, 'digest'),
  }
}

/** The instants between two others at which something can come due. */
function ticksBetween(from: Date, to: Date): Date[] {
  const ticks: Date[] = []
  for (let on = localDateOf(from, timeZone); on <= localDateOf(to, timeZone); on = addDays(on, 1)) {
    ticks.push(...dailyTicks.map((time) => instantAt(on, time, timeZone)))
  }
  return ticks.filter((tick) => tick > from && tick <= to)
}

function createHeading(say: Stage['say'], print: Stage['print'], clock: () => Date): () => void {
  let last = ''
  return () => {
    const heading = say('cli-demo-day', momentOf(say, clock()))
    if (heading !== last) print(`\n${heading}`)
    last = heading
  }
}

function momentOf(say: Stage['say'], at: Date): { date: string; time: string } {
  return { date: renderFullDate(say, localDateOf(at, timeZone)), time: localTimeOf(at, timeZone) }
}

function instantOf(local: string): Date {
  const [on = '', time = ''] = local.split(' ')
  return instantAt(on, time, timeZone)
}

function who(name: string): { name: string; agency: string } {
  return { name, agency: cast.find((person) => person.name === name)?.place ?? '' }
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}

/** The same bytes in every run, so that two runs print the same. Good for a demo only. */
function pseudoRandomBytes(): (size: number) => Uint8Array {
  let state = 1
  return (size) =>
    Uint8Array.from({ length: size }, () => {
      state = (state * 48_271) % 2_147_483_647
      return state % 256
    })
}
