import type { SiteRow } from '../../db/agencies.ts'
import type { Assignment } from '../../domain/assignment.ts'
import { localDateOf } from '../../domain/calendar.ts'
import { matchAssignment } from '../../domain/match.ts'

/** The assignment of an agency that takes a page on a site; none where the site is unknown or somebody else's. */
export function targetOn(
  site: SiteRow | undefined,
  agencyId: number,
  assignments: Assignment[],
  { now, answered }: { now: Date; answered: number[] },
): Assignment | undefined {
  const candidates = assignments.filter((each) => each.agencyId === agencyId)
  const [first] = candidates
  if (first === undefined || site === undefined) return undefined
  if (site.agencyId !== null && site.agencyId !== agencyId) return undefined
  return matchAssignment(candidates, { channel: site.channel, today: localDateOf(now, first.timeZone), answered })
}
