import { eq, isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { credits, inbound, sentLinks, submissions } from '../../../src/db/schema.ts'
import { useDatabase } from '../../support/database.ts'
import type { Person, Said } from '../../support/telegram/fake-bot-api.ts'
import type { World } from '../../support/world.ts'
import { happens, officerOfJustice, ownSite, portal } from '../questions/officer.ts'
import { smallWorld, weekly } from '../remind/small-world.ts'

const db = await useDatabase()

const edits = (world: World, from: Person, messageId: number, text: string, more: Partial<Said> = {}) =>
  happens(world, () => world.fake.userEdits(messageId, { from, text, ...more }))

const counted = async () => {
  const rows = await db
    .select({ url: sentLinks.url })
    .from(credits)
    .innerJoin(sentLinks, eq(sentLinks.submissionId, credits.submissionId))
    .where(isNull(credits.revokedAt))
    .orderBy(sentLinks.id)
  return rows.map(({ url }) => url)
}
const lastOutcome = async () => (await db.select().from(inbound).orderBy(inbound.id)).at(-1)?.outcome

describe('an edited message', () => {
  test('takes back the link that is gone, counts the one that is new, and leaves the third alone', async () => {
    const { world, lan } = await officerOfJustice()
    const id = await world.says(lan, `${portal(1)} ${ownSite(1)}`)
    world.told(lan)
    await edits(world, lan, id, `${ownSite(1)} ${portal(2)}`)
    expect(world.told(lan)).toEqual([
      expect.stringMatching(/^Đã rút lại 1 kết quả[^\n]*\n– “binhthuan\.gov\.vn\/tin-1”\n/),
      expect.stringContaining('đã nhận 1 đường dẫn, tính 1.\n– Tin, bài trên Cổng TTĐT tỉnh: 1 bài (tháng 1: 1/2'),
    ])
    expect(await counted()).toEqual([ownSite(1), portal(2)])
    expect(await db.$count(submissions)).toBe(3)
    expect(await db.select().from(credits).where(eq(credits.reason, 'edited'))).toHaveLength(1)
  })

  test('is edited again: what comes back counts again', async () => {
    const { world, lan } = await officerOfJustice()
    const id = await world.says(lan, portal(1))
    await edits(world, lan, id, 'nhầm')
    expect(await counted()).toEqual([])
    await edits(world, lan, id, portal(1))
    expect(await db.$count(credits, isNull(credits.revokedAt))).toBe(1)
    await edits(world, lan, id, 'nhầm')
    expect(await db.$count(credits, isNull(credits.revokedAt))).toBe(0)
  })

  test('of which only words change is not answered', async () => {
    const { world, lan } = await officerOfJustice()
    const id = await world.says(lan, `Bài mới ${portal(1)}`)
    const question = await world.says(lan, 'xin chào')
    world.told(lan)
    await edits(world, lan, id, `Bài mới của Sở ${portal(1)}?utm_source=zalo`)
    await edits(world, lan, question, 'xin chào anh chị')
    expect(world.told(lan)).toEqual([])
    const list = await world.says(lan, 'việc')
    world.told(lan)
    await edits(world, lan, list, 'hướng dẫn')
    expect(world.told(lan)).toEqual([])
    expect(await lastOutcome()).toBe('edited')
    expect(await db.$count(sentLinks)).toBe(1)
    expect(await db.$count(credits, isNull(credits.revokedAt))).toBe(1)
  })

  test('keeps the page that another message contains too', async () => {
    const { world, lan } = await officerOfJustice()
    const first = await world.says(lan, portal(1))
    const second = await world.says(lan, portal(1))
    world.told(lan)
    await edits(world, lan, first, 'nhầm')
    expect(world.told(lan)).toEqual([])
    expect(await db.$count(credits, isNull(credits.revokedAt))).toBe(1)
    await edits(world, lan, second, 'nhầm')
    expect(world.told(lan)).toEqual([expect.stringContaining('Đã rút lại 1 kết quả')])
    expect(await db.$count(credits, isNull(credits.revokedAt))).toBe(0)
  })

  test('that we have never seen is like a new one, and an old wording that comes after it counts nothing', async () => {
    const { world, lan } = await officerOfJustice()
    await edits(world, lan, 7_000, portal(2))
    expect(world.told(lan)[0]).toContain('đã nhận 1 đường dẫn, tính 1.')
    const from = { is_bot: false, ...lan }
    const message = { message_id: 7_000, from, chat: { id: lan.id, type: 'private' }, date: 1_705_370_400 }
    await happens(world, () =>
      world.fake.enqueueRaw({ update_id: 9_000, message: { ...message, text: `${portal(1)} ${portal(2)}` } }),
    )
    expect(await lastOutcome()).toBe('replaced')
    expect(await counted()).toEqual([portal(2)])
    expect(world.told(lan)).toEqual([])
  })

  test('before its receipt is out is answered by what it says now', async () => {
    const { world, lan } = await officerOfJustice()
    const id = await world.sends(lan, portal(1))
    world.fake.userEdits(id, { from: lan, text: portal(2) })
    await world.fake.waitFor(() => world.events.filter((event) => event === 'inbound.stored').length > 2)
    await world.settle()
    const receipts = world.told(lan).filter((text) => text.includes('đã nhận'))
    expect(receipts).toEqual([expect.stringContaining('đã nhận 1 đường dẫn, tính 1.')])
    expect(await counted()).toEqual([portal(2)])
  })

  test('counts what it adds from the day of the edit', async () => {
    const { world, lan } = await officerOfJustice()
    const date = world.clock()
    const id = await world.says(lan, portal(1))
    world.sleepUntil('2024-01-18 10:00')
    await edits(world, lan, id, `${portal(1)} ${portal(2)}`, { date })
    await world.says(lan, portal(2))
    expect(world.told(lan).at(-1)).toContain('đã nhận ngày 18/01')
  })
})

describe('an edited report in words', () => {
  test('takes the place of the former one', async () => {
    const { world, lan } = await officerOfJustice()
    const id = await world.says(lan, 'văn bản số 12/KH-STP ngày 15/01/2024')
    world.told(lan)
    await edits(world, lan, id, 'Văn bản số 12/KH-STP ngày 15/01/2024')
    expect(world.told(lan)).toEqual([])
    await edits(world, lan, id, 'văn bản số 13/KH-STP ngày 15/01/2024')
    expect(world.told(lan)).toEqual([expect.stringContaining('“số 13/KH-STP ngày 15/01/2024”.\n')])
    expect(await db.$count(submissions, isNull(submissions.withdrawnAt))).toBe(1)
    expect(await db.$count(credits, isNull(credits.revokedAt))).toBe(1)
    await edits(world, lan, id, 'nhầm')
    expect(world.told(lan)).toEqual([expect.stringContaining('Đã rút lại 1 kết quả')])
  })

  test('is recorded where the former wording could not be', async () => {
    const { world, lan } = await officerOfJustice()
    const id = await world.says(lan, 'văn bản đã gửi')
    world.told(lan)
    await edits(world, lan, id, 'văn bản số 12/KH-STP ngày 15/01/2024')
    expect(world.told(lan)[0]).toContain('Đã ghi nhận kết quả')
  })

  test('is not recorded once more where the former one is part of closed figures', async () => {
    const world = await smallWorld({ at: '2024-03-05 09:00', duties: [weekly] })
    await world.tick()
    const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
    const id = await world.says(lan, 'phát thanh 05/03 17h30 Bài')
    await db.execute("update assignments set locked_at = now() where period_key = '2024-W10'")
    world.sleepUntil('2024-03-12 09:00')
    await world.tick()
    world.told(lan)
    await edits(world, lan, id, 'phát thanh 12/03 17h30 Bài')
    expect(world.told(lan)).toEqual([expect.stringMatching(/^Chưa rút lại được 1 kết quả/)])
    expect(await db.$count(submissions)).toBe(1)
  })
})

describe('a message that was not understood', () => {
  test('is a command, a number or a report when it is edited into one, however often it takes', async () => {
    const { world, lan } = await officerOfJustice()
    const command = await world.says(lan, 'viêcj')
    const number = await world.says(lan, '99')
    world.told(lan)
    await edits(world, lan, command, 'vieec')
    expect(world.told(lan)).toEqual([])
    await edits(world, lan, command, 'việc')
    expect(world.told(lan)).toEqual([expect.stringContaining('có 3 việc đang mở')])
    await edits(world, lan, number, '2')
    expect(world.told(lan)).toEqual([expect.stringContaining('Căn cứ:')])
    await edits(world, lan, number, '1')
    expect(world.told(lan)).toEqual([])
  })

  test('is a code when it is edited into one, of a stranger too, whose other words stay unanswered', async () => {
    const { world } = await officerOfJustice()
    const huy: Person = { id: 78, first_name: 'Huy' }
    const code = await world.invite('officer', 'so-tu-phap')
    const wrong = `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`
    const greeting = await world.says(huy, 'xin chào')
    const id = await world.says(huy, wrong)
    expect(world.told(huy).at(-1)).toContain('Chưa tìm thấy mã mời')
    await edits(world, huy, greeting, 'việc')
    expect(world.told(huy)).toEqual([])
    await edits(world, huy, id, code)
    expect(world.told(huy)).toEqual([expect.stringContaining('Chào anh/chị Huy')])
    await edits(world, huy, id, `${code} ạ`)
    expect(world.told(huy)).toEqual([])
  })
})

test('of a stranger’s message, the links of its last wording wait', async () => {
  const { world } = await officerOfJustice()
  const huy: Person = { id: 77, first_name: 'Huy' }
  const first = await world.says(huy, `${ownSite(1)} ${ownSite(2)}`)
  const second = await world.says(huy, ownSite(3))
  const third = await world.says(huy, 'xin chào')
  world.told(huy)
  await edits(world, huy, first, ownSite(2))
  await edits(world, huy, second, 'nhầm')
  expect(world.told(huy)).toEqual([])
  await edits(world, huy, third, ownSite(4))
  expect(world.told(huy)[0]).toContain('Đã giữ 1 đường dẫn')
  await world.says(huy, `/start ${await world.invite('officer', 'so-tu-phap')}`)
  expect(await counted()).toEqual([ownSite(2), ownSite(4)])
  expect(await db.$count(submissions)).toBe(2)
})
