import { eq, gt, isNull, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { insertProvince } from '../../../src/db/provinces.ts'
import {
  credits,
  memberships,
  outbox,
  persons,
  questions,
  reminders,
  sentLinks,
  submissions,
} from '../../../src/db/schema.ts'
import { withdraw } from '../../../src/features/collect/withdraw.ts'
import { importAgencies } from '../../../src/features/plans/import-agencies.ts'
import { importPlan } from '../../../src/features/plans/import-plan.ts'
import { useDatabase } from '../../support/database.ts'
import { createWorld } from '../../support/world.ts'
import { officerOfJustice, ownSite, portal } from '../questions/officer.ts'
import { agencyFile, average, firstAssignment, noiVu, planFile, smallWorld, visit } from '../remind/small-world.ts'

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
      expect.stringMatching(
        /^Đã rút lại 1 kết quả[^\n]*\n– “số 12.*\nĐã được rút lại từ trước 1 kết quả:\n– “binh.*\n.*Ban hành kế hoạch[^\n]*chưa ghi nhận/,
      ),
    ])
    expect(await live()).toBe(1)
  })

  test('lists twenty at most, of the last 45 days, of agencies of which the sender is still an officer', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, ownSite('cũ'))
    world.sleepUntil('2024-03-05 09:00')
    await world.says(lan, Array.from({ length: 23 }, (_, n) => ownSite(n)).join(' '))
    world.told(lan)
    await world.says(lan, 'rút lại')
    const [list = ''] = world.told(lan)
    expect(list.match(/^\d+\. /gm)).toHaveLength(20)
    await world.says(lan, Array.from({ length: 20 }, (_, n) => n + 1).join(' '))
    expect(world.told(lan).at(-1)).toContain(`Đã rút lại 20 kết quả, không tính nữa:`)
    await world.says(lan, 'rút lại')
    const left = [...(world.told(lan).at(-1) ?? '').matchAll(/^\d+\. “([^”]*)”/gm)].map(([, text]) => text)
    expect(left).toEqual([2, 1, 0].map((n) => `stp.binhthuan.gov.vn/tin-${n}`))
    await db.update(memberships).set({ toOn: '2024-03-04' })
    await world.says(lan, `/start ${await world.invite('officer', 'so-y-te')}`)
    world.told(lan)
    await world.says(lan, 'rút lại')
    expect(world.told(lan)).toEqual([expect.stringContaining('anh/chị không có kết quả nào để rút lại')])
  })

  test('is one list with running numbers for an officer of two provinces', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00' })
    await insertProvince(db, { code: 'ninh-thuan', name: 'tỉnh Ninh Thuận', timeZone: 'Asia/Ho_Chi_Minh' })
    const there = { ...noiVu, name: 'Sở Nội vụ Ninh Thuận', host: 'snv.ninhthuan.gov.vn' }
    const agencies = JSON.parse(agencyFile([there], 'ninh-thuan'))
    agencies.sites = agencies.sites.slice(1)
    await importAgencies(db, { name: 'a.yaml', text: JSON.stringify(agencies) })
    const plan = { ...JSON.parse(planFile('2024-03-04', average)), province: 'ninh-thuan' }
    await importPlan(db, { name: 'p.yaml', text: JSON.stringify(plan) }, world.clock())
    await world.tick()
    const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
    await world.says(lan, portal(1))
    const [person] = await db.select().from(persons)
    await db.execute(sql`insert into memberships (province_id, agency_id, person_id, role, from_on)
      select province_id, id, ${person?.id}, 'officer', '2024-03-01' from agencies where code = 'so-noi-vu'`)
    await db.execute(sql`insert into submissions (province_id, agency_id, person_id, kind, note, sent_at)
      select province_id, id, ${person?.id}, 'broadcast', 'Bài ở Ninh Thuận', ${world.clock().toISOString()}
      from agencies where code = 'so-noi-vu'`)
    world.told(lan)
    await world.says(lan, 'rút lại')
    const lists = world.told(lan)
    expect(lists).toHaveLength(1)
    const lines = [...(lists[0] ?? '').matchAll(/^(\d)\. “([^”]*)” \(([^,]*),/gm)].map(([, ...parts]) => parts)
    expect(lines.sort()).toEqual([
      ['1', 'Bài ở Ninh Thuận', 'Sở Nội vụ Ninh Thuận'],
      ['2', 'binhthuan.gov.vn/tin-1', 'Sở Tư pháp'],
    ])
    await world.says(lan, '1 và 2')
    const told = world.told(lan).join('\n')
    expect(told).toContain('– “Bài ở Ninh Thuận”')
    expect(told).toContain('– “binhthuan.gov.vn/tin-1”')
    expect(await db.$count(submissions, isNull(submissions.withdrawnAt))).toBe(0)
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

test('a number of an older list does not say of a page that was sent again that it counts no longer', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, portal(1))
  await world.says(lan, ownSite(1))
  await world.says(lan, 'rút lại')
  await world.says(lan, '1 và 2')
  await world.says(lan, portal(1))
  world.told(lan)
  await world.says(lan, '2')
  expect(world.told(lan)).toEqual([expect.stringMatching(/^Các kết quả[^\n]*\n1\. “binhthuan\.gov\.vn\/tin-1”/)])
  await db
    .update(questions)
    .set({ answeredAt: world.clock() })
    .where(gt(questions.id, (await firstQuestion()) ?? 0))
  await world.says(lan, '1 và 2')
  const [answer = ''] = world.told(lan)
  expect(answer).toMatch(/^Đã được rút lại từ trước 1 kết quả:\n– “stp/)
  expect(answer).not.toContain('không tính nữa')
  expect(answer).not.toContain('“binhthuan')
  expect(await live()).toBe(1)
})

const firstQuestion = async () => (await db.select().from(questions).orderBy(questions.id))[0]?.id

test('a page that a colleague has sent as well stands until they take it back too', async () => {
  const { world, lan } = await officerOfJustice()
  const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
  for (const person of [lan, huy]) await world.says(person, portal(1))
  for (const person of [lan, huy]) await world.says(person, 'rút lại')
  expect(world.told(huy).at(-1)).toContain('1. “binhthuan.gov.vn/tin-1”')
  world.told(lan)
  await world.says(lan, '1')
  expect(world.told(lan)).toEqual([
    'Đã bỏ lần gửi của anh/chị; 1 kết quả sau vẫn được tính vì đồng nghiệp cũng đã gửi:\n– “binhthuan.gov.vn/tin-1”',
  ])
  expect(await live()).toBe(1)
  await world.says(lan, 'rút lại')
  expect(world.told(lan)).toEqual([expect.stringContaining('không có kết quả nào để rút lại')])
  await world.says(huy, '1')
  expect(world.told(huy)).toEqual([expect.stringContaining('Đã rút lại 1 kết quả')])
  expect(await live()).toBe(0)
})

test('a page that does not count is kept, and not said to count', async () => {
  const { world, lan } = await officerOfJustice()
  const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
  for (const person of [lan, huy]) await world.says(person, 'https://khong-ai-biet.vn/1')
  await world.says(lan, 'rút lại')
  world.told(lan)
  await world.says(lan, '1')
  expect(world.told(lan)).toEqual([expect.stringContaining('1 kết quả sau vẫn được lưu vì đồng nghiệp')])
})

describe('colleagues who were told that it is done', () => {
  async function done() {
    const world = await smallWorld({ at: '2024-03-04 09:00' })
    await world.tick()
    const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
    const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
    await visit(world, '2024-03-24 08:00')
    await world.says(lan, `${portal(1)} ${portal(2)}`)
    expect(world.told(huy).at(-1)).toContain('Anh/chị không cần gửi thêm.')
    await world.says(lan, 'rút lại')
    return { world, lan, huy }
  }

  test('are told that it is so no longer', async () => {
    const { world, lan, huy } = await done()
    await world.says(lan, '1')
    expect(world.told(huy)).toEqual([
      'Trần Thị Lan đã rút lại kết quả đã gửi của Sở Tư pháp, nên việc này lại chưa đủ. ' +
        'Tin, bài trên Cổng TTĐT tỉnh, tháng 3: đã có 1/2, còn thiếu 1. Hạn: hết Chủ nhật 31/03; ngày làm việc cuối: thứ Sáu 29/03.',
    ])
    // It was open already.
    await world.says(lan, '2')
    expect(world.told(huy)).toEqual([])
  })

  test('are not where it is done again by the time of saying so', async () => {
    const { world, lan, huy } = await done()
    world.sleepUntil('2024-03-24 21:00')
    await world.says(lan, 'rút lại')
    await world.says(lan, '1')
    await world.says(lan, portal(3))
    expect(world.told(huy)).toEqual([])
    await visit(world, '2024-03-25 08:00')
    expect(world.told(huy).join('\n')).not.toContain('rút lại')
    expect(await db.select().from(outbox).where(eq(outbox.kind, 'reopened'))).toMatchObject([
      { state: 'skipped', reason: 'undone' },
    ])
  })
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
  const nothing = { withdrawn: [], locked: [], kept: [], before: [] }
  expect(await attempt(second)).toEqual(nothing)
  // Who has sent the page as well may take it back too.
  await world.says(huy, ownSite(1))
  await db
    .update(memberships)
    .set({ toOn: '2024-01-15' })
    .where(eq(memberships.personId, first ?? 0))
  expect(await attempt(first)).toEqual(nothing)
  await db.update(sentLinks).set({ withdrawnAt: world.clock() }).where(eq(sentLinks.outcome, 'counted'))
  expect((await attempt(second)).withdrawn).toHaveLength(1)
  expect((await attempt(second)).before).toHaveLength(1)
})
