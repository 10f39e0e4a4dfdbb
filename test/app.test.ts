import { eq, isNotNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { accounts, attempts, chats, outbox } from '../src/db/schema.ts'
import { reply } from '../src/features/deliver/outgoing.ts'
import type { Platform } from '../src/platforms/platform.ts'
import { agencyFile, assignmentsOf, monthly, planFile, smallWorld, tuPhap } from './features/remind/small-world.ts'
import { useDatabase } from './support/database.ts'
import { telegramStage, zaloPersonalStage } from './support/stage.ts'
import type { Person } from './support/telegram/fake-bot-api.ts'
import { createWorld, type World } from './support/world.ts'
import type { FakeZalo } from './support/zalo/fake-zalo.ts'

const db = await useDatabase()

const stored = ({ events }: World) => events.filter((event) => event === 'inbound.stored').length

/** Makes an event arrive, and lets all that follows from it happen. */
async function happens(world: World, act: () => unknown): Promise<void> {
  const before = stored(world)
  act()
  await expect.poll(() => stored(world), { interval: 5 }).toBeGreaterThan(before)
  await world.settle()
}

const small = { at: '2024-11-20 09:00', plan: planFile('2024-11-01', monthly), agencies: agencyFile([tuPhap]) }

test('an event of the second of two accounts is read as that account: what removed it from a group is its chat’s end', async () => {
  const fakes: FakeZalo[] = []
  const account = (uid: string) => async (now: () => Date) => {
    const stage = await zaloPersonalStage(now, {}, { uid, name: `Nhắc Việc ${uid}` })
    fakes.push(stage.fake)
    return stage
  }
  const world = await createWorld({ ...small, stages: [account('7001'), account('7002')] })
  const group = { id: '5000', name: 'Nhóm CCHC' }
  const hoa = { uid: '9001', name: 'Hoa' }
  const gone = async () => (await db.select().from(chats).where(isNotNull(chats.goneAt))).map(({ botId }) => botId)
  for (const fake of fakes) {
    fake.knows(group, [hoa])
    await happens(world, () => fake.userSays({ from: hoa, group, text: 'chào cả nhóm' }))
  }
  const [, second] = await db.select().from(chats).orderBy(chats.id)
  await happens(world, () => fakes[1]?.groupRemoves({ group, by: hoa }))
  expect(await gone()).toEqual([second?.botId])
})

describe('a bot whose platform cannot send now', () => {
  test('has nothing claimed and no attempt written, and goes on when it can', async () => {
    const opened: { fake?: FakeZalo; platform?: Platform } = {}
    const world = await createWorld({
      ...small,
      stages: [
        async (now) => {
          const stage = await zaloPersonalStage(now)
          opened.fake = stage.fake
          return { ...stage, open: (deps) => (opened.platform = stage.open(deps)) }
        },
        telegramStage,
      ],
    })
    await world.tick()
    const lan: Person = { id: 4001, first_name: 'Trần Thị Lan' }
    await world.writes(lan, await world.invite('officer', tuPhap.code))
    world.hears(lan)
    await opened.fake?.kick(3003)
    await expect.poll(() => opened.platform?.ready(), { interval: 5 }).toBe(false)

    const [chat] = await db.select().from(chats)
    const [account] = await db.select().from(accounts)
    const to = { provinceId: world.provinceId, personId: account?.personId ?? null, chat: { id: chat?.id ?? 0 } }
    const id = await reply(db, to, { kind: 'todo' }, { dedupeKey: 'test', now: world.clock() })
    const before = await db.$count(attempts)
    await world.settle()
    const row = async () =>
      (
        await db
          .select()
          .from(outbox)
          .where(eq(outbox.id, id ?? 0))
      )[0]
    expect(await row()).toMatchObject({ state: 'waiting', claimedBy: null, reason: null })
    expect(await db.$count(attempts)).toBe(before)

    await world.restart()
    await world.settle()
    expect(await row()).toMatchObject({ state: 'sent' })
    expect(world.hears(lan)).toHaveLength(1)
  })
})

describe('a step of the minute that fails for all', () => {
  /** From now on codes cannot be struck out of what was sent, as where somebody else holds those rows. */
  async function codesCannotBeStruck(): Promise<() => Promise<unknown>> {
    await db.execute(`create function refuse() returns trigger language plpgsql as $$ begin raise 'locked'; end $$`)
    await db.execute(`create trigger refuse before update of args on outbox for each row
      when (old.kind = 'account_code') execute function refuse()`)
    return () => db.execute('drop function refuse() cascade')
  }

  test('keeps no province from what is due', async () => {
    const world = await smallWorld({ at: '2024-11-30 23:50' })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await world.says(lan, 'thêm kênh')
    const mend = await codesCannotBeStruck()
    try {
      world.sleepUntil('2024-12-01 00:10')
      await world.tick()
      expect(world.events).toContain('tick.failed')
      expect((await assignmentsOf(world)).map(({ periodKey }) => periodKey)).toContain('2024-12')
    } finally {
      await mend()
    }
    await world.tick()
    const codes = await db.select().from(outbox).where(eq(outbox.kind, 'account_code'))
    expect(codes).toMatchObject([{ args: { code: '' } }])
  })
})
