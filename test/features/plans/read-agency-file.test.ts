import { describe, expect, it } from 'vitest'
import { readAgencyFile } from '../../../src/features/plans/read-agency-file.ts'
import type { Problem } from '../../../src/features/plans/yaml-file.ts'

const good = `province: tinh-mau
groups:
  - { code: so-nganh, name: Sở ngành }
agencies:
  - code: so-noi-vu
    name: Sở Nội vụ
    shortName: Sở Nội vụ
    aliases: [SNV]
    groups: [{ code: so-nganh }]
  - code: so-tu-phap
    name: Sở Tư pháp
    shortName: Sở TP
    aliases: [STP]
    activeFrom: 2024-01-01
sites:
  - { host: mau.gov.vn, channel: portal, verified: true }
  - { host: mau.gov.vn, path: /sotuphap, channel: own_site, agency: so-tu-phap }
`

function problemsOf(text: string): [line: number, path: string, problem: Problem][] {
  const result = readAgencyFile(text, 'mau.yaml')
  return result.kind === 'ok' ? [] : result.problems.map(({ line, path, problem }) => [line, path, problem])
}

describe('an agency file', () => {
  it('may leave out what is empty', () => {
    const result = readAgencyFile(good, 'mau.yaml')
    if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
    expect(result.value.agencies[0]).toEqual({
      code: 'so-noi-vu',
      name: 'Sở Nội vụ',
      shortName: 'Sở Nội vụ',
      aliases: ['SNV'],
      activeFrom: null,
      activeTo: null,
      groups: [{ code: 'so-nganh', from: null, to: null }],
    })
    expect(result.value.sites).toEqual([
      { host: 'mau.gov.vn', path: '', channel: 'portal', agency: null, verified: true },
      { host: 'mau.gov.vn', path: '/sotuphap', channel: 'own_site', agency: 'so-tu-phap', verified: false },
    ])
  })

  it.each<[string, string, string, number, string, Problem]>([
    [
      'an agency that stands twice',
      'sites:',
      '  - { code: so-tu-phap, name: Sở Y tế, shortName: Sở Y tế }\nsites:',
      15,
      'agencies[2].code',
      { kind: 'duplicate', got: 'so-tu-phap' },
    ],
    [
      'a group that is not declared',
      '[{ code: so-nganh }]',
      '[{ code: cap-xa }]',
      9,
      'agencies[0].groups[0].code',
      { kind: 'unknown_reference', got: 'cap-xa', allowed: ['so-nganh'] },
    ],
    [
      'an agency that ends before it begins',
      'activeFrom: 2024-01-01',
      'activeFrom: 2024-01-01\n    activeTo: 2023-06-30',
      15,
      'agencies[1].activeTo',
      { kind: 'out_of_range', got: '2023-06-30', from: '2024-01-01', to: null },
    ],
    [
      'a host with its scheme',
      'host: mau.gov.vn, channel',
      'host: "https://mau.gov.vn", channel',
      16,
      'sites[0].host',
      { kind: 'expected', what: 'host', got: 'https://mau.gov.vn' },
    ],
    [
      'a host in capitals',
      'host: mau.gov.vn, channel',
      'host: Mau.gov.vn, channel',
      16,
      'sites[0].host',
      { kind: 'expected', what: 'host', got: 'Mau.gov.vn' },
    ],
    [
      'a path with a slash at its end',
      'path: /sotuphap',
      'path: /sotuphap/',
      17,
      'sites[1].path',
      { kind: 'expected', what: 'path', got: '/sotuphap/' },
    ],
    [
      'a site that stands twice',
      ', path: /sotuphap',
      '',
      17,
      'sites[1].host',
      { kind: 'duplicate', got: 'mau.gov.vn' },
    ],
    ['an own site of nobody', ', agency: so-tu-phap', '', 17, 'sites[1].agency', { kind: 'missing' }],
    [
      'a site of an agency that is not listed',
      'agency: so-tu-phap',
      'agency: so-y-te',
      17,
      'sites[1].agency',
      { kind: 'unknown_reference', got: 'so-y-te', allowed: ['so-noi-vu', 'so-tu-phap'] },
    ],
    [
      'a channel that does not exist',
      'channel: portal',
      'channel: cong',
      16,
      'sites[0].channel',
      {
        kind: 'not_allowed',
        got: 'cong',
        allowed: ['own_site', 'portal', 'loudspeaker', 'radio_tv', 'document', 'newsletter'],
      },
    ],
  ])('is told of %s', (_, passage, replacement, line, path, problem) => {
    expect(good).toContain(passage)
    expect(problemsOf(good.replace(passage, replacement))).toEqual([[line, path, problem]])
  })
})
