import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { lockProvince } from '../../../src/db/provinces.ts'
import { credits, sentLinks, submissions } from '../../../src/db/schema.ts'
import { importAgencies } from '../../../src/features/plans/import-agencies.ts'
import { connectAgain, onPostgres, useDatabase } from '../../support/database.ts'
import { agencyFile, average, monthly, newLinks, noiVu, smallWorld, tuPhap, visit } from '../remind/small-world.ts'

const db = await useDatabase()

const outcomes = async () => (await db.select().from(sentLinks).orderBy(sentLinks.id)).map(({ outcome }) => outcome)

async function register(host: string, agency: string): Promise<void> {
  const file = JSON.parse(agencyFile([tuPhap, noiVu]))
  file.sites.push({ host, channel: 'own_site', agency })
  expect((await importAgencies(db, { name: 'agencies.yaml', text: JSON.stringify(file) })).kind).toBe('imported')
}

describe('a link whose address was unknown', () => {
  it('of an officer of two agencies counts for the one whose the address turns out to be', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00', agencies: [tuPhap, noiVu], duties: [average] })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await world.says(lan, `/start ${await world.invite('officer', noiVu.code)}`)
    await world.says(lan, 'https://noivubinhthuan.vn/tin-1')
    expect(await outcomes()).toEqual(['unknown_site'])
    world.told(lan)
    await register('noivubinhthuan.vn', noiVu.code)
    await world.tick()
    await world.settle()
    expect(world.told(lan)).toEqual([expect.stringMatching(/^Sở Nội vụ: địa chỉ trang đã được đăng ký.*\n.*1\/24/)])
    expect(await db.$count(submissions)).toBe(1)
  })
})

describe('an import that has nothing to do with a link', () => {
  it('leaves alone what no duty asked for and what a person has taken back', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00', agencies: [tuPhap, noiVu], duties: [monthly, average] })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await world.says(lan, 'https://tuphapbinhthuan.vn/tin-1')
    await register('tuphapbinhthuan.vn', tuPhap.code)
    await world.tick()
    await world.settle()
    expect(await db.$count(credits)).toBe(1)
    await db.execute(sql`update credits set revoked_at = now(), reason = 'by hand'`)
    world.told(lan)
    await register('tuphap2.vn', tuPhap.code)
    await world.tick()
    await world.settle()
    expect(await db.$count(credits)).toBe(1)
    expect(world.told(lan)).toEqual([])
  })
})

describe('3. what waits for the morning', () => {
  it('is not said to whoever has left by then', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00' })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const mai = await world.joins('Mai', 'officer', tuPhap.code)
    await visit(world, '2024-03-24 08:00')
    world.told(mai)
    world.sleepUntil('2024-03-24 21:00')
    await world.says(lan, newLinks(2))
    await db.execute(sql`update memberships set to_on = '2024-03-24' where person_id =
      (select person_id from accounts where native_id = ${String(mai.id)})`)
    await visit(world, '2024-03-25 08:00')
    expect(world.told(mai)).toEqual([])
  })
})

describe.skipIf(!onPostgres)('an import in hand', () => {
  it('keeps nobody from sending links', async () => {
    const world = await smallWorld({ at: '2024-03-04 09:00' })
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const operator = await connectAgain()
    await operator.db.transaction(async (tx) => {
      await lockProvince(tx, world.provinceId)
      await world.says(lan, newLinks(1))
      expect(await db.$count(credits)).toBe(1)
    })
  })
})
