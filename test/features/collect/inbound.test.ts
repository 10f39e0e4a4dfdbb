import { eq, ne } from 'drizzle-orm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { claimInbound } from '../../../src/db/inbound.ts'
import { articles, credits, inbound, outbox, sentLinks, submissions } from '../../../src/db/schema.ts'
import { connectAgain, onPostgres, useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import { createWorld, type World } from '../../support/world.ts'

const db = await useDatabase()

const link = (n: number | string) => `https://stp.binhthuan.gov.vn/tin-${n}`
const outcomes = async () => (await db.select().from(sentLinks).orderBy(sentLinks.id)).map(({ outcome }) => outcome)

async function worldWith(...names: string[]): Promise<{ world: World; people: Person[] }> {
  const world = await createWorld({ at: '2024-01-16 09:00' })
  await world.tick()
  const people: Person[] = []
  for (const name of names) people.push(await world.joins(name, 'officer', 'so-tu-phap'))
  return { world, people }
}

/** An update of a person's own chat that nobody can read. */
function broken(person: Person, update_id: number) {
  const chat = { id: person.id, type: 'private' }
  return { update_id, message: { message_id: 'không phải số', chat, from: person, date: 0, text: 'xin chào' } }
}

const statesOf = (person: Person) =>
  db
    .select({ state: inbound.state, failures: inbound.failures })
    .from(inbound)
    .where(eq(inbound.chatNativeId, String(person.id)))
    .orderBy(inbound.id)

describe('an update', () => {
  test('is stored before anybody looks at it, and handled by whoever comes next', async () => {
    const { world, people } = await worldWith('Trần Thị Lan')
    const [lan] = people as [Person]
    await world.sends(lan, link(1))
    expect(await db.select().from(inbound).where(eq(inbound.state, 'new'))).toMatchObject([
      { chatNativeId: String(lan.id), outcome: null, handledAt: null },
    ])
    expect(await db.$count(sentLinks)).toBe(0)
    await world.restart()
    await world.settle()
    expect(await db.$count(inbound, eq(inbound.state, 'new'))).toBe(0)
    expect(world.told(lan)).toHaveLength(1)
  })

  test('that the platform delivers again, because we ended before it was confirmed, changes nothing', async () => {
    const { world, people } = await worldWith('Trần Thị Lan')
    const [lan] = people as [Person]
    const confirming = world.fake.holdNext('getUpdates')
    await world.says(lan, link(1))
    expect(world.told(lan)).toHaveLength(1)
    const { params } = (await confirming).request
    const before = await db.$count(inbound)

    const heard = world.events.filter((event) => event === 'inbound.stored').length
    await world.restart()
    await world.fake.waitFor(() => world.fake.confirmedOffset >= Number(params.offset))
    await world.settle()
    expect(world.events.filter((event) => event === 'inbound.stored').length).toBe(heard + 1)
    expect(await db.$count(inbound)).toBe(before)
    expect(world.told(lan)).toEqual([])
    expect(await outcomes()).toEqual(['counted'])
  })

  test('that comes twice in one answer is stored once', async () => {
    const { world, people } = await worldWith('Trần Thị Lan')
    const [lan] = people as [Person]
    const next = world.fake.holdNext('getUpdates')
    await world.says(lan, 'việc')
    const held = await next
    const from = { is_bot: false, ...lan }
    const message = { message_id: 900, from, chat: { id: lan.id, type: 'private' }, date: 1_705_370_400, text: link(1) }
    for (let n = 0; n < 2; n++) world.fake.enqueueRaw({ update_id: 5_000, message })
    held.release()
    await world.fake.waitFor(() => world.fake.confirmedOffset > 5_000)
    await world.settle()
    expect(await db.$count(inbound, eq(inbound.nativeId, '5000'))).toBe(1)
    expect(await outcomes()).toEqual(['counted'])
  })

  test('may hold a NUL character or half of an emoji', async () => {
    const { world, people } = await worldWith('Trần Thị Lan')
    const [lan] = people as [Person]
    await world.says(lan, `Bài\u0000 mới \ud83d ${link('\ud83d')}\u0000 ${link(2)}`, { entities: [] })
    await world.says({ ...lan, first_name: 'Trần\u0000\ud83d' }, 'văn bản số 1/KH ngày 15/01\u0000\udc4d')
    expect(await db.$count(inbound, ne(inbound.state, 'done'))).toBe(0)
    expect(await db.$count(submissions)).toBe(3)
    const [receipt, logged] = world.told(lan)
    expect(receipt).toContain('đã nhận 2 đường dẫn, tính 2.')
    expect(logged).toContain('Đã ghi nhận kết quả')
  })
})

describe('an update that always fails', () => {
  test('is set aside after three tries; what comes after it, here and elsewhere, is handled', async () => {
    const { world, people } = await worldWith('Trần Thị Lan', 'Lê Quốc Huy')
    const [lan, huy] = people as [Person, Person]
    const minh = await world.joins('Nguyễn Văn Minh', 'coordinator')
    world.fake.enqueueRaw(broken(lan, 6_000))
    await world.sends(lan, link(1))
    await world.fake.waitFor(() => world.fake.confirmedOffset > 6_001)
    await world.sends(huy, link(2))

    // After the first failure the other chat goes on at once, this one waits for its turn.
    for (let n = 0; n < 3; n++) await world.app.work()
    expect((await statesOf(lan)).slice(-2)).toEqual([
      { state: 'new', failures: 1 },
      { state: 'new', failures: 0 },
    ])
    expect((await statesOf(huy)).at(-1)).toEqual({ state: 'done', failures: 0 })

    await world.settle()
    expect((await statesOf(lan)).slice(-2)).toEqual([
      { state: 'parked', failures: 3 },
      { state: 'done', failures: 0 },
    ])
    expect(world.told(lan)[0]).toContain('đã nhận 1 đường dẫn, tính 1.')
    expect(world.events.filter((event) => event.startsWith('inbound.retry'))).toHaveLength(2)
    expect(world.events.filter((event) => event === 'inbound.parked')).toHaveLength(1)
    await world.says(minh, 'tổng hợp')
    expect(world.told(minh)[0]).toContain('Chưa xử lý được, đã để riêng: 1 tin nhắn')
  })
})

describe('a database error in the middle of a message', () => {
  test('leaves nothing of it behind, and the message is handled once when the error is gone', async () => {
    const { world, people } = await worldWith('Trần Thị Lan')
    const [lan] = people as [Person]
    const mend = () => db.execute('alter table credits drop constraint if exists broken_by_test')
    onTestFinished(async () => void (await mend()))
    await db.execute("alter table credits add constraint broken_by_test check (channel <> 'portal')")
    const replies = await db.$count(outbox)

    // The first link is stored and counted before the second one fails.
    await world.sends(lan, `${link(1)} https://binhthuan.gov.vn/tin-1`)
    await world.app.work()
    expect((await statesOf(lan)).at(-1)).toEqual({ state: 'new', failures: 1 })
    for (const table of [articles, submissions, credits, sentLinks]) expect(await db.$count(table)).toBe(0)
    expect(await db.$count(outbox)).toBe(replies)

    await mend()
    await world.settle()
    expect((await statesOf(lan)).at(-1)).toEqual({ state: 'done', failures: 1 })
    expect(await outcomes()).toEqual(['counted', 'counted'])
    expect(world.told(lan)).toEqual([expect.stringContaining('đã nhận 2 đường dẫn, tính 2.')])
  })
})

describe.skipIf(!onPostgres)('two processes at once', () => {
  test('make one submission of a page that two officers of an agency send at the same moment', async () => {
    const { world, people } = await worldWith('Trần Thị Lan', 'Lê Quốc Huy')
    const [lan, huy] = people as [Person, Person]
    const hung = await world.joins('Võ Hùng', 'officer', 'so-tttt')
    const second = await world.another(await connectAgain())
    for (let round = 0; round < 6; round++) {
      // A page that nobody has seen, and one that is known from another agency.
      if (round % 2 === 1) await world.says(hung, link(round))
      for (const person of [lan, huy]) await world.sends(person, link(round))
      await Promise.all([world.app.work(), second.work()])
      await world.settle()
      const answers = [...world.told(lan), ...world.told(huy)]
      expect(answers.map((text) => /tính 1|1 đường dẫn trùng/.exec(text)?.[0]).sort()).toEqual([
        '1 đường dẫn trùng',
        'tính 1',
      ])
    }
    expect(await db.$count(submissions)).toBe(9)
    expect(await db.$count(credits)).toBe(6)
    // Nobody had to try again.
    expect(await db.$count(inbound, ne(inbound.failures, 0))).toBe(0)
  })

  test('fill the last gap of a quota once: of two pages at the same moment one is surplus', async () => {
    const { world } = await worldWith()
    const second = await world.another(await connectAgain())
    for (const agency of ['so-tu-phap', 'so-noi-vu', 'so-tttt', 'van-phong-ubnd']) {
      const pair = [await world.joins('Một', 'officer', agency), await world.joins('Hai', 'officer', agency)]
      const page = (n: number) => `https://binhthuan.gov.vn/${agency}-${n}`
      for (const person of pair.slice(0, 1)) await world.says(person, page(0))
      for (const [n, person] of pair.entries()) await world.sends(person, page(n + 1))
      await Promise.all([world.app.work(), second.work()])
      await world.settle()
      expect((await outcomes()).slice(-3).sort()).toEqual(['counted', 'counted', 'surplus'])
    }
  })

  test('credit one page of the portal to one of two agencies', async () => {
    const { world, people } = await worldWith('Trần Thị Lan')
    const [lan] = people as [Person]
    const hung = await world.joins('Võ Hùng', 'officer', 'so-tttt')
    const second = await world.another(await connectAgain())
    for (let round = 0; round < 5; round++) {
      for (const person of [lan, hung]) await world.sends(person, `https://binhthuan.gov.vn/tin-${round}`)
      await Promise.all([world.app.work(), second.work()])
      await world.settle()
      expect(await db.$count(credits)).toBe(round + 1)
      expect((await outcomes()).slice(-2).sort()).toEqual([expect.stringMatching('counted|surplus'), 'taken'])
    }
  })

  test('keep the order of each chat: what one is at work on holds up that chat, and no other', async () => {
    const { world, people } = await worldWith('Trần Thị Lan', 'Lê Quốc Huy')
    const [lan, huy] = people as [Person, Person]
    for (const n of [1, 2]) await world.sends(lan, link(n))
    await world.sends(huy, link(3))
    const other = await connectAgain()
    await other.db.transaction(async (tx) => {
      expect((await claimInbound(tx, ['telegram'], world.clock()))?.chatNativeId).toBe(String(lan.id))
      while (await world.app.work());
      expect((await statesOf(lan)).slice(-2).map(({ state }) => state)).toEqual(['new', 'new'])
      expect((await statesOf(huy)).at(-1)?.state).toBe('done')
    })
    await world.settle()
    const stored = await db.select().from(sentLinks).orderBy(sentLinks.id)
    expect(stored.map(({ url }) => url)).toEqual([link(3), link(1), link(2)])
  })
})
