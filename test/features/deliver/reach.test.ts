import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { chats, outbox } from '../../../src/db/schema.ts'
import { announce } from '../../../src/features/deliver/outgoing.ts'
import { useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import type { World } from '../../support/world.ts'
import { noiVu, outboxOf, remindersOf, smallWorld, tuPhap, visit } from '../remind/small-world.ts'

await useDatabase()

async function chatOf(world: World, id: number) {
  const [chat] = await world.db
    .select()
    .from(chats)
    .where(eq(chats.nativeId, String(id)))
  return chat
}

describe('an officer who blocked the bot', () => {
  async function worldOfTwo(): Promise<{ world: World; lan: Person; ha: Person }> {
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies: [tuPhap, noiVu] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await world.joins('Minh', 'officer', noiVu.code)
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-20 08:00')
    return { world, lan, ha }
  }

  it('is found out by the refused reminder; the agency is named to the coordinator, and back with the next word', async () => {
    const { world, lan, ha } = await worldOfTwo()
    const description = 'Forbidden: bot was blocked by the user'
    world.fake.failNext({ method: 'sendMessage', chatId: lan.id, kind: 'status', code: 403, description })
    await visit(world, '2024-03-24 08:00')
    expect(await chatOf(world, lan.id)).toMatchObject({ goneAt: expect.any(Date), goneReason: `403: ${description}` })
    expect((await remindersOf(world)).sort()).toEqual(['2024-03 -7 sent', '2024-03 -7 skipped unreachable'])
    expect(await outboxOf(world)).toMatchObject({ 'reminder failed': 1, 'reminder sent': 1 })

    await world.says(ha, 'tổng hợp')
    expect(world.told(ha).at(-1)).toContain('Chưa liên hệ được 1 đơn vị: Sở Tư pháp')
    await visit(world, '2024-03-28 08:00')
    expect(world.told(lan)).toEqual([])
    expect(world.told(ha)).toContainEqual(expect.stringMatching(/Chưa nhắc được 1 đơn vị(.|\n)*Sở Tư pháp/))

    await world.says(lan, 'việc')
    expect(world.told(lan)).toHaveLength(1)
    expect(await chatOf(world, lan.id)).toMatchObject({ goneAt: null, goneReason: null })
    await visit(world, '2024-03-30 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('tháng 3')])
    await world.says(ha, 'tổng hợp')
    expect(world.told(ha).at(-1)).not.toContain('Chưa liên hệ được')
  })

  it('is known by the notice of it; what was composed meanwhile is recorded as unreachable and not tried', async () => {
    const { world, lan } = await worldOfTwo()
    world.sleepUntil('2024-03-24 08:00')
    await world.tick()
    const from = world.fake.requests.length
    world.fake.blocks(lan)
    await world.fake.waitFor(
      () => world.fake.confirmedOffset > 0 && world.events.filter((each) => each === 'inbound.stored').length === 4,
    )
    await world.settle()
    const sends = world.fake.requests.slice(from).filter((each) => each.method === 'sendMessage')
    expect(sends.map((each) => Number(each.params.chat_id))).not.toContain(lan.id)
    expect((await remindersOf(world)).sort()).toEqual(['2024-03 -7 sent', '2024-03 -7 skipped unreachable'])
    expect(await outboxOf(world)).toMatchObject({ 'reminder skipped': 1, 'reminder sent': 1 })
  })
})

describe('a group that became a supergroup', () => {
  it('is followed, and the message arrives there', async () => {
    const world = await smallWorld({ at: '2024-03-01 09:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const { botId = 0 } = (await chatOf(world, lan.id)) ?? {}
    const [group] = await world.db.insert(chats).values({ botId, nativeId: '-500', kind: 'group' }).returning()
    world.fake.knows({ id: -100_500, type: 'supergroup' })
    world.fake.failNext({
      method: 'sendMessage',
      chatId: -500,
      kind: 'status',
      code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: -100_500 },
    })
    const to = { provinceId: world.provinceId, personId: null, chat: { id: group?.id ?? 0 } }
    await announce(world.db, to, { kind: 'chased', count: 3 }, { dedupeKey: 'moved', now: world.clock() })
    await visit(world, '2024-03-01 09:10')
    await visit(world, '2024-03-01 09:11')
    expect(world.fake.accepted.filter((each) => each.chatId === -100_500)).toHaveLength(1)
    expect(await chatOf(world, -100_500)).toMatchObject({ id: group?.id, movedTo: '-100500', goneAt: null })
    const [row] = await world.db.select().from(outbox).where(eq(outbox.dedupeKey, 'moved'))
    expect(row).toMatchObject({ state: 'sent' })
  })
})
