import { type Assignment, channelMet, progressOf } from './assignment.ts'
import type { LocalDate } from './calendar.ts'
import type { NormalLink } from './link.ts'
import type { Channel } from './plan.ts'

export type MatchableSite = { id: number; host: string; path: string; channel: Channel; agencyId: number | null }

/** The site a page stands on: the exact host, and of its sites the longest path that leads to the page. */
export function matchSite<S extends MatchableSite>(link: Pick<NormalLink, 'host' | 'path'>, sites: S[]): S | undefined {
  const path = link.path.toLowerCase()
  return sites
    .filter((site) => site.host === link.host && isPrefix(site.path.toLowerCase(), path))
    .sort((a, b) => b.path.length - a.path.length)[0]
}

/** `/tin` leads to `/tin/1` but not to `/tin-tuc`. */
function isPrefix(prefix: string, path: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`)
}

/**
 * The assignment that a piece in a channel counts toward: one that the message answers; else the oldest that
 * still needs it; else, as surplus, the current one. What was held at import takes nothing by itself: a link
 * sent today is not meant for a time before the agency was asked here.
 */
export function matchAssignment(
  candidates: Assignment[],
  of: { channel: Channel; today: LocalDate; answered: number[] },
): Assignment | undefined {
  const open = candidates
    .filter((each) => each.rule.requirements.some((requirement) => requirement.channel === of.channel))
    .filter((each) => !each.locked && each.startsOn <= of.today)
    .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || a.id - b.id)
  const needing = open.filter((each) => !isSurplus(each, of.channel))
  const answered = open.filter((each) => of.answered.includes(each.id))
  return (
    answered.find((each) => needing.includes(each)) ??
    answered[0] ??
    needing.find((each) => !each.held && !each.excused) ??
    open.findLast((each) => each.endsOn >= of.today)
  )
}

/** Whether another piece in that channel only adds to what is met already. */
export function isSurplus(assignment: Assignment, channel: Channel): boolean {
  return progressOf(assignment).met || channelMet(assignment, channel)
}
