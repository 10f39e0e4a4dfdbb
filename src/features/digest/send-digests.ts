import { findDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { advanceDigest, ensureDigest, findDueDigest } from '../../db/digests.ts'
import { listCoordinators } from '../../db/people.ts'
import type { Province } from '../../db/provinces.ts'
import { addDays, dayOfWeek, instantAt, localDateOf } from '../../domain/calendar.ts'
import { nextOpening } from '../../domain/remind.ts'
import type { Log } from '../../log.ts'
import { announce } from '../deliver/outgoing.ts'

/** Mondays begin with the flag salute and meetings. */
const weeklyTime = '08:30'

/** Sends the weekly digest to a province's coordinators when it is due: one, about the last week, after any outage. */
export async function sendDueDigests(db: Db, province: Province, now: Date, log: Log): Promise<void> {
  await ensureDigest(db, province.id, nextMonday(now, province.timeZone))
  // After an outage it may be the middle of the night.
  if (nextOpening(now, province.timeZone) > now) return
  await db.transaction(async (tx) => {
    const due = await findDueDigest(tx, province.id, now)
    if (due === undefined || !(await advanceDigest(tx, due, nextMonday(now, province.timeZone)))) return
    const today = localDateOf(now, province.timeZone)
    const week = addDays(today, 1 - dayOfWeek(today) - 7)
    for (const personId of await listCoordinators(tx, province.id, now)) {
      const chat = await findDirectChat(tx, personId, now)
      if (chat === undefined) continue
      const dedupeKey = `digest:${province.id}:${week}:${personId}`
      const outboxId = await announce(
        tx,
        { provinceId: province.id, personId, chat },
        { kind: 'digest', week },
        { dedupeKey, now },
      )
      if (outboxId !== undefined) log('outbox.enqueued', { outboxId, kind: 'digest' })
    }
  })
}

/** The first Monday 08:30 after an instant. */
function nextMonday(now: Date, timeZone: string): Date {
  const today = localDateOf(now, timeZone)
  const monday = addDays(today, (8 - dayOfWeek(today)) % 7)
  const at = instantAt(monday, weeklyTime, timeZone)
  return at > now ? at : instantAt(addDays(monday, 7), weeklyTime, timeZone)
}
