import type { Db } from '../../db/database.ts'
import { listAdmins, type Membership } from '../../db/people.ts'

/**
 * The provinces whose bots a person looks after: those of which they are an admin and, where no admin can be reached,
 * those that they coordinate.
 */
export async function provincesLookedAfter(
  db: Db,
  person: { id: number; memberships: Membership[] },
  now: Date,
): Promise<number[]> {
  const found = new Set<number>()
  for (const { role, provinceId } of person.memberships) {
    if (role === 'admin') found.add(provinceId)
    if (role === 'coordinator' && (await listAdmins(db, provinceId, now)).includes(person.id)) found.add(provinceId)
  }
  return [...found]
}
