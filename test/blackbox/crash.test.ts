import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { auditRun, type Run } from '../support/blackbox/audit.ts'
import { cast, everybodyJoins, introduce, memberNamed } from '../support/blackbox/cast.ts'
import { type Program, serve, setUpProvince, start, type Variables } from '../support/blackbox/program.ts'
import { createScratchDatabase, eventually, type ScratchDatabase } from '../support/blackbox/scratch-database.ts'
import { type FakeBotApi, startFakeBotApi } from '../support/telegram/fake-bot-api.ts'

/** How often the bot is killed at a random moment, and by which dice. */
const rounds = Number(process.env.CRASH_ROUNDS || 50)
const seed = Number(process.env.CRASH_SEED || 1)

const monday = '2024-11-18'
const eight = `${monday}T08:00:05+07:00`
const lan = memberNamed('Lan')

let joined: ScratchDatabase
beforeAll(async () => {
  joined = await createScratchDatabase()
  await setUpProvince({ DATABASE_URL: joined.url })
  const fake = await startFakeBotApi()
  const bot = start(['serve', '--clock', `${monday}T07:50:00+07:00`], variablesOf(fake, joined))
  await everybodyJoins(fake, variablesOf(fake, joined))
  expect((await bot.terminate()).code).toBe(0)
  await fake.close()
})
afterAll(() => joined.drop())

function variablesOf(fake: FakeBotApi, database: ScratchDatabase): Variables {
  return { DATABASE_URL: database.url, TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.url }
}

type Scene = { fake: FakeBotApi; sql: ScratchDatabase['sql']; serveFrom: (clock: string) => Program }

/** Everybody has joined, nobody serves, and nothing has been said on this fake. */
async function setScene(): Promise<Scene> {
  const database = await joined.copy()
  onTestFinished(() => database.drop())
  const fake = await startFakeBotApi()
  onTestFinished(() => fake.close())
  introduce(fake)
  return {
    fake,
    sql: database.sql,
    serveFrom: (clock) => serve(variablesOf(fake, database), '--clock', clock),
  }
}

/** Resolves when all that has come in is handled and all that is to go out has gone. */
function comesToRest({ sql }: Scene, limitMs?: number): Promise<true> {
  return eventually(
    async () => {
      const [row] = await sql`
      select (select count(*) from inbound where state = 'new') + (select count(*) from outbox
        where state in ('waiting', 'claimed')) + (select count(*) from reminders where state in ('planned', 'composed')
        and release_at <= (select value::timestamptz from deployment where key = 'heartbeat')) as open`
      return Number(row?.open) === 0
    },
    'everything to be handled and sent',
    limitMs,
  )
}

/** The bot serves, has sent the morning's reminders and waits for what comes. */
async function morningIsDone(scene: Scene): Promise<Program> {
  const bot = scene.serveFrom(eight)
  await scene.fake.waitFor(() => remindersTo(scene.fake, lan.id).length > 0, 60_000)
  await comesToRest(scene)
  await scene.fake.waitFor(() => scene.fake.polling && scene.fake.confirmedOffset > 0, 60_000)
  return bot
}

const remindersTo = (fake: FakeBotApi, chatId: number) =>
  fake.accepted.filter((sent) => sent.chatId === chatId && sent.text.startsWith('Nhắc việc'))
const receiptsTo = (fake: FakeBotApi, chatId: number) =>
  fake.accepted.filter((sent) => sent.chatId === chatId && sent.text.includes('đã nhận'))

describe('killed while Telegram', () => {
  test.each([
    ['has received a reminder and not accepted it', 'receipt', 0],
    ['has accepted a reminder and not answered', 'accept', 1],
  ] as const)('%s, the bot does not send it again and says that it is in doubt', async (_, after, times) => {
    const scene = await setScene()
    const { fake, sql } = scene
    const held = fake.holdNext('sendMessage', { chatId: lan.id, after })
    const bot = scene.serveFrom(eight)
    await held
    await bot.kill()

    const next = scene.serveFrom(`${monday}T08:31:00+07:00`)
    await fake.waitFor(() => fake.accepted.some((sent) => sent.text.startsWith('TỔNG HỢP TUẦN')), 60_000)
    await comesToRest(scene)
    expect(remindersTo(fake, lan.id)).toHaveLength(times)
    const rows = await sql`
      select o.state, t.outcome, t.reason, array_agg(distinct r.state) as reminders
      from outbox o join attempts t on t.outbox_id = o.id join chats c on c.id = o.chat_id
      join reminders r on r.outbox_id = o.id
      where c.native_id = ${String(lan.id)} and o.kind = 'reminder' group by o.id, t.id`
    expect(rows).toEqual([{ state: 'doubt', outcome: 'doubt', reason: 'process_ended', reminders: ['doubt'] }])
    // The station's duty is a weekly one, reminded on Wednesday.
    const others = cast.filter(({ role, id, agency }) => role === 'officer' && id !== lan.id && agency !== 'dai-ptth')
    expect(others.map(({ id }) => remindersTo(fake, id).length)).toEqual(others.map(() => 1))
    expect((await next.terminate()).code).toBe(0)
  })

  test.each([
    ['has received a receipt and not accepted it', 'receipt', 1],
    ['has accepted a receipt and not answered', 'accept', 2],
  ] as const)('%s, the bot rather repeats it than loses it', async (_, after, times) => {
    const scene = await setScene()
    const { fake, sql } = scene
    const bot = await morningIsDone(scene)
    const held = fake.holdNext('sendMessage', { chatId: lan.id, after })
    fake.userSays({ from: lan, text: 'https://binhthuan.gov.vn/tin-tuc/1' })
    await held
    await bot.kill()

    scene.serveFrom(`${monday}T08:20:00+07:00`)
    await fake.waitFor(() => receiptsTo(fake, lan.id).length === times, 60_000)
    await comesToRest(scene)
    expect(receiptsTo(fake, lan.id)).toHaveLength(times)
    const attempts = await sql`
      select t.outcome from attempts t join outbox o on o.id = t.outbox_id where o.kind = 'receipt' order by t.id`
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['doubt', 'sent'])
  })

  test('has not heard that an update arrived, the bot stores and answers it once', async () => {
    const scene = await setScene()
    const { fake, sql } = scene
    const bot = await morningIsDone(scene)
    const { confirmedOffset } = fake
    // The next question would confirm the update; it comes and is never read.
    const held = fake.holdNext('getUpdates')
    fake.userSays({ from: lan, text: 'https://binhthuan.gov.vn/tin-tuc/2' })
    await held
    await fake.waitFor(() => receiptsTo(fake, lan.id).length > 0, 60_000)
    await comesToRest(scene)
    await bot.kill()
    expect(fake.confirmedOffset).toBe(confirmedOffset)

    const next = scene.serveFrom(`${monday}T08:20:00+07:00`)
    await fake.waitFor(() => fake.confirmedOffset > confirmedOffset, 60_000)
    await comesToRest(scene)
    expect((await next.terminate()).code).toBe(0)
    expect(await sql`select count(*)::int as links from sent_links`).toEqual([{ links: 1 }])
    expect(receiptsTo(fake, lan.id)).toHaveLength(1)
  })

  test('waits for the offset because the update cannot be stored, the update is not lost', async () => {
    const scene = await setScene()
    const { fake, sql } = scene
    const bot = await morningIsDone(scene)
    const { confirmedOffset } = fake
    const lock = await sql.reserve()
    await lock`begin`
    await lock`lock table inbound in exclusive mode`
    const polls = () => fake.requests.filter(({ method }) => method === 'getUpdates')
    const before = polls().length
    fake.userSays({ from: lan, text: 'https://binhthuan.gov.vn/tin-tuc/3' })
    // The database gives up on the statement that would store it, as it does when it is shut down.
    await eventually(async () => {
      const ended = await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query ilike 'insert into "inbound"%'`
      return ended.length > 0
    }, 'the update to wait for the lock')
    const again = await fake.waitFor(() => polls()[before], 60_000)
    expect(Number(again.params.offset)).toBeLessThanOrEqual(confirmedOffset)
    await bot.kill()
    await lock`rollback`
    lock.release()

    scene.serveFrom(`${monday}T08:20:00+07:00`)
    await fake.waitFor(() => receiptsTo(fake, lan.id).length > 0, 60_000)
    await comesToRest(scene)
    expect(await sql`select count(*)::int as links from sent_links`).toEqual([{ links: 1 }])
  })
})

/**
 * Two weeks of service in which the bot seldom lives for long. A day is four rounds: officers send links, reminders and
 * digests come due, Telegram is slow, fails now and then, and the kill comes whenever it comes. Every other day and at
 * the end everything is left to come to rest, since an answer is repeated for two days only. Then the books are gone through.
 */
test(`killed ${rounds} times at random, the bot loses nothing and reminds nobody twice`, {
  timeout: 420_000,
}, async () => {
  const scene = await setScene()
  const { fake, sql } = scene
  const random = dice(seed)
  const [before] = await sql`
    select (select max(id) from attempts)::int as attempts, (select max(id) from inbound)::int as inbound`
  const run: Run = {
    attemptsBefore: before?.attempts,
    inboundBefore: before?.inbound,
    kills: 0,
    cutSockets: 0,
    serverErrors: 0,
    said: [],
    lastDay: monday,
  }
  const slow = answerSlowly(fake, random)

  for (let round = 0; round < rounds; round++) {
    const clock = momentOf(round)
    const hour = round % times.length
    run.lastDay = clock.slice(0, 10)
    makeTrouble(fake, run, random)
    // Answers go first: at 08:00 there are few, so that kills meet the reminders.
    for (let person = 0; person < hour; person++) say(fake, run, random, round)
    const bot = scene.serveFrom(clock)
    const livesMs = 50 + random() * (hour === 0 ? 4_000 : 3_000)
    const speaks = setTimeout(() => say(fake, run, random, round), livesMs * random())
    // Not for an outcome: the kill is to come at any moment, whatever the bot is at.
    await new Promise((resolve) => setTimeout(resolve, livesMs))
    expect(bot.isAlive()).toBe(true)
    await bot.kill()
    run.kills += 1
    clearTimeout(speaks)
    if ((round + 1) % (2 * times.length) === 0) await leaveToRest(scene, run)
  }

  slow.stop()
  await leaveToRest(scene, run)
  expect(await auditRun(sql, fake, run)).toEqual([])

  // The run was worth auditing.
  const [seen] = await sql`
    select count(*) filter (where o.kind = 'reminder' and t.outcome = 'sent')::int as reminders,
      count(*) filter (where o.kind = 'receipt' and t.outcome = 'sent')::int as receipts,
      count(*) filter (where t.reason = 'process_ended')::int as "killedInTheAct",
      count(*) filter (where o.kind = 'reminder' and t.outcome = 'doubt')::int as "remindersInDoubt"
    from attempts t join outbox o on o.id = t.outbox_id where t.id > ${run.attemptsBefore}`
  expect(seen?.reminders).toBeGreaterThan(rounds / 2)
  expect(seen?.receipts).toBeGreaterThan(rounds / 2)
  expect(seen?.killedInTheAct).toBeGreaterThan(rounds / 10)
  expect(seen?.remindersInDoubt).toBeGreaterThan(0)
})

/** When reminders come due, a little later for those that did not go out, when digests come due, and later still. */
const times = ['08:00:05', '08:05:00', '08:31:00', '11:00:00']

function momentOf(round: number): string {
  const day = Date.parse(monday) + Math.floor(round / times.length) * 86_400_000
  return `${new Date(day).toISOString().slice(0, 10)}T${times[round % times.length]}+07:00`
}

/** Serves on, undisturbed; what waits for a later moment is met by starting again at a later one. */
async function leaveToRest(scene: Scene, run: Run): Promise<void> {
  const isAllIn = async () => {
    const rows = await scene.sql`
      select raw -> 'message' ->> 'message_id' as message from inbound where id > ${run.inboundBefore}`
    const stored = new Set(rows.map(({ message }) => message))
    return run.said.every(({ messageId }) => stored.has(String(messageId)))
  }
  for (const time of ['12:00', '12:30', '13:00', '13:30', '14:00', '14:30']) {
    const started = Date.parse(`${run.lastDay}T${time}:00+07:00`)
    const bot = scene.serveFrom(new Date(started).toISOString())
    await eventually(async () => {
      const [beat] = await scene.sql`select value from deployment where key = 'heartbeat'`
      return Date.parse(beat?.value) >= started
    }, 'a beat')
    const rested = await eventually(isAllIn, 'all messages', 30_000)
      .then(() => comesToRest(scene, 15_000))
      .catch(() => false)
    expect((await bot.terminate()).code).toBe(0)
    if (rested) return
  }
}

/** Telegram takes its time, before or after the message counts, so that a kill often meets a send in hand. */
function answerSlowly(fake: FakeBotApi, random: () => number): { stop: () => void } {
  let stopped = false
  for (let send = 0; send < rounds * 100; send++) {
    const after = random() < 0.5 ? 'receipt' : 'accept'
    const ms = 20 + random() * 180
    void fake.holdNext('sendMessage', { after }).then(({ release }) => setTimeout(release, stopped ? 0 : ms))
  }
  return {
    stop: () => {
      stopped = true
    },
  }
}

function makeTrouble(fake: FakeBotApi, run: Run, random: () => number): void {
  const method = 'sendMessage'
  const kind = Math.floor(random() * 10)
  if (kind === 0) fake.failNext({ method, kind: 'drop_before' })
  if (kind === 1) fake.failNext({ method, kind: 'drop_after' })
  if (kind === 2) fake.failNext({ method, kind: 'status', code: 500 })
  if (kind === 3) fake.failNext({ method, kind: 'status', code: 502 })
  if (kind === 4) fake.failNext({ method, kind: 'status', code: 429, parameters: { retry_after: 1 } })
  if (kind === 5) fake.failNext({ method: 'getUpdates', kind: 'drop_after' })
  if (kind <= 1) run.cutSockets += 1
  if (kind === 2 || kind === 3) run.serverErrors += 1
}

/** Somebody sends up to three addresses, one of them perhaps for the second time; now and then somebody asks how things stand. */
function say(fake: FakeBotApi, run: Run, random: () => number, round: number): void {
  const pick = <T>(from: T[]): T => from[Math.floor(random() * from.length)] as T
  const { role, agency: _, ...person } = pick(cast.filter((member) => member.role === 'officer'))
  const hosts = ['binhthuan.gov.vn/tin-tuc', 'snnptnt.binhthuan.gov.vn/tin', 'stp.binhthuan.gov.vn/tin', 'vi-du.vn']
  const links = Array.from({ length: 1 + Math.floor(random() * 3) }, (__, index) => {
    return `https://${pick(hosts)}/${round}-${run.said.length}-${index}`
  })
  const earlier = run.said.filter(({ chatId }) => chatId === person.id).flatMap((said) => said.links)
  if (earlier.length > 0 && random() < 0.3) links.push(pick(earlier))
  const tell = (from: typeof person, text: string, asks: Run['said'][number]['asks'], sent: string[] = []) => {
    run.said.push({ chatId: from.id, messageId: fake.userSays({ from, text }), links: sent, asks })
  }
  tell(person, `Em gửi: ${links.join('\n')}`, 'receipt', links)
  if (random() < 0.2) tell(person, 'việc', 'todo')
  if (random() < 0.1) tell(pick(cast.filter((member) => member.role === 'coordinator')), 'tổng hợp', 'digest')
}

/** Mulberry32: the same throws for the same seed. */
function dice(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
