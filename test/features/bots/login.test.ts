import { describe, expect, test } from 'vitest'
import { botLogins, memberships } from '../../../src/db/schema.ts'
import { openCredentials } from '../../../src/features/bots/credentials.ts'
import { handleNextLogin } from '../../../src/features/bots/login.ts'
import { mayResume } from '../../../src/features/bots/may-resume.ts'
import type { LoginResult, LoginStep, QrLogin } from '../../../src/platforms/platform.ts'
import { useDatabase } from '../../support/database.ts'
import { createCast } from './cast.ts'

const db = await useDatabase()

const keys = { current: new Uint8Array(32).fill(7), previous: [] }
const secret = 'zpw_sek=bí mật'
const picture = (n: number): LoginStep => ({ kind: 'qr', png: Uint8Array.of(137, 80, n), seconds: 100 })

async function asked() {
  const cast = await createCast(db)
  const provinceId = await cast.province('binh-thuan')
  const telegram = await cast.bot('telegram', 'nhacviec_bot')
  const bot = await cast.bot('zalo-personal', 'Nhắc Việc')
  await cast.set(bot, { state: 'expired', stateSince: cast.clock(), resumeAt: null })
  const personId = await cast.member('Quản trị', provinceId, 'admin')
  const { chat } = await cast.on(telegram, personId)
  const request = { provinceId, botId: bot.id, chatId: chat.id, personId, requestedAt: cast.clock() }
  await db.insert(botLogins).values(request)
  const stopping = new AbortController()
  const logged: string[] = []
  const run = async (qrLogin: QrLogin, workerId = 41) =>
    await handleNextLogin(db, {
      qrLogin,
      keys,
      workerId,
      randomBytes: (size) => new Uint8Array(size).fill(3),
      clock: cast.clock,
      log: (event, fields) => logged.push(JSON.stringify([event, fields])),
      signal: stopping.signal,
      wake() {},
    })
  const loggedIn = (nativeId = bot.nativeId): LoginResult => ({
    kind: 'logged_in',
    identity: { nativeId, username: 'Nhắc Việc' },
    credentials: { cookie: secret },
    expiresAt: new Date('2024-12-25T00:00:00Z'),
  })
  const login = async () => {
    const [row] = await db.select().from(botLogins)
    if (row === undefined) throw new Error('no login')
    return row
  }
  /** Everything that was told in that chat, with the outcome of the login. */
  const told = async () =>
    (await cast.rows()).map(({ kind, args, chatId }) => {
      expect(chatId).toBe(chat.id)
      return 'outcome' in (args as object) ? `${kind} ${(args as { outcome: string }).outcome}` : kind
    })
  return { cast, bot, chat, request, run, loggedIn, login, told, stopping, logged }
}

describe('a login that an admin asked for', () => {
  test('shows each picture while it can be scanned, and keeps what it brings, sealed', async () => {
    const { cast, bot, run, loggedIn, login, told, logged } = await asked()
    const shown: unknown[] = []
    const done = await run(async (onStep) => {
      await onStep(picture(1))
      const [first] = await cast.rows('login_qr')
      shown.push(first && (await cast.says(first)))
      await cast.later(2)
      // That one is over, the next has not come.
      shown.push(first && (await cast.says(first)))
      await onStep(picture(2))
      const [, second] = await cast.rows('login_qr')
      await onStep({ kind: 'scanned', name: 'Lan' })
      expect((await login()).qr).toBe(null)
      shown.push(second && (await cast.says(second)))
      return loggedIn()
    })
    expect(done).toBe(true)
    expect(shown).toEqual([
      {
        kind: 'message',
        message: { kind: 'login_qr', bot: expect.objectContaining({ name: 'Nhắc Việc' }), seconds: 100 },
        file: { kind: 'image', name: 'zalo-qr.png', bytes: Buffer.from([137, 80, 1]) },
      },
      { kind: 'nothing', reason: 'expired' },
      { kind: 'nothing', reason: 'expired' },
    ])
    expect(await told()).toEqual(['login_qr', 'login_qr', 'login_ended done'])
    expect(await openCredentials(db, bot, keys)).toEqual({ kind: 'open', credentials: { cookie: secret } })
    expect(await cast.get(bot)).toMatchObject({ state: 'connecting' })
    expect(await mayResume(db, bot.id, cast.clock())).toBe(true)
    expect(await login()).toMatchObject({ state: 'done', qr: null, endedAt: cast.clock() })
    expect(logged.join()).not.toContain('zpw')
    expect(await run(async () => loggedIn())).toBe(false)
  })

  test('by another account keeps nothing', async () => {
    const { cast, bot, run, loggedIn, told, login } = await asked()
    await run(async () => loggedIn('tài khoản khác'))
    expect(await told()).toEqual(['login_ended wrong_account'])
    expect(await db.query.botCredentials.findMany()).toEqual([])
    expect(await cast.get(bot)).toMatchObject({ state: 'expired', resumeAt: null })
    expect((await login()).state).toBe('wrong_account')
  })

  test.each([
    [{ kind: 'expired' }, 'expired'],
    [{ kind: 'declined' }, 'declined'],
    [{ kind: 'banned', reason: 'x' }, 'banned'],
    [{ kind: 'failed', reason: 'x' }, 'failed'],
  ] as const)('ends as the platform says: %j', async (result, outcome) => {
    const { bot, cast, run, told, login } = await asked()
    await run(async (onStep) => {
      await onStep(picture(1))
      return result
    })
    expect(await told()).toEqual(['login_qr', `login_ended ${outcome}`])
    expect(await login()).toMatchObject({ state: outcome, qr: null })
    expect((await cast.get(bot)).state).toBe(outcome === 'banned' ? 'banned' : 'expired')
  })

  test('that Zalo refuses marks the account as banned, until somebody logs it in after all', async () => {
    const { cast, bot, request, run, loggedIn } = await asked()
    await cast.later(3)
    await run(async () => ({ kind: 'banned', reason: 'code -1005' }))
    const banned = { state: 'banned', stateReason: 'code -1005', stateSince: cast.clock(), resumeAt: null }
    expect(await cast.get(bot)).toMatchObject(banned)
    expect(await mayResume(db, bot.id, cast.clock())).toBe(false)

    await db.insert(botLogins).values(request)
    await run(async () => loggedIn())
    expect(await cast.get(bot)).toMatchObject({ state: 'connecting', stateReason: null })
    expect(await mayResume(db, bot.id, cast.clock())).toBe(true)
  })

  test('that Zalo refuses says nothing of an account that works again meanwhile', async () => {
    const { cast, bot, run } = await asked()
    await run(async () => {
      await cast.set(bot, { state: 'connected' })
      return { kind: 'banned', reason: 'code -1005' }
    })
    expect((await cast.get(bot)).state).toBe('connected')
  })

  test('that breaks has failed, and tells nobody why', async () => {
    const { run, told, logged } = await asked()
    await run(async () => {
      throw new TypeError(`fetch ${secret}`)
    })
    expect(await told()).toEqual(['login_ended failed'])
    expect(logged.join()).toContain('TypeError')
    expect(logged.join()).not.toContain('zpw')
  })

  test('whose process is gone is taken up by the next, which shows a picture of its own', async () => {
    const { run, loggedIn, told, login } = await asked()
    await db.update(botLogins).set({ state: 'waiting', claimedBy: 40, qr: 'eA==', qrExpiresAt: new Date() })
    await run(async (onStep) => {
      expect((await login()).qr).toBe(null)
      await onStep(picture(1))
      return loggedIn()
    })
    expect(await told()).toEqual(['login_qr', 'login_ended done'])
  })

  test('is left to the next process when this one ends', async () => {
    const { run, loggedIn, told, login, stopping } = await asked()
    stopping.abort()
    await run(async (onStep) => {
      await onStep(picture(1))
      return { kind: 'expired' }
    })
    expect(await login()).toMatchObject({ state: 'requested', claimedBy: null, qr: null })
    await run(async () => loggedIn(), 42)
    expect(await told()).toEqual(['login_qr', 'login_ended done'])
  })

  test('that nobody took up for a quarter of an hour has expired without a picture', async () => {
    const { cast, run, loggedIn, told } = await asked()
    await cast.later(15)
    await run(async () => loggedIn())
    expect(await told()).toEqual(['login_ended expired'])
  })

  test('shows its picture to nobody who has ceased to be an admin', async () => {
    const { cast, run } = await asked()
    await run(async (onStep) => {
      await onStep(picture(1))
      await db.update(memberships).set({ toOn: '2024-11-24' })
      const [row] = await cast.rows('login_qr')
      expect(row && (await cast.says(row))).toEqual({ kind: 'nothing', reason: 'left' })
      return { kind: 'expired' }
    })
  })
})
