import type { Db } from '../../db/database.ts'
import { holdsMembership, listRecipients } from '../../db/people.ts'
import type { Reminder } from '../../db/reminders.ts'
import { type Assignment, isDemanding } from '../../domain/assignment.ts'
import { localDateOf } from '../../domain/calendar.ts'

export type SkipReason = 'fulfilled' | 'staffed' | 'excused' | 'locked' | 'deadline_moved' | 'left'

/** Looked at when a reminder is composed and again when it is about to be sent: may it still be said? */
export async function whyNotRemind(
  db: Db,
  reminder: Reminder,
  assignment: Assignment | undefined,
  now: Date,
): Promise<SkipReason | undefined> {
  if (assignment === undefined) return 'left'
  if (assignment.excused) return 'excused'
  if (assignment.locked) return 'locked'
  if (assignment.dueAt.getTime() !== reminder.dueAt.getTime()) return 'deadline_moved'
  if (!isDemanding(assignment, localDateOf(now, assignment.timeZone))) return 'fulfilled'
  const membership =
    reminder.rung === 'officer'
      ? { agencyId: assignment.agencyId, roles: ['officer' as const] }
      : { agencyId: null, roles: ['coordinator' as const, 'admin' as const] }
  // "Nobody can be reached there" must still be true when it is said.
  if (reminder.rung === 'coordinator' && (await listRecipients(db, assignment, now)).length > 0) return 'staffed'
  const person = { provinceId: reminder.provinceId, personId: reminder.personId }
  return (await holdsMembership(db, { ...person, ...membership }, now)) ? undefined : 'left'
}
