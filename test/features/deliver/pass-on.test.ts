import { asc, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { attempts, bots, chats, outbox, reminders } from '../../../src/db/schema.ts'
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
async function lanOnBoth(): Promise<Both> {
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
    plan: planFile('2024-11-01', monthly),
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
    zalo.fault({ method: 'sendMessage', kind: 'drop_before', times: 50 })
    zalo.fault({ method: 'sendMessage', kind: 'not_ok', code: 401, times: 50 })
    const [zaloBot] = await world.db.select().from(bots).where(eq(bots.platform, 'zalo-bot'))
    world.sleepUntil('2024-11-25 07:59')
    await world.db
      .update(bots)
      .set({ state: 'unreachable', stateSince: world.clock() })
      .where(eq(bots.id, zaloBot?.id ?? 0))
    await world.tick()
    await visit(world, '2024-11-25 08:12')
    expect(world.hears(lan)).toEqual([expect.stringContaining('Nhắc việc')])
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
})
