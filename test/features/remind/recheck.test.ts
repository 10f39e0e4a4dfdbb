import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { getProvince } from '../../../src/db/provinces.ts'
import { agencies, assignments, credits, memberships, outbox, submissions } from '../../../src/db/schema.ts'
import { endOf } from '../../../src/domain/calendar.ts'
import { composeReminders } from '../../../src/features/remind/compose-reminders.ts'
import { openPeriods } from '../../../src/features/remind/open-periods.ts'
import { planReminders } from '../../../src/features/remind/plan-reminders.ts'
import { replan } from '../../../src/features/remind/replan.ts'
import { useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import { at, type World } from '../../support/world.ts'
import {
  type AssignmentRow,
  assignmentsOf,
  congThuong,
  firstAssignment,
  newLinks,
  noiVu,
  outboxOf,
  remindersOf,
  smallWorld,
  taiChinh,
  tuPhap,
  visit,
  xayDung,
  yTe,
} from './small-world.ts'

await useDatabase()

/** Writes rows alone, so that nothing but the re-check stands between the change and the message. */
const changes: [
  string,
  { code: string; name: string; host: string },
  (world: World, of: Changed) => Promise<unknown>,
][] = [
  ['fulfilled', tuPhap, ({ db }, { assignment, personId }) => creditTwice(db, assignment, personId)],
  [
    'excused',
    noiVu,
    ({ db, clock }, { assignment }) =>
      db.update(assignments).set({ excusedAt: clock(), excusedReason: 'Tết' }).where(eq(assignments.id, assignment.id)),
  ],
  [
    'locked',
    taiChinh,
    ({ db, clock }, { assignment }) =>
      db.update(assignments).set({ lockedAt: clock() }).where(eq(assignments.id, assignment.id)),
  ],
  [
    'deadline_moved',
    xayDung,
    ({ db }, { assignment }) =>
      db
        .update(assignments)
        .set({ extendedDueOn: '2024-04-20', dueAt: endOf('2024-04-20', 'Asia/Ho_Chi_Minh') })
        .where(eq(assignments.id, assignment.id)),
  ],
  [
    'left',
    congThuong,
    ({ db }, { personId }) =>
      db.update(memberships).set({ toOn: '2024-03-23' }).where(eq(memberships.personId, personId)),
  ],
]

type Changed = { assignment: AssignmentRow; personId: number }

async function creditTwice(db: World['db'], assignment: AssignmentRow, personId: number): Promise<void> {
  const { provinceId, agencyId, dutyId, id: assignmentId } = assignment
  const at = new Date('2024-03-24T01:00:00Z')
  for (const note of ['bài 1', 'bài 2']) {
    const [submission] = await db
      .insert(submissions)
      .values({ provinceId, agencyId, personId, kind: 'document', note, sentAt: at })
      .returning()
    await db.insert(credits).values({
      provinceId,
      submissionId: submission?.id ?? 0,
      assignmentId,
      channel: 'portal',
      dutyId,
      creditedAt: at,
    })
  }
}

describe('3. what is no longer to be said is not said', () => {
  const untouched = yTe

  /** A department and an officer for each change, and one of whom nothing changes. */
  async function worldOfChanges(): Promise<{ world: World; officers: Map<string, Person> }> {
    const all = [...changes.map(([, agency]) => agency), untouched]
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies: all })
    const officers = new Map<string, Person>()
    for (const { code, name } of all) officers.set(code, await world.joins(`Cán bộ ${name}`, 'officer', code))
    await visit(world, '2024-03-20 08:00')
    world.sleepUntil('2024-03-24 08:00')
    return { world, officers }
  }

  async function makeChanges(world: World): Promise<void> {
    const rows = await assignmentsOf(world)
    for (const [, agency, change] of changes) {
      const [row] = await world.db
        .select({ agencyId: agencies.id, personId: memberships.personId })
        .from(agencies)
        .innerJoin(memberships, eq(memberships.agencyId, agencies.id))
        .where(eq(agencies.code, agency.code))
      const assignment = rows.find((each) => each.agencyId === row?.agencyId)
      if (row === undefined || assignment === undefined) throw new Error(`nothing to change for ${agency.code}`)
      await change(world, { assignment, personId: row.personId })
    }
  }

  async function expectOnlyTheUntouched(world: World, officers: Map<string, Person>): Promise<void> {
    for (const [code, person] of officers) expect(world.told(person)).toHaveLength(code === untouched.code ? 1 : 0)
    expect((await remindersOf(world)).sort()).toEqual([
      '2024-03 -7 sent',
      ...changes.map(([reason]) => `2024-03 -7 skipped ${reason}`).sort(),
    ])
  }

  it('when it changed between plan and compose', async () => {
    const { world, officers } = await worldOfChanges()
    const province = await getProvince(world.db, world.provinceId)
    await openPeriods(world.db, province, world.clock(), () => {})
    await planReminders(world.db, province, world.clock(), () => {})
    expect(await remindersOf(world)).toEqual(Array(6).fill('2024-03 -7 planned'))
    await makeChanges(world)
    await composeReminders(world.db, province, world.clock(), () => {})
    expect((await outboxOf(world))['reminder waiting']).toBe(1)
    await world.settle()
    await expectOnlyTheUntouched(world, officers)
  })

  it('when it changed between compose and deliver', async () => {
    const { world, officers } = await worldOfChanges()
    await world.tick()
    expect((await outboxOf(world))['reminder waiting']).toBe(6)
    await makeChanges(world)
    await world.settle()
    await expectOnlyTheUntouched(world, officers)
    expect(await outboxOf(world)).toMatchObject({ 'reminder sent': 1, 'reminder skipped': 5 })
  })

  it('when only some of a message changed, the rest of it is said', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies: [tuPhap, noiVu] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await world.says(lan, await world.invite('officer', noiVu.code))
    world.told(lan)
    await visit(world, '2024-03-20 08:00')
    world.sleepUntil('2024-03-24 08:00')
    await world.tick()
    const first = await firstAssignment(world)
    await world.db.update(assignments).set({ excusedAt: world.clock() }).where(eq(assignments.id, first.id))
    await world.settle()
    const [text = ''] = world.told(lan)
    expect(text).toContain(noiVu.name)
    expect(text).not.toContain(tuPhap.name)
    expect((await remindersOf(world)).sort()).toEqual(['2024-03 -7 sent', '2024-03 -7 skipped excused'])
  })

  it('when links come while the reminder waits, the officer gets the receipt and no reminder', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    world.sleepUntil('2024-03-24 08:00')
    await world.tick()
    await world.says(lan, newLinks(2))
    expect(world.told(lan)).toEqual([expect.stringContaining('2/2, đã đủ')])
    expect(await remindersOf(world)).toEqual(['2024-03 -7 skipped fulfilled'])
    const [row] = await world.db.select().from(outbox).where(eq(outbox.kind, 'reminder'))
    expect(row).toMatchObject({ state: 'skipped', reason: 'settled' })
  })

  it('"nobody can be reached there" is not said when somebody has joined since', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-24 08:00')
    expect(world.told(ha)).toContainEqual(expect.stringContaining('Chưa nhắc được 1 đơn vị'))
    await visit(world, '2024-04-20 08:00')
    world.told(ha)
    world.sleepUntil('2024-04-23 08:00')
    await world.tick()
    expect((await outboxOf(world))['unstaffed waiting']).toBe(1)
    await world.joins('Lan', 'officer', tuPhap.code)
    await world.settle()
    expect(world.told(ha)).not.toContainEqual(expect.stringContaining('Chưa nhắc được'))
    expect((await remindersOf(world)).at(-1)).toBe('2024-04 unstaffed skipped staffed')
  })

  it('a credit that is undone asks again, at the next step', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    await world.says(lan, newLinks(2))
    world.told(lan)
    await visit(world, '2024-03-24 08:00')
    expect(world.told(lan)).toEqual([])

    const { id } = await firstAssignment(world)
    await world.db.transaction(async (tx) => {
      const [credit] = await tx.select().from(credits).limit(1)
      const revoked = { revokedAt: world.clock(), reason: 'không thuộc CCHC' }
      await tx
        .update(credits)
        .set(revoked)
        .where(eq(credits.id, credit?.id ?? 0))
      await replan(tx, id, world.clock())
    })
    expect((await firstAssignment(world)).nextRemindAt).toEqual(at('2024-03-28 08:00'))
    await visit(world, '2024-03-28 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('1/2 tin, bài tháng 3')])
    expect(await remindersOf(world)).toEqual(['2024-03 -3 sent'])
  })

  it('a step that came due and waits to be planned is not lost to a link that leaves something owing', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    // After an outage what was written meanwhile is handled before the first tick.
    world.sleepUntil('2024-04-03 09:00')
    await world.says(lan, newLinks(1))
    expect(world.told(lan)).toEqual([expect.stringContaining('1/2, còn 1')])
    await visit(world, '2024-04-03 09:01')
    expect(world.told(lan)).toEqual([expect.stringContaining('Đã quá hạn 03 ngày')])
  })
})
