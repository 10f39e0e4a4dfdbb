import { readdirSync, readFileSync } from 'node:fs'
import { FluentResource } from '@fluent/bundle'
import { describe, expect, test } from 'vitest'
import type { ConfigProblem } from '../src/config.ts'
import type { Expected, Problem } from '../src/features/plans/yaml-file.ts'
import { sources, t } from './render/voice.ts'

type Config = ConfigProblem['problem']

/** Keys that are put together from a kind, so that the code does not name them. */
const builtFromKinds = 'cli-file-problem-'

const variables = { vi: variablesByKey(sources.vi), en: variablesByKey(sources.en) }
const used = usedKeys()

describe('the two languages', () => {
  test('have the same keys', () => {
    expect([...variables.en.keys()]).toEqual([...variables.vi.keys()])
  })

  test('have the same variables in each text', () => {
    for (const [key, names] of variables.vi) expect([key, variables.en.get(key)]).toEqual([key, names])
  })

  // Fluent drops a text that it cannot parse without a word.
  test.each(['vi', 'en'] as const)('parse completely: %s', (language) => {
    const written = [...sources[language].matchAll(/^([a-z][a-z0-9-]*) =/gm)].map(([, key]) => key)
    expect([...variables[language].keys()]).toEqual(written)
  })
})

describe('keys', () => {
  test('that the code asks for exist', () => {
    expect(used.filter((key) => !variables.vi.has(key))).toEqual([])
  })

  test('that exist are asked for', () => {
    const inTexts = [...sources.vi.matchAll(/\{ ([a-z][a-z-]+) \}/g)].map(([, key]) => key)
    const named = [...variables.vi.keys()].filter((key) => !key.startsWith(builtFromKinds))
    expect(named.filter((key) => !used.includes(key) && !inTexts.includes(key))).toEqual([])
  })
})

describe('problems', () => {
  const fileProblems: { [K in Problem['kind']]: Omit<Extract<Problem, { kind: K }>, 'kind'> } = {
    syntax: { message: 'Map keys must be unique' },
    alias: { got: 'chung' },
    missing: {},
    unknown_key: { key: 'titel', allowed: ['title'] },
    expected: { what: 'text', got: '1' },
    not_a_date: { got: '31/01' },
    not_allowed: { got: 'day', allowed: ['week'] },
    duplicate: { got: 'so-tu-phap' },
    unknown_reference: { got: 'so-tu-pap', allowed: ['so-tu-phap'] },
    out_of_range: { got: '2025-05-01', from: '2024-01-01', to: null },
    conflict: { with: 'cadence', got: 'ongoing' },
  }
  const configProblems: { [K in Config['kind']]: Omit<Extract<Config, { kind: K }>, 'kind'> } = {
    not_a_url: { example: 'https://api.telegram.org' },
    not_allowed: { allowed: ['vi', 'en'] },
    too_short: { min: 16 },
    wrong_length: { min: 8, max: 256 },
    bad_token: { from: 'BotFather' },
    bad_key: {},
    not_a_number: {},
    missing: { neededFor: 'ZALO_BOT_WEBHOOK_URL' },
    unknown: {},
  }
  const expected: Record<Expected, true> = {
    text: true,
    whole_number: true,
    year: true,
    yes_or_no: true,
    list: true,
    map: true,
    slug: true,
    clause: true,
    host: true,
    path: true,
  }

  test.each([
    ...Object.entries(fileProblems).map(([kind, args]) => [`${builtFromKinds}${kind}`, args] as const),
    ...Object.entries(configProblems).map(([kind, args]) => [`cli-config-${kind}`, args] as const),
  ])('have a text: %s', (kind, args) => {
    const texts = Object.entries(args).map(([name, value]) => [name, String(value ?? '')])
    for (const language of ['vi', 'en'] as const) {
      expect(t(language, kind.replaceAll('_', '-'), Object.fromEntries(texts))).toMatch(/^\S.*\S$/)
    }
  })

  test('of files have no text without a kind', () => {
    const kinds = Object.keys(fileProblems).map((kind) => `${builtFromKinds}${kind.replaceAll('_', '-')}`)
    const texts = [...variables.vi.keys()].filter((key) => key.startsWith(builtFromKinds))
    expect(texts.sort()).toEqual(kinds.sort())
  })

  test('name each thing that is expected in its own words', () => {
    for (const language of ['vi', 'en'] as const) {
      const texts = Object.keys(expected).map((what) => t(language, 'cli-file-problem-expected', { what, got: 'x' }))
      expect(new Set(texts).size).toBe(texts.length)
    }
  })
})

describe('the tone', () => {
  const texts = sources.vi.replace(/^#.*$/gm, '')

  test('is calm', () => {
    expect(sources.vi).not.toMatch(/!|\p{Extended_Pictographic}/u)
    expect(sources.en).not.toMatch(/!|\p{Extended_Pictographic}/u)
  })

  test.each(['bạn', 'sai', 'vi phạm', 'cảnh báo', 'hàng tháng', 'hàng tuần'])('never says "%s"', (word) => {
    expect(texts).not.toMatch(new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, 'iu'))
  })

  test('puts tone marks as in hóa, khóa, thủy', () => {
    expect(texts).not.toMatch(/o[àáảãạèéẻẽẹ](?!\p{L})|(?<!q)u[ỳýỷỹỵ](?!\p{L})/iu)
  })

  test('is in composed Unicode', () => {
    expect(sources.vi).toBe(sources.vi.normalize('NFC'))
  })
})

function variablesByKey(source: string): Map<string, string[]> {
  const { body } = new FluentResource(source)
  return new Map(body.map((message) => [message.id, [...new Set(variablesIn(message))].sort()]))
}

function variablesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  if ('type' in node && node.type === 'var' && 'name' in node) return [String(node.name)]
  return Object.values(node).flatMap(variablesIn)
}

/** Keys in `say('key'`, in `t(language, 'key'`, and the command line's, which never look like anything else. */
function usedKeys(): string[] {
  const src = new URL('../src/', import.meta.url)
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.flatMap((file) => {
    const code = readFileSync(new URL(file, src), 'utf8')
    const keys = code.matchAll(/\bsay\(\s*'([\w-]+)'|\bt\(\s*[^,()]+,\s*'([\w-]+)'|'(cli-[\w-]+)'/g)
    return [...keys].flatMap(([, ...found]) => found.filter((key) => key !== undefined))
  })
}
