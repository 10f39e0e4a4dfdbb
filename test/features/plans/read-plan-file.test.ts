import { describe, expect, it } from 'vitest'
import { readPlanFile } from '../../../src/features/plans/read-plan-file.ts'
import type { Problem } from '../../../src/features/plans/yaml-file.ts'

const good = `code: tinh-mau-2024
province: tinh-mau
year: 2024
name: Kế hoạch mẫu
effectiveOn: 2024-01-15
duties:
  - key: tin-bai
    clause: III.1.đ
    title: Tin, bài
    assignees: { groups: [so-nganh] }
    cadence: month
    quota: { min: 2 }
    requirements: [{ channel: portal, min: 2 }]
    evidence: [link]
    due: { kind: end_of_period }
    judgedBy: published
  - key: ke-hoach
    clause: III.2
    title: Kế hoạch
    assignees: { agencies: [so-noi-vu] }
    cadence: once
    quota: { min: 1, stated: false }
    requirements: [{ channel: document, min: 1 }]
    evidence: [document]
    due: { kind: date, on: 2024-02-01, inclusive: false }
    judgedBy: document
  - key: theo-doi
    clause: III.3
    title: Theo dõi
    assignees: { agencies: [so-noi-vu] }
    cadence: ongoing
`
const dutyKeys =
  'key clause title assignees evidence requirements mode cadence monthStartDay periods quota due judgedBy'.split(' ')
const known = { agencies: ['so-noi-vu'], groups: ['so-nganh'] }

function problemsOf(text: string): [line: number, path: string, problem: Problem][] {
  const result = readPlanFile(text, 'mau.yaml', known)
  return result.kind === 'ok' ? [] : result.problems.map(({ line, path, problem }) => [line, path, problem])
}

/** The good plan with one passage replaced, which must be there. */
function changed(passage: string, replacement: string): string {
  expect(good).toContain(passage)
  return good.replace(passage, replacement)
}

describe('a plan file', () => {
  it('may leave out what is empty', () => {
    const result = readPlanFile(good, 'mau.yaml', known)
    if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
    expect(result.value).toMatchObject({ number: null, signedOn: null, theme: null, openQuestions: [] })
    expect(result.value.duties[0]).toEqual({
      key: 'tin-bai',
      clause: 'III.1.đ',
      title: 'Tin, bài',
      assignees: { groups: ['so-nganh'], agencies: [], except: [] },
      evidence: ['link'],
      requirements: [{ channel: 'portal', min: 2 }],
      mode: 'all',
      cadence: 'month',
      quota: { min: 2, stated: true },
      due: { kind: 'end_of_period', inclusive: true },
      judgedBy: 'published',
      sharesCreditWith: [],
      openQuestions: [],
    })
  })

  it('reads alike with decomposed letters, CRLF and a byte order mark', () => {
    const odd = `\uFEFF${good.normalize('NFD').replaceAll('\n', '\r\n')}`
    expect(readPlanFile(odd, 'mau.yaml')).toEqual(readPlanFile(good, 'mau.yaml'))
  })

  it.each<[string, string, string, number, string, Problem]>([
    ['a missing key', 'name: Kế hoạch mẫu\n', '', 1, 'name', { kind: 'missing' }],
    ['an empty value', 'title: Tin, bài', 'title:', 9, 'duties[0].title', { kind: 'missing' }],
    ['a blank value', 'title: Tin, bài', 'title: " "', 9, 'duties[0].title', { kind: 'missing' }],
    [
      'an unknown key',
      'cadence: month',
      'cadence: month\n    cadense: week',
      12,
      'duties[0].cadense',
      { kind: 'unknown_key', key: 'cadense', allowed: [...dutyKeys, 'sharesCreditWith', 'openQuestions'] },
    ],
    [
      'a cadence that does not exist',
      'cadence: month',
      'cadence: monthly',
      11,
      'duties[0].cadence',
      {
        kind: 'not_allowed',
        got: 'monthly',
        allowed: ['once', 'week', 'month', 'quarter', 'half', 'year', 'named', 'ongoing'],
      },
    ],
    [
      'a day before the first of the month',
      'kind: end_of_period',
      'kind: day_of_month, day: 1, inclusive: false',
      15,
      'duties[0].due.day',
      { kind: 'not_allowed', got: '1', allowed: ['2–31'] },
    ],
    [
      'a due rule that does not exist',
      'kind: end_of_period',
      'kind: end_of_month',
      15,
      'duties[0].due.kind',
      {
        kind: 'not_allowed',
        got: 'end_of_month',
        allowed: ['end_of_period', 'date', 'day_of_month', 'after_period', 'none'],
      },
    ],
    [
      'a day that does not exist',
      'on: 2024-02-01',
      'on: 2024-02-30',
      25,
      'duties[1].due.on',
      { kind: 'not_a_date', got: '2024-02-30' },
    ],
    [
      'a date in Vietnamese order',
      'effectiveOn: 2024-01-15',
      'effectiveOn: 15/01/2024',
      5,
      'effectiveOn',
      { kind: 'not_a_date', got: '15/01/2024' },
    ],
    [
      'a date due that does not say whether the day counts',
      ', inclusive: false',
      '',
      25,
      'duties[1].due.inclusive',
      { kind: 'missing' },
    ],
    [
      'a number in words',
      'quota: { min: 2 }',
      'quota: { min: hai }',
      12,
      'duties[0].quota.min',
      { kind: 'expected', what: 'whole_number', got: 'hai' },
    ],
    [
      'a count of none',
      'quota: { min: 2 }',
      'quota: { min: 0 }',
      12,
      'duties[0].quota.min',
      { kind: 'expected', what: 'whole_number', got: '0' },
    ],
    [
      'half an average quota',
      'quota: { min: 2 }',
      'quota: { average: 2 }',
      12,
      'duties[0].quota.perYear',
      { kind: 'missing' },
    ],
    ['a short year', 'year: 2024', 'year: 24', 3, 'year', { kind: 'expected', what: 'year', got: '24' }],
    [
      'text where a list belongs',
      'evidence: [link]',
      'evidence: link',
      14,
      'duties[0].evidence',
      { kind: 'expected', what: 'list', got: 'link' },
    ],
    [
      'text where a map belongs',
      'due: { kind: end_of_period }',
      'due: end_of_period',
      15,
      'duties[0].due',
      { kind: 'expected', what: 'map', got: 'end_of_period' },
    ],
    [
      'an end of period that does not count',
      'kind: end_of_period',
      'kind: end_of_period, inclusive: false',
      15,
      'duties[0].due.inclusive',
      { kind: 'not_allowed', got: 'false', allowed: ['true'] },
    ],
    [
      'a number beyond counting',
      'quota: { min: 2 }',
      'quota: { min: 1e30 }',
      12,
      'duties[0].quota.min',
      { kind: 'expected', what: 'whole_number', got: '1e+30' },
    ],
    [
      'a number where text belongs',
      'name: Kế hoạch mẫu',
      'name: 2024',
      4,
      'name',
      { kind: 'expected', what: 'text', got: '2024' },
    ],
    [
      'text where yes or no belongs',
      'inclusive: false',
      'inclusive: no',
      25,
      'duties[1].due.inclusive',
      { kind: 'expected', what: 'yes_or_no', got: 'no' },
    ],
    [
      'a key with diacritics',
      'key: tin-bai',
      'key: tin-bài',
      7,
      'duties[0].key',
      { kind: 'expected', what: 'slug', got: 'tin-bài' },
    ],
    [
      'a clause in spoken order',
      'clause: III.1.đ',
      'clause: 1.đ.III',
      8,
      'duties[0].clause',
      { kind: 'expected', what: 'clause', got: '1.đ.III' },
    ],
    ['a key used twice', 'key: ke-hoach', 'key: tin-bai', 17, 'duties[1].key', { kind: 'duplicate', got: 'tin-bai' }],
    [
      'a shared duty that does not exist',
      'judgedBy: document',
      'judgedBy: document\n    sharesCreditWith: [tin]',
      27,
      'duties[1].sharesCreditWith[0]',
      { kind: 'unknown_reference', got: 'tin', allowed: ['tin-bai', 'theo-doi'] },
    ],
    [
      'a group that the province does not have',
      'groups: [so-nganh]',
      'groups: [so-nghanh]',
      10,
      'duties[0].assignees.groups[0]',
      { kind: 'unknown_reference', got: 'so-nghanh', allowed: ['so-nganh'] },
    ],
    [
      'an agency that the province does not have',
      '[so-noi-vu] }\n    cadence: ongoing',
      '[so-ngoai-vu] }\n    cadence: ongoing',
      30,
      'duties[2].assignees.agencies[0]',
      { kind: 'unknown_reference', got: 'so-ngoai-vu', allowed: ['so-noi-vu'] },
    ],
    ['a duty that binds nobody', '{ groups: [so-nganh] }', '{}', 10, 'duties[0].assignees', { kind: 'missing' }],
    ['a chased duty without a quota', '    quota: { min: 2 }\n', '', 7, 'duties[0].quota', { kind: 'missing' }],
    ['a chased duty that is never due', 'kind: end_of_period', 'kind: none', 15, 'duties[0].due', { kind: 'missing' }],
    [
      'a chased duty that judges lateness by nothing',
      '    judgedBy: published\n',
      '',
      7,
      'duties[0].judgedBy',
      { kind: 'missing' },
    ],
    [
      'a quota on an ongoing duty',
      'cadence: ongoing',
      'cadence: ongoing\n    quota: { min: 2 }',
      32,
      'duties[2].quota',
      { kind: 'conflict', with: 'cadence', got: 'ongoing' },
    ],
    [
      'one date for a monthly duty',
      'kind: end_of_period',
      'kind: date, on: 2024-02-01, inclusive: true',
      15,
      'duties[0].due',
      { kind: 'conflict', with: 'cadence', got: 'month' },
    ],
    [
      'a requirement that asks for another number than the quota',
      'portal, min: 2',
      'portal, min: 3',
      13,
      'duties[0].requirements[0].min',
      { kind: 'not_allowed', got: '3', allowed: ['2'] },
    ],
    [
      'named periods that are not named',
      'cadence: month',
      'cadence: named',
      7,
      'duties[0].periods',
      { kind: 'missing' },
    ],
    [
      'a due date of another year',
      'on: 2024-02-01',
      'on: 2042-02-01',
      25,
      'duties[1].due.on',
      { kind: 'out_of_range', got: '2042-02-01', from: '2023-12-01', to: '2025-03-31' },
    ],
    [
      'a plan that takes effect before it is signed',
      'year: 2024',
      'year: 2024\nsignedOn: 2024-02-01',
      6,
      'effectiveOn',
      { kind: 'out_of_range', got: '2024-01-15', from: '2024-02-01', to: '2024-12-31' },
    ],
    [
      'a YAML key written twice',
      'cadence: month',
      'cadence: month\n    cadence: week',
      12,
      '',
      { kind: 'duplicate', got: 'cadence' },
    ],
    [
      'a part repeated by name',
      'evidence: [link]',
      'evidence: &proof [link]\n    mode: *proof',
      15,
      '',
      { kind: 'alias', got: 'proof' },
    ],
  ])('is told of %s', (_, passage, replacement, line, path, problem) => {
    expect(problemsOf(changed(passage, replacement))).toEqual([[line, path, problem]])
  })

  it('is told of an average quota outside a yearly duty', () => {
    const text = changed('quota: { min: 2 }', 'quota: { average: 1, perYear: 2 }')
    expect(problemsOf(text)).toEqual([[12, 'duties[0].quota', { kind: 'conflict', with: 'cadence', got: 'month' }]])
  })

  it('is told of named periods that end before they begin, in another year, or share a key', () => {
    const span = '{ key: q1, title: Quý I, startsOn: 2024-12-15, endsOn:'
    const periods = `cadence: named\n    periods:\n      - ${span} 2024-03-14 }\n      - ${span} 2025-03-14 }`
    expect(problemsOf(changed('cadence: month', periods))).toEqual([
      [13, 'duties[0].periods[0].endsOn', { kind: 'out_of_range', got: '2024-03-14', from: '2024-12-15', to: null }],
      [14, 'duties[0].periods[1].key', { kind: 'duplicate', got: 'q1' }],
      [
        14,
        'duties[0].periods[1].endsOn',
        { kind: 'out_of_range', got: '2025-03-14', from: '2024-01-01', to: '2024-12-31' },
      ],
    ])
  })

  it('is told where its YAML breaks off', () => {
    const problems = problemsOf(changed('evidence: [link]', 'evidence: [link'))
    expect(problems.map(([line, , problem]) => [line, problem.kind])).toContainEqual([15, 'syntax'])
  })

  it.each([
    ['nothing', '', { kind: 'missing' }],
    ['only a comment', '# kế hoạch', { kind: 'missing' }],
    ['a sentence', 'kế hoạch', { kind: 'expected', what: 'map', got: 'kế hoạch' }],
    ['a list', '- 1', { kind: 'expected', what: 'map', got: '[1]' }],
  ])('is told that it holds %s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([[1, '', problem]])
  })

  it('is told everything at once, in the order of its lines', () => {
    const text = good
      .replace('year: 2024', 'year: tuổi')
      .replace('cadence: month', 'cadence: monthly')
      .replace('    judgedBy: document\n', '')
      .replace('cadence: ongoing', 'cadence: ongoing\n    due: { kind: end_of_period }')
    expect(problemsOf(text).map(([line, path, { kind }]) => `${line} ${path} ${kind}`)).toEqual([
      '3 year expected',
      '11 duties[0].cadence not_allowed',
      '17 duties[1].judgedBy missing',
      '31 duties[2].due conflict',
    ])
  })

  it('is told that it has no duties', () => {
    const text = `${good.slice(0, good.indexOf('duties:'))}duties: []\n`
    expect(problemsOf(text)).toEqual([[6, 'duties', { kind: 'missing' }]])
  })

  it('may leave a chased duty undated where an open question says so', () => {
    const asked = 'kind: none }\n    openQuestions: [{ question: Hạn nào?, default: Không nhắc hạn }]'
    expect(problemsOf(changed('kind: end_of_period }', asked))).toEqual([])
  })
})
