import { addDays, dayOfWeek, isoWeek, type LocalDate } from '../domain/calendar.ts'
import type { PeriodView } from '../domain/message.ts'
import type { Say } from './translator.ts'

/** "30/11", with the year unless `near` is in the same one. */
export function renderDate(say: Say, on: LocalDate, near: LocalDate): string {
  return yearOf(on) === yearOf(near) ? say('date-short', dayAndMonth(on)) : renderFullDate(say, on)
}

/** "30/11/2024" */
export function renderFullDate(say: Say, on: LocalDate): string {
  return say('date-full', { ...dayAndMonth(on), year: yearOf(on) })
}

/** "thứ Bảy 30/11" */
export function renderWeekday(say: Say, on: LocalDate, near: LocalDate): string {
  return say('date-weekday', { weekday: dayOfWeek(on), date: renderDate(say, on, near) })
}

/** "tháng 11" */
export function renderMonth(say: Say, on: LocalDate): string {
  return say('date-month', { month: monthOf(on) })
}

/** "tuần 48", "tháng 11", "quý IV", with the year unless `near` is in the same one; empty for a duty without periods. */
export function renderPeriod(say: Say, period: PeriodView, near: LocalDate): string {
  if (period.cadence === 'once' || period.cadence === 'ongoing') return ''
  if (period.cadence === 'named') {
    const from = renderDate(say, period.startsOn, period.endsOn)
    return period.title ?? say('period-span', { from, to: renderDate(say, period.endsOn, near) })
  }
  const { week, year: weekYear } = isoWeek(period.endsOn)
  // A period belongs to the year of its last day, a week to that of its Thursday.
  const year = period.cadence === 'week' ? String(weekYear) : yearOf(period.endsOn)
  const month = monthOf(period.endsOn)
  const text = say('period', {
    cadence: period.cadence,
    week,
    month,
    quarter: Math.ceil(month / 3),
    half: Math.ceil(month / 6),
    year,
  })
  const saysItsYear = period.cadence === 'half' || period.cadence === 'year'
  return saysItsYear || year === yearOf(near) ? text : say('period-with-year', { period: text, year })
}

/** The last Monday-to-Friday day up to and including a day. */
export function lastWorkingDay(on: LocalDate): LocalDate {
  return addDays(on, Math.min(0, 5 - dayOfWeek(on)))
}

// Years stay strings: as numbers they would be grouped to "2.024".
function yearOf(on: LocalDate): string {
  return on.slice(0, 4)
}

function monthOf(on: LocalDate): number {
  return Number(on.slice(5, 7))
}

function dayAndMonth(on: LocalDate): { day: number; month: number } {
  return { day: Number(on.slice(8, 10)), month: monthOf(on) }
}
