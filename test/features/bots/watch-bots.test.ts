import { describe, expect, test } from 'vitest'
import { findDirectChat, listDirectChats } from '../../../src/db/chats.ts'
import { setPreferredPlatform } from '../../../src/db/people.ts'
import { botCredentials } from '../../../src/db/schema.ts'
import { watchBots } from '../../../src/features/bots/watch-bots.ts'
import { connectAgain, onPostgres, useDatabase } from '../../support/database.ts'
import { createCast } from './cast.ts'

const db = await useDatabase()

/** A province with an admin and an officer who both are on Telegram and, the officer later, on Zalo. */
async function twoBots() {
  const cast = await createCast(db)
  const provinceId = await cast.province('binh-thuan')
  const agencyId = await cast.agency(provinceId, 'so-a')
  const telegram = await cast.bot('telegram', 'nhacviec_bot')
  const zalo = await cast.bot('zalo-personal', 'Nhắc Việc')
  const admin = await cast.member('Quản trị', provinceId, 'admin')
  const officer = await cast.member('Đầu mối', provinceId, 'officer', agencyId)
  const adminChats = { telegram: await cast.on(telegram, admin), zalo: await cast.on(zalo, admin) }
  const chats = { telegram: await cast.on(telegram, officer), zalo: await cast.on(zalo, officer) }
  const goesDown = async (state: 'unreachable' | 'displaced' | 'expired' | 'banned') =>
    await cast.set(zalo, { state, stateSince: cast.clock() })
  /** So many minutes later both bots are still served, and somebody looks. */
  const watch = async (minutes = 0) => {
    await cast.later(minutes)
    await cast.seen(telegram, zalo)
    await watchBots(db, cast.clock(), cast.log)
  }
  return { cast, provinceId, agencyId, telegram, zalo, admin, officer, adminChats, chats, goesDown, watch }
}

describe('a person is reached', () => {
  test('where they prefer it, else where they came last, as long as the bot there is well', async () => {
    const { cast, officer, chats, zalo, telegram, goesDown } = await twoBots()
    const best = async () => (await findDirectChat(db, officer, cast.clock()))?.id
    expect(await best()).toBe(chats.zalo.chat.id)
    await setPreferredPlatform(db, officer, 'telegram')
    expect(await best()).toBe(chats.telegram.chat.id)
    await setPreferredPlatform(db, officer, 'zalo-personal')
    await goesDown('unreachable')
    await cast.later(9)
    await cast.seen(telegram, zalo)
    expect(await best()).toBe(chats.zalo.chat.id)
    await cast.later(1)
    await cast.seen(telegram, zalo)
    expect(await best()).toBe(chats.telegram.chat.id)
    await cast.set(zalo, { state: 'connected' })
    expect(await best()).toBe(chats.zalo.chat.id)
  })

  test('not through a bot that nobody serves any more, nor in a chat that is gone', async () => {
    const { cast, officer, chats, telegram } = await twoBots()
    await cast.later(10)
    await cast.seen(telegram)
    expect((await findDirectChat(db, officer, cast.clock()))?.id).toBe(chats.telegram.chat.id)
    await db.execute(`update chats set gone_at = now() where id = ${chats.telegram.chat.id}`)
    // If nothing is well, the best remains.
    expect((await listDirectChats(db, officer, cast.clock())).map(({ id }) => id)).toEqual([chats.zalo.chat.id])
  })
})

describe('the loss of a bot', () => {
  test('is told after ten minutes, once, through one that is well, and so is its return', async () => {
    const { cast, adminChats, zalo, goesDown, watch } = await twoBots()
    await goesDown('unreachable')
    await watch(9)
    expect(await cast.told()).toEqual([])
    await watch(1)
    await watch(1)
    await watch(60)
    expect(await cast.told()).toEqual([`bot_state ${adminChats.telegram.chat.id}`])
    const [row] = await cast.rows()
    expect(row && (await cast.says(row))).toMatchObject({
      message: { kind: 'bot_state', bot: { name: 'Nhắc Việc', state: 'unreachable', since: { time: '09:00' } } },
    })
    await cast.set(zalo, { state: 'connected', stateSince: cast.clock() })
    await watch(1)
    await watch(1)
    // Both rows, the loss and the return: what waits of them says how it is now, once.
    expect(await cast.told()).toHaveLength(2)
    const contents = await Promise.all((await cast.rows()).map((each) => cast.says(each)))
    expect(contents[0]).toMatchObject({ kind: 'nothing', reason: 'superseded' })
    expect(contents[1]).toMatchObject({ message: { bot: { state: 'connected' } } })
  })

  test.each(['displaced', 'expired', 'banned'] as const)(
    'is told at once where only a person can mend it: %s',
    async (state) => {
      const { cast, goesDown, watch } = await twoBots()
      await goesDown(state)
      await watch()
      await watch(1)
      expect(await cast.rows('bot_state')).toHaveLength(1)
    },
  )

  test('that nobody heard of has no return', async () => {
    const { cast, zalo, goesDown, watch } = await twoBots()
    await goesDown('unreachable')
    await watch(5)
    await cast.set(zalo, { state: 'connected', stateSince: cast.clock() })
    await watch(1)
    expect(await cast.rows()).toEqual([])
  })

  test('waits to be told while no bot is well', async () => {
    const { cast, telegram, zalo, goesDown, watch } = await twoBots()
    await goesDown('displaced')
    await cast.set(telegram, { state: 'unreachable', stateSince: cast.clock() })
    await watch(20)
    expect(await cast.rows()).toEqual([])
    await cast.set(telegram, { state: 'connected' })
    await watch(1)
    expect((await cast.rows()).map(({ args }) => args)).toEqual([{ botId: zalo.id }])
  })

  test('is told to the coordinators of a province that has no admin, and to nobody of one that it does not serve', async () => {
    const { cast, zalo, telegram, goesDown, watch, admin, provinceId: first } = await twoBots()
    const second = await cast.province('lam-dong')
    const third = await cast.province('khanh-hoa')
    const coordinator = await cast.member('Theo dõi', second, 'coordinator')
    const stranger = await cast.member('Nơi khác', third, 'admin')
    const colleague = await cast.member('Cùng tỉnh', first, 'coordinator')
    for (const person of [coordinator, stranger, colleague]) await cast.on(telegram, person)
    await db.execute(`delete from bot_provinces where bot_id = ${zalo.id} and province_id = ${third}`)
    await goesDown('banned')
    await watch()
    expect((await cast.rows()).map(({ personId, provinceId }) => [personId, provinceId])).toEqual([
      [admin, first],
      [coordinator, second],
    ])
  })

  test('of a process that is gone is told too', async () => {
    const { cast, telegram } = await twoBots()
    await cast.later(11)
    await cast.seen(telegram)
    await watchBots(db, cast.clock(), cast.log)
    const [row] = await cast.rows('bot_state')
    expect(row && (await cast.says(row))).toMatchObject({ message: { bot: { name: 'Nhắc Việc', state: 'absent' } } })
  })
})

describe('what waits for a lost bot', () => {
  test('goes through the person’s other chat after ten minutes, as the same message', async () => {
    const { cast, provinceId, officer, chats, goesDown, watch } = await twoBots()
    await goesDown('unreachable')
    const id = await cast.waits(provinceId, officer, chats.zalo.chat)
    await watch(9)
    expect((await cast.row(id)).chatId).toBe(chats.zalo.chat.id)
    await watch(1)
    expect(await cast.row(id)).toMatchObject({ id, chatId: chats.telegram.chat.id, state: 'waiting' })
  })

  test('stays where it was begun, is in doubt, belongs to that chat, or is meant for no person', async () => {
    const { cast, provinceId, officer, chats, goesDown, watch } = await twoBots()
    const begun = await cast.waits(provinceId, officer, chats.zalo.chat)
    await db.execute(`update outbox set parts_sent = 1 where id = ${begun}`)
    const doubted = await cast.announced(provinceId, officer, chats.zalo.chat, { kind: 'reminder' })
    await db.execute(`update outbox set doubts = 1 where id = ${doubted}`)
    const secret = { kind: 'account_code' as const, code: 'ABCDEFGH2345', minutes: 15 }
    const stay = [
      begun,
      doubted,
      await cast.waits(provinceId, officer, chats.zalo.chat, secret),
      await cast.waits(provinceId, null, chats.zalo.chat, { kind: 'stranger', linksKept: 0 }),
    ]
    const claimed = await cast.waits(provinceId, officer, chats.zalo.chat)
    await db.execute(`update outbox set state = 'claimed' where id = ${claimed}`)
    await goesDown('expired')
    await watch(30)
    for (const id of [...stay, claimed]) expect((await cast.row(id)).chatId).toBe(chats.zalo.chat.id)
  })

  test('stays while the other bot is no better', async () => {
    const { cast, provinceId, officer, chats, telegram, goesDown, watch } = await twoBots()
    await goesDown('expired')
    await cast.set(telegram, { state: 'unreachable', stateSince: cast.clock() })
    const id = await cast.waits(provinceId, officer, chats.zalo.chat)
    await watch(30)
    expect((await cast.row(id)).chatId).toBe(chats.zalo.chat.id)
  })

  test('does not come back to a chat that refused it, nor go to a third bot that is no better', async () => {
    const { cast, provinceId, officer, chats, goesDown, watch } = await twoBots()
    const third = await cast.bot('zalo-bot', 'Đang hỏng')
    await cast.on(third, officer)
    await cast.set(third, { state: 'expired', stateSince: cast.clock() })
    const id = await cast.waits(provinceId, officer, chats.zalo.chat)
    await db.execute(`insert into attempts (province_id, outbox_id, chat_id, part, text, started_at, settled_at, outcome)
      values (${provinceId}, ${id}, ${chats.telegram.chat.id}, 0, '', now(), now(), 'refused')`)
    await goesDown('expired')
    await watch(30)
    const events: string[] = []
    await watchBots(db, cast.clock(), (event) => events.push(event))
    expect(events).toEqual([])
    expect((await cast.row(id)).chatId).toBe(chats.zalo.chat.id)
  })

  test('takes its question along', async () => {
    const { cast, provinceId, officer, chats, goesDown, watch } = await twoBots()
    const id = await cast.waits(provinceId, officer, chats.zalo.chat)
    await db.execute(`insert into questions (province_id, chat_id, person_id, outbox_id, kind, "values", several, asked_at, expires_at)
      values (${provinceId}, ${chats.zalo.chat.id}, ${officer}, ${id}, 'item', '["1"]', false, now(), now())`)
    await goesDown('expired')
    await watch(30)
    expect(await db.query.questions.findMany()).toMatchObject([{ chatId: chats.telegram.chat.id }])
  })
})

describe('a session that ends within two days', () => {
  const session = async (cast: Awaited<ReturnType<typeof createCast>>, botId: number, hours: number) => {
    const expiresAt = new Date(cast.clock().getTime() + hours * 3_600_000)
    await db.delete(botCredentials)
    await db.insert(botCredentials).values({ botId, sealed: 'x', savedAt: cast.clock(), expiresAt })
  }

  test('is told once, with its day', async () => {
    const { cast, zalo, watch } = await twoBots()
    await session(cast, zalo.id, 49)
    await watch()
    expect(await cast.rows()).toEqual([])
    await watch(61)
    await watch(1)
    const rows = await cast.rows('session_ending')
    expect(rows).toHaveLength(1)
    expect((await db.query.botCredentials.findMany())[0]?.warnedAt).not.toBe(null)
    expect(rows[0] && (await cast.says(rows[0]))).toMatchObject({
      message: { kind: 'session_ending', on: '2024-11-27', days: 2, bot: { name: 'Nhắc Việc' } },
    })
  })

  test('is not spoken of any more once it has been renewed', async () => {
    const { cast, zalo, watch } = await twoBots()
    await session(cast, zalo.id, 40)
    await watch()
    const [row] = await cast.rows('session_ending')
    await session(cast, zalo.id, 240)
    expect(row && (await cast.says(row))).toEqual({ kind: 'nothing', reason: 'settled' })
  })
})

describe.skipIf(!onPostgres)('two processes that look after the bots at the same moment', () => {
  test('tell a loss once and move each message once', async () => {
    const { cast, provinceId, officer, chats, goesDown, watch } = await twoBots()
    const { db: second } = await connectAgain()
    for (let n = 0; n < 5; n++) await cast.waits(provinceId, officer, chats.zalo.chat)
    await goesDown('expired')
    const moved: string[] = []
    const log = (event: string) => moved.push(event)
    await cast.later(30)
    await cast.seen(...(await db.query.bots.findMany()))
    await Promise.all([watchBots(db, cast.clock(), log), watchBots(second, cast.clock(), log)])
    await watch(1)
    expect(moved.filter((event) => event === 'outbox.handed_over')).toHaveLength(5)
    expect(await cast.rows('bot_state')).toHaveLength(1)
  })
})
