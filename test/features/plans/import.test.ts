import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { listAssignees, listSites } from '../../../src/db/agencies.ts'
import { findLatestVersion, findPlan, listDuties } from '../../../src/db/plans.ts'
import { insertProvince } from '../../../src/db/provinces.ts'
import { agencies, agencyAliases, duties, plans, planVersions, requirements, sites } from '../../../src/db/schema.ts'
import { importAgencies } from '../../../src/features/plans/import-agencies.ts'
import { importPlan } from '../../../src/features/plans/import-plan.ts'
import { useDatabase } from '../../support/database.ts'

const db = await useDatabase()
const now = new Date('2024-01-16T02:00:00Z')

const agencyFile = `
province: mau
groups: [{ code: so-nganh, name: Các sở }]
agencies:
  - { code: so-a, name: Sở A, shortName: Sở A, aliases: [SA], groups: [{ code: so-nganh }] }
  - { code: so-b, name: Sở B, shortName: Sở B, groups: [{ code: so-nganh, from: 2024-03-01 }] }
  - { code: so-c, name: Sở C, shortName: Sở C, activeTo: 2024-06-30, groups: [{ code: so-nganh }] }
sites:
  - { host: mau.vn, channel: portal }
  - { host: a.mau.vn, channel: own_site, agency: so-a }
`

const planFile = `
code: mau-2024
province: mau
year: 2024
name: Kế hoạch mẫu
effectiveOn: 2024-01-01
duties:
  - key: tin-bai
    clause: III.1
    title: Tin, bài
    assignees: { groups: [so-nganh], except: [so-a] }
    cadence: month
    quota: { min: 2 }
    requirements: [{ channel: portal, min: 2 }]
    evidence: [link]
    due: { kind: end_of_period }
    judgedBy: sent
  - key: theo-doi
    clause: III.2
    title: Theo dõi
    assignees: { agencies: [so-a] }
    cadence: ongoing
`

const readAgencies = (text = agencyFile) => importAgencies(db, { name: 'co-quan.yaml', text })
const readPlan = (text = planFile) => importPlan(db, { name: 'ke-hoach.yaml', text }, now)
const kindOf = async (result: Promise<{ kind: string }>) => (await result).kind

let provinceId = 0
beforeEach(async () => {
  const province = await insertProvince(db, { code: 'mau', name: 'tỉnh Mẫu', timeZone: 'Asia/Ho_Chi_Minh' })
  provinceId = province?.id ?? 0
})

/** Makes one table refuse every row until the test ends. */
async function refuseRows(table: string): Promise<void> {
  onTestFinished(async () => void (await db.execute(`alter table ${table} drop constraint broken_by_test`)))
  await db.execute(`alter table ${table} add constraint broken_by_test check (false) not valid`)
}

describe('agencies', () => {
  test('are brought to what the file says, and what it no longer names stays', async () => {
    expect(await readAgencies()).toMatchObject({ kind: 'imported', added: 3 })
    const changed = agencyFile
      .replace('name: Sở B, shortName: Sở B', 'name: Sở B mới, shortName: SB')
      .replace(/.*so-c.*\n/, '')
      .replace(
        '{ host: a.mau.vn, channel: own_site, agency: so-a }',
        '{ host: a.mau.vn, channel: own_site, agency: so-b, verified: true }',
      )
    expect(await readAgencies(changed)).toMatchObject({ kind: 'imported', added: 0 })
    const rows = await db.query.agencies.findMany({ orderBy: ({ id }) => id })
    expect(rows.map(({ code, name, shortName }) => [code, name, shortName])).toEqual([
      ['so-a', 'Sở A', 'Sở A'],
      ['so-b', 'Sở B mới', 'SB'],
      ['so-c', 'Sở C', 'Sở C'],
    ])
    expect(await listSites(db, provinceId)).toMatchObject([
      { host: 'mau.vn', channel: 'portal', agencyId: null },
      { host: 'a.mau.vn', channel: 'own_site', agencyId: rows[1]?.id, verified: true },
    ])
    expect(await db.$count(agencyAliases)).toBe(1)
  })

  test('have their sites by the host that links are matched by, with www or without', async () => {
    await readAgencies(agencyFile.replace('host: a.mau.vn', 'host: www.a.mau.vn'))
    expect((await listSites(db, provinceId)).map(({ host }) => host)).toEqual(['mau.vn', 'a.mau.vn'])
    const twice = await readAgencies(agencyFile.replace('host: a.mau.vn', 'host: www.mau.vn'))
    expect(twice).toMatchObject({ kind: 'problems', problems: [{ line: 10, problem: { kind: 'duplicate' } }] })
  })

  test('owe a duty by their dated groups, less the exceptions', async () => {
    await readAgencies()
    const rows = await db.query.agencies.findMany()
    const owing = await listAssignees(db, provinceId, { groups: ['so-nganh'], agencies: [], except: ['so-a'] })
    expect(owing.map((each) => ({ ...each, agencyId: rows.find(({ id }) => id === each.agencyId)?.code }))).toEqual([
      { agencyId: 'so-b', fromOn: '2024-03-01', toOn: null },
      { agencyId: 'so-c', fromOn: null, toOn: '2024-06-30' },
    ])
  })

  test('of a province that there is not, or in a file with slips, change nothing', async () => {
    expect(await readAgencies(agencyFile.replace('province: mau', 'province: khac'))).toEqual({
      kind: 'unknown_province',
      code: 'khac',
    })
    expect(await readAgencies(agencyFile.replace('agency: so-a }', 'agency: so-la }'))).toMatchObject({
      kind: 'problems',
      problems: [{ file: 'co-quan.yaml', line: 10, path: 'sites[1].agency', problem: { kind: 'unknown_reference' } }],
    })
    expect(await db.$count(agencies)).toBe(0)
  })

  test('are all there or none of them, also when the database fails in the middle', async () => {
    await refuseRows('sites')
    await expect(readAgencies()).rejects.toThrow()
    expect(await db.$count(agencies)).toBe(0)
    expect(await db.$count(sites)).toBe(0)
  })
})

describe('a plan', () => {
  test('is imported once; the same file again changes nothing, another one is its next version', async () => {
    await readAgencies()
    expect(await readPlan()).toMatchObject({ kind: 'imported', version: 1, plan: { code: 'mau-2024' } })
    expect(await readPlan()).toMatchObject({ kind: 'unchanged', version: 1 })
    expect(await db.$count(planVersions)).toBe(1)
    const before = await db.query.duties.findMany({ orderBy: ({ id }) => id })

    const changed = planFile
      .replace('title: Tin, bài', 'title: Tin, bài trên Cổng')
      .replace('name: Kế hoạch mẫu', 'name: Kế hoạch sửa đổi')
    expect(await readPlan(changed)).toMatchObject({ kind: 'imported', version: 2 })
    expect(await readPlan(changed)).toMatchObject({ kind: 'unchanged', version: 2 })
    expect(await readPlan()).toMatchObject({ kind: 'imported', version: 3 })

    // A duty keeps its id through its key, and what was imported is kept word for word.
    expect(await db.query.duties.findMany({ orderBy: ({ id }) => id })).toEqual(before)
    const versions = await db.query.planVersions.findMany({ orderBy: ({ n }) => n })
    expect(versions.map(({ source }) => source)).toEqual([planFile, changed, planFile])
    const plan = await findPlan(db, provinceId, 'mau-2024')
    const latest = await findLatestVersion(db, plan?.id ?? 0)
    expect((await listDuties(db, latest?.id ?? 0)).map(({ rule }) => rule.title)).toEqual(['Tin, bài', 'Theo dõi'])
    expect(plan?.name).toBe('Kế hoạch mẫu')
  })

  test('waits for its province and for its agencies, and names what is unknown by line', async () => {
    expect(await readPlan(planFile.replace('province: mau', 'province: khac'))).toEqual({
      kind: 'unknown_province',
      code: 'khac',
    })
    const without = await readPlan()
    expect(without.kind === 'problems' && without.problems.map(({ line, path }) => [line, path])).toEqual([
      [11, 'duties[0].assignees.groups[0]'],
      [11, 'duties[0].assignees.except[0]'],
      [21, 'duties[1].assignees.agencies[0]'],
    ])
    expect(await db.$count(plans)).toBe(0)
  })

  test('of the same code in another province is another plan', async () => {
    await insertProvince(db, { code: 'khac', name: 'tỉnh Khác', timeZone: 'Asia/Ho_Chi_Minh' })
    await readAgencies()
    expect(await kindOf(readAgencies(agencyFile.replace('province: mau', 'province: khac')))).toBe('imported')
    expect(await kindOf(readPlan())).toBe('imported')
    expect(await readPlan(planFile.replace('province: mau', 'province: khac'))).toMatchObject({
      kind: 'imported',
      version: 1,
    })
    expect(await db.$count(plans)).toBe(2)
    expect(await db.$count(duties)).toBe(4)
  })

  test('is there as a whole or not at all, also when the database fails in the middle', async () => {
    await readAgencies()
    await refuseRows('requirements')
    await expect(readPlan()).rejects.toThrow()
    for (const table of [plans, planVersions, duties, requirements]) expect(await db.$count(table)).toBe(0)
  })
})
