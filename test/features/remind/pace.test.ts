import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../support/database.ts'
import { average, newLinks, noiVu, outboxOf, remindersOf, smallWorld, tuPhap, visit } from './small-world.ts'

await useDatabase()

describe('7. an average quota binds the year and paces the months', () => {
  it('reminds who is behind at a month end, leaves who is on pace alone, and lets surplus carry', async () => {
    const world = await smallWorld({ at: '2024-01-01 07:00', agencies: [tuPhap, noiVu], duties: [average] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'officer', noiVu.code)
    await visit(world, '2024-01-02 08:00')
    // Three of four for January and February: more than January asks for, less than both.
    await world.says(lan, newLinks(3, tuPhap.host))
    world.told(lan)

    await visit(world, '2024-01-24 08:00')
    expect(world.told(lan)).toEqual([])
    expect(world.told(minh)).toEqual([expect.stringContaining('lũy kế 0/2, cần thêm 2 để đúng tiến độ')])
    await visit(world, '2024-02-22 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('lũy kế 3/4, cần thêm 1')])
    expect(world.told(minh)).toEqual([expect.stringContaining('lũy kế 0/4')])

    await world.says(minh, newLinks(4, noiVu.host))
    world.told(minh)
    for (const on of ['26', '28', '29']) await visit(world, `2024-02-${on} 08:00`)
    expect(world.told(minh)).toEqual([])
    expect(world.told(lan)).toHaveLength(3)
  })

  it('is never overdue while the year runs, though nothing came, and is after it', async () => {
    const world = await smallWorld({ at: '2024-10-01 07:00', duties: [average] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const ha = await world.joins('Hà', 'coordinator')
    const checks = ['10-24', '10-28', '10-30', '10-31', '11-23', '11-27', '11-29', '11-30']
    for (const on of ['11-01', '11-03', '12-01', ...checks].sort()) await visit(world, `2024-${on} 08:00`)
    const inYear = world.told(lan)
    expect(inYear).toHaveLength(checks.length)
    for (const text of inYear) expect(text).not.toContain('quá hạn')
    await world.says(ha, 'tổng hợp')
    expect(world.told(ha).at(-1)).toMatch(/chậm 1; chưa có bài: Sở Tư pháp/)

    for (const on of ['2024-12-24', '2024-12-28', '2024-12-30', '2024-12-31']) await visit(world, `${on} 08:00`)
    expect(world.told(lan)).toHaveLength(4)
    await visit(world, '2025-01-01 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('Đã quá hạn 01 ngày')])
    expect((await remindersOf(world)).at(-1)).toBe('2024 +1 sent')
    await world.says(ha, 'tổng hợp')
    expect(world.told(ha).at(-1)).toMatch(/đã hết hạn.*chưa có: Sở Tư pháp/)
  })

  it('says nothing at the year end to who has met it', async () => {
    const world = await smallWorld({
      at: '2024-12-01 07:00',
      duties: [{ ...average, quota: { average: 1, perYear: 2 }, requirements: [{ channel: 'own_site', min: 2 }] }],
    })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-12-02 08:00')
    await world.says(lan, newLinks(2, tuPhap.host))
    world.told(lan)
    for (const on of ['2024-12-24', '2024-12-31', '2025-01-01']) await visit(world, `${on} 08:00`)
    expect(world.told(lan)).toEqual([])
    expect(await outboxOf(world)).not.toHaveProperty('reminder sent')
  })
})
