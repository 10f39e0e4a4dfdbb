import { describe, expect, test } from 'vitest'
import { allowedOptions, readArguments } from '../../src/cli/arguments.ts'

const read = (line: string) => readArguments(line === '' ? [] : line.split(' '))
const request = (asked: object) => ({ kind: 'request', request: asked })

test.each([
  ['', { kind: 'serve', clock: null }],
  ['serve', { kind: 'serve', clock: null }],
  ['serve --clock 2024-11-25T07:59:00+07:00', { kind: 'serve', clock: '2024-11-25T07:59:00+07:00' }],
  ['demo', { kind: 'demo', json: false }],
  ['demo --json', { kind: 'demo', json: true }],
  ['--help', { kind: 'help' }],
  ['-h', { kind: 'help' }],
  ['help', { kind: 'help' }],
  ['invite --help', { kind: 'help' }],
  [
    'province add x --name Tỉnh',
    request({ kind: 'province_add', code: 'x', name: 'Tỉnh', timeZone: 'Asia/Ho_Chi_Minh' }),
  ],
  [
    'province add x --name=Tỉnh --timezone Europe/Berlin',
    request({ kind: 'province_add', code: 'x', name: 'Tỉnh', timeZone: 'Europe/Berlin' }),
  ],
  ['province list', request({ kind: 'province_list' })],
  ['agency import a.yaml', { kind: 'file', request: { kind: 'agency_import', path: 'a.yaml' } }],
  ['agency list --province x', request({ kind: 'agency_list', province: 'x' })],
  ['plan import binh-thuan-2024', { kind: 'file', request: { kind: 'plan_import', path: 'binh-thuan-2024' } }],
  ['plan list', request({ kind: 'plan_list' })],
  [
    'plan simulate x',
    request({ kind: 'plan_simulate', code: 'x', province: null, agency: null, from: null, to: null, format: 'text' }),
  ],
  [
    'plan simulate x --from 2024-02-29 --to 2024-02-29 --agency a --province p --csv',
    request({
      kind: 'plan_simulate',
      code: 'x',
      province: 'p',
      agency: 'a',
      from: '2024-02-29',
      to: '2024-02-29',
      format: 'csv',
    }),
  ],
  ['plan show binh-thuan-2024 --json', { kind: 'plan_show', path: 'binh-thuan-2024', json: true }],
  [
    'invite --province x --agency a --role officer',
    request({ kind: 'invite', province: 'x', agency: 'a', role: 'officer', days: 14 }),
  ],
  [
    'invite --province x --role admin --days 3',
    request({ kind: 'invite', province: 'x', agency: null, role: 'admin', days: 3 }),
  ],
  ['migrate', request({ kind: 'migrate' })],
  ['health', request({ kind: 'health' })],
])('“%s” is understood', (line, invocation) => {
  expect(read(line)).toEqual(invocation)
})

describe('a slip in the command line is named', () => {
  const problem = (key: string, args: object) => ({ kind: 'problem', problem: { key, args } })

  test.each([
    ['serv', 'serv'],
    ['plan', 'plan'],
    ['plan remove x', 'plan remove'],
    ['province x', 'province x'],
  ])('a command that there is not: %s', (line, command) => {
    expect(read(line)).toEqual(problem('cli-unknown-command', { command }))
  })

  test.each([
    ['province add', 'CODE'],
    ['province add x', '--name'],
    ['agency import', 'FILE'],
    ['agency list', '--province'],
    ['plan import', 'CODE|FILE'],
    ['plan show', 'CODE|FILE'],
    ['plan simulate', 'CODE'],
    ['invite --role officer', '--province'],
    ['invite --province x', '--role officer|coordinator|admin'],
  ])('what is missing: %s', (line, name) => {
    expect(read(line)).toEqual(problem('cli-missing-argument', { name }))
  })

  test.each([
    ['serve --json', '--json'],
    ['demo --clock 2024-11-25T07:59:00+07:00', '--clock'],
    ['plan list --province x', '--province'],
    ['serve --port 80', '--port'],
    ['serve -x', '-x'],
    ['serve --clock', '--clock'],
    ['province add x --name Tỉnh --timezone Mars/Base', '--timezone Mars/Base'],
    ['plan simulate x --from 2023-02-29', '--from 2023-02-29'],
    ['plan simulate x --to 31/12/2024', '--to 31/12/2024'],
    ['invite --province x --role boss', '--role boss'],
    ['invite --province x --role admin --days 0', '--days 0'],
    ['invite --province x --role admin --days 1000', '--days 1000'],
    ['invite --province x --role admin --days 1.5', '--days 1.5'],
  ])('an option that cannot be used: %s', (line, option) => {
    expect(read(line)).toEqual(problem('cli-bad-option', { option }))
  })

  test('two choices that exclude each other', () => {
    const range = { from: '2024-03-02', to: '2024-03-01' }
    expect(read('plan simulate x --from 2024-03-02 --to 2024-03-01')).toEqual(problem('cli-simulate-range', range))
    expect(read('plan simulate x --json --csv')).toEqual(problem('cli-simulate-format', {}))
  })

  test('every command refuses every option that is not its own', () => {
    const options = new Set(Object.values(allowedOptions).flat())
    for (const [command, allowed] of Object.entries(allowedOptions)) {
      for (const option of options) {
        const written = option === 'json' || option === 'csv' ? [`--${option}`] : [`--${option}`, 'x']
        const result = readArguments([...command.split(' '), ...written])
        const refusal = problem('cli-bad-option', { option: `--${option}` })
        if (allowed.includes(option)) expect(result).not.toEqual(refusal)
        else expect(result).toEqual(refusal)
      }
    }
  })
})
