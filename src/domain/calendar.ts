import { Temporal } from 'temporal-polyfill'

/** A calendar day in the province's zone, `YYYY-MM-DD`. It has no time and no zone of its own. */
export type LocalDate = string

/** The local day that an instant falls on. */
export function localDateOf(at: Date, timeZone: string): LocalDate {
  return zoned(at, timeZone).toPlainDate().toString()
}

/** The instant at which a local day reaches `HH:MM`. */
export function instantAt(on: LocalDate, time: string, timeZone: string): Date {
  const zonedTime = Temporal.PlainDate.from(on).toZonedDateTime({ timeZone, plainTime: time })
  return new Date(zonedTime.epochMilliseconds)
}

/** The exclusive end of a local day: the first instant that no longer belongs to it. */
export function endOf(on: LocalDate, timeZone: string): Date {
  return instantAt(addDays(on, 1), '00:00', timeZone)
}

/** The local time of day of an instant, `HH:MM`. */
export function localTimeOf(at: Date, timeZone: string): string {
  return zoned(at, timeZone).toPlainTime().toString({ smallestUnit: 'minute' })
}

export function addDays(on: LocalDate, days: number): LocalDate {
  return Temporal.PlainDate.from(on).add({ days }).toString()
}

/** Whole days from one local date to another; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days
}

/** ISO day of the week: 1 = Monday … 7 = Sunday. */
export function dayOfWeek(on: LocalDate): number {
  return Temporal.PlainDate.from(on).dayOfWeek
}

/** The ISO week that a day belongs to; the week belongs to the year of its Thursday. */
export function isoWeek(on: LocalDate): { year: number; week: number } {
  const date = Temporal.PlainDate.from(on)
  return { year: date.yearOfWeek ?? date.year, week: date.weekOfYear ?? 1 }
}

export function startOfMonth(on: LocalDate): LocalDate {
  return Temporal.PlainDate.from(on).with({ day: 1 }).toString()
}

export function endOfMonth(on: LocalDate): LocalDate {
  const date = Temporal.PlainDate.from(on)
  return date.with({ day: date.daysInMonth }).toString()
}

export function addMonths(on: LocalDate, months: number): LocalDate {
  return Temporal.PlainDate.from(on).add({ months }).toString()
}

export function isLocalDate(text: string): boolean {
  try {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text
  } catch {
    return false
  }
}

function zoned(at: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
}
