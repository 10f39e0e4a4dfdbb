import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDemanding, isOpen, paceOf, progressOf, toItem, toItems } from '../../src/domain/assignment.ts'
import type { Duty } from '../../src/domain/plan.ts'
import { averageRule, monthlyRule, sampleAssignment, year2024 } from './sample-assignment.ts'

const both: Duty = {
  ...monthlyRule,
  requirements: [
    { channel: 'portal', min: 2 },
    { channel: 'own_site', min: 3 },
  ],
}
const either: Duty = { ...both, mode: 'any' }

describe('3. fulfilment is derived from live credits', () => {
  it('counts what is there against what is asked', () => {
    expect(progressOf(sampleAssignment())).toEqual({ done: 0, need: 2, met: false })
    expect(progressOf(sampleAssignment({ credits: { portal: 1 } }))).toEqual({ done: 1, need: 2, met: false })
    expect(progressOf(sampleAssignment({ credits: { portal: 2 } }))).toEqual({ done: 2, need: 2, met: true })
    expect(progressOf(sampleAssignment({ credits: { portal: 5 } }))).toEqual({ done: 5, need: 2, met: true })
  })

  it('does not count another channel', () => {
    expect(progressOf(sampleAssignment({ credits: { own_site: 9 } }))).toEqual({ done: 0, need: 2, met: false })
  })

  it('asks for every channel where all are asked for, and surplus in one does not make up for another', () => {
    const lopsided = progressOf(sampleAssignment({ rule: both, credits: { portal: 9, own_site: 1 } }))
    expect(lopsided).toEqual({ done: 3, need: 5, met: false })
    expect(progressOf(sampleAssignment({ rule: both, credits: { portal: 2, own_site: 3 } })).met).toBe(true)
  })

  it('asks for one channel where any will do, and shows the one that is furthest', () => {
    expect(progressOf(sampleAssignment({ rule: either, credits: { portal: 1, own_site: 2 } }))).toEqual({
      done: 2,
      need: 3,
      met: false,
    })
    expect(progressOf(sampleAssignment({ rule: either, credits: { portal: 2 } })).met).toBe(true)
  })

  it('goes by the count that was set for this assignment, where there is one', () => {
    expect(progressOf(sampleAssignment({ quotaOverride: 1, credits: { portal: 1 } })).met).toBe(true)
    expect(progressOf(sampleAssignment({ quotaOverride: 4, credits: { portal: 3 } }))).toEqual({
      done: 3,
      need: 4,
      met: false,
    })
  })

  it('says met exactly when no channel is left to fill', () => {
    const counts = fc.record({ portal: fc.nat(5), own_site: fc.nat(5) })
    fc.assert(
      fc.property(counts, (credits) => {
        const all = progressOf(sampleAssignment({ rule: both, credits }))
        expect(all.met).toBe(credits.portal >= 2 && credits.own_site >= 3)
        expect(all.met).toBe(all.done >= all.need)
        expect(progressOf(sampleAssignment({ rule: either, credits })).met).toBe(
          credits.portal >= 2 || credits.own_site >= 3,
        )
      }),
    )
  })

  it('leaves open only what is neither met, excused, locked nor held', () => {
    expect(isOpen(sampleAssignment())).toBe(true)
    expect(isOpen(sampleAssignment({ credits: { portal: 2 } }))).toBe(false)
    expect(isOpen(sampleAssignment({ excused: true }))).toBe(false)
    expect(isOpen(sampleAssignment({ locked: true }))).toBe(false)
    expect(isOpen(sampleAssignment({ held: true }))).toBe(false)
  })
})

describe('7. an average quota binds the year and paces the months', () => {
  const year = (done: number) => sampleAssignment({ rule: averageRule, ...year2024, credits: { own_site: done } })

  it('expects the average for every month that has begun, and never more than the year', () => {
    expect(paceOf(year(0), '2024-01-01')).toEqual({ month: '2024-01-31', expected: 5 })
    expect(paceOf(year(0), '2024-05-28')).toEqual({ month: '2024-05-31', expected: 25 })
    expect(paceOf(year(0), '2024-12-31')).toEqual({ month: '2024-12-31', expected: 60 })
    expect(paceOf(year(0), '2025-03-01')).toEqual({ month: '2024-12-31', expected: 60 })
    expect(paceOf(sampleAssignment(), '2024-11-28')).toBeUndefined()
  })

  it('asks only those behind the pace, and surplus carries into later months', () => {
    expect(isDemanding(year(24), '2024-05-28')).toBe(true)
    expect(isDemanding(year(25), '2024-05-28')).toBe(false)
    expect(isDemanding(year(25), '2024-06-28')).toBe(true)
    expect(isDemanding(year(30), '2024-06-28')).toBe(false)
  })

  it('asks everybody who has not the whole year, once it ends', () => {
    expect(isDemanding(year(59), '2024-12-30')).toBe(true)
    expect(isDemanding(year(59), '2024-12-31')).toBe(true)
    expect(isDemanding(year(59), '2025-01-01')).toBe(true)
    expect(isDemanding(year(60), '2024-12-31')).toBe(false)
    // Who began in June has a slower pace, and the same year to answer for.
    const late = sampleAssignment({ rule: averageRule, ...year2024, startsOn: '2024-06-01', credits: { own_site: 40 } })
    expect(isDemanding(late, '2024-12-30')).toBe(false)
    expect(isDemanding(late, '2024-12-31')).toBe(true)
  })

  it('is not overdue while the year runs', () => {
    expect(toItem(year(0), '2024-07-15')).toMatchObject({ overdueDays: 0, pace: { month: '2024-07-31', expected: 35 } })
    expect(toItem(year(0), '2025-01-02').overdueDays).toBe(2)
  })

  it('changes nothing for other quotas: these are asked for as long as they are open', () => {
    expect(isDemanding(sampleAssignment(), '2024-11-02')).toBe(true)
    expect(isDemanding(sampleAssignment({ credits: { portal: 2 } }), '2024-11-02')).toBe(false)
  })
})

describe('6. the last allowed day', () => {
  it('is not overdue itself, the day after is', () => {
    expect(toItem(sampleAssignment(), '2024-11-29').overdueDays).toBe(0)
    expect(toItem(sampleAssignment(), '2024-11-30').overdueDays).toBe(0)
    expect(toItem(sampleAssignment(), '2024-12-01').overdueDays).toBe(1)
    expect(toItem(sampleAssignment({ dueOn: '2024-12-05' }), '2024-12-04').overdueDays).toBe(0)
  })
})

describe('items as people see them', () => {
  const shared: Duty = {
    ...monthlyRule,
    key: 'tin-bai-thu-hut-dau-tu',
    clause: 'III.6',
    title: 'Tin, bài về hỗ trợ đầu tư trên Cổng TTĐT tỉnh',
    sharesCreditWith: ['tin-bai-cong-ttdt'],
  }

  it('show duties that share credit as one, with both clauses: Sở KHĐT sees two articles, not four', () => {
    for (const assignments of [
      [sampleAssignment(), sampleAssignment({ rule: shared, dutyId: 8 })],
      [sampleAssignment({ rule: shared, dutyId: 8 }), sampleAssignment()],
    ]) {
      const items = toItems(assignments, '2024-11-25')
      expect(items).toHaveLength(1)
      expect(items[0]).toMatchObject({ title: shared.title, clauses: ['III.6', 'III.1.d'], done: 0, need: 2 })
    }
  })

  it('do not mix agencies, periods or plans', () => {
    const others = [
      sampleAssignment({ agencyId: 5 }),
      sampleAssignment({ periodKey: '2024-10' }),
      sampleAssignment({ planId: 2 }),
    ]
    for (const other of others) {
      expect(toItems([sampleAssignment({ rule: shared, dutyId: 8 }), other], '2024-11-25')).toHaveLength(2)
    }
  })

  it('come with the nearest deadline first', () => {
    const items = toItems(
      [sampleAssignment({ dueOn: '2024-12-31' }), sampleAssignment({ dueOn: '2024-10-31' }), sampleAssignment()],
      '2024-11-25',
    )
    expect(items.map((item) => item.dueOn)).toEqual(['2024-10-31', '2024-11-30', '2024-12-31'])
  })

  it('tell who of the agency sent the latest piece', () => {
    const latest = { by: 'Lan', at: new Date('2024-11-20T02:00:00Z'), on: '2024-11-20' }
    expect(toItem(sampleAssignment({ latest }), '2024-11-25').latest).toEqual({ by: 'Lan', on: '2024-11-20' })
  })
})

describe('what the plan gives no deadline', () => {
  it('is asked for and never overdue', () => {
    const rule = { ...monthlyRule, due: { kind: 'none' as const, inclusive: null } }
    const item = toItem(sampleAssignment({ rule }), '2025-01-15')
    expect(item).toMatchObject({ done: 0, need: 2, dueOn: '2024-11-30', dueStated: false, overdueDays: 0 })
    expect(toItem(sampleAssignment(), '2025-01-15')).toMatchObject({ dueStated: true, overdueDays: 46 })
  })
})
