import { eq } from 'drizzle-orm'
import { accounts, agencies, bots, chats, memberships, persons } from '../../../src/db/schema.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import type { World } from '../../support/world.ts'

/** Officers of every agency who joined long ago, without the talk that it takes. */
export async function crowd(world: World): Promise<Person[]> {
  const { db, fake, provinceId } = world
  const [bot] = await db.select().from(bots)
  if (bot === undefined) throw new Error('no bot')
  const people: Person[] = []
  for (const agency of await db.select().from(agencies).where(eq(agencies.provinceId, provinceId))) {
    const person = { id: 50_000 + agency.id, first_name: `Cán bộ ${agency.code}` }
    const nativeId = String(person.id)
    const [row] = await db.insert(persons).values({ name: person.first_name, createdAt: world.clock() }).returning()
    const personId = row?.id ?? 0
    const [account] = await db
      .insert(accounts)
      .values({ botId: bot.id, nativeId, personId, name: person.first_name })
      .returning()
    await db.insert(chats).values({ botId: bot.id, nativeId, kind: 'direct', accountId: account?.id ?? 0 })
    await db
      .insert(memberships)
      .values({ provinceId, agencyId: agency.id, personId, role: 'officer', fromOn: '2024-01-01' })
    fake.knows({ id: person.id, type: 'private' })
    people.push(person)
  }
  return people
}
