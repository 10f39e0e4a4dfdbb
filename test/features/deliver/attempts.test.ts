import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { openPresence } from '../../../src/db/presence.ts'
import { attempts, chats, outbox, reminders } from '../../../src/db/schema.ts'
import { announce } from '../../../src/features/deliver/outgoing.ts'
import { useDatabase, workerDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import type { World } from '../../support/world.ts'
import {
  congThuong,
  newLinks,
  noiVu,
  outboxOf,
  remindersOf,
  type SmallAgency,
  smallWorld,
  taiChinh,
  tuPhap,
  visit,
  xayDung,
  yTe,
} from '../remind/small-world.ts'

await useDatabase()

type Failure = { kind: 'status'; code: number } | { kind: 'drop_before' | 'drop_after' | 'hang' }

function sentTo(world: World, person: Person): number {
  return world.fake.requests.filter(
    (each) => each.method === 'sendMessage' && Number(each.params.chat_id) === person.id,
  ).length
}

/** A number that no process draws: they count up from one. */
const deadWorker = 2_000_000_000

describe('2. an attempt', () => {
  it('is committed before the network call, and settled after it', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    world.sleepUntil('2024-03-24 08:00')
    await world.tick()

    const arrived = world.fake.holdNext('sendMessage', { chatId: lan.id })
    const sending = world.settle()
    const { request, release } = await arrived
    const [row] = await world.db.select().from(outbox).where(eq(outbox.kind, 'reminder'))
    const attempt = async () =>
      (
        await world.db
          .select()
          .from(attempts)
          .where(eq(attempts.outboxId, row?.id ?? 0))
      ).map((each) => each)
    expect(row).toMatchObject({ state: 'claimed', claimedBy: expect.any(Number) })
    expect(await attempt()).toMatchObject([{ part: 0, text: request.params.text, outcome: null, settledAt: null }])
    expect(await remindersOf(world)).toEqual(['2024-03 -7 composed'])

    release()
    await sending
    const [message] = world.fake.accepted.slice(-1)
    expect(await attempt()).toMatchObject([
      { outcome: 'sent', nativeIds: [String(message?.messageId)], settledAt: expect.any(Date) },
    ])
    expect(await remindersOf(world)).toEqual(['2024-03 -7 sent'])
    expect(await outboxOf(world)).toMatchObject({ 'reminder sent': 1 })
  })

  it('at a reminder whose fate is unknown is in doubt: not sent again, counted and shown', async () => {
    const faults: [Failure, SmallAgency][] = [
      [{ kind: 'status', code: 500 }, tuPhap],
      [{ kind: 'status', code: 502 }, noiVu],
      [{ kind: 'drop_after' }, taiChinh],
      [{ kind: 'drop_before' }, xayDung],
      [{ kind: 'hang' }, congThuong],
    ]
    const agencies = [...faults.map(([, agency]) => agency), yTe]
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies, sendTimeoutMs: 1_500 })
    const officers: Person[] = []
    for (const { code, name } of agencies) officers.push(await world.joins(`Cán bộ ${name}`, 'officer', code))
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-20 08:00')
    for (const [index, [fault]] of faults.entries()) {
      world.fake.failNext({ method: 'sendMessage', chatId: officers[index]?.id ?? 0, ...fault })
    }
    const before = officers.map((person) => sentTo(world, person))
    await visit(world, '2024-03-24 08:00')
    for (const local of ['08:01', '08:30', '12:00']) await visit(world, `2024-03-24 ${local}`)

    expect(officers.map((person, index) => sentTo(world, person) - (before[index] ?? 0))).toEqual(Array(6).fill(1))
    expect((await remindersOf(world)).map((each) => each.split(' ')[2]).sort()).toEqual([
      ...Array(5).fill('doubt'),
      'sent',
    ])
    expect(await outboxOf(world)).toMatchObject({ 'reminder doubt': 5, 'reminder sent': 1 })
    expect((await world.db.select().from(attempts)).filter((each) => each.outcome === 'doubt')).toHaveLength(5)
    expect((await world.db.select().from(reminders)).filter((each) => each.reason === null)).toHaveLength(1)
    await world.says(ha, 'tổng hợp')
    expect(world.told(ha).at(-1)).toContain('Chưa rõ đã đến người nhận: 5 tin nhắn')

    // The next step is another reminder, and is sent.
    await visit(world, '2024-03-28 08:00')
    expect(officers.map((person, index) => sentTo(world, person) - (before[index] ?? 0))).toEqual(Array(6).fill(2))
  })

  it('at a receipt or a digest whose fate is unknown is made again, until it is accepted', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-02 08:00')
    const failing = { method: 'sendMessage', kind: 'status', code: 502, times: 2 } as const
    world.fake.failNext({ ...failing, chatId: lan.id })
    world.fake.failNext({ method: 'sendMessage', kind: 'drop_after', chatId: ha.id })
    const asked = world.clock()
    await world.says(lan, newLinks(1))
    await world.says(ha, 'tổng hợp')
    await visit(world, '2024-03-02 08:05')
    expect(world.told(lan)).toEqual([expect.stringContaining('1/2')])
    // Rather twice than not at all.
    expect(world.told(ha)).toEqual([expect.stringContaining('TỔNG HỢP'), expect.stringContaining('TỔNG HỢP')])
    expect(await outboxOf(world)).toMatchObject({ 'receipt sent': 1, 'digest sent': 1 })

    const [receipt] = await world.db.select().from(outbox).where(eq(outbox.kind, 'receipt'))
    const tries = await world.db
      .select()
      .from(attempts)
      .where(eq(attempts.outboxId, receipt?.id ?? 0))
      .orderBy(attempts.id)
    expect(tries.map((each) => each.outcome)).toEqual(['doubt', 'doubt', 'sent'])
    // Ever more patient: two seconds, then four.
    const [first = asked, second = asked, third = asked] = tries.map((each) => each.startedAt)
    expect(second.getTime() - first.getTime()).toBeGreaterThanOrEqual(2_000)
    expect(third.getTime() - second.getTime()).toBeGreaterThanOrEqual(4_000)
  })

  it('that is refused for being too fast waits for as long as it was told, and then succeeds', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies: [tuPhap, noiVu] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'officer', noiVu.code)
    await visit(world, '2024-03-20 08:00')
    world.fake.failNext({
      method: 'sendMessage',
      kind: 'status',
      code: 429,
      description: 'Too Many Requests: retry after 40',
      parameters: { retry_after: 40 },
    })
    const from = world.fake.requests.length
    world.sleepUntil('2024-03-24 08:00')
    await world.tick()
    const refusedAt = world.clock().getTime()
    while (world.clock().getTime() < refusedAt + 39_000) await world.settle()
    await world.settle()
    const sends = world.fake.requests.slice(from).filter((each) => each.method === 'sendMessage')
    expect(sends).toHaveLength(3)
    for (const retried of sends.slice(1)) expect(retried.at.getTime() - refusedAt).toBeGreaterThanOrEqual(40_000)
    for (const person of [lan, minh]) expect(world.told(person)).toHaveLength(1)
    expect(await remindersOf(world)).toEqual(['2024-03 -7 sent', '2024-03 -7 sent'])
  })

  it('that is refused for the sake of the token is made again, also at a reminder', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    world.fake.failNext({ method: 'sendMessage', kind: 'status', code: 401, description: 'Unauthorized' })
    await visit(world, '2024-03-24 08:00')
    expect(world.told(lan)).toEqual([])
    await visit(world, '2024-03-24 08:02')
    expect(world.told(lan)).toHaveLength(1)
    expect(await remindersOf(world)).toEqual(['2024-03 -7 sent'])
  })
})

describe('2. what a process that is gone had claimed', () => {
  /** As a process leaves it that ends after the claim, and after the attempt where there is one. */
  async function leaveClaimed(world: World, attempted: boolean, claimedBy = deadWorker): Promise<void> {
    const rows = await world.db.select().from(outbox).where(eq(outbox.state, 'waiting'))
    expect(rows).not.toEqual([])
    for (const { id: outboxId, provinceId, chatId } of rows) {
      await world.db.update(outbox).set({ state: 'claimed', claimedBy }).where(eq(outbox.id, outboxId))
      const attempt = { provinceId, outboxId, chatId, part: 0, text: 'Nhắc việc', startedAt: world.clock() }
      if (attempted) await world.db.insert(attempts).values(attempt)
    }
  }

  async function worldWithBoth(): Promise<{ world: World; lan: Person; ha: Person }> {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-04 08:30')
    world.told(ha)
    world.sleepUntil('2024-03-25 08:30')
    await world.tick()
    return { world, lan, ha }
  }

  it('and not attempted is simply sent', async () => {
    const { world, lan, ha } = await worldWithBoth()
    await leaveClaimed(world, false)
    await world.settle()
    expect(world.told(lan)).toHaveLength(1)
    expect(world.told(ha)).toHaveLength(1)
    expect(await remindersOf(world)).toEqual(['2024-03 -7 sent'])
  })

  it('and attempted is in doubt: a reminder is not sent again, a digest is', async () => {
    const { world, lan, ha } = await worldWithBoth()
    await leaveClaimed(world, true)
    await world.settle()
    expect(world.told(lan)).toEqual([])
    expect(world.told(ha)).toHaveLength(1)
    expect(await remindersOf(world)).toEqual(['2024-03 -7 doubt process_ended'])
    expect(await outboxOf(world)).toMatchObject({ 'reminder doubt': 1, 'digest sent': 1 })
    const settled = await world.db.select().from(attempts).where(eq(attempts.reason, 'process_ended'))
    expect(settled.map((each) => each.outcome)).toEqual(['doubt', 'doubt'])
  })

  it('is left alone as long as the process lives', async () => {
    const { world, lan } = await worldWithBoth()
    const process = await openPresence(await workerDatabase(), { randomInt: () => 900, onLost() {}, onRegained() {} })
    await leaveClaimed(world, false, process.workerId)
    await world.settle()
    expect(world.told(lan)).toEqual([])
    expect(world.events).not.toContain('outbox.recovered')
    await process.close()
    await world.settle()
    expect(world.told(lan)).toHaveLength(1)
    expect(await remindersOf(world)).toEqual(['2024-03 -7 sent'])
  })

  it('blocks nobody behind it once it is taken up', async () => {
    const { world, lan } = await worldWithBoth()
    await leaveClaimed(world, true)
    const [chat] = await world.db
      .select()
      .from(chats)
      .where(eq(chats.nativeId, String(lan.id)))
    const to = { provinceId: world.provinceId, personId: null, chat: { id: chat?.id ?? 0 } }
    await announce(world.db, to, { kind: 'help', understood: true }, { dedupeKey: 'behind', now: world.clock() })
    await world.settle()
    expect(world.told(lan)).toEqual([expect.stringContaining('Anh/chị có thể gửi')])
  })
})
