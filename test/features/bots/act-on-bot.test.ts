import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bot } from '../../../src/db/bots.ts'
import { setDeploymentFact } from '../../../src/db/provinces.ts'
import { botLogins, chats, memberships, outbox } from '../../../src/db/schema.ts'
import { actOnBot } from '../../../src/features/bots/act-on-bot.ts'
import { credentialsKeyFact } from '../../../src/features/bots/credentials.ts'
import { mayResume } from '../../../src/features/bots/may-resume.ts'
import { showPlatforms } from '../../../src/features/people/platforms.ts'
import { useDatabase } from '../../support/database.ts'
import { createCast, type OnChat } from './cast.ts'

const db = await useDatabase()

async function adminOnTelegram() {
  const cast = await createCast(db)
  const provinceId = await cast.province('binh-thuan')
  const telegram = await cast.bot('telegram', 'nhacviec_bot')
  const zalo = await cast.bot('zalo-personal', 'Nhắc Việc')
  const admin = await cast.member('Quản trị', provinceId, 'admin')
  const chat = await cast.on(telegram, admin)
  await setDeploymentFact(db, credentialsKeyFact, 'set')
  const isNow = async (bot: Bot, state: Bot['state']) =>
    await cast.set(bot, { state, stateSince: cast.clock(), resumeAt: null })
  /** What the list of bots shows and what its numbers stand for. */
  const list = async (on: OnChat) => {
    const from = await cast.memberWrites(on, 'kênh')
    await db.transaction((tx) => showPlatforms(tx, from))
    const row = (await cast.rows()).at(-1)
    const content = row === undefined ? undefined : await cast.says(row)
    return content?.kind === 'message' && content.message.kind === 'bots'
      ? { accounts: content.message.accounts, bots: content.message.bots, values: content.question?.values }
      : undefined
  }
  /** The last answer to a choice from the list. */
  const choose = async (on: OnChat, chosen: Bot | string, answeredIn: number | null = provinceId) => {
    const from = await cast.memberWrites(on, '1')
    await db.transaction((tx) =>
      actOnBot(tx, from, { provinceId }, typeof chosen === 'string' ? chosen : String(chosen.id)),
    )
    const { kind, args, provinceId: of } = (await cast.rows()).at(-1) ?? { kind: '', args: {}, provinceId: 0 }
    if (answeredIn !== null) expect(of).toBe(answeredIn)
    return { kind, ...(args as object) }
  }
  return { cast, provinceId, telegram, zalo, admin, chat, isNow, list, choose }
}

describe('the list of bots', () => {
  test('shows an admin how each is, what waits, and a number where something can be done', async () => {
    const { cast, provinceId, telegram, zalo, chat, isNow, list } = await adminOnTelegram()
    const bot = await cast.bot('zalo-bot', 'Nhắc Việc OA')
    const colleague = await cast.member('Đồng nghiệp', provinceId, 'coordinator')
    await cast.waits(provinceId, colleague, (await cast.on(zalo, colleague)).chat)
    await isNow(telegram, 'displaced')
    await cast.set(telegram, { resumeAt: new Date(cast.clock().getTime() + 30 * 60_000) })
    await isNow(zalo, 'banned')
    await isNow(bot, 'expired')
    expect(await list(chat)).toMatchObject({
      bots: [
        { platform: 'telegram', name: '@nhacviec_bot', state: 'displaced', number: 1, resumes: { time: '09:30' } },
        {
          platform: 'zalo-personal',
          name: 'Nhắc Việc',
          state: 'banned',
          number: 2,
          since: { on: '2024-11-25' },
          waiting: 1,
        },
        // What a token opens is the operator's to mend.
        { platform: 'zalo-bot', state: 'expired', number: null },
      ],
      values: [String(telegram.id), String(zalo.id)],
    })
  })

  test('counts on where the admin’s own platforms end, so that one number means one thing', async () => {
    const { cast, zalo, admin, chat, isNow, list, choose } = await adminOnTelegram()
    await cast.on(zalo, admin)
    await isNow(zalo, 'displaced')
    const shown = await list(chat)
    expect(shown).toMatchObject({
      accounts: [{ platform: 'telegram' }, { platform: 'zalo-personal' }],
      bots: [{ number: null }, { platform: 'zalo-personal', number: 3 }],
      values: ['telegram', 'zalo-personal', String(zalo.id)],
    })
    // No second list whose numbers would mean something else.
    expect(await cast.rows('platforms')).toEqual([])
    const before = await cast.get(zalo)
    expect(await choose(chat, shown?.values?.[0] ?? '')).toEqual({ kind: 'platform_preferred', platform: 'telegram' })
    expect(await cast.get(zalo)).toEqual(before)
    expect(await choose(chat, shown?.values?.[2] ?? '')).toEqual({ kind: 'bot_resuming', botId: zalo.id })
  })

  test('asks nothing where all is well, and is shown to no coordinator beside an admin', async () => {
    const { cast, provinceId, telegram, chat, list } = await adminOnTelegram()
    const all = await list(chat)
    expect(all?.bots.map(({ number }) => number)).toEqual([null, null])
    expect(all?.values).toBeUndefined()
    const coordinator = await cast.on(telegram, await cast.member('Theo dõi', provinceId, 'coordinator'))
    const before = (await cast.rows('bots')).length
    await list(coordinator)
    expect(await cast.rows('bots')).toHaveLength(before)
  })

  test('is not said to somebody who has ceased to be an admin', async () => {
    const { cast, chat, list } = await adminOnTelegram()
    await list(chat)
    await db.update(memberships).set({ toOn: '2024-11-24' })
    const [row] = await cast.rows('bots')
    expect(row && (await cast.says(row))).toEqual({ kind: 'nothing', reason: 'left' })
  })

  test('holds no bot and counts no message of another province', async () => {
    const { cast, zalo, telegram, chat, list } = await adminOnTelegram()
    const other = await cast.province('lam-dong')
    const foreign = await cast.bot('zalo-personal', 'Của nơi khác')
    await db.execute(`delete from bot_provinces where bot_id = ${foreign.id} and province_id <> ${other}`)
    const theirs = await cast.member('Nơi khác', other, 'officer', await cast.agency(other, 'so-b'))
    await cast.waits(other, theirs, (await cast.on(zalo, theirs)).chat)
    expect((await list(chat))?.bots.map(({ name, waiting }) => [name, waiting])).toEqual([
      // Its answer to the admin, which is on its way.
      [`@${telegram.username}`, 1],
      ['Nhắc Việc', 0],
    ])
  })
})

describe('a choice', () => {
  test('lets an account that was opened elsewhere connect again at once', async () => {
    const { cast, zalo, chat, isNow, choose } = await adminOnTelegram()
    await isNow(zalo, 'displaced')
    expect(await mayResume(db, zalo.id, cast.clock())).toBe(false)
    expect(await choose(chat, zalo)).toEqual({ kind: 'bot_resuming', botId: zalo.id })
    expect(await mayResume(db, zalo.id, cast.clock())).toBe(true)
  })

  test.each(['expired', 'banned'] as const)('asks for one login of an account that is %s', async (state) => {
    const { zalo, chat, isNow, choose, provinceId, admin } = await adminOnTelegram()
    await isNow(zalo, state)
    for (let times = 0; times < 2; times++) {
      expect(await choose(chat, zalo)).toEqual({ kind: 'login_begun', botId: zalo.id })
    }
    expect(await db.select().from(botLogins)).toMatchObject([
      { botId: zalo.id, provinceId, personId: admin, chatId: chat.chat.id, state: 'requested' },
    ])
  })

  test('of a login is refused in a chat on that very account, without a key, and while another admin is at it', async () => {
    const { cast, provinceId, zalo, telegram, admin, chat, isNow, choose } = await adminOnTelegram()
    await isNow(zalo, 'expired')
    const refused = { kind: 'login_ended', botId: zalo.id, outcome: 'unavailable' }
    expect(await choose(await cast.on(zalo, admin), zalo)).toEqual(refused)
    await db.execute('delete from deployment')
    expect(await choose(chat, zalo)).toEqual(refused)
    await setDeploymentFact(db, credentialsKeyFact, 'set')
    await choose(chat, zalo)
    const second = await cast.on(telegram, await cast.member('Quản trị hai', provinceId, 'admin'))
    expect(await choose(second, zalo)).toEqual(refused)
    // A quarter of an hour later nobody sits in front of that picture any more.
    await cast.later(15)
    await cast.seen(zalo, telegram)
    expect(await choose(second, zalo)).toEqual({ kind: 'login_begun', botId: zalo.id })
    expect((await db.select().from(botLogins)).map(({ state }) => state)).toEqual(['expired', 'requested'])
  })

  test('of a login is refused where no picture can be shown', async () => {
    const { cast, zalo, admin, isNow, choose } = await adminOnTelegram()
    await isNow(zalo, 'expired')
    const official = await cast.on(await cast.bot('zalo-bot', 'Nhắc Việc OA'), admin)
    expect(await choose(official, zalo)).toEqual({ kind: 'login_ended', botId: zalo.id, outcome: 'unavailable' })
    expect(await db.select().from(botLogins)).toEqual([])
  })

  test('about a bot that is well again shows the list', async () => {
    const { zalo, chat, choose } = await adminOnTelegram()
    expect(await choose(chat, zalo)).toEqual({ kind: 'bots' })
    expect(await db.select().from(botLogins)).toEqual([])
  })

  test('of anybody but an admin of a province that the bot serves changes nothing', async () => {
    const { cast, provinceId, zalo, telegram, isNow, choose } = await adminOnTelegram()
    const other = await cast.province('lam-dong')
    await db.execute(`delete from bot_provinces where bot_id = ${zalo.id} and province_id = ${other}`)
    await isNow(zalo, 'displaced')
    const before = await cast.get(zalo)
    const people = [
      await cast.member('Theo dõi', provinceId, 'coordinator'),
      await cast.member('Quản trị nơi khác', other, 'admin'),
      await cast.person('Người lạ'),
    ]
    for (const person of people) {
      const refused = { kind: 'answer_refused', reason: 'no_question', max: 0 }
      expect(await choose(await cast.on(telegram, person), zalo)).toEqual(refused)
    }
    expect(await cast.get(zalo)).toEqual(before)
  })
})

describe('where no admin can be reached', () => {
  test('a coordinator sees the bots and mends them, until there is one', async () => {
    const { cast, provinceId, telegram, zalo, chat, isNow, list, choose } = await adminOnTelegram()
    const coordinator = await cast.on(telegram, await cast.member('Theo dõi', provinceId, 'coordinator'))
    await isNow(zalo, 'expired')
    expect(await list(coordinator)).toBeUndefined()
    await db.update(chats).set({ goneAt: cast.clock() }).where(eq(chats.id, chat.chat.id))
    expect((await list(coordinator))?.values).toEqual([String(zalo.id)])
    expect(await choose(coordinator, zalo)).toEqual({ kind: 'login_begun', botId: zalo.id })
    const begun = (await cast.rows('login_begun')).at(-1)
    expect(begun && (await cast.says(begun))).toMatchObject({ message: { kind: 'login_begun' } })

    await db.update(chats).set({ goneAt: null })
    const refused = { kind: 'answer_refused', reason: 'no_question', max: 0 }
    expect(await choose(coordinator, zalo)).toEqual(refused)
    expect(begun && (await cast.says(begun))).toEqual({ kind: 'nothing', reason: 'left' })
  })

  test('a coordinator of another province, or an officer, does not', async () => {
    const { cast, provinceId, telegram, zalo, chat, isNow, list, choose } = await adminOnTelegram()
    const other = await cast.province('lam-dong')
    await db.execute(`delete from bot_provinces where bot_id = ${zalo.id} and province_id = ${other}`)
    await db.update(chats).set({ goneAt: cast.clock() }).where(eq(chats.id, chat.chat.id))
    await isNow(zalo, 'displaced')
    const agencyId = await cast.agency(provinceId, 'so-a')
    const officer = await cast.on(telegram, await cast.member('Đầu mối', provinceId, 'officer', agencyId))
    const foreign = await cast.on(telegram, await cast.member('Nơi khác', other, 'coordinator'))
    expect(await list(officer)).toBeUndefined()
    expect((await list(foreign))?.bots.map(({ name }) => name)).toEqual(['@nhacviec_bot'])
    for (const on of [officer, foreign]) {
      expect(await choose(on, zalo)).toEqual({ kind: 'answer_refused', reason: 'no_question', max: 0 })
    }
  })
})

test('nobody sees or changes anything of a bot that serves no province of which they are an admin', async () => {
  const { cast, provinceId, telegram, zalo, isNow, list, choose } = await adminOnTelegram()
  const other = await cast.province('lam-dong')
  const foreign = await cast.bot('zalo-personal', 'Của nơi khác')
  await db.execute(`delete from bot_provinces where bot_id = ${foreign.id} and province_id = ${provinceId}`)
  await db.execute(`delete from bot_provinces where bot_id = ${zalo.id} and province_id = ${other}`)
  const bots = [telegram, zalo, foreign]
  const served = { [provinceId]: [telegram.id, zalo.id], [other]: [telegram.id, foreign.id] }
  const actors = [
    { on: await cast.on(telegram, await cast.member('Một', provinceId, 'admin')), may: served[provinceId] },
    { on: await cast.on(telegram, await cast.member('Hai', other, 'admin')), may: served[other] },
    { on: await cast.on(telegram, await cast.member('Ba', provinceId, 'coordinator')), may: [] },
    { on: await cast.on(foreign, await cast.member('Bốn', other, 'coordinator')), may: [] },
    { on: await cast.on(zalo, await cast.person('Người lạ')), may: [] },
  ]
  const rowsOf = async (bot: Bot) => JSON.stringify([await cast.get(bot), await loginsOf(bot)])
  const loginsOf = async (bot: Bot) => (await db.select().from(botLogins)).filter(({ botId }) => botId === bot.id)
  const deed = fc.record({
    actor: fc.constantFrom(...actors),
    bot: fc.constantFrom(...bots),
    states: fc.array(fc.constantFrom('connected', 'displaced', 'expired', 'banned'), { minLength: 3, maxLength: 3 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 4 }), async (deeds) => {
      for (const { actor, bot, states } of deeds) {
        await db.delete(outbox)
        for (const [index, each] of bots.entries()) await isNow(each, states[index] as Bot['state'])
        const shown = await list(actor.on)
        const names = bots.filter(({ id }) => actor.may?.includes(id)).map(({ username }) => username)
        expect(shown?.bots.map(({ name }) => name.replace('@', '')) ?? []).toEqual(names)
        expect((shown?.values ?? []).every((value) => actor.may?.includes(Number(value)))).toBe(true)

        const before = await rowsOf(bot)
        await choose(actor.on, bot, null)
        if (!actor.may?.includes(bot.id)) expect(await rowsOf(bot)).toBe(before)
      }
    }),
    { numRuns: 25, endOnFailure: true },
  )
})
