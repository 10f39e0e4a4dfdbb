import { describe, expect, test } from 'vitest'
import { countCredentials } from '../../../src/db/bot-credentials.ts'
import type { Db } from '../../../src/db/database.ts'
import {
  type CredentialKeys,
  credentialStore,
  openCredentials,
  rotateCredentials,
  saveSealed,
} from '../../../src/features/bots/credentials.ts'
import { mayResume } from '../../../src/features/bots/may-resume.ts'
import { recordHealth } from '../../../src/features/bots/record-health.ts'
import { openSealed, sealCredentials } from '../../../src/features/bots/seal.ts'
import { connectAgain, onPostgres, useDatabase } from '../../support/database.ts'
import { createCast } from './cast.ts'

const db = await useDatabase()

const keyOf = (byte: number) => new Uint8Array(32).fill(byte)
const only = (byte: number): CredentialKeys => ({ current: keyOf(byte), previous: [] })
let last = 0
const randomBytes = (size: number) => Uint8Array.from({ length: size }, () => ++last % 256)
const lan = { platform: 'zalo-personal', nativeId: '123' }
const secret = 'cookie: zpw_sek=bí mật'

describe('a seal', () => {
  test('is opened by its key for its account, and by nothing else', () => {
    const sealed = sealCredentials(lan, secret, keyOf(1), randomBytes)
    expect(sealed).toMatch(/^v1\.[\w-]{8}\.[\w-]{16}\.[\w-]+$/)
    expect(sealed).not.toContain('zpw')
    expect(openSealed(lan, sealed, [keyOf(2), keyOf(1)])).toBe(secret)
    expect(openSealed(lan, sealed, [keyOf(2)])).toBeUndefined()
    expect(openSealed({ ...lan, nativeId: '124' }, sealed, [keyOf(1)])).toBeUndefined()
    expect(openSealed({ ...lan, platform: 'zalo-bot' }, sealed, [keyOf(1)])).toBeUndefined()
  })

  test('that was changed anywhere does not open', () => {
    const sealed = sealCredentials(lan, secret, keyOf(1), randomBytes)
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A'
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
      // The last sign of a base64url part may carry bits that mean nothing.
      const opened = openSealed(lan, changed, [keyOf(1)])
      if (opened !== undefined) expect([at, opened]).toEqual([expect.any(Number), secret])
    }
    for (const broken of ['', 'v1', 'v1...', `${sealed.slice(0, -30)}`, `v2${sealed.slice(2)}`]) {
      expect(openSealed(lan, broken, [keyOf(1)])).toBeUndefined()
    }
  })

  test('of the same secret never looks the same twice', () => {
    const seals = Array.from({ length: 3 }, () => sealCredentials(lan, secret, keyOf(1), randomBytes))
    expect(new Set(seals).size).toBe(3)
  })
})

async function storeOf(keys: CredentialKeys) {
  const cast = await createCast(db)
  const bot = await cast.bot('zalo-personal', 'Nhắc Việc')
  const store = credentialStore(db, bot, { keys, randomBytes, clock: cast.clock })
  return { cast, bot, store }
}

describe('what a bot logs in with', () => {
  test('comes back as it was kept, and stands nowhere in the open', async () => {
    const { bot, store } = await storeOf(only(1))
    expect(await store.load()).toBeUndefined()
    await store.save({ cookie: secret, imei: 'may-1' }, null)
    expect(await store.load()).toEqual({ cookie: secret, imei: 'may-1' })
    expect(await countCredentials(db)).toBe(1)
    const [row] = await db.execute('select t::text as whole from bot_credentials t')
    expect(String(row?.whole)).not.toMatch(/zpw|may-1/)
    expect(await openCredentials(db, bot, only(2))).toEqual({ kind: 'locked' })
    expect(await openCredentials(db, { ...bot, nativeId: 'khác' }, only(1))).toEqual({ kind: 'locked' })
  })

  test('may be warned of anew once its session ends at another time', async () => {
    const { cast, store } = await storeOf(only(1))
    const end = new Date(cast.clock().getTime() + 3_600_000)
    await store.save('a', end)
    await db.execute('update bot_credentials set warned_at = now()')
    await store.save('b', end)
    expect((await db.query.botCredentials.findMany())[0]?.warnedAt).not.toBe(null)
    await store.save('c', new Date(end.getTime() + 86_400_000))
    expect((await db.query.botCredentials.findMany())[0]?.warnedAt).toBe(null)
  })

  test('of a new login lets a bot begin again whose session had ended', async () => {
    const { cast, bot } = await storeOf(only(1))
    await cast.set(bot, { state: 'expired', stateSince: cast.clock(), resumeAt: null })
    expect(await mayResume(db, bot.id, cast.clock())).toBe(false)
    const sealed = sealCredentials(bot, '{}', keyOf(1), randomBytes)
    await db.transaction((tx) => saveSealed(tx, bot.id, { sealed, expiresAt: null, now: cast.clock() }))
    expect(await mayResume(db, bot.id, cast.clock())).toBe(true)
    expect(await cast.get(bot)).toMatchObject({ state: 'connecting', resumeAt: cast.clock() })
  })
})

describe('what is saved in the place of something', () => {
  test('is saved while that still stands, whichever key seals it by now', async () => {
    const { cast, bot, store } = await storeOf(only(1))
    await store.save({ cookie: 'một' }, null)
    expect(await store.save({ cookie: 'hai' }, null, await store.load())).toBe(true)
    const keys = { current: keyOf(2), previous: [keyOf(1)] }
    const loaded = await store.load()
    await rotateCredentials(db, { keys, randomBytes, clock: cast.clock, log: cast.log })
    const renewed = credentialStore(db, bot, { keys, randomBytes, clock: cast.clock })
    expect(await renewed.save({ cookie: 'ba' }, null, loaded)).toBe(true)
    expect(await renewed.load()).toEqual({ cookie: 'ba' })
  })

  test('is not saved where somebody else has saved meanwhile, nor where nothing or something locked stands', async () => {
    const { cast, bot, store } = await storeOf(only(1))
    expect(await store.save('cũ', null, 'gì đó')).toBe(false)
    await store.save('cũ', null)
    const loaded = await store.load()
    const sealed = sealCredentials(bot, '"đăng nhập mới"', keyOf(1), randomBytes)
    await db.transaction((tx) => saveSealed(tx, bot.id, { sealed, expiresAt: null, now: cast.clock() }))
    expect(await store.save('cũ, gia hạn', null, loaded)).toBe(false)
    expect(await store.load()).toBe('đăng nhập mới')
    const keyless = credentialStore(db, bot, { keys: only(9), randomBytes, clock: cast.clock })
    expect(await keyless.save('x', null, 'đăng nhập mới')).toBe(false)
    expect(await store.load()).toBe('đăng nhập mới')
  })

  test.skipIf(!onPostgres)('waits for a login that is being saved, and gives way to it', async () => {
    const { cast, bot, store } = await storeOf(only(1))
    await store.save('cũ', null)
    const loaded = await store.load()
    const { db: second } = await connectAgain()
    const sealed = sealCredentials(bot, '"đăng nhập mới"', keyOf(1), randomBytes)
    let saved: Promise<boolean> | undefined
    await second.transaction(async (tx) => {
      await saveSealed(tx, bot.id, { sealed, expiresAt: null, now: cast.clock() })
      saved = store.save('cũ, gia hạn', null, loaded)
      await waitingForLock(tx)
    })
    expect(await saved).toBe(false)
    expect(await store.load()).toBe('đăng nhập mới')
  })
})

/** Resolves once somebody waits for what this transaction holds. */
async function waitingForLock(tx: Db): Promise<void> {
  for (;;) {
    const [row] = await tx.execute<{ count: number }>(
      'select count(*)::int as count from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))',
    )
    if ((row?.count ?? 0) > 0) return
  }
}

describe('a start with the wrong key', () => {
  test('costs no session: with the right one the account begins again', async () => {
    const { cast, bot, store } = await storeOf(only(1))
    await store.save('một', null)
    const start = (keys: CredentialKeys) =>
      rotateCredentials(db, { keys, randomBytes, clock: cast.clock, log: cast.log })
    expect(await start(only(2))).toEqual({ resealed: 0, locked: 1 })
    await recordHealth(db, bot.id, { kind: 'expired', reason: 'no_credentials' }, cast.clock(), cast.log)
    await start(only(2))
    expect(await mayResume(db, bot.id, await cast.later(60))).toBe(false)
    await start(only(1))
    expect(await mayResume(db, bot.id, cast.clock())).toBe(true)
    expect(await cast.get(bot)).toMatchObject({ state: 'connecting', stateSince: cast.clock(), stateReason: null })
  })

  test.each([
    ['expired', 'code -216'],
    ['banned', 'no_credentials'],
    ['displaced', 'kicked'],
  ] as const)('begins nothing anew that ended otherwise: %s, %s', async (kind, reason) => {
    const { cast, bot, store } = await storeOf(only(1))
    await store.save('một', null)
    await recordHealth(db, bot.id, { kind, reason }, cast.clock(), cast.log)
    const before = await cast.get(bot)
    await rotateCredentials(db, { keys: only(1), randomBytes, clock: cast.clock, log: cast.log })
    expect(await cast.get(bot)).toEqual(before)
  })
})

describe('a new key', () => {
  test('takes over what a former one had sealed, and tells what none opens', async () => {
    const { cast, bot, store } = await storeOf(only(1))
    await store.save('một', null)
    const other = await cast.bot('zalo-personal', 'Khác')
    await credentialStore(db, other, { keys: only(9), randomBytes, clock: cast.clock }).save('hai', null)
    const events: string[] = []
    const rotate = (keys: CredentialKeys) =>
      rotateCredentials(db, { keys, randomBytes, clock: cast.clock, log: (event) => events.push(event) })
    expect(await rotate({ current: keyOf(2), previous: [keyOf(1)] })).toEqual({ resealed: 1, locked: 1 })
    expect(await openCredentials(db, bot, only(2))).toEqual({ kind: 'open', credentials: 'một' })
    expect(await openCredentials(db, bot, only(1))).toEqual({ kind: 'locked' })
    // What cannot be opened stays: the right key may come back.
    expect(await openCredentials(db, other, only(9))).toEqual({ kind: 'open', credentials: 'hai' })
    expect(await rotate(only(2))).toEqual({ resealed: 0, locked: 1 })
    expect(events).toEqual(['credentials.resealed', 'credentials.locked', 'credentials.locked'])
  })
})
