import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, type LocalDate } from '../../src/domain/calendar.ts'
import type { Duty } from '../../src/domain/plan.ts'
import { type Assignee, type Occurrence, type Scenario, simulate, summarize } from '../../src/domain/simulate.ts'
import { averageRule, monthlyRule } from './sample-assignment.ts'

const timeZone = 'Asia/Ho_Chi_Minh'
const plan = { year: 2024, effectiveOn: '2024-01-01' }
const weeklyRule: Duty = { ...monthlyRule, key: 'tuan', cadence: 'week' }
const cutRule: Duty = { ...monthlyRule, key: 'thang-cat', monthStartDay: 25 }
const lateRule: Duty = {
  ...monthlyRule,
  key: 'quy',
  cadence: 'quarter',
  due: { kind: 'after_period', days: 20, inclusive: true },
}
const onceRule: Duty = {
  ...monthlyRule,
  key: 'mot-lan',
  cadence: 'once',
  due: { kind: 'date', on: '2025-01-15', inclusive: false },
}

function assignee(code: string, fromOn: LocalDate | null = null, toOn: LocalDate | null = null): Assignee {
  return { agency: { code, name: `Cơ quan ${code}` }, fromOn, toOn }
}

function play(of: Partial<Scenario>): Occurrence[] {
  const range = { from: plan.effectiveOn, to: null }
  return [...simulate({ plan, duties: [], timeZone, range, ...of })]
}

function shown(events: Occurrence[]): string[] {
  return events.map((event) => {
    const what = event.kind === 'assignment' ? 'due' : `${event.time} ${event.step}`
    return [event.on, what, event.agency.code, event.period.key, event.startsOn].join(' ')
  })
}

const day = fc.integer({ min: -40, max: 460 }).map((days) => addDays('2024-01-01', days))
const open = fc.option(day)
const assignees = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', 'c'), open, open).map(([code, from, to]) => assignee(code, from, to)),
  { maxLength: 6 },
)
const duties = fc.array(
  fc.record({
    rule: fc.constantFrom(monthlyRule, averageRule, weeklyRule, cutRule, lateRule, onceRule),
    assignees,
  }),
  { minLength: 1, maxLength: 2 },
)

describe('a played plan', () => {
  it('is the same in one piece and in two', () => {
    fc.assert(
      fc.property(duties, fc.tuple(day, day, day), (owed, days) => {
        const [a = '', b = '', c = ''] = days.toSorted()
        const piece = (from: LocalDate, to: LocalDate | null) => play({ duties: owed, range: { from, to } })
        expect([...piece(a, b), ...piece(addDays(b, 1), c)]).toEqual(piece(a, c))
        expect([...piece(a, c), ...piece(addDays(c, 1), null)]).toEqual(piece(a, null))
      }),
      { numRuns: 20 },
    )
  })

  it('tells each day in turn, what is due before who is reminded', () => {
    const range = { from: '2024-04-27', to: '2024-05-03' }
    expect(shown(play({ duties: [{ rule: monthlyRule, assignees: [assignee('a'), assignee('b')] }], range }))).toEqual([
      '2024-04-27 08:00 -3 a 2024-04 2024-04-01',
      '2024-04-27 08:00 -3 b 2024-04 2024-04-01',
      '2024-04-29 08:00 -1 a 2024-04 2024-04-01',
      '2024-04-29 08:00 -1 b 2024-04 2024-04-01',
      '2024-04-30 due a 2024-04 2024-04-01',
      '2024-04-30 due b 2024-04 2024-04-01',
      '2024-04-30 08:00 0 a 2024-04 2024-04-01',
      '2024-04-30 08:00 0 b 2024-04 2024-04-01',
      '2024-05-01 08:00 +1 a 2024-04 2024-04-01',
      '2024-05-01 08:00 +1 b 2024-04 2024-04-01',
      '2024-05-03 08:00 +3 a 2024-04 2024-04-01',
      '2024-05-03 08:00 +3 b 2024-04 2024-04-01',
    ])
  })

  it('asks nobody before they came or after they left, and nobody twice', () => {
    const spans = [
      assignee('a', '2024-04-28', '2024-05-10'),
      assignee('a', null, '2024-05-31'),
      assignee('b', null, '2024-03-31'),
      assignee('c', '2024-05-20', '2024-05-25'),
    ]
    const range = { from: '2024-04-20', to: '2024-06-30' }
    const due = play({ duties: [{ rule: monthlyRule, assignees: spans }], range }).filter(
      ({ on }) => on !== '2024-04-27',
    )
    expect(shown(due.filter(({ kind }) => kind === 'assignment'))).toEqual([
      '2024-04-30 due a 2024-04 2024-04-28',
      '2024-05-31 due a 2024-05 2024-05-01',
      '2024-05-31 due c 2024-05 2024-05-20',
    ])
    expect(shown(due)[0]).toBe('2024-04-29 08:00 -1 a 2024-04 2024-04-28')
  })

  it('goes on over the turn of the year while no end is given', () => {
    const owed = [{ rule: onceRule, assignees: [assignee('a')] }]
    expect(play({ duties: owed }).at(-1)).toMatchObject({ on: '2025-01-17', step: '+3' })
    expect(play({ duties: owed, range: { from: '2024-01-01', to: '2024-12-31' } })).toEqual([])
  })
})

describe('its sums', () => {
  it('count each month, and every agency once', () => {
    const owed = [{ rule: monthlyRule, assignees: [assignee('a'), assignee('b', '2024-12-01')] }]
    const events = [...summarize(simulate({ plan, duties: owed, timeZone, range: { from: '2024-11-30', to: null } }))]
    expect(events.filter(({ kind }) => kind === 'month' || kind === 'total')).toEqual([
      { kind: 'month', month: '2024-11', assignments: 1, reminders: 1, agencies: 1 },
      { kind: 'month', month: '2024-12', assignments: 2, reminders: 10, agencies: 2 },
      { kind: 'month', month: '2025-01', assignments: 0, reminders: 4, agencies: 2 },
      { kind: 'total', assignments: 3, reminders: 15, agencies: 2 },
    ])
  })
})
