import { daysBetween, isLocalDate, type LocalDate } from './calendar.ts'

/** Work that leaves no link is reported in words; each kind of work goes into its own channels. */
export const loggedWorks = {
  broadcast: ['loudspeaker', 'radio_tv'],
  newsletter: ['newsletter'],
  document: ['document'],
} as const
export type LoggedWork = keyof typeof loggedWorks

/** How people write a day, the surest way first: "24/7" may be a slogan, "17.30" an hour and "17-18" two days. */
const writtenDays = [
  /ngày\s*(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\d)/giu,
  /(?<![\d/])(?!24\/7\b)(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?(?![\d/])/g,
  /(?<![\d.])(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?(?![\d.])/g,
  /(?<![\d-])(\d{1,2})-(\d{1,2})(?:-(\d{4}))?(?![\d-])/g,
]

/**
 * The day that a report of work speaks of: the first date in it, else today. A date without a year is the nearest
 * one to today: in January, 30/12 is last year's.
 */
export function dayOfWork(note: string, today: LocalDate): LocalDate {
  const thisYear = Number(today.slice(0, 4))
  for (const form of writtenDays) {
    for (const [, day = '', month = '', year] of note.normalize('NFC').matchAll(form)) {
      const years = year === undefined ? [thisYear - 1, thisYear, thisYear + 1] : [Number(year)]
      const days = years.map((each) => `${each}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`).filter(isLocalDate)
      const nearest = days.sort((a, b) => Math.abs(daysBetween(today, a)) - Math.abs(daysBetween(today, b)))[0]
      if (nearest !== undefined) return nearest
    }
  }
  return today
}
