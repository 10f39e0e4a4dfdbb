import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { duties, membershipDuties, memberships, persons } from '../../../src/db/schema.ts'
import { useDatabase } from '../../support/database.ts'
import type { World } from '../../support/world.ts'
import {
  firstAssignment,
  monthly,
  newLinks,
  noiVu,
  outboxOf,
  remindersOf,
  smallWorld,
  tuPhap,
  visit,
  weekly,
  yTe,
} from './small-world.ts'

await useDatabase()

async function assign(world: World, name: string, key: string): Promise<void> {
  const [row] = await world.db
    .select({ membershipId: memberships.id, dutyId: duties.id, provinceId: duties.provinceId })
    .from(memberships)
    .innerJoin(persons, eq(persons.id, memberships.personId))
    .innerJoin(duties, eq(duties.key, key))
    .where(eq(persons.name, name))
  if (row === undefined) throw new Error(`nobody called ${name}`)
  await world.db.insert(membershipDuties).values(row)
}

describe('a reminder', () => {
  it('says what is missing, how many, by when and how to send it', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    await world.says(lan, newLinks(1))
    world.told(lan)
    await visit(world, '2024-03-24 08:00')
    const [text = ''] = world.told(lan)
    expect(text).toContain('Sở Tư pháp đã có 1/2 tin, bài tháng 3 trên Cổng TTĐT tỉnh, còn thiếu 1')
    expect(text).toContain('điểm d khoản 1 mục III Kế hoạch tuyên truyền năm 2024')
    expect(text).toContain('hết Chủ nhật 31/03')
    expect(text).toContain('gửi đường dẫn vào đây')
  })

  it('is one message per person, with what all of their agencies owe', async () => {
    const world = await smallWorld({
      at: '2024-03-01 07:00',
      agencies: [tuPhap, noiVu],
      duties: [monthly, weekly],
    })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await world.says(lan, await world.invite('officer', noiVu.code))
    await visit(world, '2024-03-25 08:00')
    world.told(lan)
    await visit(world, '2024-03-27 08:00')
    world.told(lan)
    // Both agencies' week, and both agencies' month, whose step of the day before nobody was there for.
    await visit(world, '2024-03-29 08:00')
    const texts = world.told(lan)
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain('2 đơn vị có 4 việc')
    for (const name of [tuPhap.name, noiVu.name]) expect(texts[0]).toContain(`${name}, theo`)
    expect((await outboxOf(world))['reminder sent']).toBe(3)
  })

  it('goes to the officers whom the duty is assigned to, else to all of the agency', async () => {
    const world = await smallWorld({ at: '2024-03-18 07:00', duties: [monthly, weekly] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'officer', tuPhap.code)
    await assign(world, 'Minh', weekly.key)
    await visit(world, '2024-03-18 09:00')
    await visit(world, '2024-03-20 08:00')
    expect(world.told(lan)).toEqual([])
    expect(world.told(minh)).toEqual([expect.stringContaining('tuần 12 trên hệ thống truyền thanh')])
    await visit(world, '2024-03-24 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('tháng 3')])
    expect(world.told(minh)).toEqual([expect.stringContaining('tháng 3')])
  })

  it('falls back on the others where the one whom the duty is assigned to cannot be reached', async () => {
    const world = await smallWorld({ at: '2024-03-18 07:00', duties: [weekly] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'officer', tuPhap.code)
    await assign(world, 'Minh', weekly.key)
    await visit(world, '2024-03-18 09:00')
    world.fake.failNext({
      method: 'sendMessage',
      chatId: minh.id,
      kind: 'status',
      code: 403,
      description: 'Forbidden: bot was blocked by the user',
    })
    await visit(world, '2024-03-20 08:00')
    await visit(world, '2024-03-22 08:00')
    expect(world.told(lan)).toHaveLength(1)
    expect(world.told(minh)).toEqual([])
  })

  it('ends for the others when one has met it, and they hear who did', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'officer', tuPhap.code)
    await visit(world, '2024-03-24 08:00')
    for (const person of [lan, minh]) expect(world.told(person)).toHaveLength(1)

    await world.says(lan, newLinks(1))
    expect(world.told(minh)).toEqual([])
    await world.says(lan, newLinks(1))
    expect(world.told(minh)).toEqual([expect.stringMatching(/^Lan đã gửi kết quả của Sở Tư pháp.*không cần gửi thêm/)])
    expect(world.told(lan)).toEqual([expect.any(String), expect.stringContaining('2/2, đã đủ')])
    for (const on of ['03-28', '03-30', '03-31', '04-01']) await visit(world, `2024-${on} 08:00`)
    for (const person of [lan, minh]) expect(world.told(person)).toEqual([])
  })

  it('names the colleague who sent the latest piece, as long as something is missing', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'officer', tuPhap.code)
    await visit(world, '2024-03-12 08:00')
    await world.says(lan, newLinks(1))
    await visit(world, '2024-03-24 08:00')
    expect(world.told(minh)).toEqual([expect.stringContaining('Lan gửi ngày 12/03')])
  })

  it('of an agency without officers goes to the coordinator, once a period', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies: [tuPhap, noiVu] })
    await world.joins('Lan', 'officer', tuPhap.code)
    const ha = await world.joins('Hà', 'coordinator')
    const unstaffed = () => world.told(ha).filter((text) => !text.startsWith('TỔNG HỢP'))
    await visit(world, '2024-03-24 08:00')
    const [text = '', ...more] = unstaffed()
    expect(more).toEqual([])
    expect(text).toContain('Chưa nhắc được 1 đơn vị')
    expect(text).toContain('Sở Nội vụ: Tin, bài trên Cổng TTĐT tỉnh, tháng 3 (0/2')
    for (const on of ['03-28', '03-30', '03-31', '04-01', '04-03']) await visit(world, `2024-${on} 08:00`)
    expect(unstaffed()).toEqual([])
    await visit(world, '2024-04-23 08:00')
    expect(unstaffed()).toEqual([expect.stringContaining('tháng 4')])
    expect((await outboxOf(world))['unstaffed sent']).toBe(2)
  })

  it('of a day that begins outside the open hours waits for them', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    await visit(world, '2024-03-25 03:00')
    // Who is told is decided when it can be told.
    const minh = await world.joins('Minh', 'officer', tuPhap.code)
    await visit(world, '2024-03-25 07:59')
    expect(world.told(lan)).toEqual([])
    await visit(world, '2024-03-25 08:00')
    for (const person of [lan, minh]) expect(world.told(person)).toHaveLength(1)
  })
})

describe('what was overdue when the plan was imported', () => {
  it('is listed to the coordinator, and chased only on command', async () => {
    const world = await smallWorld({
      at: '2024-03-10 09:00',
      effectiveOn: '2024-01-01',
      agencies: [tuPhap, yTe],
    })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-10 09:30')
    const [list = '', ...more] = world.told(ha)
    expect(more).toEqual([])
    expect(list).toContain('có 4 việc đã quá hạn')
    expect(list).toContain('Sở Tư pháp: Tin, bài trên Cổng TTĐT tỉnh, tháng 1 (0/2')
    for (const on of ['11', '12', '20']) await visit(world, `2024-03-${on} 09:00`)
    expect(world.told(lan)).toEqual([])
    expect(await remindersOf(world)).toEqual([])
    await world.says(ha, 'tổng hợp')
    expect(world.told(ha).at(-1)).toContain('chưa đôn đốc: 4 việc')

    await world.says(ha, 'đôn đốc')
    expect(world.told(ha)).toEqual([expect.stringContaining('Đã đưa 4 việc quá hạn vào diện nhắc')])
    await visit(world, '2024-03-20 10:00')
    const texts = world.told(lan)
    expect(texts).toHaveLength(1)
    for (const period of ['tháng 1', 'tháng 2']) expect(texts[0]).toContain(period)
    expect((await remindersOf(world)).filter((each) => each.endsWith('sent')).sort()).toEqual([
      '2024-01 +3 sent',
      '2024-01 unstaffed sent',
      '2024-02 +3 sent',
      '2024-02 unstaffed sent',
    ])
    await world.says(ha, 'đôn đốc')
    expect(world.told(ha).at(-1)).toContain('không có việc nào cần đôn đốc')
    await visit(world, '2024-03-21 10:00')
    expect(world.told(lan)).toEqual([])
  })

  it('takes no link of today, which is meant for the month that runs', async () => {
    const world = await smallWorld({ at: '2024-03-10 09:00', effectiveOn: '2024-01-01' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-10 09:30')
    await world.says(lan, newLinks(1))
    expect(world.told(lan)).toEqual([expect.stringContaining('tháng 3: 1/2')])
    expect((await firstAssignment(world)).held).toBe(true)
  })
})
