import { endAccountCodes, strikeCodes } from '../../db/account-codes.ts'
import type { Db } from '../../db/database.ts'
import {
  lockPersons,
  type Merge,
  markMerged,
  mergeAccounts,
  mergeMemberships,
  mergeReminders,
} from '../../db/merges.ts'

/**
 * Makes one person of two who have turned out to be the same, such as somebody who was invited on two platforms.
 * What lies ahead passes over; what has happened (submissions, reminders that went out) stays under the old id,
 * which leads to the person who remains: whoever looks for one of them asks `livePerson` or `isOfPerson`.
 */
export async function mergePersons(tx: Db, merge: Merge, now: Date): Promise<void> {
  await lockPersons(tx, merge)
  await endAccountCodes(tx, merge.from, now)
  await strikeCodes(tx, { personId: merge.from })
  await mergeAccounts(tx, merge)
  await mergeMemberships(tx, merge, now)
  await mergeReminders(tx, merge)
  await markMerged(tx, merge)
}
