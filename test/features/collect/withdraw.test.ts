import { eq, isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { credits, memberships, persons, reminders, submissions } from '../../../src/db/schema.ts'
import { withdraw } from '../../../src/features/collect/withdraw.ts'
import { useDatabase } from '../../support/database.ts'
import { createWorld } from '../../support/world.ts'
import { officerOfJustice, ownSite, portal } from '../questions/officer.ts'
import { firstAssignment, smallWorld, visit } from '../remind/small-world.ts'

const db = await useDatabase()

const live = () => db.$count(credits, isNull(credits.revokedAt))

describe('“rút lại”', () => {
  test('lists the latest pieces, and takes back the one that is chosen', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, portal(1))
    await world.says(lan, portal(2))
    await world.says(lan, 'văn bản số 12/KH-STP ngày 15/01/2024')
    world.told(lan)
    await world.says(lan, 'rut lai')
    expect(world.told(lan)).toEqual([
      [
        'Các kết quả anh/chị gửi gần đây:',
        '1. “số 12/KH-STP ngày 15/01/2024” (Sở Tư pháp, gửi ngày 16/01)',
        '2. “binhthuan.gov.vn/tin-2” (Sở Tư pháp, gửi ngày 16/01)',
        '3. “binhthuan.gov.vn/tin-1” (Sở Tư pháp, gửi ngày 16/01)',
        'Để rút lại, đề nghị anh/chị trả lời số thứ tự, ví dụ: 1 hoặc 1, 2. Kết quả đã rút lại không được tính nữa; khi cần có thể gửi lại.',
      ].join('\n'),
    ])
    await world.says(lan, '2')
    expect(world.told(lan)).toEqual([
      'Đã rút lại 1 kết quả, không tính nữa:\n– “binhthuan.gov.vn/tin-2”\n' +
        'Sở Tư pháp: Tin, bài trên Cổng TTĐT tỉnh, tháng 1: đã có 1/2, còn thiếu 1.',
    ])
    expect(await db.select().from(credits).where(eq(credits.channel, 'portal'))).toMatchObject([
      { revokedAt: null },
      { revokedAt: expect.any(Date), reason: 'withdrawn' },
    ])
    // The same list, asked again: what was taken back stays so.
    await world.says(lan, '1, 2')
    expect(world.told(lan)).toEqual([
      expect.stringMatching(/^Đã rút lại 2 kết quả(.|\n)*Ban hành kế hoạch[^\n]*chưa ghi nhận/),
    ])
    expect(await live()).toBe(1)
  })

  test('lists nine at most, of the last 45 days, of agencies of which the sender is still an officer', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, ownSite('cũ'))
    world.sleepUntil('2024-03-05 09:00')
    await world.says(lan, Array.from({ length: 12 }, (_, n) => ownSite(n)).join(' '))
    world.told(lan)
    await world.says(lan, 'rút lại')
    const [list = ''] = world.told(lan)
    expect(list.match(/^\d\. /gm)).toHaveLength(9)
    await world.says(lan, '1 2 3 4 5 6 7 8 9')
    await world.says(lan, 'rút lại')
    const left = [...(world.told(lan).at(-1) ?? '').matchAll(/^\d\. “([^”]*)”/gm)].map(([, text]) => text)
    expect(left).toEqual([2, 1, 0].map((n) => `stp.binhthuan.gov.vn/tin-${n}`))
    await db.update(memberships).set({ toOn: '2024-03-04' })
    await world.says(lan, `/start ${await world.invite('officer', 'so-y-te')}`)
    world.told(lan)
    await world.says(lan, 'rút lại')
    expect(world.told(lan)).toEqual([expect.stringContaining('anh/chị không có kết quả nào để rút lại')])
  })

  test('shows nobody what a colleague has sent', async () => {
    const { world, lan } = await officerOfJustice()
    const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
    await world.says(lan, ownSite(1))
    await world.says(huy, 'rút lại')
    expect(world.told(huy)).toEqual([expect.stringContaining('không có kết quả nào để rút lại')])
  })
})

test('what was taken back can be sent again, and counts again', async () => {
  const { world, lan } = await officerOfJustice()
  for (let round = 0; round < 2; round++) {
    await world.says(lan, portal(1))
    expect(world.told(lan)[0]).toContain('tính 1.\n– Tin, bài trên Cổng TTĐT tỉnh: 1 bài (tháng 1: 1/2')
    await world.says(lan, 'rút lại')
    await world.says(lan, '1')
    expect(world.told(lan).at(-1)).toContain('tháng 1: đã có 0/2')
  }
  expect(await db.$count(submissions)).toBe(2)
  expect(await live()).toBe(0)
})

test('a duty that is open again is reminded of again', async () => {
  const world = await smallWorld({ at: '2024-03-04 09:00' })
  await world.tick()
  const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  await world.says(lan, `${portal(1)} ${portal(2)}`)
  expect((await firstAssignment(world)).nextRemindAt).toBeNull()
  await world.says(lan, 'rút lại')
  await world.says(lan, '1')
  world.told(lan)
  expect((await firstAssignment(world)).nextRemindAt).not.toBeNull()
  await visit(world, '2024-03-29 08:00')
  expect(world.told(lan)).toEqual([expect.stringContaining('đã có 1/2 tin, bài')])
  expect(await db.$count(reminders, eq(reminders.state, 'sent'))).toBe(1)
})

test('an article that counts toward two clauses is taken back from both', async () => {
  const world = await createWorld({ at: '2024-01-16 09:00' })
  await world.tick()
  const khoa = await world.joins('Bùi Đăng Khoa', 'officer', 'so-khdt')
  await world.says(khoa, portal(1))
  expect(await live()).toBe(2)
  await world.says(khoa, 'rút lại')
  world.told(khoa)
  await world.says(khoa, '1')
  expect(await live()).toBe(0)
  // Both are one item to whoever reads it.
  expect(world.told(khoa)[0]?.match(/chưa ghi nhận|0\/2/g)).toHaveLength(1)
})

test('closed figures do not change, and the sender is told whom to ask', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, `${portal(1)} ${ownSite(1)}`)
  await db.execute("update assignments set locked_at = now() where period_key = '2024-01'")
  await world.says(lan, 'rút lại')
  world.told(lan)
  await world.says(lan, '1 và 2')
  expect(world.told(lan)).toEqual([
    expect.stringMatching(
      /^Đã rút lại 1 kết quả[^\n]*\n– “stp\.binhthuan\.gov\.vn\/tin-1”\n[^\n]*Trang TTĐT[^\n]*\nChưa rút lại được 1 kết quả vì số liệu của kỳ đã chốt[^\n]*\n– “binhthuan\.gov\.vn\/tin-1”$/,
    ),
  ])
  expect(await db.$count(submissions, isNull(submissions.withdrawnAt))).toBe(1)
})

test('nobody takes back what is not theirs, or what they sent for an agency that they have left', async () => {
  const { world, lan } = await officerOfJustice()
  const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
  await world.says(lan, ownSite(1))
  const [submission] = await db.select().from(submissions)
  const submissionIds = [submission?.id ?? 0]
  const people = await db.select().from(persons).orderBy(persons.id)
  const [first, second] = people.map(({ id }) => id)
  const attempt = (personId = 0) =>
    db.transaction((tx) => withdraw(tx, { personId, submissionIds, reason: 'withdrawn', now: world.clock() }))
  const nothing = { withdrawn: [], locked: [], before: [] }
  expect(await attempt(second)).toEqual(nothing)
  // Who has sent the page as well may take it back too.
  await world.says(huy, ownSite(1))
  await db
    .update(memberships)
    .set({ toOn: '2024-01-15' })
    .where(eq(memberships.personId, first ?? 0))
  expect(await attempt(first)).toEqual(nothing)
  expect((await attempt(second)).withdrawn).toHaveLength(1)
  expect((await attempt(second)).before).toHaveLength(1)
})
