import { anyRemindable, listAssignments, withIds } from '../../db/assignments.ts'
import { type Chat, findDirectChat, findGroupNaming } from '../../db/chats.ts'
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
    const outboxIds = await db.transaction((tx) => composeFor(tx, of, now))
    for (const outboxId of outboxIds) log('outbox.enqueued', { outboxId, kind: 'reminder' })
  }
}

type ReleasedFor = { provinceId: number; personId: number; rung: Reminder['rung'] }

async function composeFor(tx: Db, of: ReleasedFor, now: Date): Promise<number[]> {
  await lockPerson(tx, of.personId)
  const released = await listReleased(tx, of, now)
  const latest = latestPerAssignment(released)
  await skipReminders(tx, idsOf(released.filter((reminder) => !latest.includes(reminder))), 'superseded')

  const assignments = await listAssignments(tx, withIds(latest.map((reminder) => reminder.assignmentId)))
  const live = new Map<number, Reminder[]>()
  for (const reminder of latest) {
    const assignment = assignments.find((each) => each.id === reminder.assignmentId)
    const reason = await whyNotRemind(tx, reminder, assignment, now)
    if (reason !== undefined || assignment === undefined) await skipReminders(tx, [reminder.id], reason ?? 'left')
    else live.set(assignment.agencyId, [...(live.get(assignment.agencyId) ?? []), reminder])
  }
  const chat = await findDirectChat(tx, of.personId, now)
  const messages =
    chat === undefined ? await inGroups(tx, of, live, now) : [{ chat, reminders: [...live.values()].flat() }]
  const outboxIds: number[] = []
  for (const { chat, reminders } of messages) {
    const outboxId = await composeIn(tx, of, chat, reminders, now)
    if (outboxId !== undefined) outboxIds.push(outboxId)
  }
  return outboxIds
}

type InChat = { chat: Chat; reminders: Reminder[] }

/** Whoever cannot be reached directly is named in their agency's group, where there is one: of each agency in its own. */
async function inGroups(tx: Db, of: ReleasedFor, live: Map<number, Reminder[]>, now: Date): Promise<InChat[]> {
  const messages: InChat[] = []
  for (const [agencyId, reminders] of live) {
    const chat = of.rung === 'officer' ? await findGroupNaming(tx, { ...of, agencyId }, now) : undefined
    if (chat === undefined) await skipReminders(tx, idsOf(reminders), 'unreachable')
    else messages.push({ chat, reminders })
  }
  return messages
}

async function composeIn(
  tx: Db,
  of: ReleasedFor,
  chat: Chat,
  reminders: Reminder[],
  now: Date,
): Promise<number | undefined> {
  const [first] = reminders
  if (first === undefined) return undefined
  const kind = of.rung === 'officer' ? 'reminder' : 'unstaffed'
  const outboxId = await announce(tx, { ...of, chat }, { kind }, { dedupeKey: `reminder:${first.id}`, now })
  if (outboxId !== undefined) await markComposed(tx, idsOf(reminders), outboxId)
  return outboxId
}

/** `released` is in order of time, so the last one of an assignment is its latest step. */
function latestPerAssignment(released: Reminder[]): Reminder[] {
  return [...new Map(released.map((reminder) => [reminder.assignmentId, reminder])).values()]
}

function idsOf(reminders: Reminder[]): number[] {
  return reminders.map((reminder) => reminder.id)
}
