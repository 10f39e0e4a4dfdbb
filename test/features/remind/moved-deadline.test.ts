import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { getProvince } from '../../../src/db/provinces.ts'
import { reminders } from '../../../src/db/schema.ts'
import { importPlan } from '../../../src/features/plans/import-plan.ts'
import { planReminders } from '../../../src/features/remind/plan-reminders.ts'
import { useDatabase } from '../../support/database.ts'
import { at } from '../../support/world.ts'
import {
  assignmentsOf,
  before25March,
  firstAssignment,
  monthly,
  moveDeadline,
  planFile,
  remindersOf,
  smallWorld,
  tuPhap,
  visit,
  weekly,
} from './small-world.ts'

await useDatabase()

describe('4. a moved deadline', () => {
  it('reminds again for the new date, also by steps that were sent for the former one', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    for (const on of ['24', '28']) await visit(world, `2024-03-${on} 08:00`)
    world.told(lan)

    await moveDeadline(world, await firstAssignment(world), '2024-04-10')
    for (const on of ['03-30', '03-31', '04-01', '04-02']) await visit(world, `2024-${on} 08:00`)
    expect(world.told(lan)).toEqual([])
    for (const on of ['04-03', '04-07', '04-09', '04-10']) {
      await visit(world, `2024-${on} 08:00`)
      expect(world.told(lan)).toEqual([expect.stringContaining('10/04')])
    }
    await visit(world, '2024-04-11 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('Đã quá hạn 01 ngày')])
    expect((await remindersOf(world)).filter((each) => each.startsWith('2024-03 -3'))).toEqual([
      '2024-03 -3 sent',
      '2024-03 -3 sent',
    ])
  })

  it('reminds again also when the last step for the former date was said', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    await visit(world, '2024-04-03 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('Đã quá hạn 03 ngày')])
    expect(await firstAssignment(world)).toMatchObject({ nextRemindAt: null })
    await moveDeadline(world, await firstAssignment(world), '2024-04-15')
    await visit(world, '2024-04-08 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('hết thứ Hai 15/04')])
  })

  it('that is moved back restores the former steps, and says none of them twice', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-24 08:00')
    world.told(lan)
    const before = await firstAssignment(world)
    await moveDeadline(world, before, '2024-04-10')
    await moveDeadline(world, before, null)
    expect((await firstAssignment(world)).nextRemindAt).toEqual(at('2024-03-28 08:00'))
    await visit(world, '2024-03-24 09:00')
    expect(world.told(lan)).toEqual([])
    for (const on of ['03-28', '03-30', '03-31', '04-01', '04-03', '04-07']) await visit(world, `2024-${on} 08:00`)
    expect(await remindersOf(world)).toEqual(['-7', '-3', '-1', '0', '+1', '+3'].map((step) => `2024-03 ${step} sent`))
  })

  it('that is moved to the same day again changes nothing', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    await moveDeadline(world, await firstAssignment(world), '2024-04-10')
    await visit(world, '2024-04-03 08:00')
    const [row, sent] = [await firstAssignment(world), await remindersOf(world)]
    expect(world.told(lan)).toHaveLength(1)
    for (let times = 0; times < 3; times++) {
      await moveDeadline(world, row, '2024-04-10')
      await visit(world, '2024-04-03 08:30')
    }
    expect(await firstAssignment(world)).toEqual(row)
    expect((await remindersOf(world)).filter((each) => each.startsWith('2024-03'))).toEqual(sent)
    expect(world.told(lan)).toEqual([])
  })

  it('takes back what was planned for the former one', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    world.sleepUntil('2024-03-24 08:00')
    await planReminders(world.db, await getProvince(world.db, world.provinceId), world.clock(), () => {})
    await moveDeadline(world, await firstAssignment(world), '2024-04-10')
    expect(await remindersOf(world)).toEqual(['2024-03 -7 cancelled deadline_moved'])
    await visit(world, '2024-03-24 08:01')
    expect(world.told(lan)).toEqual([])
  })

  it('out of its week is reminded before the new date as well', async () => {
    const world = await smallWorld({ at: '2024-03-18 07:00', duties: [weekly] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    for (const on of ['20', '22']) await visit(world, `2024-03-${on} 08:00`)
    expect(world.told(lan)).toHaveLength(2)
    await moveDeadline(world, await firstAssignment(world, weekly), '2024-03-29')
    await visit(world, '2024-03-26 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('29/03')])
  })
})

describe('6. a deadline is the end of a local day', () => {
  it('what is due today is not overdue, tomorrow it is', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const ha = await world.joins('Hà', 'coordinator')
    await visit(world, '2024-03-31 23:58')
    await world.says(lan, 'việc')
    expect(world.told(lan).at(-1)).toContain('Hạn hết hôm nay')
    await world.says(ha, 'tổng hợp')
    expect(world.told(ha).at(-1)).not.toContain('đã hết hạn')
    await visit(world, '2024-04-01 00:01')
    await world.says(lan, 'việc')
    expect(world.told(lan).at(-1)).toContain('Đã quá hạn 01 ngày')
    await world.says(ha, 'tổng hợp')
    expect(world.told(ha).at(-1)).toContain('đã hết hạn')
  })

  it('"before 25 March" ends with the 24th', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00', duties: [before25March] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    expect(await firstAssignment(world, before25March)).toMatchObject({
      computedDueOn: '2024-03-24',
      dueAt: at('2024-03-25 00:00'),
    })
    world.told(lan)
    await visit(world, '2024-03-24 08:00')
    expect(world.told(lan)).toEqual([expect.stringMatching(/Hạn hết hôm nay.*24\/03/)])
    await visit(world, '2024-03-25 08:00')
    expect(world.told(lan)).toEqual([expect.stringMatching(/Đã quá hạn 01 ngày.*24\/03/)])
  })

  it('a week belongs to the year of its Thursday', async () => {
    const world = await smallWorld({ at: '2024-12-23 07:00', duties: [weekly] })
    const next = JSON.parse(planFile('2024-12-30', weekly))
    const text = JSON.stringify({ ...next, code: 'ke-hoach-2025', year: 2025 })
    expect((await importPlan(world.db, { name: '2025.yaml', text }, world.clock())).kind).toBe('imported')
    await visit(world, '2025-01-02 07:00')
    expect((await assignmentsOf(world, weekly)).map(({ periodKey, startsOn }) => `${periodKey} ${startsOn}`)).toEqual([
      '2024-W52 2024-12-23',
      '2025-W01 2024-12-30',
    ])
  })

  it('a reminder carries the instant it was planned for', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00', duties: [monthly] })
    await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-24 08:00')
    const [row] = await world.db.select().from(reminders).where(eq(reminders.step, '-7'))
    expect(row).toMatchObject({ dueAt: at('2024-04-01 00:00'), plannedAt: at('2024-03-24 08:00') })
  })
})
