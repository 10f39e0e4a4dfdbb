import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../support/database.ts'
import {
  monthly,
  newLinks,
  outboxOf,
  remindersOf,
  smallWorld,
  tuPhap,
  visit,
  weekly,
  yTe,
} from '../remind/small-world.ts'

await useDatabase()

const unanswered = { method: 'sendMessage', kind: 'status', code: 502 } as const

describe('2. a receipt that Telegram refuses to confirm for an hour', () => {
  it('arrives when it does again, and does not hold up the chat meanwhile', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00' })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    world.fake.failNext({ ...unanswered, chatId: lan.id, times: 9 })
    await world.says(lan, newLinks(1))
    for (const moment of ['09:02', '09:04', '09:08', '09:16', '09:30']) await visit(world, `2024-03-04 ${moment}`)
    await world.says(lan, 'việc')
    await visit(world, '2024-03-04 11:00')
    const told = world.told(lan)
    expect(told).toContainEqual(expect.stringContaining('đã nhận 1 đường dẫn, tính 1'))
    expect(told).toContainEqual(expect.stringContaining('việc đang mở'))
    expect(await outboxOf(world)).toMatchObject({ 'receipt sent': 1, 'todo sent': 1 })
  })
})

describe('1. a time in which Telegram lets nothing through', () => {
  it('ends in one reminder with everything, and one digest', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00', duties: [monthly, weekly] })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const ha = await world.joins('Hà', 'coordinator')
    world.fake.failNext({ method: 'sendMessage', kind: 'status', code: 401, times: 10_000 })
    await world.moveTo('2024-03-31 10:00')
    expect([...world.told(lan), ...world.told(ha)]).toEqual([])
    world.fake.forgetFaults()
    await visit(world, '2024-04-01 09:00')
    const [reminder = '', ...others] = world.told(lan)
    expect(others).toEqual([])
    expect(reminder).toContain('Tin, bài trên Cổng TTĐT tỉnh, tháng 3')
    expect(reminder).toContain('Phát thanh hằng tuần, tuần 13')
    expect(world.told(ha)).toEqual([expect.stringContaining('TỔNG HỢP TUẦN 13')])
  })
})

describe('a fault while a step is planned', () => {
  it('loses nothing: the step is planned when the fault is gone', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00', agencies: [tuPhap, yTe] })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const mai = await world.joins('Mai', 'officer', yTe.code)
    await world.db.execute(sql`
      create function refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$`)
    await world.db.execute(sql`
      create trigger refuse before insert on reminders for each row execute function refuse()`)
    try {
      await visit(world, '2024-03-24 08:00')
    } finally {
      await world.db.execute(sql`drop trigger refuse on reminders`)
      await world.db.execute(sql`drop function refuse`)
    }
    expect([...world.told(lan), ...world.told(mai)]).toEqual([])
    await visit(world, '2024-03-24 09:05')
    expect(await remindersOf(world)).toEqual(['2024-03 -7 sent', '2024-03 -7 sent'])
    expect([...world.told(lan), ...world.told(mai)]).toHaveLength(2)
  })
})

describe('a reminder that waited for the morning', () => {
  it('is not said beside the one of that morning, though it could be sent before the morning is planned', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00' })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    world.sleepUntil('2024-03-28 08:00')
    world.fake.failNext({ method: 'sendMessage', kind: 'status', code: 401, times: 10_000 })
    await world.tick()
    await world.settle()
    world.fake.forgetFaults()
    world.sleepUntil('2024-03-30 08:00')
    await world.settle()
    expect(world.told(lan)).toEqual([])
    await world.tick()
    await world.settle()
    expect(world.told(lan)).toEqual([expect.stringContaining('Nhắc việc')])
  })
})

describe('a plan whose periods cannot be opened', () => {
  it('does not silence what was planned before', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00' })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await world.db.execute(sql`
      create function refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$`)
    await world.db.execute(sql`create trigger refuse before update on plans for each row execute function refuse()`)
    try {
      await visit(world, '2024-03-24 08:00')
    } finally {
      await world.db.execute(sql`drop trigger refuse on plans`)
      await world.db.execute(sql`drop function refuse`)
    }
    expect(world.told(lan)).toEqual([expect.stringContaining('Nhắc việc')])
  })
})
