import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  invite,
  operate,
  type Program,
  run,
  scratchFolder,
  serve,
  setUpProvince,
  type Variables,
} from '../support/blackbox/program.ts'
import { createScratchDatabase, type ScratchDatabase } from '../support/blackbox/scratch-database.ts'
import { type Accepted, type FakeBotApi, type Person, startFakeBotApi } from '../support/telegram/fake-bot-api.ts'

const lan: Person = { id: 2001, first_name: 'Lan', last_name: 'Trần Thị' }
const minh: Person = { id: 2002, first_name: 'Minh', last_name: 'Nguyễn Văn' }
const link = 'https://binhthuan.gov.vn/tin-tuc/giam-ho-so-tre-hen-2511'

async function startFake(): Promise<FakeBotApi> {
  const fake = await startFakeBotApi()
  onTestFinished(() => fake.close())
  return fake
}

function variablesOf(fake: FakeBotApi, database: ScratchDatabase): Variables {
  return { DATABASE_URL: database.url, TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.url }
}

/** The next message that somebody gets and that reads like this, once it has been accepted. */
function hears(fake: FakeBotApi, person: Person, words: RegExp, limitMs = 30_000) {
  const after = fake.accepted.length
  return fake.waitFor(
    () => fake.accepted.slice(after).find((sent) => sent.chatId === person.id && words.test(sent.text)),
    limitMs,
  )
}

/** A start of the shifted clock at which the next beat of the real minute falls just after the given instant. */
function clockBeating(justAfter: string): string {
  const minuteMs = 60_000
  const marginMs = 3_000
  const timeToJoinMs = 20_000
  const toNextMinute = minuteMs - (Date.now() % minuteMs)
  const toBeat = toNextMinute < timeToJoinMs ? toNextMinute + minuteMs : toNextMinute
  return new Date(Date.parse(justAfter) + marginMs - toBeat).toISOString()
}

function sentences(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}

describe('the built program on PostgreSQL', () => {
  let database: ScratchDatabase
  beforeAll(async () => {
    database = await createScratchDatabase()
    await setUpProvince({ DATABASE_URL: database.url })
  })
  afterAll(() => database.drop())

  test('reminds at the shifted 08:00, keeps and receipts a link, finishes its send at SIGTERM', {
    timeout: 300_000,
  }, async () => {
    const { sql } = database
    const fake = await startFake()
    const variables = variablesOf(fake, database)
    const eight = '2024-11-25T08:00:00+07:00'

    const early = await invite(variables, 'officer', 'so-tu-phap')
    const bot = serve(variables, '--clock', clockBeating(eight))
    await bot.ready
    const welcomed = hears(fake, lan, /^Chào anh\/chị Trần Thị Lan|^Chào anh\/chị Lan/)
    fake.userSays({ from: lan, text: `/start ${early.code.replaceAll('-', '')}` })
    expect((await welcomed).text).toContain('cán bộ đầu mối CCHC của Sở Tư pháp')

    const beside = await invite(variables, 'coordinator')
    expect(beside.link).toBe(`https://t.me/nhac_viec_bot?start=${beside.code.replaceAll('-', '')}`)
    const greeted = hears(fake, minh, /chuyên viên theo dõi/)
    fake.userSays({ from: minh, text: `/start ${new URL(beside.link).searchParams.get('start')}` })
    await greeted

    const isReminder = (sent: Accepted) => sent.chatId === lan.id && sent.text.startsWith('Nhắc việc')
    const reminder = await fake.waitFor(() => fake.accepted.find(isReminder), 150_000)
    expect(reminder.text).toContain('Sở Tư pháp có 2 việc')
    expect(reminder.text).toMatch(/Cổng TTĐT tỉnh, tháng 11: .*còn thiếu 2\..* Hạn: hết thứ Bảy 30\/11/)
    expect(reminder.text).toMatch(/Trang TTĐT.*: lũy kế 0\/55/)
    expect(reminder.text).toContain('gửi đường dẫn vào đây')
    const shiftMs = await shiftOf(database)
    expect(reminder.at.getTime() + shiftMs).toBeGreaterThanOrEqual(Date.parse(eight))
    expect(reminder.at.getTime() + shiftMs).toBeLessThan(Date.parse(eight) + 90_000)

    const receipted = hears(fake, lan, /đã nhận 1 đường dẫn/)
    fake.userSays({ from: lan, text: `Gửi anh: ${link}` })
    const receipt = await receipted
    expect(receipt.text).toMatch(/tính 1\./)
    expect(receipt.text).toMatch(/tháng 11: 1\/2, còn 1/)
    const rows = await sql`
      select u.url, s.kind, s.sent_at, a.code as agency, l.outcome, d.key as duty, t.period_key
      from submissions s
      join article_urls u on u.article_id = s.article_id
      join agencies a on a.id = s.agency_id
      join sent_links l on l.submission_id = s.id
      join credits c on c.submission_id = s.id and c.revoked_at is null
      join assignments t on t.id = c.assignment_id
      join duties d on d.id = t.duty_id`
    expect(rows).toMatchObject([
      { url: link, kind: 'link', agency: 'so-tu-phap', outcome: 'counted', duty: 'tin-bai-cong-ttdt' },
    ])
    // Telegram says when a message was sent; the rehearsal moves that along with its clock.
    expect(rows[0]?.sent_at.toISOString()).toMatch(/^2024-11-25T01:/)

    const digested = hears(fake, minh, /^TỔNG HỢP, số liệu đến 08:0\d ngày 25\/11/)
    fake.userSays({ from: minh, text: 'tổng hợp' })
    expect((await digested).text).toContain('Chạy thử: đồng hồ đã được dời')

    const held = fake.holdNext('sendMessage', { chatId: lan.id })
    fake.userSays({ from: lan, text: 'việc' })
    const { release } = await held
    const asked = Date.now()
    const ended = bot.terminate()
    await fake.waitFor(() => !fake.polling)
    expect(bot.isAlive()).toBe(true)
    release()
    expect((await ended).code).toBe(0)
    expect(Date.now() - asked).toBeLessThan(10_000)
    const last = fake.accepted.at(-1)
    expect(last).toMatchObject({ chatId: lan.id })
    expect(last?.text).toContain('việc đang mở')
    const [attempt] = await sql`select outcome, native_ids, settled_at from attempts order by id desc limit 1`
    expect(attempt).toMatchObject({ outcome: 'sent', native_ids: [String(last?.messageId)] })
    expect(await sql`select id from outbox where state in ('waiting', 'claimed')`).toEqual([])

    await logTellsWhatHappenedAndNotWhatWasSaid(bot, fake, database)

    const onRealClock = await run(['serve'], variables)
    expect(onRealClock.code).not.toBe(0)
    expect(sentences(onRealClock.err)).toEqual([expect.stringContaining('chỉ để chạy thử')])
  })

  test('refuses a shifted clock on a database that has served on the real one', async () => {
    const own = await createScratchDatabase()
    onTestFinished(() => own.drop())
    const fake = await startFake()
    const variables = variablesOf(fake, own)
    await setUpProvince(variables)
    const bot = serve(variables)
    await bot.ready
    expect((await bot.terminate()).code).toBe(0)

    const shifted = await run(['serve', '--clock', '2024-11-25T07:59:00+07:00'], variables)
    expect(shifted.code).toBe(2)
    expect(sentences(shifted.err)).toEqual([expect.stringContaining('đã chạy theo giờ thực')])
    const [clock] = await own.sql`select value from deployment where key = 'clock'`
    expect(clock).toEqual({ value: 'real' })
  })

  test('says in one sentence that Telegram refuses the token, and never the token', async () => {
    const fake = await startFake()
    const variables = { ...variablesOf(fake, database), TELEGRAM_BOT_TOKEN: '700:WRONG-token' }
    const { code, err, out } = await run(['serve', '--clock', '2024-11-25T07:59:00+07:00'], variables)
    expect(code).toBe(2)
    expect(sentences(err)).toEqual([expect.stringContaining('TELEGRAM_BOT_TOKEN')])
    expect(err + out).not.toContain('WRONG')
  })
})

describe('a wrong start ends in one sentence', () => {
  test('without a token it names the demo', async () => {
    const { code, err } = await run(['serve'], { DATA_DIR: scratchFolder() })
    expect(code).not.toBe(0)
    expect(sentences(err)).toEqual([expect.stringContaining('npm run demo')])
  })

  test.each([['serve'], ['plan list']])(
    '%s names the database that cannot be reached, not its password',
    async (command) => {
      const variables = {
        DATABASE_URL: 'postgres://nhacviec:open-sesame@127.0.0.1:1/nhacviec',
        TELEGRAM_BOT_TOKEN: '700:FAKE-token',
      }
      const { code, err, out } = await run(command.split(' '), variables)
      expect(code).toBe(1)
      expect(sentences(err)).toEqual([expect.stringContaining('127.0.0.1:1')])
      expect(err + out).not.toContain('open-sesame')
    },
  )

  test.each([
    ['TELEGRAM_TOKEN', '700:open-sesame'],
    ['TELEGRAM_BOT_TOKEN', 'open-sesame'],
    ['TELEGRAM_API_ROOT', 'open-sesame'],
    ['DATABASE_URL', 'mysql://root:open-sesame@localhost/db'],
    ['INVITE_SECRET', 'open-sesame'],
    ['NHACVIEC_LANG', 'open-sesame'],
  ])('%s with a wrong value is named, its value is not', async (variable, value) => {
    const { code, err, out } = await run(['serve'], {
      DATA_DIR: scratchFolder(),
      TELEGRAM_BOT_TOKEN: '700:FAKE-token',
      [variable]: value,
    })
    expect(code).toBe(2)
    expect(sentences(err)).toEqual([expect.stringContaining(variable)])
    expect(err + out).not.toContain('open-sesame')
  })

  test.each([
    [['serve', '--clock', 'tomorrow'], '--clock'],
    [['serve', '--clock', '2024-11-25T07:59:00'], '--clock'],
    [['sevre'], 'sevre'],
    [['invite', '--province', 'binh-thuan'], '--role'],
    [['plan', 'import', 'no-such-plan'], 'no-such-plan'],
  ])('%j', async (args, named) => {
    const { code, err } = await run(args, { DATA_DIR: scratchFolder(), TELEGRAM_BOT_TOKEN: '700:FAKE-token' })
    expect(code).not.toBe(0)
    expect(sentences(err)).toEqual([expect.stringContaining(named)])
  })

  test('operating on what is not there says what is missing', async () => {
    const own = await createScratchDatabase()
    onTestFinished(() => own.drop())
    const variables = { DATABASE_URL: own.url }
    const tooEarly = await run(['plan', 'import', 'binh-thuan-2024'], variables)
    expect(tooEarly.code).toBe(1)
    expect(sentences(tooEarly.err)).toEqual([expect.stringContaining('province add binh-thuan')])
    await operate(['province', 'add', 'binh-thuan', '--name', 'tỉnh Bình Thuận'], variables)
    const nobody = await run(['invite', '--province', 'binh-thuan', '--role', 'officer', '--agency', 'so-x'], variables)
    expect(nobody.code).toBe(1)
    expect(sentences(nobody.err)).toEqual([expect.stringContaining('so-x')])
  })
})

async function shiftOf({ sql }: ScratchDatabase): Promise<number> {
  const [row] = await sql`select value from deployment where key = 'clock_shift_ms'`
  return Number(row?.value)
}

/** One JSON line an event, with the ids of the rows it is about; nobody's words, no secret. */
async function logTellsWhatHappenedAndNotWhatWasSaid(
  bot: Program,
  fake: FakeBotApi,
  { sql }: ScratchDatabase,
): Promise<void> {
  const log = bot.log()
  for (const line of log) expect(line.at).toMatch(/^2024-11-2[45]T/)
  const sent = log.filter((line) => line.event === 'attempt.sent')
  const attempts = await sql`select id, outbox_id from attempts where outcome = 'sent' order by id`
  expect(sent.map((line) => [line.attemptId, line.outboxId])).toEqual(
    attempts.map((row) => [Number(row.id), Number(row.outbox_id)]),
  )
  const inbound = await sql`select id from inbound order by id`
  const handled = log.filter((line) => line.event === 'inbound.handled')
  expect(handled.map((line) => line.inboundId)).toEqual(inbound.map((row) => Number(row.id)))

  const whole = bot.out() + bot.err()
  expect(whole).not.toContain(fake.token)
  const codes = fake.requests.map((request) => JSON.stringify(request.params))
  expect(codes.length).toBeGreaterThan(0)
  const spoken = [...fake.accepted.flatMap((message) => message.text.split('\n')), link, 'Lan', 'Minh', 'Gửi anh']
  for (const words of spoken) expect(words.length > 2 && whole.includes(words) ? words : '').toBe('')
}
