import { daysBetween, isLocalDate, type LocalDate } from './calendar.ts'

/** Work that leaves no link is reported in words; each kind of work goes into its own channels. */
export const loggedWorks = {
  broadcast: ['loudspeaker', 'radio_tv'],
  newsletter: ['newsletter'],
  document: ['document'],
} as const
export type LoggedWork = keyof typeof loggedWorks

const day = '(\\d{1,2})'
const year = '(\\d{4}|\\d{2})'

/** How people write a day, the surest way first: "24/7" may be a slogan, "17.30" an hour and "17-18" two days. */
const writtenDays = [
  `ngày\\s*${day}\\s*(?:[/.-]|tháng)\\s*${day}(?:\\s*(?:[/.-]|năm)\\s*${year})?(?!\\d)`,
  `(?<![\\d/])(?!24/7\\b)${day}/${day}(?:/${year})?(?![\\d/])`,
  `(?<![\\d.])${day}\\.${day}(?:\\.${year})?(?![\\d.])`,
  `(?<![\\d-])${day}-${day}(?:-${year})?(?![\\d-])`,
].map((form) => new RegExp(form, 'giu'))

/**
 * The day that a report of work speaks of: one date in it, the most plainly written, else today. A date without a
 * year is the nearest one to today: in January, 30/12 is last year's.
 */
export function dayOfWork(note: string, today: LocalDate): LocalDate {
  for (const form of writtenDays) {
    for (const [, dayOfMonth = '', month = '', written] of note.normalize('NFC').matchAll(form)) {
      const days = yearsOf(written, today)
        .map((each) => `${each}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`)
        .filter(isLocalDate)
      const nearest = days.sort((a, b) => Math.abs(daysBetween(today, a)) - Math.abs(daysBetween(today, b)))[0]
      if (nearest !== undefined) return nearest
    }
  }
  return today
}

function yearsOf(written: string | undefined, today: LocalDate): string[] {
  const thisYear = Number(today.slice(0, 4))
  if (written === undefined) return [thisYear - 1, thisYear, thisYear + 1].map(String)
  return [written.length === 2 ? `${today.slice(0, 2)}${written}` : written]
}
