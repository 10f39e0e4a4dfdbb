import { listAssignees } from '../../db/agencies.ts'
import { insertAssignments, type NewAssignment } from '../../db/assignments.ts'
import { findDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { listCoordinators } from '../../db/people.ts'
import {
  claimPlanToOpen,
  findLatestVersion,
  listDuties,
  type PlanRow,
  setChaseFrom,
  setOpenedThrough,
} from '../../db/plans.ts'
import type { Province } from '../../db/provinces.ts'
import { endOf, localDateOf } from '../../domain/calendar.ts'
import { owedFrom, periodsOf } from '../../domain/period.ts'
import { firstReminder, stepsOf } from '../../domain/remind.ts'
import type { Log } from '../../log.ts'
import { recountLinks } from '../collect/recount-links.ts'
import { announce } from '../deliver/outgoing.ts'

/**
 * Opens every period of a province's plans that has started and has no row, however long nobody looked.
 * What was already overdue when the plan was imported is held and listed to the coordinators: nobody is
 * chased for a time in which they were not asked here.
 */
export async function openPeriods(db: Db, province: Province, now: Date, log: Log): Promise<void> {
  for (;;) {
    const count = await db.transaction(async (tx) => {
      const plan = await claimPlanToOpen(tx, localDateOf(now, province.timeZone), province.id)
      return plan === undefined ? undefined : await openPlan(tx, province, plan, now)
    })
    if (count === undefined) return
    if (count > 0) log('assignments.opened', { provinceId: province.id, count })
  }
}

async function openPlan(tx: Db, province: Province, plan: PlanRow, now: Date): Promise<number> {
  const today = localDateOf(now, province.timeZone)
  await setOpenedThrough(tx, plan.id, today)
  const version = await findLatestVersion(tx, plan.id)
  if (version === undefined) return 0
  // On a shifted clock the import, made on the real one, may lie ahead of now.
  const chaseFrom = version.chaseFrom ?? (version.importedAt < now ? version.importedAt : now)
  const rows: NewAssignment[] = []
  for (const { dutyId, dutyVersionId, rule } of await listDuties(tx, version.id)) {
    const bounds = { year: plan.year, effectiveOn: version.effectiveOn }
    const periods = periodsOf(rule, bounds, {
      from: (plan.reopen ? undefined : plan.openedThroughOn) ?? version.effectiveOn,
      to: today,
    })
    const assignees = periods.length === 0 ? [] : await listAssignees(tx, province.id, rule.assignees)
    for (const period of periods) {
      for (const assignee of assignees) {
        const startsOn = owedFrom(assignee, period)
        if (startsOn === undefined) continue
        const dueAt = endOf(period.dueOn, province.timeZone)
        // An agency that is added later did not miss what was due before it was: that is held for it as well.
        const isLate = plan.openedThroughOn !== null && period.startsOn <= plan.openedThroughOn && dueAt <= now
        const held = dueAt <= chaseFrom || (plan.reopen && isLate)
        const steps = stepsOf({
          rule,
          periodKey: period.key,
          startsOn,
          endsOn: period.endsOn,
          dueOn: period.dueOn,
          timeZone: province.timeZone,
        })
        rows.push({
          provinceId: province.id,
          agencyId: assignee.agencyId,
          dutyId,
          dutyVersionId,
          periodKey: period.key,
          periodTitle: period.title,
          startsOn,
          endsOn: period.endsOn,
          computedDueOn: period.dueOn,
          dueAt,
          held,
          openedAt: now,
          nextRemindAt: held ? null : firstReminder(steps, now),
        })
      }
    }
  }
  const opened = await insertAssignments(tx, rows)
  if (plan.reopen) await recountLinks(tx, province.id, now)
  if (version.chaseFrom === null) {
    await setChaseFrom(tx, version.id, chaseFrom)
    if (opened.some((row) => row.held)) await listHeld(tx, province, plan, version.id, now)
  }
  return opened.length
}

async function listHeld(tx: Db, province: Province, plan: PlanRow, versionId: number, now: Date): Promise<void> {
  for (const personId of await listCoordinators(tx, province.id, now)) {
    const chat = await findDirectChat(tx, personId, now)
    if (chat === undefined) continue
    const dedupeKey = `held:${plan.id}:${versionId}:${personId}`
    await announce(
      tx,
      { provinceId: province.id, personId, chat },
      { kind: 'held', planId: plan.id },
      { dedupeKey, now },
    )
  }
}
