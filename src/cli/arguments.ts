import { parseArgs } from 'node:util'
import { isLocalDate } from '../domain/calendar.ts'
import type { Request } from './request.ts'

/** A file named on the command line; its text is read by the process that was called. */
export type FileRequest = { kind: 'agency_import' | 'plan_import'; path: string }

export type Invocation =
  | { kind: 'serve'; clock: string | null }
  | { kind: 'demo'; json: boolean }
  | { kind: 'help' }
  | { kind: 'zalo_login'; account: string | null }
  | { kind: 'plan_show'; path: string; json: boolean }
  | { kind: 'file'; request: FileRequest }
  | { kind: 'request'; request: Request }
  | { kind: 'problem'; problem: ArgumentProblem }

export type ArgumentProblem =
  | { key: 'cli-unknown-command'; args: { command: string } }
  | { key: 'cli-missing-argument'; args: { name: string } }
  | { key: 'cli-bad-option'; args: { option: string } }
  | { key: 'cli-simulate-range'; args: { from: string; to: string } }
  | { key: 'cli-simulate-format'; args: Record<string, never> }

const options = {
  clock: { type: 'string' },
  json: { type: 'boolean' },
  name: { type: 'string' },
  timezone: { type: 'string' },
  province: { type: 'string' },
  agency: { type: 'string' },
  role: { type: 'string' },
  days: { type: 'string' },
  account: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  csv: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Values = {
  clock?: string
  json?: boolean
  name?: string
  timezone?: string
  province?: string
  agency?: string
  role?: string
  days?: string
  account?: string
  from?: string
  to?: string
  csv?: boolean
  help?: boolean
}

const defaultZone = 'Asia/Ho_Chi_Minh'
const roles = ['officer', 'coordinator', 'admin'] as const

/** What a command line asks for, without `node` and the script's name. */
export function readArguments(argv: string[]): Invocation {
  const parsed = parse(argv)
  if ('option' in parsed) return badOption(parsed.option)
  const { words, values } = parsed
  if (values.help === true) return { kind: 'help' }
  const [first = 'serve', second = '', third = ''] = words
  const command = isGroup(first) ? `${first} ${second}`.trim() : first
  const argument = isGroup(first) ? third : second
  const allowed = allowedOptions[command]
  if (allowed === undefined) return { kind: 'problem', problem: { key: 'cli-unknown-command', args: { command } } }
  const stray = Object.keys(values).find((name) => !allowed.includes(name))
  if (stray !== undefined) return badOption(`--${stray}`)
  return build(command, argument, values)
}

const isGroup = (word: string) => ['province', 'agency', 'plan', 'zalo'].includes(word)

/** The commands, each with the options that it takes. */
export const allowedOptions: Record<string, string[]> = {
  serve: ['clock'],
  demo: ['json'],
  'province add': ['name', 'timezone'],
  'province list': [],
  'agency import': [],
  'agency list': ['province'],
  'plan import': [],
  'plan list': [],
  'plan show': ['json'],
  'plan simulate': ['from', 'to', 'agency', 'province', 'json', 'csv'],
  invite: ['province', 'agency', 'role', 'days'],
  'zalo login': ['account'],
  migrate: [],
  health: [],
  help: [],
}

function build(command: string, argument: string, values: Values): Invocation {
  const request = (asked: Request): Invocation => ({ kind: 'request', request: asked })
  switch (command) {
    case 'serve':
      return { kind: 'serve', clock: values.clock ?? null }
    case 'demo':
      return { kind: 'demo', json: values.json === true }
    case 'province add':
      if (argument === '') return missing('CODE')
      if (values.name === undefined) return missing('--name')
      if (!isTimeZone(values.timezone ?? defaultZone)) return badOption(`--timezone ${values.timezone}`)
      return request({
        kind: 'province_add',
        code: argument,
        name: values.name,
        timeZone: values.timezone ?? defaultZone,
      })
    case 'agency import':
      return argument === '' ? missing('FILE') : { kind: 'file', request: { kind: 'agency_import', path: argument } }
    case 'agency list':
      return values.province === undefined
        ? missing('--province')
        : request({ kind: 'agency_list', province: values.province })
    case 'plan import':
      return argument === '' ? missing('CODE|FILE') : { kind: 'file', request: { kind: 'plan_import', path: argument } }
    case 'plan show':
      return argument === '' ? missing('CODE|FILE') : { kind: 'plan_show', path: argument, json: values.json === true }
    case 'plan simulate':
      return argument === '' ? missing('CODE') : buildSimulation(argument, values)
    case 'province list':
      return request({ kind: 'province_list' })
    case 'plan list':
      return request({ kind: 'plan_list' })
    case 'migrate':
      return request({ kind: 'migrate' })
    case 'health':
      return request({ kind: 'health' })
    case 'zalo login':
      if (values.account !== undefined && !/^\d+$/.test(values.account)) return badOption(`--account ${values.account}`)
      return { kind: 'zalo_login', account: values.account ?? null }
    case 'invite':
      return buildInvite(values)
    default:
      return { kind: 'help' }
  }
}

function buildInvite({ province, agency, role, days = '14' }: Values): Invocation {
  const known = roles.find((each) => each === role)
  if (province === undefined) return missing('--province')
  if (role === undefined) return missing('--role officer|coordinator|admin')
  if (known === undefined) return badOption(`--role ${role}`)
  if (!/^[1-9]\d{0,2}$/.test(days)) return badOption(`--days ${days}`)
  return {
    kind: 'request',
    request: { kind: 'invite', province, agency: agency ?? null, role: known, days: Number(days) },
  }
}

function buildSimulation(code: string, { province, agency, from, to, json, csv }: Values): Invocation {
  if (from !== undefined && !isLocalDate(from)) return badOption(`--from ${from}`)
  if (to !== undefined && !isLocalDate(to)) return badOption(`--to ${to}`)
  if (from !== undefined && to !== undefined && from > to) {
    return { kind: 'problem', problem: { key: 'cli-simulate-range', args: { from, to } } }
  }
  if (json === true && csv === true) return { kind: 'problem', problem: { key: 'cli-simulate-format', args: {} } }
  const format = json === true ? 'json' : csv === true ? 'csv' : 'text'
  const scope = { province: province ?? null, agency: agency ?? null, from: from ?? null, to: to ?? null }
  return { kind: 'request', request: { kind: 'plan_simulate', code, ...scope, format } }
}

function parse(argv: string[]): { words: string[]; values: Values } | { option: string } {
  try {
    const { positionals, values } = parseArgs({ args: argv, options, allowPositionals: true })
    return { words: positionals, values }
  } catch {
    const known = Object.keys(options)
    const bad = argv.find(
      (word) => word.startsWith('-') && !known.includes(word.replace(/^--?/, '').replace(/=.*/, '')),
    )
    return { option: bad ?? argv.findLast((word) => word.startsWith('-')) ?? '' }
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

function missing(name: string): Invocation {
  return { kind: 'problem', problem: { key: 'cli-missing-argument', args: { name } } }
}

function badOption(option: string): Invocation {
  return { kind: 'problem', problem: { key: 'cli-bad-option', args: { option } } }
}
