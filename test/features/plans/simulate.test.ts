import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { insertProvince } from '../../../src/db/provinces.ts'
import { agencies, assignments, duties, reminders } from '../../../src/db/schema.ts'
import { addDays, localDateOf, localTimeOf } from '../../../src/domain/calendar.ts'
import type { Occurrence } from '../../../src/domain/simulate.ts'
import { importAgencies } from '../../../src/features/plans/import-agencies.ts'
import { importPlan } from '../../../src/features/plans/import-plan.ts'
import { type AskedSimulation, simulatePlan } from '../../../src/features/plans/simulate-plan.ts'
import { useDatabase } from '../../support/database.ts'
import { createWorld } from '../../support/world.ts'
import { average, before25March, monthly, planFile, weekly } from '../remind/small-world.ts'

const db = await useDatabase()
const timeZone = 'Asia/Ho_Chi_Minh'

/** Departments of which some come late, leave early, change groups or are excepted. */
const agencyFile = JSON.stringify({
  province: 'binh-thuan',
  groups: [
    { code: 'so-nganh', name: 'Các sở' },
    { code: 'nhom-khac', name: 'Nhóm khác' },
  ],
  agencies: [
    department('so-tu-phap', { groups: [{ code: 'so-nganh' }] }),
    department('so-den-sau', { activeFrom: '2024-05-10', groups: [{ code: 'so-nganh' }] }),
    department('so-di-som', {
      groups: [{ code: 'so-nganh', from: '2024-02-20', to: '2024-08-15' }, { code: 'nhom-khac' }],
    }),
    department('so-duoc-tru', { groups: [{ code: 'so-nganh' }] }),
  ],
})

function department(code: string, more: object) {
  return { code, name: `Cơ quan ${code}`, shortName: code, ...more }
}

const rules = [
  monthly,
  { ...monthly, key: 'thang-cat', monthStartDay: 25, due: { kind: 'day_of_month', day: 25, inclusive: false } },
  {
    ...monthly,
    key: 'khong-han',
    assignees: { groups: ['so-nganh', 'nhom-khac'], except: ['so-duoc-tru'] },
    due: { kind: 'none' },
    openQuestions: [{ question: 'Hạn?', default: 'Hết tháng.' }],
  },
  { ...monthly, key: 'quy', cadence: 'quarter', due: { kind: 'after_period', days: 10 } },
  { ...weekly, assignees: { agencies: ['so-den-sau'] } },
  average,
  before25March,
]

const wholePlan: AskedSimulation = { code: 'ke-hoach', province: null, agency: null, from: null, to: null }

async function simulated(asked: Partial<AskedSimulation> = {}): Promise<Occurrence[]> {
  const result = await simulatePlan(db, { ...wholePlan, ...asked })
  if (result.kind !== 'simulated') throw new Error(result.kind)
  return [...result.events].filter((event) => event.kind === 'assignment' || event.kind === 'reminder')
}

async function imported(code = 'binh-thuan'): Promise<void> {
  await insertProvince(db, { code, name: `tỉnh ${code}`, timeZone })
  const own = (text: string) => ({ name: 'tep.yaml', text: text.replaceAll('binh-thuan', code) })
  await importAgencies(db, own(agencyFile))
  const result = await importPlan(db, own(planFile('2024-01-01', ...rules)), new Date('2024-01-01T00:00:00Z'))
  expect(result).toMatchObject({ kind: 'imported' })
}

describe('a simulation', () => {
  it('is what a year brings in which nobody answers', { timeout: 300_000 }, async () => {
    const world = await createWorld({
      at: '2024-01-01 00:00',
      plan: planFile('2024-01-01', ...rules),
      agencies: agencyFile,
    })
    for (const code of ['so-tu-phap', 'so-den-sau', 'so-di-som', 'so-duoc-tru']) {
      await world.joins(code, 'officer', code)
    }
    const before = await simulated()
    for (let on = '2024-01-01'; on <= '2025-01-20'; on = addDays(on, 1)) {
      for (const time of ['00:00', '08:00']) {
        world.sleepUntil(`${on} ${time}`)
        await world.tick()
      }
      // What is to be said is said once a month; when it was to be said is planned day by day.
      if (on.endsWith('-28')) await world.settle()
    }

    const opened = await db
      .select({ agency: agencies.code, duty: duties.key, row: assignments })
      .from(assignments)
      .innerJoin(agencies, eq(agencies.id, assignments.agencyId))
      .innerJoin(duties, eq(duties.id, assignments.dutyId))
    const planned = await db
      .select({ agency: agencies.code, duty: duties.key, period: assignments.periodKey, row: reminders })
      .from(reminders)
      .innerJoin(assignments, eq(assignments.id, reminders.assignmentId))
      .innerJoin(agencies, eq(agencies.id, assignments.agencyId))
      .innerJoin(duties, eq(duties.id, assignments.dutyId))

    const name = (...parts: string[]) => parts.join(' ')
    const events = before.map((event) => {
      const { agency, rule, period, startsOn, on } = event
      return event.kind === 'assignment'
        ? name(agency.code, rule.key, period.key, startsOn, period.endsOn, on)
        : name(agency.code, rule.key, period.key, event.step, on, event.time)
    })
    const happened = [
      ...opened.map(({ agency, duty, row }) =>
        name(agency, duty, row.periodKey, row.startsOn, row.endsOn, row.computedDueOn),
      ),
      ...planned.map(({ agency, duty, period, row: { step, plannedAt } }) =>
        name(agency, duty, period, step, localDateOf(plannedAt, timeZone), localTimeOf(plannedAt, timeZone)),
      ),
    ]
    expect(opened.some(({ row }) => row.held)).toBe(false)
    expect(opened.length).toBeGreaterThan(100)
    expect(planned.length).toBeGreaterThan(500)
    expect(events.toSorted()).toEqual(happened.toSorted())
    // What has been opened meanwhile changes nothing.
    expect(await simulated()).toEqual(before)
  })

  it('of one agency is its part of the whole', async () => {
    await imported()
    const own = await simulated({ agency: 'so-den-sau' })
    expect(own).toEqual((await simulated()).filter(({ agency }) => agency.code === 'so-den-sau'))
    expect(own.length).toBeGreaterThan(50)
  })

  it('asks for the province where several have a plan of that code', async () => {
    await imported()
    await imported('lam-dong')
    expect(await simulatePlan(db, wholePlan)).toEqual({ kind: 'ambiguous', provinces: ['binh-thuan', 'lam-dong'] })
    expect(await simulated({ province: 'lam-dong' })).not.toEqual([])
  })

  it('says what it does not know', async () => {
    await imported()
    expect(await simulatePlan(db, { ...wholePlan, code: 'khac' })).toEqual({ kind: 'unknown_plan' })
    expect(await simulatePlan(db, { ...wholePlan, province: 'khac' })).toEqual({
      kind: 'unknown_province',
      code: 'khac',
    })
    const unknownAgency = { kind: 'unknown_agency', code: 'khac', province: 'binh-thuan' }
    expect(await simulatePlan(db, { ...wholePlan, agency: 'khac' })).toEqual(unknownAgency)
  })
})
