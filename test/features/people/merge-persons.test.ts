import { describe, expect, test } from 'vitest'
import { findDirectChat } from '../../../src/db/chats.ts'
import { getLivePerson, holdsMembership, listMemberships } from '../../../src/db/people.ts'
import { listReminded } from '../../../src/db/reminders.ts'
import { memberships, outbox, persons } from '../../../src/db/schema.ts'
import { mergePersons } from '../../../src/features/people/merge-persons.ts'
import { useDatabase } from '../../support/database.ts'
import { createCast } from '../bots/cast.ts'
import { firstAssignment, smallWorld } from '../remind/small-world.ts'

const db = await useDatabase()

const merge = async (from: number, into: number) =>
  await db.transaction((tx) => mergePersons(tx, { from, into }, new Date('2024-11-25T02:00:00Z')))

async function twice() {
  const cast = await createCast(db)
  const provinceId = await cast.province('binh-thuan')
  const a = await cast.agency(provinceId, 'so-a')
  const b = await cast.agency(provinceId, 'so-b')
  const telegram = await cast.bot('telegram', 'nhacviec_bot')
  const zalo = await cast.bot('zalo-personal', 'Nhắc Việc')
  const into = await cast.member('Trần Thị Lan', provinceId, 'officer', a)
  const from = await cast.member('Lan', provinceId, 'officer', a)
  await db
    .insert(memberships)
    .values({ provinceId, agencyId: b, personId: from, role: 'officer', fromOn: '2024-01-01' })
  return {
    cast,
    provinceId,
    a,
    b,
    into,
    from,
    on: { into: await cast.on(telegram, into), from: await cast.on(zalo, from) },
  }
}

describe('two people who are one', () => {
  test('have the accounts and the memberships of both, each membership once', async () => {
    const { cast, a, b, into, from, on } = await twice()
    await merge(from, into)
    const own = await listMemberships(db, into, cast.clock())
    expect(own.map(({ agencyId }) => agencyId).sort()).toEqual([a, b])
    expect((await db.query.accounts.findMany()).map(({ personId }) => personId)).toEqual([into, into])
    expect((await findDirectChat(db, into, cast.clock()))?.id).toBe(on.from.chat.id)
    const left = await db.query.memberships.findMany({ where: ({ personId }, { eq }) => eq(personId, from) })
    expect(left).toMatchObject([{ agencyId: a, toOn: '2024-11-25' }])
  })

  test('keep the duties that either was assigned to', async () => {
    const world = await smallWorld({ at: '2024-03-01 09:00' })
    await world.tick()
    const { dutyId, agencyId, provinceId } = await firstAssignment(world)
    const cast = await createCast(db)
    const into = await cast.member('Một', provinceId, 'officer', agencyId)
    const from = await cast.member('Hai', provinceId, 'officer', agencyId)
    const asWell = { provinceId, fromOn: '2024-01-01' }
    await db.insert(memberships).values({ ...asWell, personId: into, role: 'admin' })
    await db.insert(memberships).values({ ...asWell, personId: from, role: 'coordinator' })
    await db.execute(`insert into membership_duties (province_id, membership_id, duty_id)
      select province_id, id, ${dutyId} from memberships where person_id = ${from} and role = 'officer'`)
    await merge(from, into)
    const kept = await db.execute(
      `select m.person_id, m.role from membership_duties d join memberships m on m.id = d.membership_id
       where m.to_on is null`,
    )
    expect(kept.map(({ person_id, role }) => [Number(person_id), role])).toEqual([[into, 'officer']])
    const live = await db.query.memberships.findMany({ where: ({ toOn }, { isNull }) => isNull(toOn) })
    expect(live.map(({ personId, role }) => `${role} ${personId}`).sort()).toEqual([
      `admin ${into}`,
      `coordinator ${into}`,
      `officer ${into}`,
    ])
  })

  test('are found under either name, also through one who was merged before', async () => {
    const { cast, provinceId, b, into, from, on } = await twice()
    const third = await cast.person('Lan ba')
    await merge(third, from)
    await merge(from, into)
    expect(await Promise.all([third, from, into].map((id) => getLivePerson(db, id)))).toEqual([into, into, into])
    expect((await findDirectChat(db, third, cast.clock()))?.id).toBe(on.from.chat.id)
    const officer = { provinceId, personId: from, agencyId: b, roles: ['officer' as const] }
    expect(await holdsMembership(db, officer, cast.clock())).toBe(true)
    expect(await db.$count(persons)).toBe(3)
  })

  test('get what was on its way to either; what was sent stays as it was', async () => {
    const { cast, provinceId, into, from, on } = await twice()
    const waiting = await cast.waits(provinceId, from, on.from.chat)
    const sent = await cast.waits(provinceId, from, on.from.chat)
    await db.execute(`update outbox set state = 'sent' where id = ${sent}`)
    await merge(from, into)
    const rows = await db.select().from(outbox).orderBy(outbox.id)
    expect(rows.map(({ id, personId }) => [id, personId])).toEqual([
      [waiting, into],
      [sent, from],
    ])
  })

  test('are reminded once of what both were to be reminded of', async () => {
    const world = await smallWorld({ at: '2024-03-01 09:00' })
    await world.tick()
    const { id, provinceId, dueAt } = await firstAssignment(world)
    const cast = await createCast(db)
    const [into, from, third] = [await cast.person('Một'), await cast.person('Hai'), await cast.person('Ba')]
    const insert = (personId: number, step: string, state: string) =>
      db.execute(`insert into reminders (province_id, assignment_id, person_id, rung, step, due_at, planned_at, release_at, state)
        values (${provinceId}, ${id}, ${personId}, 'officer', '${step}', '${dueAt.toISOString()}', now(), now(), '${state}')`)
    await db.execute('delete from reminders')
    await insert(into, '-7', 'sent')
    await insert(into, '-3', 'planned')
    await insert(from, '-7', 'sent')
    await insert(from, '-3', 'planned')
    await insert(from, '-1', 'planned')
    await merge(from, into)
    const rows = await db.query.reminders.findMany({ orderBy: (row) => row.id })
    expect(rows.map(({ personId, step, state, reason }) => [personId, step, state, reason])).toEqual([
      [into, '-7', 'sent', null],
      [into, '-3', 'planned', null],
      [from, '-7', 'sent', null],
      [from, '-3', 'skipped', 'merged'],
      [into, '-1', 'planned', null],
    ])
    // Who hears that it is done: the one person, once, and not of what they did themselves.
    expect(await listReminded(db, [id], third)).toEqual([into])
    expect(await listReminded(db, [id], into)).toEqual([])
  })
})
