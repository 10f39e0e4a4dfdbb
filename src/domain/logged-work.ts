import { daysBetween, isLocalDate, type LocalDate } from './calendar.ts'

/** Work that leaves no link is reported in words; each kind of work goes into its own channels. */
export const loggedWorks = {
  broadcast: ['loudspeaker', 'radio_tv'],
  newsletter: ['newsletter'],
  document: ['document'],
} as const
export type LoggedWork = keyof typeof loggedWorks

/**
 * The day that a report of work speaks of: the first `d/m` or `d/m/yyyy` in it, else today; "17.30" is an hour. A
 * date without a year is the nearest one to today: in January, 30/12 is last year's.
 */
export function dayOfWork(note: string, today: LocalDate): LocalDate {
  const thisYear = Number(today.slice(0, 4))
  for (const found of note.matchAll(/(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\d)/g)) {
    const [, day = '', month = '', year] = found
    const years = year === undefined ? [thisYear - 1, thisYear, thisYear + 1] : [Number(year)]
    const days = years.map((each) => `${each}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`).filter(isLocalDate)
    const nearest = days.sort((a, b) => Math.abs(daysBetween(today, a)) - Math.abs(daysBetween(today, b)))[0]
    if (nearest !== undefined) return nearest
  }
  return today
}
