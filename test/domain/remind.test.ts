import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, instantAt, type LocalDate, localDateOf, localTimeOf } from '../../src/domain/calendar.ts'
import { cadences, type DueRule, type Quota } from '../../src/domain/plan.ts'
import { dueSteps, firstReminder, firstStepAfter, nextOpening, type StepsOf, stepsOf } from '../../src/domain/remind.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const periodKey = '2024-11'
const due: DueRule = { kind: 'end_of_period', inclusive: true }
const twice: Quota = { min: 2, stated: true }
const average: Quota = { average: 5, perYear: 60 }

function at(on: LocalDate, time = '08:00'): Date {
  return instantAt(on, time, timeZone)
}

/** "-7 2024-11-23", for steps that are all at 08:00. */
function shown(of: Omit<StepsOf, 'timeZone' | 'periodKey'>): string[] {
  return stepsOf({ ...of, periodKey, timeZone }).map((step) => {
    expect(localTimeOf(step.at, timeZone)).toBe('08:00')
    return `${step.key} ${localDateOf(step.at, timeZone)}`
  })
}

const november = { startsOn: '2024-11-01', endsOn: '2024-11-30', dueOn: '2024-11-30' }
const ofNovember = ['-7 2024-11-23', '-3 2024-11-27', '-1 2024-11-29', '0 2024-11-30', '+1 2024-12-01', '+3 2024-12-03']

describe('the steps of an assignment', () => {
  it('end with the period where the plan states no deadline: nobody is late with it', () => {
    const none: DueRule = { kind: 'none', inclusive: null }
    expect(shown({ rule: { cadence: 'month', quota: twice, due: none }, ...november })).toEqual(ofNovember.slice(0, 4))
    const span = { key: periodKey, title: 'Tháng 11', startsOn: '2024-11-01', endsOn: '2024-11-30' }
    const own = [{ ...span, due: { on: '2024-11-30', inclusive: true } }]
    const rule = { cadence: 'named' as const, quota: twice, due: none }
    expect(shown({ rule: { ...rule, periods: [span] }, ...november })).toEqual(ofNovember.slice(0, 4))
    expect(shown({ rule: { ...rule, periods: own }, ...november })).toEqual(ofNovember)
  })

  it('of a month are 7, 3 and 1 days before the deadline, the day itself, 1 and 3 days after, at eight', () => {
    expect(shown({ rule: { cadence: 'month', quota: twice, due }, ...november })).toEqual(ofNovember)
  })

  it('of a one-off go by its own date', () => {
    const once = { startsOn: '2024-01-01', endsOn: '2024-01-31', dueOn: '2024-01-31' }
    expect(shown({ rule: { cadence: 'once', quota: twice, due }, ...once })).toEqual([
      '-7 2024-01-24',
      '-3 2024-01-28',
      '-1 2024-01-30',
      '0 2024-01-31',
      '+1 2024-02-01',
      '+3 2024-02-03',
    ])
  })

  it('of a week are its Wednesday and Friday, then 1 and 3 days after it', () => {
    const week48 = { startsOn: '2024-11-25', endsOn: '2024-12-01', dueOn: '2024-12-01' }
    expect(shown({ rule: { cadence: 'week', quota: twice, due }, ...week48 })).toEqual([
      'w3 2024-11-27',
      'w5 2024-11-29',
      '+1 2024-12-02',
      '+3 2024-12-04',
    ])
  })

  it('stay away before the period, or the plan, has started', () => {
    const late = { ...november, startsOn: '2024-11-28' }
    expect(shown({ rule: { cadence: 'month', quota: twice, due }, ...late })).toEqual(ofNovember.slice(2))
    const lateInWeek = { startsOn: '2024-11-28', endsOn: '2024-12-01', dueOn: '2024-12-01' }
    expect(shown({ rule: { cadence: 'week', quota: twice, due }, ...lateInWeek })[0]).toBe('w5 2024-11-29')
    // Due five days after the plan was signed.
    const soon = { startsOn: '2021-07-26', endsOn: '2021-07-31', dueOn: '2021-07-31' }
    expect(shown({ rule: { cadence: 'once', quota: twice, due }, ...soon })[0]).toBe('-3 2021-07-28')
  })

  it('follow a deadline that was moved', () => {
    const extended = { ...november, dueOn: '2024-12-10' }
    expect(shown({ rule: { cadence: 'month', quota: twice, due }, ...extended })).toEqual([
      '-7 2024-12-03',
      '-3 2024-12-07',
      '-1 2024-12-09',
      '0 2024-12-10',
      '+1 2024-12-11',
      '+3 2024-12-13',
    ])
  })

  it('of a week follow a deadline that was moved as well', () => {
    const extended = { startsOn: '2024-11-25', endsOn: '2024-12-01', dueOn: '2024-12-06' }
    expect(shown({ rule: { cadence: 'week', quota: twice, due }, ...extended })).toEqual([
      'w3 2024-11-27',
      'w5 2024-11-29',
      '-3 2024-12-03',
      '-1 2024-12-05',
      '0 2024-12-06',
      '+1 2024-12-07',
      '+3 2024-12-09',
    ])
  })

  it('of an average quota look at the pace before each month end, and are overdue only after the year', () => {
    const year = { startsOn: '2024-01-01', endsOn: '2024-12-31', dueOn: '2024-12-31' }
    const steps = shown({ rule: { cadence: 'year', quota: average, due }, ...year })
    expect(steps.slice(0, 5)).toEqual([
      '2024-01:-7 2024-01-24',
      '2024-01:-3 2024-01-28',
      '2024-01:-1 2024-01-30',
      '2024-01:0 2024-01-31',
      '2024-02:-7 2024-02-22',
    ])
    expect(steps.slice(-7)).toEqual([
      '2024-11:0 2024-11-30',
      '-7 2024-12-24',
      '-3 2024-12-28',
      '-1 2024-12-30',
      '0 2024-12-31',
      '+1 2025-01-01',
      '+3 2025-01-03',
    ])
    expect(steps).toHaveLength(11 * 4 + 6)
    expect(steps.filter((step) => step.includes('+'))).toHaveLength(2)
  })

  it('ascend, have names of their own, and none comes before the start, whatever the rule and the dates', () => {
    const days = fc.integer({ min: 0, max: 400 })
    const quotas = fc.constantFrom<Quota | null>(twice, average, null)
    fc.assert(
      fc.property(fc.constantFrom(...cadences), quotas, days, days, days, (cadence, quota, first, length, moved) => {
        const startsOn = addDays('2024-01-01', first)
        const endsOn = addDays(startsOn, length)
        const dueOn = addDays(endsOn, moved % 30)
        const steps = stepsOf({ rule: { cadence, quota, due }, periodKey, startsOn, endsOn, dueOn, timeZone })
        for (const [index, step] of steps.entries()) {
          expect(step.at >= at(startsOn)).toBe(true)
          const next = steps[index + 1]
          if (next) expect(step.at <= next.at).toBe(true)
        }
        expect(new Set(steps.map((step) => step.key)).size).toBe(steps.length)
        expect(steps.at(-1)?.at).toEqual(at(addDays(dueOn, 3)))
      }),
    )
  })
})

describe('planning the steps that have come due', () => {
  const steps = stepsOf({ rule: { cadence: 'month', quota: twice, due }, periodKey, ...november, timeZone })
  const from = at('2024-11-23')

  it('takes the one that is due and names the next', () => {
    const plan = dueSteps(steps, from, at('2024-11-23'))
    expect(plan).toEqual({ step: { key: '-7', at: from }, stale: [], nextAt: at('2024-11-27') })
  })

  it('takes nothing before its time', () => {
    expect(dueSteps(steps, from, at('2024-11-23', '07:59'))).toEqual({ step: undefined, stale: [], nextAt: from })
  })

  it('takes only the latest after an outage, and hands back the stale ones to be recorded', () => {
    const plan = dueSteps(steps, from, at('2024-11-30', '16:20'))
    expect(plan.step?.key).toBe('0')
    expect(plan.stale.map((step) => step.key)).toEqual(['-7', '-3', '-1'])
    expect(plan.nextAt).toEqual(at('2024-12-01'))
  })

  it('looks no further back than the first step that nobody has planned', () => {
    const plan = dueSteps(steps, at('2024-11-29'), at('2024-11-30'))
    expect(plan.stale.map((step) => step.key)).toEqual(['-1'])
  })

  it('ends after the last step', () => {
    expect(dueSteps(steps, at('2024-12-03'), at('2024-12-03')).nextAt).toBeNull()
    expect(firstStepAfter(steps, at('2024-12-03'))).toBeNull()
    expect(firstStepAfter(steps, at('2024-11-23'))).toEqual(at('2024-11-27'))
  })

  it('begins a newly opened assignment with the latest step that is past, else with the first to come', () => {
    expect(firstReminder(steps, at('2024-11-28'))).toEqual(at('2024-11-27'))
    expect(firstReminder(steps, at('2024-11-27'))).toEqual(at('2024-11-27'))
    expect(firstReminder(steps, at('2024-11-01'))).toEqual(at('2024-11-23'))
    expect(firstReminder(steps, at('2025-02-01'))).toEqual(at('2024-12-03'))
    expect(firstReminder([], at('2024-11-01'))).toBeNull()
  })
})

describe('the open hours', () => {
  it.each([
    ['00:00', '2024-11-25', '08:00'],
    ['07:59', '2024-11-25', '08:00'],
    ['08:00', '2024-11-25', '08:00'],
    ['12:34', '2024-11-25', '12:34'],
    ['17:29', '2024-11-25', '17:29'],
    ['17:30', '2024-11-26', '08:00'],
    ['23:59', '2024-11-26', '08:00'],
  ])('let what comes at %s be said on %s at %s', (time, on, said) => {
    expect(nextOpening(at('2024-11-25', time), timeZone)).toEqual(at(on, said))
  })

  it('are those of the province', () => {
    const midnight = new Date('2024-11-25T00:00:00Z')
    expect(nextOpening(midnight, 'Asia/Ho_Chi_Minh')).toEqual(new Date('2024-11-25T01:00:00Z'))
    expect(nextOpening(midnight, 'Asia/Tokyo')).toEqual(midnight)
  })
})
