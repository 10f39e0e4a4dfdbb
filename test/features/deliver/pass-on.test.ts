import { asc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { attempts, bots, chats, outbox, persons, reminders } from '../../../src/db/schema.ts'
import { handOverRow } from '../../../src/features/bots/hand-over.ts'
import { reply } from '../../../src/features/deliver/outgoing.ts'
import { useDatabase } from '../../support/database.ts'
import { telegramStage, zaloBotStage } from '../../support/stage.ts'
import type { FakeBotApi, Person } from '../../support/telegram/fake-bot-api.ts'
import { createWorld, type World } from '../../support/world.ts'
import type { FakeZaloBot } from '../../support/zalo/fake-zalo-bot.ts'
import { agencyFile, monthly, newLinks, planFile, tuPhap, visit } from '../remind/small-world.ts'

await useDatabase()

const lan: Person = { id: 4001, first_name: 'Lan' }

type Both = { world: World; telegram: FakeBotApi; zalo: FakeZaloBot }

/** Lan is an officer on Telegram, and by a code the same person on Zalo, where she rather hears from us. */
async function lanOnBoth(...duties: object[]): Promise<Both> {
  const fakes: { telegram?: FakeBotApi; zalo?: FakeZaloBot } = {}
  const stages = [
    async (now: () => Date) => {
      const stage = await telegramStage(now)
      fakes.telegram = stage.fake
      return stage
    },
    async (now: () => Date) => {
      const stage = await zaloBotStage(now)
      fakes.zalo = stage.fake
      return stage
    },
  ]
  const world = await createWorld({
    at: '2024-11-20 09:00',
    plan: planFile('2024-11-01', ...(duties.length > 0 ? duties : [monthly])),
    agencies: agencyFile([tuPhap]),
    stages,
  })
  await world.tick()
  await world.writes(lan, await world.invite('officer', tuPhap.code))
  await world.writes(lan, 'thêm kênh')
  const [code = ''] = /[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/.exec(world.hears(lan).join('\n')) ?? []
  await world.writes(lan, code, { on: 'zalo-bot' })
  await world.writes(lan, 'kênh')
  const [number = ''] = /(\d)\. Zalo/.exec(world.hears(lan).join('\n')) ?? []
  await world.writes(lan, number.slice(0, 1))
  world.hears(lan)
  world.hears(lan, 'zalo-bot')
  const { telegram, zalo } = fakes
  if (telegram === undefined || zalo === undefined) throw new Error('no fakes')
  return { world, telegram, zalo }
}

/** The attempts at reminders: on which platform, how they ended, of which message. */
async function attemptsOf({ db }: World): Promise<string[]> {
  const rows = await db
    .select({ platform: bots.platform, outcome: attempts.outcome, outboxId: outbox.id })
    .from(attempts)
    .innerJoin(outbox, eq(outbox.id, attempts.outboxId))
    .innerJoin(chats, eq(chats.id, attempts.chatId))
    .innerJoin(bots, eq(bots.id, chats.botId))
    .where(eq(outbox.kind, 'reminder'))
    .orderBy(asc(attempts.id))
  const first = rows[0]?.outboxId
  return rows.map(
    ({ platform, outcome, outboxId }) => `${platform} ${outcome}${outboxId === first ? '' : ' (another)'}`,
  )
}

describe('one person on two platforms', () => {
  it('hears where they chose to', async () => {
    const { world } = await lanOnBoth()
    await visit(world, '2024-11-25 08:00')
    expect(world.hears(lan, 'zalo-bot')).toEqual([expect.stringContaining('Nhắc việc')])
    expect(world.hears(lan)).toEqual([])
  })

  it('hears on the other one what the first would not take for good, as the same message', async () => {
    const { world, zalo } = await lanOnBoth()
    zalo.blocks(String(lan.id))
    await visit(world, '2024-11-25 08:00')
    expect(world.hears(lan)).toEqual([expect.stringContaining('Nhắc việc')])
    expect(await attemptsOf(world)).toEqual(['zalo-bot gone', 'telegram sent'])
    const [reminder] = await world.db.select().from(reminders)
    expect(reminder).toMatchObject({ state: 'sent' })
  })

  it('hears on the other one what the first refused for what it is', async () => {
    const { world, zalo } = await lanOnBoth()
    zalo.fault({ method: 'sendMessage', kind: 'not_ok', code: 400, description: 'Bad request' })
    await visit(world, '2024-11-25 08:00')
    expect(world.hears(lan)).toHaveLength(1)
    expect(await attemptsOf(world)).toEqual(['zalo-bot refused', 'telegram sent'])
  })

  it('is given up on where each of them has refused it once', async () => {
    const { world, telegram, zalo } = await lanOnBoth()
    zalo.fault({ method: 'sendMessage', kind: 'not_ok', code: 400, description: 'Bad request', times: 9 })
    telegram.failNext({ method: 'sendMessage', kind: 'status', code: 400, times: 9 })
    await visit(world, '2024-11-25 08:00')
    expect(await attemptsOf(world)).toEqual(['zalo-bot refused', 'telegram refused'])
    const [row] = await world.db.select().from(outbox).where(eq(outbox.kind, 'reminder'))
    expect(row?.state).toBe('failed')
  })

  it('does not hear a reminder again that may have arrived', async () => {
    const { world, zalo } = await lanOnBoth()
    zalo.fault({ method: 'sendMessage', kind: 'drop_after' })
    await visit(world, '2024-11-25 08:00')
    expect(world.hears(lan, 'zalo-bot')).toHaveLength(1)
    expect(world.hears(lan)).toEqual([])
    expect(await attemptsOf(world)).toEqual(['zalo-bot doubt'])
  })

  it('hears on the other one what waits for a bot that has been away for ten minutes', async () => {
    const { world, zalo } = await lanOnBoth()
    zalo.fault({ method: 'sendMessage', kind: 'not_ok', code: 401, times: 50 })
    world.sleepUntil('2024-11-25 08:00')
    await world.db.update(bots).set({ state: 'connected', stateSince: world.clock() })
    await world.tick()
    await world.settle()
    const lost = { state: 'unreachable' as const, stateSince: world.clock() }
    await world.db.update(bots).set(lost).where(eq(bots.platform, 'zalo-bot'))
    await visit(world, '2024-11-25 08:09')
    expect(world.hears(lan)).toEqual([])
    expect(new Set(await attemptsOf(world))).toEqual(new Set(['zalo-bot retry']))

    await visit(world, '2024-11-25 08:12')
    expect(world.hears(lan)).toEqual([expect.stringContaining('Nhắc việc')])
    expect(world.hears(lan, 'zalo-bot')).toEqual([])
    const tried = await attemptsOf(world)
    expect(tried.slice(0, -1).every((each) => each === 'zalo-bot retry')).toBe(true)
    expect(tried.at(-1)).toBe('telegram sent')
    const [reminder] = await world.db.select().from(reminders)
    expect(reminder).toMatchObject({ state: 'sent' })
  })

  it('is told anew, cut for the other platform, a long answer of which only the beginning had arrived', async () => {
    const duties = Array.from({ length: 40 }, (_, n) => ({ ...monthly, key: `viec-${n}`, title: `Việc thứ ${n + 1}` }))
    const { world, telegram } = await lanOnBoth(...duties)
    const first = telegram.holdNext('sendMessage', { chatId: lan.id, after: 'accept' })
    const asking = world.writes(lan, 'việc')
    const { release } = await first
    telegram.failNext({
      method: 'sendMessage',
      kind: 'status',
      code: 403,
      description: 'Forbidden: blocked by the user',
    })
    release()
    await asking
    expect(world.hears(lan)).toHaveLength(1)
    const parts = world.hears(lan, 'zalo-bot')
    expect(parts.length).toBeGreaterThan(2)
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(2_000)
    for (const { title } of duties) expect(parts.join('\n')).toContain(`${title},`)
  })

  it('sends the same link on both, and it is one', async () => {
    const { world } = await lanOnBoth()
    const link = newLinks(1)
    await world.writes(lan, link)
    await world.writes(lan, link, { on: 'zalo-bot' })
    expect(world.hears(lan)).toEqual([expect.stringContaining('đã nhận 1 đường dẫn, tính 1')])
    expect(world.hears(lan, 'zalo-bot')).toEqual([expect.stringContaining('trùng')])
  })

  it('is answered where they asked', async () => {
    const { world } = await lanOnBoth()
    await world.writes(lan, 'việc')
    expect(world.hears(lan)).toHaveLength(1)
    expect(world.hears(lan, 'zalo-bot')).toEqual([])
  })

  it('hears elsewhere what still waits in a chat that nothing reaches any more', async () => {
    const { world, telegram } = await lanOnBoth()
    const [chat] = await world.db
      .select({ id: chats.id })
      .from(chats)
      .innerJoin(bots, eq(bots.id, chats.botId))
      .where(eq(bots.platform, 'telegram'))
    const [person] = await world.db.select().from(persons)
    const to = { provinceId: world.provinceId, personId: person?.id ?? 0, chat: { id: chat?.id ?? 0 } }
    for (const n of [1, 2]) {
      await reply(world.db, to, { kind: 'todo' }, { dedupeKey: `test:${n}`, now: world.clock() })
    }
    telegram.blocks(lan)
    await telegram.waitFor(() => world.events.includes('inbound.stored'))
    await world.settle()
    expect(world.hears(lan)).toEqual([])
    expect(world.hears(lan, 'zalo-bot')).toHaveLength(2)
  })

  it('is not told elsewhere from its beginning what had begun to arrive', async () => {
    const { world } = await lanOnBoth()
    const [person] = await world.db.select().from(persons)
    const [chat] = await world.db.select().from(chats).orderBy(asc(chats.id))
    const personId = person?.id ?? 0
    const to = { provinceId: world.provinceId, personId, chat: { id: chat?.id ?? 0 } }
    for (const kind of ['reminder', 'todo'] as const) {
      const id = await reply(world.db, to, { kind }, { dedupeKey: `test:${kind}`, now: world.clock() })
      const [row] = await world.db
        .update(outbox)
        .set({ partsSent: 1 })
        .where(eq(outbox.id, id ?? 0))
        .returning()
      if (row === undefined) throw new Error('no row')
      expect([kind, await handOverRow(world.db, row, world.clock())]).toEqual([kind, kind === 'todo'])
    }
  })
})

describe('a message that a platform keeps putting off', () => {
  it('lets the others go before it comes again', async () => {
    const { world, zalo } = await lanOnBoth()
    const huy: Person = { id: 4002, first_name: 'Huy' }
    await world.writes(huy, 'xin chào', { on: 'zalo-bot' })
    world.hears(huy, 'zalo-bot')
    zalo.fault({ method: 'sendMessage', chatId: String(lan.id), kind: 'not_ok', code: 429, times: 99 })
    await world.writes(lan, 'việc', { on: 'zalo-bot' })
    await world.writes(huy, 'xin chào', { on: 'zalo-bot' })
    expect(world.hears(huy, 'zalo-bot')).toEqual([])
    for (let minute = 0; minute < 8; minute++) await visit(world, `2024-11-20 10:0${minute}`)
    expect(world.hears(huy, 'zalo-bot')).toHaveLength(1)
    expect(world.hears(lan, 'zalo-bot')).toEqual([])
  })
})
