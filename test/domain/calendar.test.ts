import { describe, expect, test } from 'vitest'
import {
  addDays,
  addMonths,
  dayOfWeek,
  daysBetween,
  endOf,
  endOfMonth,
  instantAt,
  isLocalDate,
  isoWeek,
  localDateOf,
  localTimeOf,
  startOfMonth,
} from '../../src/domain/calendar.ts'

const vietnam = 'Asia/Ho_Chi_Minh'

describe('a local day', () => {
  test('begins and ends at midnight in its own zone, not in the machine’s', () => {
    expect(instantAt('2024-11-25', '00:00', vietnam).toISOString()).toBe('2024-11-24T17:00:00.000Z')
    expect(endOf('2024-11-25', vietnam).toISOString()).toBe('2024-11-25T17:00:00.000Z')
    const lastMoment = new Date(endOf('2024-11-25', vietnam).getTime() - 1)
    expect(localDateOf(lastMoment, vietnam)).toBe('2024-11-25')
    expect(localTimeOf(lastMoment, vietnam)).toBe('23:59')
    expect(localDateOf(endOf('2024-11-25', vietnam), vietnam)).toBe('2024-11-26')
  })

  test('is as long as its zone makes it', () => {
    const hours = (on: string) =>
      (endOf(on, 'Europe/Berlin').getTime() - instantAt(on, '00:00', 'Europe/Berlin').getTime()) / 3_600_000
    expect([hours('2024-03-31'), hours('2024-10-27'), hours('2024-06-01')]).toEqual([23, 25, 24])
  })

  test('is counted across months, years and leap days', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
    expect(addDays('2024-01-01', -1)).toBe('2023-12-31')
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2)
    expect([startOfMonth('2024-02-10'), endOfMonth('2024-02-10'), endOfMonth('2023-02-10')]).toEqual([
      '2024-02-01',
      '2024-02-29',
      '2023-02-28',
    ])
    expect(addMonths('2024-01-31', 1)).toBe('2024-02-29')
  })

  test('belongs to the week, and the week to the year, of its Thursday', () => {
    expect(dayOfWeek('2024-11-25')).toBe(1)
    expect(dayOfWeek('2024-12-01')).toBe(7)
    expect(isoWeek('2024-12-29')).toEqual({ year: 2024, week: 52 })
    expect(isoWeek('2024-12-30')).toEqual({ year: 2025, week: 1 })
    expect(isoWeek('2021-01-03')).toEqual({ year: 2020, week: 53 })
  })

  test.each(['2024-02-30', '2023-02-29', '2024-13-01', '2024-1-1', '01/01/2024', '2024-01-01T00:00', ''])(
    'is not %j',
    (text) => {
      expect(isLocalDate(text)).toBe(false)
    },
  )

  test('may be a leap day', () => {
    expect(isLocalDate('2024-02-29')).toBe(true)
  })
})
