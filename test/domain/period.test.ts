import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dayOfWeek, daysBetween, isoWeek, type LocalDate } from '../../src/domain/calendar.ts'
import { monthsOf, paceAt, periodsOf } from '../../src/domain/period.ts'
import type { Cadence, DueRule, NamedPeriod } from '../../src/domain/plan.ts'

const endOfPeriod: DueRule = { kind: 'end_of_period', inclusive: true }
const always = { from: '1000-01-01', to: '9999-12-31' }
const tiling = ['week', 'month', 'quarter', 'half', 'year'] as const

function periodsIn(cadence: Cadence, year: number, effectiveOn: LocalDate = `${year - 1}-01-01`, range = always) {
  return periodsOf({ cadence, due: endOfPeriod }, { year, effectiveOn }, range)
}

function once(due: DueRule, effectiveOn = '2024-01-01', range = always) {
  return periodsOf({ cadence: 'once', due }, { year: 2024, effectiveOn }, range)
}

describe('periods of the calendar', () => {
  it('have readable keys, first and last days', () => {
    expect(periodsIn('month', 2024)[1]).toEqual({
      key: '2024-02',
      startsOn: '2024-02-01',
      endsOn: '2024-02-29',
      dueOn: '2024-02-29',
      title: null,
    })
    expect(periodsIn('quarter', 2024).map((period) => `${period.key} ${period.endsOn}`)).toEqual([
      '2024-Q1 2024-03-31',
      '2024-Q2 2024-06-30',
      '2024-Q3 2024-09-30',
      '2024-Q4 2024-12-31',
    ])
    expect(periodsIn('half', 2024).map(({ key }) => key)).toEqual(['2024-H1', '2024-H2'])
    expect(periodsIn('year', 2024)).toMatchObject([{ key: '2024', startsOn: '2024-01-01', endsOn: '2024-12-31' }])
    expect(periodsIn('week', 2024)[4]).toMatchObject({ key: '2024-W05', startsOn: '2024-01-29', endsOn: '2024-02-04' })
  })

  it('give a week to the year of its Thursday', () => {
    expect(periodsIn('week', 2020).at(-1)).toMatchObject({ key: '2020-W53', endsOn: '2021-01-03' })
    expect(periodsIn('week', 2021)[0]).toMatchObject({ key: '2021-W01', startsOn: '2021-01-04' })
    expect(periodsIn('week', 2025)[0]).toMatchObject({ key: '2025-W01', startsOn: '2024-12-30' })
  })

  it.each(tiling)('tile time without gap or overlap, by %s', (cadence) => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2097 }), (year) => {
        const periods = [year, year + 1, year + 2].flatMap((y) => periodsIn(cadence, y))
        expect(new Set(periods.map(({ key }) => key)).size).toBe(periods.length)
        for (const [index, period] of periods.entries()) {
          expect(period.startsOn <= period.endsOn).toBe(true)
          const next = periods[index + 1]
          if (next) expect(next.startsOn).toBe(addDays(period.endsOn, 1))
        }
      }),
    )
  })

  it.each([2, 15, 25, 28, 29, 31])('tile time by months that begin on day %i, also in February', (monthStartDay) => {
    const monthsOfYear = (year: number) =>
      periodsOf({ cadence: 'month', monthStartDay, due: endOfPeriod }, { year, effectiveOn: '1999-01-01' }, always)
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2097 }), (year) => {
        const periods = [...monthsOfYear(year), ...monthsOfYear(year + 1)]
        expect(periods).toHaveLength(24)
        for (const [index, period] of periods.entries()) {
          expect(period.endsOn.slice(0, 7)).toBe(period.key)
          const next = periods[index + 1]
          if (next) expect(next.startsOn).toBe(addDays(period.endsOn, 1))
        }
      }),
    )
  })

  it('of months that begin on the 25th count what comes on 27 May for June', () => {
    const duty = { cadence: 'month' as const, monthStartDay: 25, due: endOfPeriod }
    const months = periodsOf(duty, { year: 2021, effectiveOn: '2021-03-11' }, always)
    expect(months[0]).toMatchObject({ key: '2021-03', startsOn: '2021-03-11', endsOn: '2021-03-24' })
    expect(months.find(({ startsOn, endsOn }) => startsOn <= '2021-05-27' && '2021-05-27' <= endsOn)).toMatchObject({
      key: '2021-06',
      startsOn: '2021-05-25',
      endsOn: '2021-06-24',
      dueOn: '2021-06-24',
    })
    expect(months.at(-1)).toMatchObject({ key: '2021-12', endsOn: '2021-12-24' })
  })

  it('put every day into the one week, month, quarter, half and year that holds it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_000 }), (days) => {
        const day = addDays('2000-02-01', days)
        const year = Number(day.slice(0, 4))
        for (const cadence of tiling) {
          const holding = [year - 1, year, year + 1]
            .flatMap((y) => periodsIn(cadence, y))
            .filter((period) => period.startsOn <= day && day <= period.endsOn)
          expect(holding).toHaveLength(1)
          const { year: weekYear, week } = isoWeek(day)
          if (cadence === 'week') expect(holding[0]?.key).toBe(`${weekYear}-W${String(week).padStart(2, '0')}`)
          else expect(holding[0]?.key.startsWith(`${year}`)).toBe(true)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('run from Monday to Sunday where they are weeks', () => {
    for (const { startsOn, endsOn } of periodsIn('week', 2026)) {
      expect([dayOfWeek(startsOn), daysBetween(startsOn, endsOn)]).toEqual([1, 6])
    }
  })
})

describe('the range asked for', () => {
  const anyDay = fc.integer({ min: -30, max: 400 }).map((days) => addDays('2024-01-01', days))

  it('holds what has started by its end and ends on or after its beginning', () => {
    const keys = (from: LocalDate, to: LocalDate) =>
      periodsIn('month', 2024, '2024-01-01', { from, to }).map(({ key }) => key)
    expect(keys('2024-02-29', '2024-04-01')).toEqual(['2024-02', '2024-03', '2024-04'])
    expect(keys('2024-03-01', '2024-03-31')).toEqual(['2024-03'])
    expect(keys('2023-01-01', '2023-12-31')).toEqual([])
  })

  it('may be cut into pieces and asked for in any order', () => {
    fc.assert(
      fc.property(fc.constantFrom(...tiling), anyDay, fc.array(anyDay), (cadence, effectiveOn, days) => {
        const to = days.reduce((latest, day) => (day > latest ? day : latest), effectiveOn)
        const opened = new Map(
          [...days, to]
            .flatMap((day) => periodsIn(cadence, 2024, effectiveOn, { from: effectiveOn, to: day }))
            .map((period) => [period.key, period]),
        )
        const whole = periodsIn(cadence, 2024, effectiveOn, { from: effectiveOn, to })
        expect([...opened.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual(whole)
      }),
    )
  })

  it('loses nothing between two neighbouring ranges', () => {
    fc.assert(
      fc.property(fc.constantFrom(...tiling), anyDay, (cadence, day) => {
        const before = periodsIn(cadence, 2024, '2023-12-01', { from: '2023-12-01', to: day })
        const after = periodsIn(cadence, 2024, '2023-12-01', { from: addDays(day, 1), to: '2025-12-31' })
        const keys = new Set([...before, ...after].map(({ key }) => key))
        expect([...keys]).toEqual(periodsIn(cadence, 2024, '2023-12-01').map(({ key }) => key))
      }),
    )
  })
})

describe('a plan that takes effect within its year', () => {
  it('opens nothing before that day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...tiling), fc.integer({ min: 0, max: 364 }), (cadence, days) => {
        const effectiveOn = addDays('2021-01-01', days)
        for (const { startsOn, endsOn, dueOn } of periodsIn(cadence, 2021, effectiveOn)) {
          expect([startsOn, endsOn, dueOn].every((day) => day >= effectiveOn)).toBe(true)
        }
      }),
    )
  })

  it('shortens the period that is running', () => {
    expect(periodsIn('month', 2021, '2021-07-26')[0]).toMatchObject({
      key: '2021-07',
      startsOn: '2021-07-26',
      endsOn: '2021-07-31',
    })
    expect(periodsIn('year', 2021, '2021-07-26')).toMatchObject([{ startsOn: '2021-07-26', endsOn: '2021-12-31' }])
    expect(periodsIn('month', 2021, '2021-07-26', { from: '2021-01-01', to: '2021-07-25' })).toEqual([])
  })
})

describe('a duty done once', () => {
  it('runs from the plan to its last allowed day, which "before D" puts on the day before', () => {
    expect(once({ kind: 'date', on: '2024-01-31', inclusive: true })).toEqual([
      { key: 'once', startsOn: '2024-01-01', endsOn: '2024-01-31', dueOn: '2024-01-31', title: null },
    ])
    expect(once({ kind: 'date', on: '2024-03-01', inclusive: false })[0]?.dueOn).toBe('2024-02-29')
  })

  it('runs to the end of the year where no day is named', () => {
    expect(once(endOfPeriod)[0]?.dueOn).toBe('2024-12-31')
    expect(once({ kind: 'none', inclusive: null })[0]?.dueOn).toBe('2024-12-31')
  })

  it('is found after it fell due, by a range that begins with the plan', () => {
    const due: DueRule = { kind: 'date', on: '2024-01-31', inclusive: true }
    expect(once(due, '2024-01-01', { from: '2024-01-01', to: '2024-11-30' })).toHaveLength(1)
    expect(once(due, '2024-01-01', { from: '2024-02-01', to: '2024-11-30' })).toEqual([])
  })

  it('does not exist where it fell due before the plan', () => {
    expect(once({ kind: 'date', on: '2024-01-31', inclusive: true }, '2024-02-01')).toEqual([])
    expect(once({ kind: 'date', on: '2024-02-01', inclusive: false }, '2024-02-01')).toEqual([])
  })
})

describe('other cadences', () => {
  const reports: NamedPeriod[] = [
    { key: 'q1', title: 'Báo cáo quý I', startsOn: '2023-12-15', endsOn: '2024-03-14' },
    { key: 'h1', title: 'Báo cáo 6 tháng', startsOn: '2023-12-15', endsOn: '2024-06-14' },
    { key: 'year', title: 'Báo cáo năm', startsOn: '2023-12-15', endsOn: '2024-12-14' },
    { key: 'next-q1', title: 'Báo cáo quý I', startsOn: '2024-12-15', endsOn: '2025-03-14' },
  ]
  const named = (periods: NamedPeriod[]) =>
    periodsOf({ cadence: 'named', periods, due: endOfPeriod }, { year: 2024, effectiveOn: '2023-12-20' }, always)

  it('keep named spans with their titles, in the year of their last day', () => {
    expect(named(reports).map(({ key }) => key)).toEqual(['q1', 'h1', 'year'])
    expect(named(reports)[0]).toEqual({
      key: 'q1',
      title: 'Báo cáo quý I',
      startsOn: '2023-12-20',
      endsOn: '2024-03-14',
      dueOn: '2024-03-14',
    })
  })

  it('do not depend on the order of the named spans', () => {
    const orders = fc.shuffledSubarray(reports, { minLength: reports.length })
    fc.assert(
      fc.property(orders, (periods) => {
        expect(named(periods)).toEqual(named(reports))
      }),
    )
  })

  it('open nothing for an ongoing duty', () => {
    expect(periodsIn('ongoing', 2024)).toEqual([])
  })
})

describe('the pace of an average quota', () => {
  const quota = { average: 5, perYear: 60 }
  const year = { startsOn: '2024-01-01', endsOn: '2024-12-31' }

  it('asks for the average times the months, the running one included', () => {
    expect(paceAt(quota, year, '2024-01-01')).toEqual({ month: '2024-01-31', expected: 5 })
    expect(paceAt(quota, year, '2024-02-29')).toEqual({ month: '2024-02-29', expected: 10 })
    expect(paceAt(quota, year, '2024-11-25')).toEqual({ month: '2024-11-30', expected: 55 })
    expect(paceAt(quota, year, '2024-12-31')).toEqual({ month: '2024-12-31', expected: 60 })
  })

  it('never asks for more than the year does, nor beyond the span', () => {
    expect(paceAt({ average: 6, perYear: 60 }, year, '2024-12-01').expected).toBe(60)
    expect(paceAt(quota, year, '2025-06-01')).toEqual({ month: '2024-12-31', expected: 60 })
    expect(paceAt(quota, year, '2023-06-01')).toEqual({ month: '2024-01-31', expected: 5 })
  })

  it('counts months from the start of a late span', () => {
    const late = { startsOn: '2024-07-26', endsOn: '2024-12-31' }
    expect(paceAt(quota, late, '2024-07-28')).toEqual({ month: '2024-07-31', expected: 5 })
    expect(paceAt(quota, late, '2024-12-01').expected).toBe(30)
    expect(monthsOf(late)).toHaveLength(6)
  })

  it('never falls as the days pass', () => {
    const day = fc.integer({ min: 0, max: 400 })
    fc.assert(
      fc.property(day, day, (a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)].map((days) => addDays('2024-01-01', days))
        const at = (on = '') => paceAt(quota, year, on).expected
        expect(at(first)).toBeLessThanOrEqual(at(second))
      }),
    )
  })
})

describe('deadlines', () => {
  const monthly = (due: DueRule) =>
    periodsOf({ cadence: 'month', due }, { year: 2024, effectiveOn: '2024-01-01' }, always).map(({ dueOn }) => dueOn)

  it('on a day of the month include that day or end the day before, and keep within short months', () => {
    expect(monthly({ kind: 'day_of_month', day: 20, inclusive: true })[0]).toBe('2024-01-20')
    expect(monthly({ kind: 'day_of_month', day: 25, inclusive: false })[1]).toBe('2024-02-24')
    expect(monthly({ kind: 'day_of_month', day: 31, inclusive: true })[1]).toBe('2024-02-29')
  })

  it('so many days after the period follow it over the turn of the month and the year', () => {
    const due = monthly({ kind: 'after_period', days: 5, inclusive: true })
    expect([due[1], due[11]]).toEqual(['2024-03-05', '2025-01-05'])
  })

  it('of a span that the plan names are its own where it has one, else the rule’s', () => {
    const span = { key: 'quy-1', title: 'Quý I', startsOn: '2023-12-15', endsOn: '2024-03-14' }
    const periods: NamedPeriod[] = [
      { ...span, due: { on: '2024-03-15', inclusive: false } },
      { ...span, key: 'nam', title: 'Năm', endsOn: '2024-12-14' },
    ]
    const due = periodsOf(
      { cadence: 'named', periods, due: { kind: 'after_period', days: 3, inclusive: true } },
      { year: 2024, effectiveOn: '2023-12-01' },
      always,
    )
    expect(due.map(({ key, dueOn }) => `${key} ${dueOn}`)).toEqual(['quy-1 2024-03-14', 'nam 2024-12-17'])
  })
})
