import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { renderFileProblems } from '../../../src/cli/plan-text.ts'
import { listShippedPlans, loadResources } from '../../../src/cli/resources.ts'
import { cadences, channels, evidences, judgedBys, type Plan } from '../../../src/domain/plan.ts'
import { readAgencyFile } from '../../../src/features/plans/read-agency-file.ts'
import { readPlanFile } from '../../../src/features/plans/read-plan-file.ts'
import { planToJson } from '../../../src/features/plans/show-plan.ts'
import type { ReadResult } from '../../../src/features/plans/yaml-file.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const folder = `${root}plans`
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && !name.endsWith('.agencies.yaml'))
const template = 'mau-2026.yaml'
const realPlans = files.filter((name) => name !== template)
const guide = textOf('README.md')

describe('the plans that ship', () => {
  it.each(files)('%s reads without problems, and its code is its name', (name) => {
    expect(`${planIn(name).code}.yaml`).toBe(name)
  })

  it('are five of four provinces', () => {
    expect(realPlans.map((name) => name.replace('.yaml', ''))).toEqual([
      'binh-phuoc-2022',
      'binh-thuan-2021',
      'binh-thuan-2024',
      'khanh-hoa-2021',
      'ninh-thuan-2023',
    ])
    expect(new Set(realPlans.map((name) => planIn(name).province)).size).toBe(4)
  })
})

describe('a plan as other programs read it', () => {
  const planFields = 'code province year name number signedOn effectiveOn theme parent openQuestions duties'
  const before = 'key clause title assignees evidence requirements mode cadence'
  const after = 'periods quota due judgedBy sharesCreditWith openQuestions'
  const dutyShapes = (cadence: string) => [
    `${before} ${after}`,
    ...(cadence === 'month' ? [`${before} monthStartDay ${after}`] : []),
  ]
  const dueFields: Record<string, string> = {
    end_of_period: 'inclusive kind on',
    date: 'inclusive kind on',
    day_of_month: 'day inclusive kind on',
    after_period: 'days inclusive kind on',
    none: 'inclusive kind on',
  }
  type Shown = { cadence: string; due: { kind: string }; periods: object[] }

  it.each(files)('%s has the fields of every other plan', (name) => {
    const shown: { duties: Shown[] } = JSON.parse(JSON.stringify(planToJson(planIn(name))))
    expect(fieldsOf(shown)).toBe(planFields)
    for (const duty of shown.duties) {
      expect(dutyShapes(duty.cadence)).toContain(fieldsOf(duty))
      expect(Object.keys(duty.due).toSorted().join(' ')).toBe(dueFields[duty.due.kind])
      for (const period of duty.periods) {
        expect(['key title startsOn endsOn', 'key title startsOn endsOn due']).toContain(fieldsOf(period))
      }
    }
  })
})

describe('the template', () => {
  const plan = planIn(template)

  it('says that it is none, in its first line and its name', () => {
    expect(textOf(template)).toMatch(/^# MẪU – KHÔNG PHẢI KẾ HOẠCH CÓ THẬT\./)
    expect(plan).toMatchObject({ name: 'MẪU – không phải kế hoạch có thật', province: 'ma-tinh', number: null })
  })

  it('is not offered among the plans', () => {
    expect(listShippedPlans(folder).map(({ code }) => `${code}.yaml`)).toEqual(realPlans)
  })

  it('shows every cadence and every rule for a deadline', () => {
    expect(new Set(plan.duties.map(({ cadence }) => cadence))).toEqual(new Set(cadences))
    expect(new Set(plan.duties.map(({ due }) => due.kind))).toEqual(new Set(branchesOfDue()))
    expect(plan.duties.some(({ periods }) => periods?.some(({ due }) => due !== undefined))).toBe(true)
  })

  it('binds the agencies of a province without districts, as the guide lists them', () => {
    const [agencies = ''] = blocksOf('co-quan')
    const { groups, agencies: known } = okOf(readAgencyFile(agencies, 'README.md'))
    const codes = { groups: groups.map(({ code }) => code), agencies: known.map(({ code }) => code) }
    expect(codes.groups).toEqual(['so-nganh', 'cap-xa'])
    expect(readPlanFile(textOf(template), template, codes).kind).toBe('ok')
  })
})

describe('the guide to the files', () => {
  it('marks every block of YAML as an example of duties or of agencies', () => {
    expect([...guide.matchAll(/^```ya?ml(.*)$/gm)].map(([, mark]) => mark)).toEqual([
      ' nhiem-vu',
      ' nhiem-vu',
      ' co-quan',
    ])
  })

  it.each(blocksOf('nhiem-vu'))('has duties that a plan may hold: %#', (block) => {
    expect(readPlanFile(planOf({ duties: parse(block) }), 'README.md')).toMatchObject({ kind: 'ok' })
  })

  it('works out the clause as the plan of Bình Thuận 2024 has it', () => {
    const [worked = ''] = blocksOf('nhiem-vu')
    const { duties } = okOf(readPlanFile(planOf({ duties: parse(worked) }), 'README.md'))
    expect(duties).toEqual(planIn('binh-thuan-2024.yaml').duties.filter(({ clause }) => clause === 'III.1.d'))
  })

  it.each(examplesOf(fieldsOfDuty()))('has an example of a duty that reads: %s', (example) => {
    expect(
      readPlanFile(planOf({ duties: [dutyWith(parse(example)), dutyWith({}, 'tin-bai-trang-ttdt')] }), ''),
    ).toEqual({
      kind: 'ok',
      value: expect.anything(),
    })
  })

  it.each(examplesOf(fieldsOfPlan()))('has an example of a plan that reads: %s', (example) => {
    expect(readPlanFile(planOf(parse(example)), '')).toEqual({ kind: 'ok', value: expect.anything() })
  })

  it('has a row for every field of a plan and of a duty', () => {
    const rows = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, field]) => field)
    expect([...fieldsOfPlan(), ...fieldsOfDuty()].filter((field) => !rows.includes(field))).toEqual([])
  })

  it('names every field within a duty, every field of an agency file and every value to choose', () => {
    const strange = { strange: 1 }
    const within = [
      ...[{ assignees: strange }, { requirements: [strange] }, { openQuestions: [strange] }, { quota: strange }],
      ...[{ quota: { ...strange, average: 1 } }, { cadence: 'named', periods: [strange] }],
      ...branchesOfDue().map((kind) => ({ due: { kind, ...strange } })),
    ].flatMap((changes) => allowedBy(readPlanFile(planOf({ duties: [dutyWith(changes)] }), '')))
    const agency = { ...strange, groups: [strange] }
    const agencyFile = { ...strange, groups: [strange], agencies: [agency], sites: [strange] }
    const ofAgencies = allowedBy(readAgencyFile(JSON.stringify(agencyFile), ''))
    expect(within).toEqual(expect.arrayContaining(['except', 'perYear', 'stated', 'days', 'endsOn']))
    expect(ofAgencies).toEqual(expect.arrayContaining(['province', 'activeFrom', 'from', 'verified']))

    const words = new Set([...cadences, ...channels, ...evidences, ...judgedBys, ...branchesOfDue(), 'all', 'any'])
    const code = [...guide.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span).join('\n')
    const named = new Set(code.match(/\w+/g))
    expect([...new Set([...within, ...ofAgencies, ...words])].filter((word) => !named.has(word))).toEqual([])
  })

  test('quotes what the program answers to mistakes in the template', () => {
    const slips = [
      ['on: 2026-01-30', 'on: 30/01/2026'],
      ['cadence: week', 'cadence: hang-tuan'],
      ['channel: portal, min: 2', 'channel: portal, min: 3'],
    ] as const
    const mistaken = slips.reduce((text, [right, wrong]) => text.replace(right, wrong), textOf(template))
    const read = readPlanFile(mistaken, 'ma-tinh-2026.yaml')
    const { translator } = loadResources(root)
    const lines = renderFileProblems(
      (key, args) => translator('vi', key, args),
      read.kind === 'problems' ? read.problems : [],
    )
    expect(lines).toHaveLength(slips.length)
    expect(guide).toContain(`\`\`\`\n${lines.join('\n')}\n\`\`\``)
  })
})

/** The keys that a reader would take where it was given a strange one. */
function allowedBy(read: ReadResult<unknown>): string[] {
  const problems = read.kind === 'problems' ? read.problems : []
  return problems.flatMap(({ problem }) => (problem.kind === 'unknown_key' ? problem.allowed : []))
}

function fieldsOfPlan(): string[] {
  return allowedBy(readPlanFile(planOf({ strange: 1 }), ''))
}

function fieldsOfDuty(): string[] {
  return allowedBy(readPlanFile(planOf({ duties: [dutyWith({ strange: 1 })] }), ''))
}

function branchesOfDue(): string[] {
  const read = readPlanFile(planOf({ duties: [dutyWith({ due: { kind: 'strange' } })] }), '')
  const problems = read.kind === 'problems' ? read.problems : []
  return problems.flatMap(({ problem }) => (problem.kind === 'not_allowed' ? problem.allowed : []))
}

/** What the guide writes in code as `field: value`, for these fields. */
function examplesOf(fields: string[]): string[] {
  const spans = [...guide.matchAll(/`(\w+): [^`\n]+`/g)].filter(([, field = '']) => fields.includes(field))
  return [...new Set(spans.map(([span]) => span.slice(1, -1)))]
}

function blocksOf(mark: string): string[] {
  return [...guide.matchAll(/^```yaml (\S+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text = '']) =>
    name === mark ? [text] : [],
  )
}

/** A plan with these parts instead of its own. JSON is YAML, too. */
function planOf(parts: Record<string, unknown>): string {
  const plan = { code: 'mau', province: 'mau', year: 2026, name: 'Kế hoạch', effectiveOn: '2026-01-05' }
  return JSON.stringify({ ...plan, duties: [dutyWith({})], ...parts })
}

/** A duty with these fields instead of its own, and beside each what it cannot do without. */
function dutyWith(fields: Record<string, unknown>, key = 'tin-bai'): Record<string, unknown> {
  const head = { key, clause: 'III.1', title: 'Tin, bài', assignees: { groups: ['so-nganh'] } }
  if (fields.cadence === 'ongoing') return { ...head, ...fields }
  const { due, quota } = fields as { due?: { kind: string }; quota?: { min?: number; perYear?: number } }
  const span = { startsOn: '2026-01-01', endsOn: '2026-03-31' }
  const min = quota?.perYear ?? quota?.min ?? 2
  return {
    ...head,
    cadence: 'periods' in fields ? 'named' : due?.kind === 'date' ? 'once' : quota?.perYear ? 'year' : 'month',
    ...(fields.cadence === 'named' ? { periods: [{ key: 'q1', title: 'Quý I', ...span }] } : {}),
    quota: { min },
    requirements: [{ channel: 'portal', min }],
    evidence: ['link'],
    due: { kind: 'end_of_period' },
    judgedBy: 'published',
    ...(due?.kind === 'none' ? { openQuestions: [{ question: 'Hạn nào?', default: 'Chưa đặt' }] } : {}),
    ...fields,
  }
}

function fieldsOf(value: object): string {
  return Object.keys(value).join(' ')
}

function planIn(name: string): Plan {
  return okOf(readPlanFile(textOf(name), name))
}

function okOf<T>(read: ReadResult<T>): T {
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems))
  return read.value
}

function textOf(name: string): string {
  return readFileSync(`${folder}/${name}`, 'utf8')
}
