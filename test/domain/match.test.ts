import { describe, expect, test } from 'vitest'
import type { Assignment } from '../../src/domain/assignment.ts'
import { normalizeLink } from '../../src/domain/link.ts'
import { isSurplus, matchAssignment, matchSite } from '../../src/domain/match.ts'
import type { Duty, Requirement } from '../../src/domain/plan.ts'

const site = (id: number, host: string, path = '', agencyId: number | null = null) =>
  ({ id, host, path, agencyId, channel: agencyId === null ? 'portal' : 'own_site' }) as const

describe('the site of a page', () => {
  const sites = [
    site(1, 'binhthuan.gov.vn'),
    site(2, 'bacbinh.binhthuan.gov.vn', '', 20),
    site(3, 'binhthuan.gov.vn', '/SiteFolders/bandantoc', 30),
    site(4, 'bao.vn', '/tin', 40),
    site(5, 'bao.vn', '/tin/so-nganh', 50),
    site(6, 'binhthuantv.vn', '', 60),
  ]
  const siteOf = (url: string) => {
    const link = normalizeLink(url)
    return link === undefined ? undefined : matchSite(link, sites)?.id
  }

  test('is the one with exactly its host: a district’s own site is not the portal', () => {
    expect(siteOf('https://binhthuan.gov.vn/tin/1')).toBe(1)
    expect(siteOf('https://www.binhthuan.gov.vn/tin/1')).toBe(1)
    expect(siteOf('https://bacbinh.binhthuan.gov.vn/1348/33980/tin.aspx')).toBe(2)
    expect(siteOf('https://hamtan.binhthuan.gov.vn/tin/1')).toBeUndefined()
    expect(siteOf('https://binhthuan.gov.vn.tin-gia.com/tin/1')).toBeUndefined()
  })

  test('is the one with the longest path, which ends where a part of the path ends', () => {
    expect(siteOf('https://binhthuan.gov.vn/SiteFolders/bandantoc/tin/1')).toBe(3)
    expect(siteOf('https://binhthuan.gov.vn/sitefolders/BanDanToc')).toBe(3)
    expect(siteOf('https://binhthuan.gov.vn/SiteFolders/khac')).toBe(1)
    expect(siteOf('https://bao.vn/tin/so-nganh/1')).toBe(5)
    expect(siteOf('https://bao.vn/tin/1')).toBe(4)
    expect(siteOf('https://bao.vn/tin')).toBe(4)
    expect(siteOf('https://bao.vn/tin-tuc/1')).toBeUndefined()
    expect(siteOf('https://bao.vn/')).toBeUndefined()
  })

  test('is never a station of another province with a similar name', () => {
    expect(siteOf('https://binhthuantv.vn/tin/1')).toBe(6)
    expect(siteOf('https://btv.org.vn/tin/1')).toBeUndefined()
  })
})

const today = '2024-02-10'
const monthly = (n: number) => ({
  periodKey: `2024-0${n}`,
  startsOn: `2024-0${n}-01`,
  endsOn: `2024-0${n}-28`,
  dueOn: `2024-0${n}-28`,
})

function assignment(id: number, over: Partial<Assignment> = {}, rule: Partial<Duty> = {}): Assignment {
  const base = { ...monthly(2), ...over }
  return {
    id,
    provinceId: 1,
    planId: 1,
    agencyId: 1,
    dutyId: 1,
    agencyName: 'Sở Tư pháp',
    agencyShortName: 'Sở Tư pháp',
    planName: 'Kế hoạch',
    timeZone: 'Asia/Ho_Chi_Minh',
    rule: { requirements: [{ channel: 'portal', min: 2 }], mode: 'all', cadence: 'month', ...rule } as Duty,
    quotaOverride: null,
    periodTitle: null,
    dueAt: new Date(`${base.dueOn}T17:00:00Z`),
    locked: false,
    excused: false,
    held: false,
    credits: {},
    latest: null,
    ...base,
  }
}

const january = assignment(1, monthly(1))
const february = assignment(2, monthly(2))
const met = (of: Assignment): Assignment => ({ ...of, credits: { portal: 2 } })
const matched = (candidates: Assignment[], answered: number[] = []) =>
  matchAssignment(candidates, { channel: 'portal', today, answered })?.id

describe('the assignment that a piece counts toward', () => {
  test('is the one whose reminder was answered, before any older one', () => {
    expect(matched([january, february], [2])).toBe(2)
    expect(matched([january, met(february)], [2])).toBe(2)
    expect(matched([met(january), february], [1, 2])).toBe(2)
    expect(matched([{ ...january, held: true }, february], [1])).toBe(1)
  })

  test('is else the oldest that still needs it, whatever order they come in', () => {
    expect(matched([february, january])).toBe(1)
    expect(matched([{ ...january, credits: { portal: 1 } }, february])).toBe(1)
    expect(matched([met(january), february])).toBe(2)
    const sameDay = [assignment(8, monthly(1)), assignment(7, monthly(1))]
    expect(matched(sameDay)).toBe(7)
  })

  test('is else, as surplus, the current one', () => {
    expect(matched([met(january), met(february)])).toBe(2)
    expect(matched([met(january)])).toBeUndefined()
  })

  test('is never one that is locked, held at import, excused or still to come', () => {
    expect(matched([{ ...january, locked: true }, february])).toBe(2)
    expect(matched([{ ...january, locked: true }, february], [1])).toBe(2)
    expect(matched([{ ...january, held: true }, february])).toBe(2)
    expect(matched([{ ...january, held: true }, met(february)])).toBe(2)
    expect(matched([{ ...january, held: true }])).toBeUndefined()
    expect(matched([{ ...january, excused: true }, february])).toBe(2)
    expect(matched([assignment(3, monthly(3))])).toBeUndefined()
  })

  test('asks for that channel', () => {
    const onOwnSite = assignment(1, monthly(1), { requirements: [{ channel: 'own_site', min: 1 }] })
    expect(matched([onOwnSite, february])).toBe(2)
    expect(matched([onOwnSite])).toBeUndefined()
    expect(matched([onOwnSite], [1])).toBeUndefined()
  })

  test('is the quota as it was set for that agency', () => {
    expect(matched([{ ...january, quotaOverride: 1, credits: { portal: 1 } }, february])).toBe(2)
    expect(matched([{ ...met(january), quotaOverride: 3 }, february])).toBe(1)
  })
})

describe('with several channels', () => {
  const both: Requirement[] = [
    { channel: 'portal', min: 1 },
    { channel: 'own_site', min: 1 },
  ]

  test('of which each is asked for, only what the channel still needs is no surplus', () => {
    const half = assignment(1, { ...monthly(1), credits: { portal: 1 } }, { requirements: both })
    expect(matched([half, february])).toBe(2)
    expect(isSurplus(half, 'portal')).toBe(true)
    expect(isSurplus(half, 'own_site')).toBe(false)
  })

  test('of which any will do, one that is met through another channel needs nothing', () => {
    const either = assignment(1, { ...monthly(1), credits: { own_site: 1 } }, { requirements: both, mode: 'any' })
    expect(matched([either, february])).toBe(2)
    expect(isSurplus(either, 'portal')).toBe(true)
  })
})
