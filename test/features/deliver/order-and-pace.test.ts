import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { chats } from '../../../src/db/schema.ts'
import { announce, reply } from '../../../src/features/deliver/outgoing.ts'
import { useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import type { World } from '../../support/world.ts'
import { outboxOf, remindersOf, smallWorld, tuPhap, visit } from '../remind/small-world.ts'
import { crowd } from './crowd.ts'

await useDatabase()

const agencies = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    code: `so-${index}`,
    name: `Sở số ${index}`,
    host: `so-${index}.binhthuan.gov.vn`,
  }))

async function recipient(world: World, person: Person) {
  const [chat] = await world.db
    .select()
    .from(chats)
    .where(eq(chats.nativeId, String(person.id)))
  if (chat === undefined) throw new Error('no such chat')
  return { provinceId: world.provinceId, personId: null, chat }
}

describe('delivery', () => {
  it('lets a reply overtake what the bot says by itself', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies: agencies(8) })
    const people = await crowd(world)
    await visit(world, '2024-03-20 08:00')
    world.sleepUntil('2024-03-24 08:00')
    await world.tick()
    const last = people[7] as Person
    await world.says(last, 'việc')
    expect(world.fake.accepted).toHaveLength(9)
    expect(world.fake.accepted[0]).toMatchObject({
      chatId: last.id,
      text: expect.stringContaining('có 1 việc đang mở'),
    })
    expect(world.told(last)).toEqual([expect.stringContaining('việc đang mở'), expect.stringContaining('Nhắc việc')])
  })

  it('keeps what the bot says by itself for the open hours, and answers at any hour', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    world.sleepUntil('2024-03-24 17:29')
    await world.tick()
    // Composed in time, and then nothing could be sent for hours.
    world.sleepUntil('2024-03-24 22:10')
    await world.settle()
    expect(world.told(lan)).toEqual([])
    await world.says(lan, 'việc')
    expect(world.told(lan)).toEqual([expect.stringContaining('việc đang mở')])
    await visit(world, '2024-03-25 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('Nhắc việc')])
    expect(await remindersOf(world)).toEqual(['2024-03 -7 sent'])
  })

  it('sends one message where an older one about the same still waited', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    world.sleepUntil('2024-03-24 08:00')
    await world.tick()
    await visit(world, '2024-03-28 08:00')
    expect(world.told(lan)).toHaveLength(1)
    expect(await remindersOf(world)).toEqual(['2024-03 -7 skipped superseded', '2024-03 -3 sent'])
  })

  it('keeps the order within a chat, also when the first message has to be made again', async () => {
    const world = await smallWorld({ at: '2024-03-01 09:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const to = await recipient(world, lan)
    world.fake.failNext({ method: 'sendMessage', chatId: lan.id, kind: 'status', code: 502 })
    for (const count of [1, 2, 3]) {
      await announce(world.db, to, { kind: 'chased', count }, { dedupeKey: `chased ${count}`, now: world.clock() })
    }
    await visit(world, '2024-03-01 09:05')
    expect(world.told(lan).map((text) => /\d/.exec(text)?.[0])).toEqual(['1', '2', '3'])
  })

  it('does not hold back other chats, nor a reply, while one message waits to be made again', async () => {
    const world = await smallWorld({ at: '2024-03-01 09:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'officer', tuPhap.code)
    world.fake.failNext({ method: 'sendMessage', chatId: lan.id, kind: 'status', code: 502, times: 2 })
    const [toLan, toMinh] = [await recipient(world, lan), await recipient(world, minh)]
    await announce(world.db, toLan, { kind: 'chased', count: 9 }, { dedupeKey: 'first', now: world.clock() })
    // Tried twice in vain; the third time is seconds away.
    await world.settle()
    const now = world.clock()
    await reply(world.db, toLan, { kind: 'help', understood: true }, { dedupeKey: 'reply', now })
    await announce(world.db, toMinh, { kind: 'chased', count: 9 }, { dedupeKey: 'second', now })
    while (await world.app.work());
    for (const person of [lan, minh]) expect(world.told(person)).toHaveLength(1)
    expect(await outboxOf(world)).toMatchObject({ 'chased waiting': 1, 'chased sent': 1, 'help sent': 1 })
    await world.settle()
    expect(world.told(lan)).toHaveLength(1)
  })

  it('keeps to the speed that the platform allows: forty reminders, and nothing is refused', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies: agencies(40) })
    const people = await crowd(world)
    await visit(world, '2024-03-20 08:00')
    world.fake.flood = true
    world.sleepUntil('2024-03-24 08:00')
    const begun = world.clock().getTime()
    await world.tick()
    await world.settle()
    expect(people.map((person) => world.told(person).length)).toEqual(Array(40).fill(1))
    expect(world.fake.floodViolations).toBe(0)
    expect(await remindersOf(world)).toEqual(Array(40).fill('2024-03 -7 sent'))
    // And is not slower than it need be.
    const took = (world.fake.accepted.at(-1)?.at.getTime() ?? 0) - begun
    expect(took).toBeLessThan(3_000)
  })

  it('keeps to the speed within one chat, direct or group', async () => {
    const world = await smallWorld({ at: '2024-03-01 09:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const { chat } = await recipient(world, lan)
    const [group] = await world.db
      .insert(chats)
      .values({ botId: chat.botId, nativeId: '-500', kind: 'group' })
      .returning()
    world.fake.knows({ id: -500, type: 'group' })
    world.fake.flood = true
    const { provinceId } = world
    for (let count = 1; count <= 25; count++) {
      for (const id of [chat.id, group?.id ?? 0]) {
        const at = { dedupeKey: `${id} ${count}`, now: world.clock() }
        await announce(world.db, { provinceId, personId: null, chat: { id } }, { kind: 'chased', count }, at)
      }
    }
    while ((await outboxOf(world))['chased waiting'] !== undefined) await world.settle()
    expect(world.told(lan)).toHaveLength(25)
    expect(world.fake.accepted.filter((each) => each.chatId === -500)).toHaveLength(25)
    expect(world.fake.floodViolations).toBe(0)
  })
})
