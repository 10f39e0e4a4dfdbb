import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { insertProvince, setDeploymentFact } from '../../../src/db/provinces.ts'
import { digests, outbox } from '../../../src/db/schema.ts'
import { createInvite } from '../../../src/features/people/create-invite.ts'
import { importAgencies } from '../../../src/features/plans/import-agencies.ts'
import { importPlan } from '../../../src/features/plans/import-plan.ts'
import { useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import { at, type World } from '../../support/world.ts'
import {
  agencyFile,
  average,
  monthly,
  newLinks,
  noiVu,
  outboxOf,
  planFile,
  smallWorld,
  taiChinh,
  tuPhap,
  visit,
  weekly,
  xayDung,
} from '../remind/small-world.ts'

await useDatabase()

async function ask(world: World, person: Person): Promise<string> {
  world.told(person)
  await world.says(person, 'tổng hợp')
  const [text = '', ...more] = world.told(person)
  expect(more).toEqual([])
  return text
}

describe('the weekly digest', () => {
  it('comes on Monday at half past eight, to every coordinator, once, and to nobody else', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const ha = await world.joins('Hà', 'coordinator')
    const mai = await world.joins('Mai', 'coordinator')
    for (const local of ['2024-03-03 08:30', '2024-03-04 08:00', '2024-03-04 08:29']) await visit(world, local)
    expect([...world.told(ha), ...world.told(mai)]).toEqual([])
    for (const local of ['2024-03-04 08:30', '2024-03-04 08:31', '2024-03-05 08:30', '2024-03-10 08:30']) {
      await visit(world, local)
    }
    for (const person of [ha, mai]) {
      expect(world.told(person)).toEqual([
        expect.stringMatching(/^TỔNG HỢP TUẦN 9 \(26\/02–03\/03\/2024\), số liệu đến 08:30 ngày 04\/03/),
      ])
    }
    expect(world.told(lan)).toEqual([])
    await visit(world, '2024-03-11 08:30')
    expect(world.told(ha)).toEqual([expect.stringContaining('TUẦN 10')])
  })

  it('after an outage of three weeks is one, about the last week, and the next comes in its time', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-04 08:30')
    world.told(ha)
    await visit(world, '2024-03-27 10:00')
    const texts = world.told(ha).filter((text) => text.startsWith('TỔNG HỢP'))
    expect(texts).toEqual([expect.stringContaining('TUẦN 12 (18/03–24/03/2024), số liệu đến 10:00 ngày 27/03')])
    expect((await world.db.select().from(digests)).map((each) => each.nextAt)).toEqual([at('2024-04-01 08:30')])
    await visit(world, '2024-04-01 08:30')
    expect(world.told(ha)).toContainEqual(expect.stringContaining('TUẦN 13'))
  })

  it('after an outage that ends at night waits for the morning, and is then about the week that is over', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-02 09:00')
    await visit(world, '2024-03-10 22:00')
    expect(world.told(ha)).toEqual([])
    for (const time of ['08:00', '08:30', '09:00']) await visit(world, `2024-03-11 ${time}`)
    expect(world.told(ha)).toEqual([expect.stringContaining('TUẦN 10')])
  })

  it('is the admin’s where a province has no coordinator', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const tam = await world.joins('Tâm', 'admin')
    await visit(world, '2024-03-02 08:00')
    await visit(world, '2024-03-04 08:30')
    expect(world.told(tam)).toHaveLength(1)
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-11 08:30')
    expect(world.told(tam)).toEqual([])
    expect(world.told(ha)).toHaveLength(1)
  })
})

describe('“tổng hợp”', () => {
  it('says at any time who has met it, who is on pace, who is short and who is missing, by name', async () => {
    const agencies = [tuPhap, noiVu, taiChinh, xayDung]
    const world = await smallWorld({
      at: '2024-02-01 07:00',
      agencies,
      duties: [monthly, average, weekly],
    })
    const officers: Person[] = []
    for (const { code, name } of agencies) officers.push(await world.joins(`Cán bộ ${name}`, 'officer', code))
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-02-02 08:00')
    const [tuPhaps, noiVus, taiChinhs] = officers as [Person, Person, Person]
    await world.says(tuPhaps, newLinks(2))
    await world.says(noiVus, newLinks(1))
    await world.says(tuPhaps, newLinks(2, tuPhap.host))
    await world.says(noiVus, newLinks(1, noiVu.host))
    await world.says(taiChinhs, 'phát thanh 02/02 17h30 Một cửa')

    const text = await ask(world, ha)
    expect(text).toContain(
      'tháng 2 (điểm d khoản 1 mục III): đạt 1/4; chưa đủ: Sở Nội vụ 1/2; chưa có: Sở Tài chính, Sở Xây dựng',
    )
    expect(text).toContain('tuần 5 (điểm c khoản 1 mục III): đạt 1/4; chưa có: Sở Tư pháp, Sở Nội vụ, Sở Xây dựng')
    expect(text).toContain('bắt đầu tính tiến độ từ cuối tháng 2')
    expect(text).not.toContain('đã hết hạn')

    await visit(world, '2024-03-02 21:07')
    const later = await ask(world, ha)
    expect(later).toContain('TỔNG HỢP, số liệu đến 21:07 ngày 02/03/2024')
    expect(later).toContain(
      'đạt tiến độ 1/4 (tính đến hết tháng 2); chậm 3: Sở Nội vụ 1/2; chưa có bài: Sở Tài chính, Sở Xây dựng',
    )
    expect(later).toMatch(/tháng 2 .*đã hết hạn: đạt 1\/4/)
  })

  it('is refused to an officer, politely', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    expect(await ask(world, lan)).toMatch(/dành cho chuyên viên theo dõi.*đề nghị anh\/chị trả lời “việc”/)
    expect(await outboxOf(world)).not.toHaveProperty('digest sent')
  })

  it('tells that the clock is shifted, so that nobody takes a rehearsal for the truth', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const ha = await world.joins('Hà', 'coordinator')
    await setDeploymentFact(world.db, 'clock', 'real')
    expect(await ask(world, ha)).not.toContain('đồng hồ đã được dời')
    await setDeploymentFact(world.db, 'clock', 'shifted')
    expect(await ask(world, ha)).toContain('Chạy thử: đồng hồ đã được dời')
    await visit(world, '2024-03-02 08:00')
    await visit(world, '2024-03-04 08:30')
    expect(world.told(ha)).toEqual([expect.stringContaining('đồng hồ đã được dời')])
  })
})

describe('9. nobody sees another province', () => {
  async function withSecondProvince(): Promise<{ world: World; ha: Person; yen: Person }> {
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies: [tuPhap, noiVu] })
    const { db } = world
    const now = world.clock()
    await insertProvince(db, { code: 'ninh-thuan', name: 'tỉnh Ninh Thuận', timeZone: 'Asia/Ho_Chi_Minh' })
    const theirs = { code: 'so-tu-phap', name: 'Sở Tư pháp Ninh Thuận', host: 'stp.ninhthuan.gov.vn' }
    const agencies = { name: 'agencies.yaml', text: agencyFile([theirs], 'ninh-thuan') }
    expect((await importAgencies(db, agencies)).kind).toBe('imported')
    const plan = { ...JSON.parse(planFile('2024-03-01', monthly)), province: 'ninh-thuan' }
    expect((await importPlan(db, { name: 'plan.yaml', text: JSON.stringify(plan) }, now)).kind).toBe('imported')
    const invitation = await createInvite(
      db,
      { province: 'ninh-thuan', agency: null, role: 'coordinator', days: 14 },
      { now, randomBytes: (size) => new Uint8Array(size).fill(7), inviteSecret: undefined },
    )
    if (invitation.kind !== 'created') throw new Error(invitation.kind)
    const ha = await world.joins('Hà', 'coordinator')
    const yen: Person = { id: 9_000, first_name: 'Yến' }
    await world.says(yen, invitation.code)
    world.told(yen)
    return { world, ha, yen }
  }

  it('a coordinator’s digest is of their own province', async () => {
    const { world, ha, yen } = await withSecondProvince()
    await visit(world, '2024-03-02 08:00')
    await visit(world, '2024-03-04 08:30')
    const [own = '', ...more] = world.told(ha)
    const [theirs = '', ...others] = world.told(yen)
    expect([...more, ...others]).toEqual([])
    expect(own).toContain('Tỉnh Bình Thuận')
    expect(own).toContain('chưa có: Sở Tư pháp, Sở Nội vụ')
    expect(own).not.toContain('Ninh Thuận')
    expect(theirs).toContain('Tỉnh Ninh Thuận')
    expect(theirs).toContain('đạt 0/1; chưa có: Sở Tư pháp Ninh Thuận')
    expect(theirs).not.toMatch(/Bình Thuận|Sở Nội vụ/)
    expect(await ask(world, yen)).not.toMatch(/Bình Thuận|Sở Nội vụ/)
    expect(await ask(world, ha)).not.toContain('Ninh Thuận')
  })

  it('a coordinator hears of the unstaffed, and chases the held, of their own province', async () => {
    const { world, ha, yen } = await withSecondProvince()
    await visit(world, '2024-03-02 08:00')
    await visit(world, '2024-03-24 08:00')
    const unstaffed = (person: Person) => world.told(person).filter((text) => text.startsWith('Chưa nhắc được'))
    expect(unstaffed(ha)).toEqual([expect.not.stringContaining('Ninh Thuận')])
    expect(unstaffed(yen)).toEqual([expect.stringContaining('Sở Tư pháp Ninh Thuận')])
    await world.db.execute(`update assignments set held = true`)
    await world.says(yen, 'đôn đốc')
    expect(world.told(yen)).toEqual([expect.stringContaining('Đã đưa 1 việc')])
    await world.says(ha, 'đôn đốc')
    expect(world.told(ha)).toEqual([expect.stringContaining('Đã đưa 2 việc')])
  })

  it('doubts are counted in the province whose they are', async () => {
    const { world, ha, yen } = await withSecondProvince()
    await visit(world, '2024-03-02 08:00')
    world.fake.failNext({ method: 'sendMessage', chatId: yen.id, kind: 'status', code: 502 })
    await visit(world, '2024-03-25 08:00')
    const rows = await world.db.select().from(outbox).where(eq(outbox.state, 'doubt'))
    expect(rows.map((row) => row.kind)).toEqual(['unstaffed'])
    expect(await ask(world, yen)).toContain('Chưa rõ đã đến người nhận: 1')
    expect(await ask(world, ha)).not.toContain('Chưa rõ đã đến người nhận')
  })
})
