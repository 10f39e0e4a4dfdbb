import { and, eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { accounts, bots, chats, outbox, persons } from '../../../src/db/schema.ts'
import { gapAfter } from '../../../src/features/deliver/sending.ts'
import type { Pace } from '../../../src/platforms/platform.ts'
import { useDatabase } from '../../support/database.ts'
import { type Stage, telegramStage, zaloPersonalStage } from '../../support/stage.ts'
import type { FakeBotApi, Person } from '../../support/telegram/fake-bot-api.ts'
import { at, createWorld, type World } from '../../support/world.ts'
import type { FakeZalo } from '../../support/zalo/fake-zalo.ts'
import { agencyFile, monthly, newLinks, noiVu, planFile, taiChinh, tuPhap, visit } from '../remind/small-world.ts'

await useDatabase()

const lan: Person = { id: 4001, first_name: 'Lan' }
const huy: Person = { id: 4002, first_name: 'Huy' }
const ha: Person = { id: 4003, first_name: 'Hà' }
const everybody = [lan, huy, ha]

type OpenStage = (now: () => Date) => Promise<Stage>

/**
 * Three officers of three agencies on a personal account that speaks to so many strangers a day, in a world to which
 * others may belong.
 */
async function onPersonalAccount(
  strangersPerDay: number,
  ...others: OpenStage[]
): Promise<{ world: World; fake: FakeZalo }> {
  const fakes: FakeZalo[] = []
  const stage = async (now: () => Date) => {
    const opened = await zaloPersonalStage(now, { strangersPerDay })
    fakes.push(opened.fake)
    return opened
  }
  const agencies = [tuPhap, noiVu, taiChinh]
  const world = await createWorld({
    at: '2024-11-20 09:00',
    plan: planFile('2024-11-01', monthly),
    agencies: agencyFile(agencies),
    stages: [stage, ...others],
  })
  await world.tick()
  for (const [index, person] of everybody.entries()) {
    await world.writes(person, await world.invite('officer', agencies[index]?.code))
    world.hears(person)
  }
  const [fake] = fakes
  if (fake === undefined) throw new Error('no fake')
  return { world, fake }
}

const contactsOf = ({ db }: World) => db.$count(accounts, eq(accounts.isContact, true))

const reminded = (world: World) =>
  everybody.filter((person) => world.hears(person).some((text) => text.startsWith('Nhắc việc'))).length

describe('a personal account', () => {
  it('speaks by itself to no more strangers a day than it may, and to the rest the next morning', async () => {
    const { world } = await onPersonalAccount(2)
    await visit(world, '2024-11-25 08:00')
    expect(reminded(world)).toBe(2)
    await visit(world, '2024-11-25 16:00')
    expect(reminded(world)).toBe(0)
    await visit(world, '2024-11-26 08:00')
    expect(reminded(world)).toBe(1)
  })

  it('answers whoever writes, however many they are', async () => {
    const { world } = await onPersonalAccount(1)
    for (const person of everybody) {
      await world.writes(person, newLinks(1))
      expect(world.hears(person)).toEqual([expect.stringContaining('đã nhận 1 đường dẫn')])
    }
  })

  it('speaks to its contacts as often as it has to', async () => {
    const { world, fake } = await onPersonalAccount(1)
    for (const { id, first_name: name } of everybody) fake.userAsksFriendship({ uid: String(id), name })
    // Asked, stored, accepted, and told of by Zalo: each on its way over the wire.
    while ((await contactsOf(world)) < everybody.length) await world.settle()
    await visit(world, '2024-11-25 08:00')
    expect(reminded(world)).toBe(3)
  })
})

/** They all are on a second bot too, and rather hear on their personal account. Both bots are well. */
async function joinSecondBot({ db, clock }: World): Promise<void> {
  const botId = (await db.select().from(bots).orderBy(bots.id)).at(-1)?.id ?? 0
  for (const { personId, nativeId, name } of await db.select().from(accounts)) {
    const [account] = await db.insert(accounts).values({ botId, nativeId, personId, name }).returning()
    await db.insert(chats).values({ botId, nativeId, kind: 'direct', accountId: account?.id ?? 0 })
  }
  await db.update(persons).set({ preferredPlatform: 'zalo-personal' })
  await db.update(bots).set({ state: 'connected', stateSince: clock() })
}

/** What was put off or sent another way because of strangers. */
const putOff = ({ events }: World) => events.filter((event) => event === 'outbox.strangers_per_day').length

/** The reminders that wait, with the platform of their chat and when they may go. */
async function waiting({ db }: World) {
  return await db
    .select({ botId: chats.botId, platform: bots.platform, availableAt: outbox.availableAt })
    .from(outbox)
    .innerJoin(chats, eq(chats.id, outbox.chatId))
    .innerJoin(bots, eq(bots.id, chats.botId))
    .where(and(eq(outbox.kind, 'reminder'), eq(outbox.state, 'waiting')))
}

describe('a stranger too many', () => {
  it('hears on another platform that is well, the same morning', async () => {
    const telegrams: FakeBotApi[] = []
    const { world } = await onPersonalAccount(1, async (now) => {
      const opened = await telegramStage(now)
      telegrams.push(opened.fake)
      return opened
    })
    for (const { id } of everybody) telegrams[0]?.knows({ id, type: 'private' })
    world.sleepUntil('2024-11-25 08:00')
    await joinSecondBot(world)
    await visit(world, '2024-11-25 08:00')
    expect(reminded(world)).toBe(1)
    expect(everybody.filter((person) => world.hears(person, 'telegram').length === 1)).toHaveLength(2)
    expect(putOff(world)).toBe(2)
  })

  it('waits for the next morning where the other platform is lost', async () => {
    const { world } = await onPersonalAccount(1, telegramStage)
    world.sleepUntil('2024-11-25 08:00')
    await joinSecondBot(world)
    await world.db
      .update(bots)
      .set({ state: 'unreachable', stateSince: at('2024-11-25 07:00') })
      .where(eq(bots.platform, 'telegram'))
    await visit(world, '2024-11-25 08:00')
    expect(reminded(world)).toBe(1)
    const next = { platform: 'zalo-personal', availableAt: at('2024-11-26 08:00') }
    expect(await waiting(world)).toMatchObject([next, next])
    expect(putOff(world)).toBe(2)
  })

  it('waits for the next morning where there is only another account of the same platform', async () => {
    const { world } = await onPersonalAccount(1, (now) =>
      zaloPersonalStage(now, { strangersPerDay: 1 }, { uid: '700000000000000002', name: 'Nhắc Việc 2' }),
    )
    world.sleepUntil('2024-11-25 08:00')
    await joinSecondBot(world)
    await visit(world, '2024-11-25 08:00')
    const rows = await waiting(world)
    expect(rows).toMatchObject([{ availableAt: at('2024-11-26 08:00') }, { availableAt: at('2024-11-26 08:00') }])
    // The other account may still speak to one of them; nevertheless nothing goes to and fro.
    expect(new Set(rows.map(({ botId }) => botId)).size).toBe(1)
    expect(putOff(world)).toBe(2)
  })
})

describe('the gap after a message', () => {
  const pace: Pace = {
    botMs: 1_500,
    jitterMs: 1_000,
    perCharacterMs: 30,
    longestTypingMs: 5_000,
    directChatMs: 0,
    groupChatMs: 0,
    strangersPerDay: null,
  }

  it('grows with what was written, up to a limit, and never keeps time', () => {
    expect(gapAfter('', pace, () => 0)).toBe(1_500)
    expect(gapAfter('x'.repeat(10), pace, () => 0)).toBe(1_800)
    expect(gapAfter('x'.repeat(2_000), pace, () => 0)).toBe(6_500)
    expect(gapAfter('', pace, (below) => below - 1)).toBe(2_500)
  })

  it('is just as long as it has to be where nobody looks for machines', () => {
    const asked: number[] = []
    const quick = { ...pace, botMs: 34, jitterMs: 0, perCharacterMs: 0, longestTypingMs: 0 }
    expect(gapAfter('x'.repeat(100), quick, (below) => asked.push(below))).toBe(34)
    expect(asked).toEqual([])
  })
})
