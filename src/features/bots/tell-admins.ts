import { listProvincesOf } from '../../db/bots.ts'
import { listDirectChats } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { listAdmins } from '../../db/people.ts'
import { announce, type Outgoing } from '../deliver/outgoing.ts'

/**
 * Tells the admins of every province that a bot serves, where there are none its coordinators, each once under a key
 * and through a bot that is well. Returns how many could be told.
 */
export async function tellAdmins(
  tx: Db,
  botId: number,
  what: (provinceId: number) => Promise<Outgoing>,
  at: { key: string; now: Date },
): Promise<number> {
  const told = new Set<number>()
  for (const provinceId of await listProvincesOf(tx, botId)) {
    for (const personId of await listAdmins(tx, provinceId, at.now)) {
      const chat = (await listDirectChats(tx, personId, at.now)).find((each) => each.isWell)
      if (chat === undefined || told.has(personId)) continue
      told.add(personId)
      const dedupeKey = `${at.key}:${personId}`
      await announce(tx, { provinceId, personId, chat }, await what(provinceId), { dedupeKey, now: at.now })
    }
  }
  return told.size
}
