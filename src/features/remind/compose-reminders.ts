import { anyRemindable, listAssignments, withIds } from '../../db/assignments.ts'
import { findDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { lockPerson } from '../../db/people.ts'
import { isBeingOpened } from '../../db/plans.ts'
import type { Province } from '../../db/provinces.ts'
import { findReleased, listReleased, markComposed, type Reminder, skipReminders } from '../../db/reminders.ts'
import { localDateOf } from '../../domain/calendar.ts'
import type { Log } from '../../log.ts'
import { announce } from '../deliver/outgoing.ts'
import { whyNotRemind } from './recheck.ts'

/** Makes one message per person of everything that is released for them in a province. */
export async function composeReminders(db: Db, province: Province, now: Date, log: Log): Promise<void> {
  // While another process is still opening or planning, a message made now would lack its other half.
  if (await isBeingOpened(db, localDateOf(now, province.timeZone), province.id)) return
  if (await anyRemindable(db, province.id, now)) return
  for (const of of await findReleased(db, province.id, now)) {
    const outboxId = await db.transaction((tx) => composeFor(tx, of, now))
    if (outboxId !== undefined) log('outbox.enqueued', { outboxId, kind: 'reminder' })
  }
}

async function composeFor(
  tx: Db,
  of: { provinceId: number; personId: number; rung: Reminder['rung'] },
  now: Date,
): Promise<number | undefined> {
  await lockPerson(tx, of.personId)
  const released = await listReleased(tx, of, now)
  const latest = latestPerAssignment(released)
  await skipReminders(tx, idsOf(released.filter((reminder) => !latest.includes(reminder))), 'superseded')

  const assignments = await listAssignments(tx, withIds(latest.map((reminder) => reminder.assignmentId)))
  const live: Reminder[] = []
  for (const reminder of latest) {
    const assignment = assignments.find((each) => each.id === reminder.assignmentId)
    const reason = await whyNotRemind(tx, reminder, assignment, now)
    if (reason === undefined) live.push(reminder)
    else await skipReminders(tx, [reminder.id], reason)
  }
  const [first] = live
  if (first === undefined) return undefined
  const chat = await findDirectChat(tx, of.personId)
  if (chat === undefined) {
    await skipReminders(tx, idsOf(live), 'unreachable')
    return undefined
  }
  const kind = of.rung === 'officer' ? 'reminder' : 'unstaffed'
  const outboxId = await announce(tx, { ...of, chat }, { kind }, { dedupeKey: `reminder:${first.id}`, now })
  if (outboxId !== undefined) await markComposed(tx, idsOf(live), outboxId)
  return outboxId
}

/** `released` is in order of time, so the last one of an assignment is its latest step. */
function latestPerAssignment(released: Reminder[]): Reminder[] {
  return [...new Map(released.map((reminder) => [reminder.assignmentId, reminder])).values()]
}

function idsOf(reminders: Reminder[]): number[] {
  return reminders.map((reminder) => reminder.id)
}
