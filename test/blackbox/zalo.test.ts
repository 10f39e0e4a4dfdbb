import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  invite,
  type Program,
  run,
  scratchFolder,
  serve,
  setUpProvince,
  start,
  type Variables,
} from '../support/blackbox/program.ts'
import { createScratchDatabase, eventually, type ScratchDatabase } from '../support/blackbox/scratch-database.ts'
import { type FakeZalo, type Person, startFakeZalo } from '../support/zalo/fake-zalo.ts'
import { startFakeZaloBot } from '../support/zalo/fake-zalo-bot.ts'

const redirect = fileURLToPath(new URL('../support/zalo/redirect-zalo.mjs', import.meta.url))
const lan: Person = { uid: '810000000000000001', name: 'Trần Thị Lan' }
const minh: Person = { uid: '810000000000000002', name: 'Nguyễn Văn Minh' }
const key = randomBytes(32).toString('base64')

const link = (n: number) => `https://binhthuan.gov.vn/tin-tuc/bai-${n}`

/** The program is not changed: what it asks of https://*.zalo.me is led to the fake from outside. */
const variablesOf = (fake: FakeZalo, database: Variables): Variables => ({
  ...database,
  ZALO_CREDENTIALS_KEY: key,
  ZALO_PERSONAL_GAP_MS: '0',
  ZALO_PERSONAL_JITTER_MS: '0',
  ZALO_PERSONAL_PER_CHARACTER_MS: '0',
  FAKE_ZALO_URL: fake.url,
  NODE_OPTIONS: `--import ${redirect}`,
})

async function startFake(): Promise<FakeZalo> {
  const fake = await startFakeZalo()
  onTestFinished(() => fake.close())
  return fake
}

/** Logs the account in as an operator does, with the telephone in hand. */
async function logIn(fake: FakeZalo, variables: Variables, scannedBy: Person = fake.account) {
  const program = start(['zalo', 'login', '--account', fake.account.uid], variables)
  onTestFinished(() => void program.kill())
  await fake.waitFor(() => fake.qr?.state === 'new', 30_000)
  fake.scanQr(scannedBy)
  fake.confirmQr()
  return await program.ended
}

const hears = (fake: FakeZalo, person: Person, words: RegExp) => {
  const after = fake.accepted.length
  return fake.waitFor(
    () => fake.accepted.slice(after).find((sent) => sent.to === person.uid && words.test(sent.text)),
    60_000,
  )
}

async function joins(fake: FakeZalo, variables: Variables, person: Person, role: string, agency?: string) {
  const { code } = await invite(variables, role, agency)
  const welcomed = hears(fake, person, /^Chào anh\/chị/)
  fake.userSays({ from: person, text: code })
  await welcomed
}

const counted = async ({ sql }: ScratchDatabase) => {
  const rows = await sql<{ url: string }[]>`
    select au.url from submissions s join article_urls au on au.article_id = s.article_id
    where s.withdrawn_at is null order by au.url`
  return rows.map(({ url }) => url)
}

/**
 * Of each link: as how many events it was taken in, whatever ids these had, how many lines it has, and in how many
 * messages its sender was told of them.
 */
const timesOf = async ({ sql }: ScratchDatabase, url: string) => {
  const [times] = await sql<{ events: number; lines: number; told: number }[]>`
    select
      (select count(*)::int from inbound where raw::text like ${`%${url}%`}) as events,
      (select count(*)::int from sent_links where url = ${url}) as lines,
      (select count(*)::int from sent_links l join attempts t on t.outbox_id = l.receipt_id and t.outcome = 'sent'
        where l.url = ${url}) as told`
  return times
}

const stateOf = async ({ sql }: ScratchDatabase) => {
  const [bot] = await sql<{ state: string }[]>`select state from bots where platform = 'zalo-personal'`
  return bot?.state
}

describe('the built program with a personal Zalo account', () => {
  let database: ScratchDatabase
  beforeAll(async () => {
    database = await createScratchDatabase()
    await setUpProvince({ DATABASE_URL: database.url })
  })
  afterAll(() => database.drop())

  test('warns, shows a QR code, saves the expected account sealed, and serves it through every trouble', {
    timeout: 300_000,
  }, async () => {
    const fake = await startFake()
    const variables = variablesOf(fake, { DATABASE_URL: database.url })

    const stranger = await logIn(fake, variables, minh)
    expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining(`không phải ${fake.account.uid}`) })
    expect(await database.sql`select * from bots`).toHaveLength(0)

    const login = await logIn(fake, variables)
    expect(login).toMatchObject({ code: 0, out: expect.stringContaining('Đã lưu tài khoản Zalo') })
    expect(login.err).toContain('không chính thức')
    expect(login.err).toMatch(/█|▀|▄/)
    const [saved] = await database.sql<{ sealed: string }[]>`select sealed from bot_credentials`
    expect(saved?.sealed).toMatch(/^v1\./)
    for (const { value } of fake.credentials().cookie) expect(saved?.sealed).not.toContain(value)

    let bot = serve(variables, '--clock', '2024-11-25T09:00:00+07:00')
    await bot.ready
    await joins(fake, variables, minh, 'coordinator')
    await joins(fake, variables, lan, 'officer', 'so-tu-phap')
    const receipt = hears(fake, lan, /đã nhận 1 đường dẫn/)
    fake.userSays({ from: lan, text: `Bài tháng 11 ${link(1)}`, as: 'recommended', href: link(1) })
    await receipt

    // Cut off, and what was written meanwhile comes once, together with what comes afterwards.
    const before = fake.connections
    fake.drop()
    fake.userSays({ from: lan, text: link(2), offline: true })
    await fake.waitFor(() => fake.connections > before && fake.sockets === 1, 60_000)
    fake.userSays({ from: lan, text: link(3) })
    await eventually(async () => (await counted(database)).length === 3, 'three links counted')

    // Frames that are none, between two that are.
    fake.pushRaw(Buffer.from([1]))
    fake.pushFrame(501, 0, '{"data":')
    fake.pushFrame(501, 0, { msgs: [{ msgId: '1', content: null }] })
    fake.pushFrame(501, 0, { msgs: [] }, { wrongKey: true })
    fake.userSays({ from: lan, text: link(4), cmd: 551 })
    await eventually(async () => (await counted(database)).length === 4, 'a link after hostile frames')
    expect(bot.isAlive()).toBe(true)

    // Killed; what was written meanwhile is fetched by the next process.
    await bot.kill()
    fake.userSays({ from: lan, text: link(5), offline: true })
    bot = serve(variables, '--clock', '2024-11-25T09:30:00+07:00')
    await eventually(async () => (await counted(database)).length === 5, 'a link from while it was dead')

    // Taken back: no longer counted.
    const wrong = fake.userSays({ from: lan, text: link(6) })
    await eventually(async () => (await counted(database)).length === 6, 'a link sent by mistake')
    const withdrawn = hears(fake, lan, /rút lại/)
    fake.userRecalls(wrong)
    await withdrawn
    expect(await counted(database)).toEqual([1, 2, 3, 4, 5].map(link))

    // Opened elsewhere: it gives way and stays away, also after a restart, and goes on living.
    await fake.kick(3003)
    await eventually(async () => (await stateOf(database)) === 'displaced', 'displaced')
    const connections = fake.connections
    expect(bot.isAlive()).toBe(true)
    expect((await bot.terminate()).code).toBe(0)
    const official = await startFakeZaloBot()
    onTestFinished(() => official.close())
    const both = { ...variables, ZALO_BOT_TOKEN: official.token, ZALO_BOT_API_ROOT: official.url }
    bot = serve(both, '--clock', '2024-11-25T10:00:00+07:00')
    official.userSays({ from: { id: 'a1b2', name: lan.name }, text: 'việc' })
    await official.waitFor(() => official.accepted.length > 0, 60_000)
    expect(fake.connections).toBe(connections)

    // A new login brings it back, without a restart.
    expect((await logIn(fake, variables)).code).toBe(0)
    await fake.waitFor(() => fake.connections > connections && fake.sockets === 1, 60_000)
    fake.userSays({ from: lan, text: link(7) })
    await eventually(async () => (await counted(database)).length === 6, 'a link after the new login')

    // Nothing came in, was recorded or was confirmed twice, whatever was repeated on the way.
    await eventually(async () => (await timesOf(database, link(7)))?.told === 1, 'its receipt')
    for (const n of [1, 2, 3, 4, 5, 7]) {
      expect([n, await timesOf(database, link(n))]).toEqual([n, { events: 1, lines: 1, told: 1 }])
    }
    expect(await timesOf(database, link(6))).toMatchObject({ events: 1, lines: 1 })
    expect((await bot.terminate()).code).toBe(0)

    const keyless = await run(['serve'], { DATABASE_URL: database.url, ZALO_BOT_TOKEN: official.token })
    expect(keyless).toMatchObject({ code: 2, err: expect.stringContaining('ZALO_CREDENTIALS_KEY') })

    const shown = [login.out, login.err, bot.out(), bot.err()].join('\n')
    for (const secret of [key, ...fake.credentials().cookie.map((cookie) => String(cookie.value))]) {
      expect(shown).not.toContain(secret)
    }
  })
})

describe('the built program with an official Zalo bot', () => {
  test('answers what it fetches, on the embedded database', { timeout: 120_000 }, async () => {
    const fake = await startFakeZaloBot()
    onTestFinished(() => fake.close())
    const variables = { DATA_DIR: scratchFolder(), ZALO_BOT_TOKEN: fake.token, ZALO_BOT_API_ROOT: fake.url }
    await setUpProvince(variables)
    const bot: Program = serve(variables, '--clock', '2024-11-25T09:00:00+07:00')
    await bot.ready
    const { code } = await invite(variables, 'officer', 'so-tu-phap')
    const says = (text: string) => fake.userSays({ from: { id: 'a1b2', name: lan.name }, text })
    says(code)
    await fake.waitFor(() => fake.accepted.some(({ text }) => text.startsWith('Chào anh/chị')), 60_000)
    says(link(1))
    await fake.waitFor(() => fake.accepted.some(({ text }) => text.includes('đã nhận 1 đường dẫn')), 60_000)
    expect((await bot.terminate()).code).toBe(0)
    expect(bot.out()).not.toContain(fake.token)
  })
})
