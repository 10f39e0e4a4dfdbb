import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Duty } from '../../../src/domain/plan.ts'
import { readAgencyFile } from '../../../src/features/plans/read-agency-file.ts'
import { readPlanFile } from '../../../src/features/plans/read-plan-file.ts'
import { planToJson } from '../../../src/features/plans/show-plan.ts'
import type { ReadResult } from '../../../src/features/plans/yaml-file.ts'

const agencyFile = okOf(readAgencyFile(read('binh-thuan.agencies.yaml'), 'binh-thuan.agencies.yaml'))
const codes = (list: { code: string }[]) => list.map(({ code }) => code)
const plan = okOf(
  readPlanFile(read('binh-thuan-2024.yaml'), 'binh-thuan-2024.yaml', {
    agencies: codes(agencyFile.agencies),
    groups: codes(agencyFile.groups),
  }),
)
const duty = (clause: string) => plan.duties.filter((each) => each.clause === clause).at(0)

describe('the plan of Bình Thuận 2024', () => {
  it('names its parent and theme, and asks about the number and date that the copy lacks', () => {
    expect(plan).toMatchObject({
      code: 'binh-thuan-2024',
      province: 'binh-thuan',
      year: 2024,
      number: null,
      signedOn: null,
      effectiveOn: '2024-01-01',
      parent: '4912/KH-UBND ngày 15/12/2023',
      theme: 'Giảm hồ sơ trễ hẹn, tăng sử dụng dịch vụ công trực tuyến, thanh toán không tiền mặt',
    })
    expect(plan.openQuestions).toHaveLength(1)
  })

  const endOfPeriod = { kind: 'end_of_period', inclusive: true }
  it.each([
    ['III.1.a', 'once', { min: 1, stated: false }, 'document', 1, { kind: 'date', on: '2024-01-31', inclusive: true }],
    ['III.1.b', 'year', { average: 5, perYear: 60 }, 'own_site', 60, endOfPeriod],
    ['III.1.c', 'week', { min: 1, stated: true }, 'loudspeaker', 1, endOfPeriod],
    ['III.1.d', 'month', { min: 2, stated: true }, 'portal', 2, endOfPeriod],
    ['III.2.đ', 'week', { min: 1, stated: false }, 'newsletter', 1, endOfPeriod],
    ['III.6', 'month', { min: 2, stated: true }, 'portal', 2, endOfPeriod],
    ['III.7.a', 'week', { min: 1, stated: true }, 'radio_tv', 1, endOfPeriod],
  ])('chases %s by %s', (clause, cadence, quota, channel, min, due) => {
    expect(duty(clause)).toMatchObject({ cadence, quota, due, requirements: [{ channel, min }] })
  })

  it('lists the other eleven clauses and chases none of them', () => {
    const ongoing = plan.duties.filter(({ cadence }) => cadence === 'ongoing')
    expect(ongoing).toHaveLength(11)
    for (const { quota, due, requirements } of ongoing) {
      expect([quota, due.kind, requirements.length]).toEqual([null, 'none', 0])
    }
  })

  it.each([
    ['III.1.a', 29],
    ['III.1.b', 29],
    ['III.1.c', 10],
    ['III.1.d', 5],
    ['III.1.đ', 28],
    ['III.2.đ', 1],
    ['III.6', 1],
    ['III.7.a', 1],
  ])('binds, in %s, %i agencies', (clause, count) => {
    expect(assigneesOf(duty(clause))).toHaveLength(count)
  })

  it('names five agencies for the portal, and leaves Đài and Báo open', () => {
    expect(assigneesOf(duty('III.1.d'))).toEqual(['van-phong-ubnd', 'so-noi-vu', 'so-tu-phap', 'so-khdt', 'so-tttt'])
    expect(duty('III.1.d')?.openQuestions).toHaveLength(1)
  })

  it('does not ask Sở Nội vụ to report to itself', () => {
    expect(assigneesOf(duty('III.1.đ'))).not.toContain('so-noi-vu')
  })

  it('lets an article on investment count for both clauses that bind Sở KHĐT', () => {
    expect(assigneesOf(duty('III.6'))).toEqual(['so-khdt'])
    expect(duty('III.6')?.sharesCreditWith).toEqual([duty('III.1.d')?.key])
  })

  it('keeps what the text leaves open with the default it is run by', () => {
    const open = plan.duties.filter(({ openQuestions }) => openQuestions.length > 0).map(({ clause }) => clause)
    expect(open).toEqual(['III.1.c', 'III.1.d', 'III.1.đ', 'III.7.a'])
  })

  it('shows itself to other programs with every field in place', () => {
    const shown = JSON.parse(JSON.stringify(planToJson(plan)))
    expect(shown).toMatchObject({ code: 'binh-thuan-2024', province: 'binh-thuan', year: 2024, number: null })
    expect(shown.duties).toHaveLength(18)
    expect(shown.duties[0]).toEqual({
      key: 'ban-hanh-ke-hoach',
      clause: 'III.1.a',
      title: 'Ban hành kế hoạch tuyên truyền năm 2024',
      assignees: { groups: ['so-nganh', 'cap-huyen'], agencies: [], except: [] },
      evidence: ['document'],
      requirements: [{ channel: 'document', min: 1 }],
      mode: 'all',
      cadence: 'once',
      periods: [],
      quota: { min: 1, stated: false },
      due: { kind: 'date', on: '2024-01-31', inclusive: true },
      judgedBy: 'document',
      sharesCreditWith: [],
      openQuestions: [],
    })
    expect(shown.duties[4].due).toEqual({ kind: 'none', on: null, inclusive: null })
  })
})

describe('the agencies of Bình Thuận', () => {
  const inGroup = (group: string) => agencyFile.agencies.filter(({ groups }) => codes(groups).includes(group))

  it('are nineteen of the province, ten districts, press and radio', () => {
    expect(['so-nganh', 'cap-huyen', 'bao-dai'].map((group) => inGroup(group).length)).toEqual([19, 10, 2])
  })

  it('end with the districts on 30/06/2025', () => {
    expect(new Set(inGroup('cap-huyen').map(({ activeTo }) => activeTo))).toEqual(new Set(['2025-06-30']))
  })

  it('have one site each, and none is presented as fact but the confirmed ones', () => {
    const owners = agencyFile.sites.filter(({ channel }) => channel === 'own_site').map(({ agency }) => agency)
    expect(owners.toSorted()).toEqual(codes(agencyFile.agencies).toSorted())
    const confirmed = agencyFile.sites.filter(({ verified }) => verified).map(({ host, path }) => host + path)
    expect(confirmed).toEqual([
      'binhthuan.gov.vn',
      'binhthuan.gov.vn/SiteFolders/bandantoc',
      'snnptnt.binhthuan.gov.vn',
      'svhttdl.binhthuan.gov.vn',
      'bacbinh.binhthuan.gov.vn',
    ])
  })
})

/** In the order of the agency file. */
function assigneesOf(each: Duty | undefined): string[] {
  const { groups, agencies, except } = each?.assignees ?? { groups: [], agencies: [], except: [] }
  return agencyFile.agencies
    .filter((agency) => agencies.includes(agency.code) || codes(agency.groups).some((group) => groups.includes(group)))
    .map(({ code }) => code)
    .filter((code) => !except.includes(code))
}

function okOf<T>(result: ReadResult<T>): T {
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
  return result.value
}

function read(name: string): string {
  return readFileSync(new URL(`../../../plans/${name}`, import.meta.url), 'utf8')
}
