import { and, eq, ne } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { assignments, attempts, chats, memberships, outbox } from '../../../src/db/schema.ts'
import { announce } from '../../../src/features/deliver/outgoing.ts'
import { useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import type { World } from '../../support/world.ts'
import { assignmentsOf, outboxOf, smallWorld, tuPhap, visit } from '../remind/small-world.ts'

await useDatabase()

describe('a message longer than the platform takes', () => {
  const agencies = Array.from({ length: 60 }, (_, index) => ({
    code: `so-${index}`,
    name: `Sở có tên rất dài để bản tổng hợp không gửi gọn trong một tin nhắn được, số ${index}`,
    host: `so-${index}.binhthuan.gov.vn`,
  }))

  async function longDigest(): Promise<{ world: World; ha: Person; partTwoFails: () => Promise<void> }> {
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies })
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-02 08:00')
    /** The first part is accepted, and what comes after it is refused once for being too fast. */
    const partTwoFails = async () => {
      const first = world.fake.holdNext('sendMessage', { chatId: ha.id, after: 'accept' })
      const asking = world.says(ha, 'tổng hợp')
      const { release } = await first
      world.fake.failNext({
        method: 'sendMessage',
        chatId: ha.id,
        kind: 'status',
        code: 429,
        description: 'Too Many Requests: retry after 30',
        parameters: { retry_after: 30 },
      })
      release()
      await asking
    }
    return { world, ha, partTwoFails }
  }

  it('is sent in parts, each within the limit, nothing left out', async () => {
    const { world, ha } = await longDigest()
    await world.says(ha, 'tổng hợp')
    const parts = world.told(ha)
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(4096)
    const whole = parts.join(' ').replace(/\s+/g, ' ')
    for (const { name } of agencies) expect(whole).toContain(name)
    expect(await outboxOf(world)).toMatchObject({ 'digest sent': 1 })
  })

  it('goes on with the second part after a failure, and does not say the first again', async () => {
    const { world, ha, partTwoFails } = await longDigest()
    await partTwoFails()
    expect(world.told(ha)).toEqual([expect.stringContaining('TỔNG HỢP')])
    const [row] = await world.db.select().from(outbox).where(eq(outbox.kind, 'digest'))
    expect(row).toMatchObject({ state: 'waiting', partsSent: 1 })

    await visit(world, '2024-03-02 08:10')
    const rest = world.told(ha)
    expect(rest.join()).not.toContain('TỔNG HỢP')
    expect(rest.at(-1)).toContain('Trả lời: tổng hợp')
    const tried = await world.db
      .select({ part: attempts.part, outcome: attempts.outcome })
      .from(attempts)
      .where(eq(attempts.outboxId, row?.id ?? 0))
      .orderBy(attempts.id)
    expect(tried).toEqual([
      { part: 0, outcome: 'sent' },
      { part: 1, outcome: 'retry' },
      ...rest.map((_, index) => ({ part: index + 1, outcome: 'sent' })),
    ])
    expect(await outboxOf(world)).toMatchObject({ 'digest sent': 1 })
  })

  it('is left to the next process where this one stops in the middle of it', async () => {
    const { world, ha } = await longDigest()
    const first = world.fake.holdNext('sendMessage', { chatId: ha.id, after: 'accept' })
    await world.sends(ha, 'tổng hợp')
    const working = world.app.work()
    const { release } = await first
    await world.app.stop()
    release()
    await working
    expect(world.told(ha)).toEqual([expect.stringContaining('TỔNG HỢP')])
    expect(await world.db.$count(outbox, and(eq(outbox.kind, 'digest'), eq(outbox.partsSent, 1)))).toBe(1)

    await world.restart()
    await world.settle()
    const rest = world.told(ha)
    expect(rest.join()).not.toContain('TỔNG HỢP')
    expect(rest.at(-1)).toContain('Trả lời: tổng hợp')
    expect(await outboxOf(world)).toMatchObject({ 'digest sent': 1 })
  })

  it('goes on with what it began to say, though by then there is less to say', async () => {
    const { world, ha, partTwoFails } = await longDigest()
    await partTwoFails()
    const begun = world.told(ha)
    await world.db.update(assignments).set({ excusedAt: world.clock() })
    await visit(world, '2024-03-02 08:10')
    const whole = [...begun, ...world.told(ha)].join(' ').replace(/\s+/g, ' ')
    for (const { name } of agencies) expect(whole).toContain(name)
    expect(await outboxOf(world)).toMatchObject({ 'digest sent': 1 })
    await world.says(ha, 'hướng dẫn')
    expect(world.told(ha)).toEqual([expect.stringContaining('Anh/chị có thể gửi')])
  })
})

describe('3. a long reminder of which nothing was accepted yet', () => {
  it('is looked at again before it is made again', async () => {
    const agencies = Array.from({ length: 40 }, (_, index) => ({
      code: `so-${index}`,
      name: `Sở thứ ${index} trong danh sách các cơ quan của cùng một đầu mối`,
      host: `so-${index}.binhthuan.gov.vn`,
    }))
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies })
    const lan = await world.joins('Lan', 'officer', 'so-0')
    await visit(world, '2024-03-20 08:00')
    const [lans] = await world.db.select().from(memberships)
    const others = (await assignmentsOf(world)).filter((each) => each.agencyId !== lans?.agencyId)
    for (const { provinceId, agencyId } of others) {
      const personId = lans?.personId ?? 0
      await world.db
        .insert(memberships)
        .values({ provinceId, agencyId, personId, role: 'officer', fromOn: '2024-03-01' })
    }
    world.fake.failNext({
      method: 'sendMessage',
      chatId: lan.id,
      kind: 'status',
      code: 429,
      description: 'Too Many Requests: retry after 30',
      parameters: { retry_after: 30 },
    })
    await visit(world, '2024-03-24 08:00')
    expect(world.told(lan)).toEqual([])
    const { id } = others.at(-1) ?? { id: 0 }
    await world.db.update(assignments).set({ excusedAt: world.clock() }).where(ne(assignments.id, id))
    await visit(world, '2024-03-24 08:10')
    expect(world.told(lan)).toEqual([expect.stringMatching(/^Nhắc việc: Sở thứ 39 /)])
    expect(await outboxOf(world)).toMatchObject({ 'reminder sent': 1 })
  })
})

describe('a message that cannot be made into text', () => {
  it('is given up after three tries, and blocks nobody', async () => {
    const world = await smallWorld({ at: '2024-03-01 09:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'officer', tuPhap.code)
    const now = world.clock()
    const recipients = []
    for (const person of [lan, minh]) {
      const [chat] = await world.db
        .select()
        .from(chats)
        .where(eq(chats.nativeId, String(person.id)))
      recipients.push({ provinceId: world.provinceId, personId: null, chat: { id: chat?.id ?? 0 } })
    }
    const broken = { args: { planId: 'mười' }, kind: 'held', version: 1, class: 1, createdAt: now, availableAt: now }
    for (const [index, row] of [broken, { ...broken, kind: 'không-có' }, { ...broken, version: 99 }].entries()) {
      const { provinceId, chat } = recipients[0] as (typeof recipients)[number]
      await world.db.insert(outbox).values({ ...row, provinceId, chatId: chat.id, dedupeKey: `broken ${index}` })
    }
    for (const [index, to] of recipients.entries()) {
      await announce(world.db, to, { kind: 'chased', count: 4 }, { dedupeKey: `whole ${index}`, now })
    }
    await world.settle()
    // Others wait for nothing; whoever is next in the same chat, for the three tries.
    expect(world.told(minh)).toEqual([expect.stringContaining('4 việc')])
    for (let times = 0; times < 6; times++) await world.settle()
    expect(world.told(lan)).toEqual([expect.stringContaining('4 việc')])
    const rows = await world.db.select().from(outbox).where(eq(outbox.state, 'failed')).orderBy(outbox.id)
    expect(rows.map(({ dedupeKey, faults, reason }) => ({ dedupeKey, faults, reason }))).toEqual([
      { dedupeKey: 'broken 0', faults: 2, reason: 'ZodError' },
      { dedupeKey: 'broken 1', faults: 2, reason: 'ZodError' },
      { dedupeKey: 'broken 2', faults: 2, reason: 'Error' },
    ])
    expect(world.events.filter((each) => each === 'outbox.fault')).toHaveLength(9)
    expect(await world.db.$count(attempts)).toBe(4)
  })
})
