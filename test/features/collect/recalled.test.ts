import { eq, isNotNull, isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { accounts, credits, inbound, memberships, sentLinks, submissions } from '../../../src/db/schema.ts'
import { useDatabase } from '../../support/database.ts'
import { zaloPersonalStage } from '../../support/stage.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import { createWorld, type World } from '../../support/world.ts'
import { ownSite, portal } from '../questions/officer.ts'

const db = await useDatabase()

type Zalo = Awaited<ReturnType<typeof zaloPersonalStage>>['fake']

/** An officer of Sở Tư pháp who writes to us on Zalo, where messages are taken back. */
async function officerOnZalo(): Promise<{ world: World; zalo: Zalo; lan: Person }> {
  let zalo: Zalo | undefined
  const stage = async (now: () => Date) => {
    const opened = await zaloPersonalStage(now)
    zalo = opened.fake
    return opened
  }
  const world = await createWorld({ at: '2024-01-16 09:00', stages: [stage] })
  if (zalo === undefined) throw new Error('no Zalo')
  await world.tick()
  return { world, zalo, lan: await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap') }
}

/** Makes events arrive, and lets all that follows from them happen. */
async function happen(world: World, act: () => unknown, events = 1): Promise<void> {
  const stored = () => world.events.filter((event) => event === 'inbound.stored').length
  const before = stored()
  act()
  await expect.poll(stored, { interval: 5 }).toBeGreaterThanOrEqual(before + events)
  await world.settle()
}

const recalls = (world: World, zalo: Zalo, messageId: string) => happen(world, () => zalo.userRecalls(messageId))
const arrives = (world: World, zalo: Zalo, messageId: string) => happen(world, () => zalo.delivers([messageId]))

/** A message that is still under way when its recall arrives. */
async function overtaken(world: World, zalo: Zalo, { id: uid, first_name: name }: Person): Promise<string> {
  const id = zalo.userSays({ from: { uid: String(uid), name }, text: portal(1), offline: true })
  await recalls(world, zalo, id)
  return id
}

const live = () => db.$count(credits, isNull(credits.revokedAt))
const lastOutcome = async () => (await db.select().from(inbound).orderBy(inbound.id)).at(-1)?.outcome

describe('a message that its sender takes back', () => {
  test('counts no longer, and the sender is told where things stand', async () => {
    const { world, zalo, lan } = await officerOnZalo()
    const id = await world.writes(lan, `${portal(1)} ${ownSite(1)}`)
    world.hears(lan)
    await recalls(world, zalo, id)
    expect(world.hears(lan)).toEqual([
      expect.stringMatching(/^Đã rút lại 2 kết quả, không tính nữa:\n– “binhthuan.*\n– “stp.*\n.*đã có 0\/2/),
    ])
    expect(await live()).toBe(0)
    expect(await db.$count(sentLinks, isNotNull(sentLinks.withdrawnAt))).toBe(2)
    expect(await db.select().from(credits).where(eq(credits.reason, 'recalled'))).toHaveLength(2)
    await world.writes(lan, portal(1))
    expect(world.hears(lan)[0]).toContain('đã nhận 1 đường dẫn, tính 1.')
  })

  test('leaves the page that another message contains, whoever wrote that, until that is taken back too', async () => {
    const { world, zalo, lan } = await officerOnZalo()
    const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
    const hers = await world.writes(lan, portal(1))
    const his = await world.writes(huy, portal(1))
    for (const person of [lan, huy]) world.hears(person)
    await recalls(world, zalo, hers)
    expect(await live()).toBe(1)
    await recalls(world, zalo, his)
    expect(await live()).toBe(0)
    expect(world.hears(lan)).toEqual([])
    expect(world.hears(huy)).toEqual([expect.stringContaining('Đã rút lại 1 kết quả')])
  })

  test('takes a report in words back with it', async () => {
    const { world, zalo, lan } = await officerOnZalo()
    const id = await world.writes(lan, 'văn bản số 12/KH-STP ngày 15/01/2024')
    await recalls(world, zalo, id)
    expect(await live()).toBe(0)
  })

  test('that brought nothing is let go in silence', async () => {
    const { world, zalo, lan } = await officerOnZalo()
    const id = await world.writes(lan, 'việc')
    world.hears(lan)
    await recalls(world, zalo, id)
    expect(world.hears(lan)).toEqual([])
    expect(await lastOutcome()).toBe('recalled')
  })

  test('does not change closed figures, and says so', async () => {
    const { world, zalo, lan } = await officerOnZalo()
    const id = await world.writes(lan, portal(1))
    await db.execute("update assignments set locked_at = now() where period_key = '2024-01'")
    world.hears(lan)
    await recalls(world, zalo, id)
    expect(world.hears(lan)).toEqual([expect.stringMatching(/^Chưa rút lại được 1 kết quả/)])
    expect(await live()).toBe(1)
  })

  test('keeps what it brought to an agency that the sender has left', async () => {
    const { world, zalo, lan } = await officerOnZalo()
    const id = await world.writes(lan, portal(1))
    await db.update(memberships).set({ toOn: '2024-01-15' })
    world.hears(lan)
    await recalls(world, zalo, id)
    expect(world.hears(lan)).toEqual([])
    expect(await live()).toBe(1)
  })

  test('before its receipt is out is not said to be counted', async () => {
    const { world, zalo, lan } = await officerOnZalo()
    const from = { uid: String(lan.id), name: lan.first_name }
    await happen(world, () => zalo.userRecalls(zalo.userSays({ from, text: portal(1) })), 2)
    expect(world.hears(lan).join('\n')).not.toContain('tính 1')
    expect(await live()).toBe(0)
  })
})

describe('a message that comes after we have heard that it was taken back', () => {
  test('is not collected', async () => {
    const { world, zalo, lan } = await officerOnZalo()
    await arrives(world, zalo, await overtaken(world, zalo, lan))
    expect(await lastOutcome()).toBe('recalled')
    expect(await db.$count(submissions)).toBe(0)
    expect(world.hears(lan)).toEqual([])
  })

  test('is collected where somebody else took back a message of that number', async () => {
    const { world, zalo, lan } = await officerOnZalo()
    const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
    const id = await overtaken(world, zalo, lan)
    const [account] = await db
      .select()
      .from(accounts)
      .where(eq(accounts.nativeId, String(huy.id)))
    const theirs = { accountId: account?.id ?? 0 }
    await db.update(inbound).set(theirs).where(isNotNull(inbound.recalledAt))
    await arrives(world, zalo, id)
    expect(world.hears(lan)[0]).toContain('đã nhận 1 đường dẫn, tính 1.')
  })
})

test('what a stranger took back is not counted when they join', async () => {
  const { world, zalo } = await officerOnZalo()
  const huy: Person = { id: 77, first_name: 'Huy' }
  const first = await world.writes(huy, ownSite(1))
  await world.writes(huy, ownSite(2))
  await recalls(world, zalo, first)
  await world.writes(huy, await world.invite('officer', 'so-tu-phap'))
  expect(world.hears(huy).at(-1)).toContain('đã nhận 1 đường dẫn, tính 1.')
  expect((await db.select().from(sentLinks)).map(({ url }) => url)).toEqual([ownSite(2)])
})
