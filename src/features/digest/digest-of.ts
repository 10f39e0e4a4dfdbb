import { listAgencies } from '../../db/agencies.ts'
import { inProvince, isHeld, listAssignments, notHeld, startedBy, unsettled } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { countParked } from '../../db/inbound.ts'
import { listReachableAgencies } from '../../db/people.ts'
import { findDeploymentFact, type Province } from '../../db/provinces.ts'
import { countInDoubt } from '../../db/reminders.ts'
import { countWaitingLinks, listUnverifiedHosts } from '../../db/submissions.ts'
import { isOpen } from '../../domain/assignment.ts'
import {
  addDays,
  dayOfWeek,
  instantAt,
  isoWeek,
  type LocalDate,
  localDateOf,
  localTimeOf,
} from '../../domain/calendar.ts'
import { digestDuties } from '../../domain/digest.ts'
import type { DigestView } from '../../domain/message.ts'

/** How a province stands: with `week`, in the week of that Monday; without, in the current week so far. */
export async function digestOf(
  db: Db,
  province: Province,
  of: { week: LocalDate | null; now: Date },
): Promise<DigestView> {
  const { id: provinceId, timeZone } = province
  const today = localDateOf(of.now, timeZone)
  const startsOn = of.week ?? addDays(today, 1 - dayOfWeek(today))
  const endsOn = addDays(startsOn, 6)
  const from = instantAt(startsOn, '00:00', timeZone)
  const to = instantAt(addDays(endsOn, 1), '00:00', timeZone)

  const ofProvince = inProvince(provinceId)
  const started = await listAssignments(db, ofProvince, startedBy(endsOn), notHeld(), unsettled())
  const shown = started.filter((each) => each.dueOn >= startsOn || (isOpen(each) && each.rule.cadence !== 'week'))
  const owing = new Set(started.filter(isOpen).map((each) => each.agencyId))
  const reachable = new Set(await listReachableAgencies(db, provinceId, of.now))
  const agencies = await listAgencies(db, provinceId)

  return {
    province: province.name,
    week: of.week === null ? null : { ...isoWeek(startsOn), startsOn, endsOn },
    at: { on: today, time: localTimeOf(of.now, timeZone) },
    shiftedClock: (await findDeploymentFact(db, 'clock')) === 'shifted',
    duties: digestDuties(shown, today),
    unreachable: agencies.filter(({ id }) => owing.has(id) && !reachable.has(id)).map((each) => each.shortName),
    uncounted: await countWaitingLinks(db, provinceId),
    unverifiedHosts: await listUnverifiedHosts(db, provinceId),
    inDoubt: await countInDoubt(db, provinceId, from, to),
    parked: await countParked(db, provinceId, from, to),
    held: (await listAssignments(db, ofProvince, isHeld())).filter((each) => isOpen({ ...each, held: false })).length,
  }
}
