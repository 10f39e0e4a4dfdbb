import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml'
import { z } from 'zod'
import { isLocalDate, type LocalDate } from '../../domain/calendar.ts'

export type ReadResult<T> = { kind: 'ok'; value: T } | { kind: 'problems'; problems: FileProblem[] }

/** One thing to mend in a file. `path` reads `duties[3].due.on`; it is empty for the file as a whole. */
export type FileProblem = { file: string; line: number; path: string; problem: Problem }

export type Problem =
  | { kind: 'syntax'; message: string }
  /** `*name` repeats another part of the file; these files are to be readable line by line. */
  | { kind: 'alias'; got: string }
  | { kind: 'missing' }
  | { kind: 'unknown_key'; key: string; allowed: string[] }
  | { kind: 'expected'; what: Expected; got: string }
  | { kind: 'not_a_date'; got: string }
  | { kind: 'not_allowed'; got: string; allowed: string[] }
  | { kind: 'duplicate'; got: string }
  | { kind: 'unknown_reference'; got: string; allowed: string[] }
  /** A date outside the days that make sense there; both ends are allowed, null is no limit. */
  | { kind: 'out_of_range'; got: LocalDate; from: LocalDate | null; to: LocalDate | null }
  /** The value cannot stand beside what its neighbour says: a quota `with` the cadence `ongoing`. */
  | { kind: 'conflict'; with: string; got: string }

export type Expected =
  | 'text'
  | 'whole_number'
  | 'year'
  | 'yes_or_no'
  | 'list'
  | 'map'
  | 'slug'
  | 'clause'
  | 'host'
  | 'path'

export type Path = (string | number)[]
export type Finding = { path: Path; problem: Problem }

/** Reads YAML text into the schema's value, or into every problem found, in the order of the lines. */
export function readYamlFile<T>(text: string, file: string, schema: z.ZodType<T>): ReadResult<T> {
  const lines = new LineCounter()
  // Composed letters, so that "đ" or "ố" compare equal whatever keyboard typed them.
  const source = text.normalize('NFC')
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const problems: FileProblem[] = []
  const report = (line: number, path: Path, problem: Problem) =>
    problems.push({ file, line, path: pathText(path), problem })

  for (const { code, pos, message } of document.errors) {
    const isTwice = code === 'DUPLICATE_KEY'
    const key = /^[^:\s]*/.exec(source.slice(pos[0]))?.[0] ?? ''
    report(lines.linePos(pos[0]).line, [], isTwice ? { kind: 'duplicate', got: key } : { kind: 'syntax', message })
  }
  visit(document, {
    Alias: (_, alias) =>
      void report(lines.linePos(alias.range?.[0] ?? 0).line, [], { kind: 'alias', got: alias.source }),
  })
  if (problems.length > 0) return { kind: 'problems', problems }

  const raw: unknown = document.toJS()
  const parsed = schema.safeParse(raw)
  if (parsed.success) return { kind: 'ok', value: parsed.data }
  for (const { path, problem } of parsed.error.issues.flatMap((issue) => findingsOf(issue, raw, []))) {
    report(lineOf(path), path, problem)
  }
  return { kind: 'problems', problems: problems.toSorted((a, b) => a.line - b.line) }

  /** The line of the key or list item; of the nearest part around it where the thing itself is absent. */
  function lineOf(path: Path): number {
    const name = path.at(-1)
    if (name === undefined) return 1
    const around = document.getIn(path.slice(0, -1), true)
    const node = isMap(around)
      ? around.items.find(({ key }) => isScalar(key) && String(key.value) === name)?.key
      : isSeq(around)
        ? around.items[Number(name)]
        : undefined
    return isNode(node) && node.range ? lines.linePos(node.range[0]).line : lineOf(path.slice(0, -1))
  }
}

// zod's messages are never shown as sentences: here they carry what a problem needs to know about its schema.

/** A map with these keys and no others. */
export function exactly<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, { error: Object.keys(shape).join(' ') })
}

/** Lets a pure check report through zod, so that its findings get their lines like any other problem. */
export function checkedBy<T>(check: (value: T) => Finding[]) {
  return (value: T, context: z.RefinementCtx): void => {
    for (const { path, problem } of check(value)) {
      context.addIssue({ code: 'custom', path, params: { problem: () => problem } })
    }
  }
}

// Every form aborts where it fails: what is not well formed is not also checked for what it means.
export const phrase = z.string().trim().min(1, { abort: true })
export const wholeNumber = z.int({ error: 'whole_number', abort: true })
export const count = wholeNumber.min(1, { error: 'whole_number', abort: true })
export const slug = matching('slug', /^[a-z0-9]+(-[a-z0-9]+)*$/)
export const date = z.custom<LocalDate>((value) => typeof value === 'string' && isLocalDate(value), {
  params: { problem: (got: string): Problem => ({ kind: 'not_a_date', got }) },
  abort: true,
})

/** Text of one form, named for the reader of the problem. */
export function matching(what: Expected, form: RegExp) {
  return z.string().regex(form, { error: what, abort: true })
}

/** A problem for every value that an earlier entry of the list already has. */
export function findDuplicates(entries: { value: string; path: Path }[]): Finding[] {
  const seen = new Set<string>()
  return entries.flatMap(({ value, path }) => {
    if (!seen.has(value)) {
      seen.add(value)
      return []
    }
    return [{ path, problem: { kind: 'duplicate' as const, got: value } }]
  })
}

/** A problem for every reference that names nothing known. */
export function findUnknown(references: { value: string; path: Path }[], allowed: string[]): Finding[] {
  return references
    .filter(({ value }) => !allowed.includes(value))
    .map(({ value, path }) => ({ path, problem: { kind: 'unknown_reference', got: value, allowed } }))
}

function findingsOf(issue: z.core.$ZodIssue, raw: unknown, around: Path): Finding[] {
  const path = [...around, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))]
  const value = path.reduce<unknown>((whole, name) => (whole as Record<string, unknown> | null)?.[name], raw)
  const found = (problem: Problem): Finding[] => [{ path, problem }]
  const got = shown(value)

  if (value === undefined || value === null) return found({ kind: 'missing' })
  switch (issue.code) {
    case 'unrecognized_keys': {
      const allowed = issue.message.split(' ')
      return issue.keys.map((key) => ({ path: [...path, key], problem: { kind: 'unknown_key', key, allowed } }))
    }
    case 'invalid_type':
      return found({ kind: 'expected', what: expectedByType[issue.expected] ?? 'text', got })
    case 'invalid_format':
      return found({ kind: 'expected', what: issue.message as Expected, got })
    case 'invalid_value':
      return found({ kind: 'not_allowed', got, allowed: issue.values.map(String) })
    case 'invalid_union': {
      const options = 'options' in issue ? issue.options : undefined
      if (options) return found({ kind: 'not_allowed', got, allowed: options.map(String) })
      return closestBranch(issue.errors).flatMap((inner) => findingsOf(inner, raw, path))
    }
    case 'too_small':
    case 'too_big': {
      const isEmpty = issue.origin === 'string' || issue.origin === 'array'
      return found(isEmpty ? { kind: 'missing' } : { kind: 'expected', what: issue.message as Expected, got })
    }
    case 'custom':
      return found(issue.params?.problem(got))
    default:
      throw new Error(`No words for the zod issue ${issue.code} at ${pathText(path)}`)
  }
}

const expectedByType: Record<string, Expected> = {
  string: 'text',
  number: 'whole_number',
  int: 'whole_number',
  boolean: 'yes_or_no',
  array: 'list',
  object: 'map',
}

/** The alternative that the writer most likely meant: the one that knows the most of the keys used. */
function closestBranch(branches: z.core.$ZodIssue[][]): z.core.$ZodIssue[] {
  const strangers = (issues: z.core.$ZodIssue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0)
  return branches.toSorted((a, b) => strangers(a) - strangers(b) || a.length - b.length)[0] ?? []
}

function shown(value: unknown): string {
  const whole = typeof value === 'string' ? value : JSON.stringify(value)
  return whole === undefined || whole.length <= 80 ? `${whole}` : `${whole.slice(0, 79)}…`
}

function pathText(path: Path): string {
  return path.reduce<string>((whole, name) => {
    if (typeof name === 'number') return `${whole}[${name}]`
    return whole === '' ? name : `${whole}.${name}`
  }, '')
}
