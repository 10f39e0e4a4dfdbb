import { asc, desc, eq, isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { accounts, chats, credits, inbound, memberships, outbox, persons, reminders } from '../../../src/db/schema.ts'
import { reply } from '../../../src/features/deliver/outgoing.ts'
import { useDatabase } from '../../support/database.ts'
import { telegramStage, zaloBotStage } from '../../support/stage.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import { createWorld, type World } from '../../support/world.ts'
import { agencyFile, before25March, monthly, newLinks, planFile, tuPhap, visit } from '../remind/small-world.ts'

const db = await useDatabase()

const lan: Person = { id: 4001, first_name: 'Lan' }
const on = 'zalo-bot' as const

/** Lan has been invited twice, on Telegram and on Zalo: two people, as far as anybody knows. */
async function lanTwice() {
  const world = await createWorld({
    at: '2024-03-20 09:00',
    plan: planFile('2024-03-01', monthly, before25March),
    agencies: agencyFile([tuPhap]),
    stages: [telegramStage, zaloBotStage],
  })
  await world.tick()
  await world.writes(lan, await world.invite('officer', tuPhap.code))
  await world.writes(lan, await world.invite('officer', tuPhap.code), { on })
  const [here, there] = await db.select().from(persons).orderBy(persons.id)
  if (here === undefined || there === undefined) throw new Error('Lan is not two')
  const hears = () => ({ here: world.hears(lan), there: world.hears(lan, on) })
  const askCode = async () => {
    await world.writes(lan, 'thêm kênh')
    const { here } = hears()
    return /[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/.exec(here.join('\n'))?.[0] ?? ''
  }
  const link = async () => {
    await world.writes(lan, await askCode(), { on })
    return hears()
  }
  hears()
  return { world, here, there, hears, askCode, link }
}

/** Everybody's mornings until then, without anything being delivered at the end. */
const composedAt = async (world: World, local: string) => {
  world.sleepUntil(local)
  await world.tick()
}

describe('two officers who turn out to be one', () => {
  test('are one person, and both chats hear of it', async () => {
    const { world, here, there, hears, link } = await lanTwice()
    const told = await link()
    expect(told.here).toEqual([expect.stringContaining('Đã liên kết tài khoản Zalo Bot')])
    expect(told.there).toEqual([expect.stringContaining('Đã liên kết tài khoản Zalo Bot')])
    expect((await db.select().from(persons).orderBy(persons.id)).map(({ mergedInto }) => mergedInto)).toEqual([
      null,
      here.id,
    ])
    expect((await db.select().from(accounts)).map(({ personId }) => personId)).toEqual([here.id, here.id])
    expect(await db.select().from(memberships).where(isNull(memberships.toOn))).toMatchObject([{ personId: here.id }])
    await world.writes(lan, 'kênh', { on })
    expect(hears().there.join('\n')).toMatch(/1\. Telegram “Lan”.*\n2\. Zalo Bot “Lan”/)
    expect(there.id).not.toBe(here.id)
  })

  test('are answered on what either was asked before', async () => {
    const { world, hears, link } = await lanTwice()
    await world.writes(lan, 'việc', { on })
    await world.writes(lan, 'việc')
    await link()
    for (const where of [{ on }, {}]) {
      await world.writes(lan, '1', where)
      const { here, there } = hears()
      expect([...here, ...there]).toEqual([expect.stringContaining('Sở Tư pháp')])
      expect([...here, ...there].join('\n')).not.toContain('Không có danh sách')
    }
  })

  test('are reminded once, where they now rather hear from us, of what was composed for both', async () => {
    const { world, here, hears, askCode } = await lanTwice()
    const code = await (async () => {
      world.sleepUntil('2024-03-23 07:50')
      return await askCode()
    })()
    await composedAt(world, '2024-03-23 08:00')
    const composed = () => db.select().from(reminders).where(eq(reminders.state, 'composed')).orderBy(asc(reminders.id))
    const people = new Set((await composed()).map(({ personId }) => personId))
    expect(people.size).toBe(2)
    await world.writes(lan, code, { on })
    const said = hears()
    expect([...said.here, ...said.there].filter((text) => text.includes('Nhắc việc'))).toHaveLength(1)
    const rows = await db.select().from(reminders)
    expect(rows.filter(({ state }) => state === 'sent').every(({ personId }) => personId === here.id)).toBe(true)
    expect(rows.filter(({ reason }) => reason === 'merged').length).toBeGreaterThan(0)
  })

  test('get under the one name what is on its way to the other', async () => {
    const { world, here, there, link } = await lanTwice()
    const [chat] = await db.select().from(chats).orderBy(desc(chats.id))
    const to = { provinceId: world.provinceId, personId: there.id, chat: { id: chat?.id ?? 0 } }
    const at = { now: world.clock(), availableAt: new Date(world.clock().getTime() + 3_600_000) }
    await reply(db, to, { kind: 'todo' }, { dedupeKey: 'test', ...at })
    await link()
    const waiting = await db.select().from(outbox).where(eq(outbox.kind, 'todo'))
    expect(waiting).toMatchObject([{ personId: here.id, state: 'waiting' }])
    await visit(world, '2024-03-20 11:00')
    // Made for the one who is no more, it would list the duties of nobody.
    expect(world.hears(lan, on).join('\n')).toContain(monthly.title)
  })

  test('take back on one platform what was sent on the other', async () => {
    const { world, hears, link } = await lanTwice()
    const sent = newLinks(1)
    await world.writes(lan, sent, { on })
    await link()
    await world.writes(lan, 'rút lại')
    expect(hears().here.join('\n')).toContain(`1. “${sent.replace('https://', '')}” (Sở Tư pháp`)
    await world.writes(lan, '1')
    expect(hears().here.join('\n')).toContain('Đã rút lại 1 kết quả')
    expect(await db.$count(credits, isNull(credits.revokedAt))).toBe(0)
  })

  test('have counted what one of them had sent while only a coordinator', async () => {
    const { world, here, hears, askCode } = await lanTwice()
    const minh: Person = { id: 4002, first_name: 'Minh' }
    await world.writes(lan, await world.invite('coordinator'))
    await world.writes(minh, await world.invite('coordinator'), { on })
    await world.writes(minh, newLinks(1), { on })
    expect(world.hears(minh, on).at(-1)).toContain('Đã lưu nhưng chưa tính 1 đường dẫn')
    const kept = () => db.select().from(inbound).where(eq(inbound.outcome, 'links_kept'))
    expect(await kept()).toHaveLength(1)
    hears()
    await world.writes(minh, await askCode(), { on })
    expect(await kept()).toEqual([])
    expect(world.hears(minh, on).join('\n')).toContain('Sở Tư pháp: đã nhận 1 đường dẫn, tính 1')
    const counted = await db.query.submissions.findMany()
    expect(counted).toMatchObject([{ personId: here.id }])
  })
})
