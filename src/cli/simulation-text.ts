import type { LocalDate } from '../domain/calendar.ts'
import { hasDeadline } from '../domain/period.ts'
import type { Occurrence, Summary } from '../domain/simulate.ts'
import type { Simulation } from '../features/plans/simulate-plan.ts'
import { renderDate, renderFullDate } from '../render/dates.ts'
import { renderClause } from '../render/item.ts'
import type { Say } from './sentence-of.ts'

type Simulated = Extract<Simulation, { kind: 'simulated' }>

/** A simulation as it is printed, line by line while it is played. */
export function renderSimulation(say: Say, simulated: Simulated, format: 'text' | 'json' | 'csv'): Iterable<string> {
  switch (format) {
    case 'text':
      return textLines(say, simulated)
    case 'json':
      return jsonLines(simulated)
    case 'csv':
      return csvLines(simulated)
  }
}

/** Month by month as a person reads it, then how much each month brings. */
function* textLines(say: Say, { plan, range, events }: Simulated): Generator<string, void> {
  const dates = { from: renderFullDate(say, range.from), to: range.to === null ? '' : renderFullDate(say, range.to) }
  yield say('cli-simulate-header', { name: plan.name, code: plan.code, version: plan.version, ...dates })
  yield say('cli-simulate-steps')
  let month = ''
  let sums = false
  for (const event of events) {
    if (event.kind === 'month' || event.kind === 'total') {
      if (!sums) yield* ['', say('cli-simulate-summary')]
      sums = true
      yield `  ${renderSum(say, event)}`
      continue
    }
    if (event.on.slice(0, 7) !== month) {
      month = event.on.slice(0, 7)
      yield* ['', say('cli-simulate-month', monthArgs(month))]
    }
    yield `  ${renderOccurrence(say, event)}`
  }
}

function renderOccurrence(say: Say, event: Occurrence): string {
  const { on, agency, rule, period, startsOn } = event
  const about = {
    date: twoDigits(on),
    agency: agency.name,
    code: agency.code,
    clause: renderClause(say, rule.clause),
    period: rule.cadence === 'once' ? '' : period.key,
    stated: hasDeadline(rule, period.key) ? 'yes' : 'no',
  }
  return event.kind === 'assignment'
    ? say('cli-simulate-assignment', { ...about, from: renderDate(say, startsOn, on) })
    : say('cli-simulate-reminder', {
        ...about,
        time: event.time,
        step: event.step,
        due: renderDate(say, period.dueOn, on),
      })
}

function renderSum(say: Say, { assignments, reminders, agencies, ...of }: Summary): string {
  const counts = { assignments, reminders, agencies }
  return of.kind === 'month'
    ? say('cli-simulate-month-sum', { ...monthArgs(of.month), ...counts })
    : say('cli-simulate-total', counts)
}

/** Fluent would group the digits of a year. */
function monthArgs(month: string) {
  return { month: Number(month.slice(5)), year: month.slice(0, 4) }
}

/** "05/01": these stand under one another. */
function twoDigits(on: LocalDate): string {
  return `${on.slice(8)}/${on.slice(5, 7)}`
}

/** One JSON object per line, for other programs: first what happens, then the months, then the total. */
function* jsonLines({ events }: Simulated): Generator<string, void> {
  for (const event of events) yield JSON.stringify(toFields(event))
}

function toFields(event: Occurrence | Summary): Record<string, string | number | boolean | null> {
  if (event.kind === 'month' || event.kind === 'total') return event
  const { kind, on, agency, rule, period, startsOn } = event
  return {
    kind,
    on,
    ...(event.kind === 'reminder' ? { time: event.time, step: event.step } : {}),
    agency: agency.code,
    agencyName: agency.name,
    duty: rule.key,
    clause: rule.clause,
    title: rule.title,
    period: period.key,
    periodTitle: period.title,
    startsOn,
    endsOn: period.endsOn,
    dueOn: period.dueOn,
    dueStated: hasDeadline(rule, period.key),
  }
}

const columns = [
  ...[
    'kind',
    'month',
    'on',
    'time',
    'step',
    'agency',
    'agencyName',
    'duty',
    'clause',
    'title',
    'period',
    'periodTitle',
  ],
  ...['startsOn', 'endsOn', 'dueOn', 'dueStated', 'assignments', 'reminders', 'agencies'],
]

/** The same fields as RFC 4180 has them; who prints a line ends it with the second half of its CRLF. */
function* csvLines({ events }: Simulated): Generator<string, void> {
  yield `${columns.join(',')}\r`
  for (const event of events) {
    const fields = toFields(event)
    yield `${columns.map((column) => csvValue(String(fields[column] ?? ''))).join(',')}\r`
  }
}

/** A spreadsheet takes what begins like a formula for one, unless an apostrophe stands before it. */
function csvValue(value: string): string {
  const harmless = /^[=+\-@]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
