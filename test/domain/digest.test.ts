import { describe, expect, it } from 'vitest'
import { digestDuties } from '../../src/domain/digest.ts'
import type { Duty } from '../../src/domain/plan.ts'
import { averageRule, monthlyRule, sampleAssignment, year2024 } from './sample-assignment.ts'

const khdt = { agencyId: 4, agencyShortName: 'Sở KHĐT' }
const tuPhap = { agencyId: 2, agencyShortName: 'Sở Tư pháp' }
const noiVu = { agencyId: 1, agencyShortName: 'Sở Nội vụ' }

describe('the duties of a digest', () => {
  it('name who has met it, who is short of it and who is missing, in the order of the agencies', () => {
    const duties = digestDuties(
      [
        sampleAssignment({ ...khdt, credits: { portal: 2 } }),
        sampleAssignment({ ...tuPhap, credits: { portal: 1 } }),
        sampleAssignment(noiVu),
      ],
      '2024-11-25',
    )
    expect(duties).toEqual([
      {
        title: monthlyRule.title,
        clause: 'III.1.d',
        period: { cadence: 'month', key: '2024-11', title: null, startsOn: '2024-11-01', endsOn: '2024-11-30' },
        total: 3,
        met: ['Sở KHĐT'],
        short: [{ agency: 'Sở Tư pháp', done: 1, need: 2 }],
        missing: ['Sở Nội vụ'],
        overdue: false,
        pace: null,
      },
    ])
  })

  it('are one entry per duty and period, by duty and then by time', () => {
    const duties = digestDuties(
      [
        sampleAssignment({ dutyId: 9, rule: averageRule, ...year2024 }),
        sampleAssignment(),
        sampleAssignment({ periodKey: '2024-10', startsOn: '2024-10-01', endsOn: '2024-10-31' }),
        sampleAssignment(tuPhap),
      ],
      '2024-11-25',
    )
    expect(duties.map(({ period, total }) => `${period.key} ${total}`)).toEqual(['2024-10 1', '2024-11 2', '2024 1'])
  })

  it('are overdue from the day after the last allowed one', () => {
    expect(digestDuties([sampleAssignment()], '2024-11-30')[0]?.overdue).toBe(false)
    expect(digestDuties([sampleAssignment()], '2024-12-01')[0]?.overdue).toBe(true)
  })

  it('count as met what was met by any channel, though the sum looks short', () => {
    const rule: Duty = {
      ...monthlyRule,
      mode: 'any',
      requirements: [
        { channel: 'portal', min: 1 },
        { channel: 'own_site', min: 5 },
      ],
    }
    const [duty] = digestDuties([sampleAssignment({ rule, credits: { portal: 1, own_site: 4 } })], '2024-11-25')
    expect(duty).toMatchObject({ met: ['Sở KHĐT'], short: [], missing: [] })
  })

  it('measure an average quota by the months that are over, and by the year after it', () => {
    const year = (agency: object, done: number) =>
      sampleAssignment({ ...agency, rule: averageRule, ...year2024, credits: { own_site: done } })
    const all = [year(noiVu, 0), year(tuPhap, 24), year(khdt, 25)]

    expect(digestDuties(all, '2024-06-10')[0]).toMatchObject({
      pace: '2024-05-31',
      met: ['Sở KHĐT'],
      short: [{ agency: 'Sở Tư pháp', done: 24, need: 25 }],
      missing: ['Sở Nội vụ'],
      overdue: false,
    })
    // Before the first month is over nothing is asked for yet.
    expect(digestDuties(all, '2024-01-20')[0]).toMatchObject({ pace: '2024-01-31', short: [], missing: [] })
    expect(digestDuties(all, '2025-01-02')[0]).toMatchObject({
      pace: null,
      met: [],
      short: [
        { agency: 'Sở Tư pháp', done: 24, need: 60 },
        { agency: 'Sở KHĐT', done: 25, need: 60 },
      ],
      missing: ['Sở Nội vụ'],
      overdue: true,
    })
  })
})
