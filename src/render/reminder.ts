import type { Item, Message } from '../domain/message.ts'
import type { Channel } from '../domain/plan.ts'
import { renderPeriod } from './dates.ts'
import {
  missing,
  paceArgs,
  paceOf,
  renderChannels,
  renderClauses,
  renderDeadline,
  renderDue,
  renderHowToSend,
  renderLatest,
  renderStanding,
  renderTitle,
  type Today,
} from './item.ts'
import { groupBy, shorten } from './lists.ts'
import { bold } from './markup.ts'
import type { Say } from './translator.ts'

type Of<K extends Message['kind']> = Extract<Message, { kind: K }>
type AgencyItems = { agency: string; items: Item[] }

/** In these channels what counts are articles, so the sentence can say so; elsewhere the duty's title has to carry it. */
const articleChannels: Channel[] = ['own_site', 'portal', 'loudspeaker']
const itemsPerAgency = 3

export function renderReminder(say: Say, { items, today }: Of<'reminder'>): string {
  const [first, ...others] = items
  if (first && others.length === 0) return renderSingle(say, first, today)
  const agencies = groupByAgency(items)
  const number = counter()
  const blocks = agencies.map(({ agency, items }) => {
    const planName = commonPlan(items)
    const lines = items.map((item) => number(renderListed(say, item, today, planName === null)))
    return [renderHeading(say, agency, items.length, planName, agencies.length > 1), ...lines]
  })
  if (agencies.length > 1)
    blocks.unshift([say('reminder-agencies', { agencies: agencies.length, count: items.length })])
  return [...blocks.flat(), ...renderHowToSend(say, items)].join('\n')
}

export function renderTodo(say: Say, { agencies, today }: Of<'todo'>): string {
  const items = agencies.flatMap((agency) => agency.items)
  if (items.length === 0) return say('todo-none')
  const number = counter()
  const blocks = agencies.flatMap(({ agency, items }) => {
    const lines = items.map((item) => number(renderState(say, item, today)))
    return [say('todo-agency', { agency: bold(agency), count: items.length }), ...lines]
  })
  return [...blocks, say('todo-answer'), ...renderHowToSend(say, items)].join('\n')
}

/** To coordinators: what nobody in the agency could be reminded of. */
export function renderUnstaffed(say: Say, { agencies, today }: Of<'unstaffed'>): string {
  const head = say('unstaffed', { count: agencies.length })
  return [head, ...renderSummary(say, agencies, today), say('unstaffed-next')].join('\n')
}

/** To coordinators: what was overdue before the plan was imported. */
export function renderHeld(say: Say, { planName, agencies }: Of<'held'>): string {
  const head = say('held', { planName, count: agencies.flatMap((agency) => agency.items).length })
  return [head, ...renderSummary(say, agencies, null), say('held-next')].join('\n')
}

function renderSingle(say: Say, item: Item, today: Today): string {
  const sentences = [
    renderOpening(say, item, today),
    ...renderLatest(say, item, today),
    renderBasis(say, item, true),
    ...(paceOf(item) ? [] : [renderDeadline(say, item, today)]),
    ...renderHowToSend(say, [item]),
  ]
  return sentences.join(' ')
}

function renderOpening(say: Say, item: Item, today: Today): string {
  const agency = bold(item.agency)
  const channels = renderChannels(say, item)
  if (paceOf(item)) return say('reminder-pace', { agency, channels, ...paceArgs(say, item) })
  const counts = { agency, done: item.done, need: item.need, missing: missing(item) }
  const period = renderPeriod(say, item.period, today ?? item.period.endsOn)
  const isArticles = item.channels.every((channel) => articleChannels.includes(channel))
  return isArticles && period
    ? say('reminder-articles', { ...counts, channels, period })
    : say('reminder-task', { ...counts, title: renderTitle(say, item, today) })
}

function renderHeading(say: Say, agency: string, count: number, planName: string | null, isOneOfSeveral: boolean) {
  const name = bold(agency)
  if (isOneOfSeveral) {
    return planName === null
      ? say('reminder-agency-plans', { agency: name })
      : say('reminder-agency', { agency: name, planName })
  }
  return planName === null
    ? say('reminder-list-plans', { agency: name, count })
    : say('reminder-list', { agency: name, count, planName })
}

function renderListed(say: Say, item: Item, today: Today, withPlan: boolean): string {
  return [
    `${renderStanding(say, item, today)}.`,
    ...renderLatest(say, item, today),
    renderBasis(say, item, withPlan),
    ...(paceOf(item) ? [] : [renderDeadline(say, item, today)]),
  ].join(' ')
}

function renderState(say: Say, item: Item, today: Today): string {
  const standing = `${renderStanding(say, item, today)}.`
  return paceOf(item) ? standing : `${standing} ${renderDeadline(say, item, today)}`
}

function renderBasis(say: Say, item: Item, withPlan: boolean): string {
  const clauses = renderClauses(say, item.clauses)
  return withPlan ? say('item-basis-plan', { clauses, planName: item.planName }) : say('item-basis', { clauses })
}

function renderSummary(say: Say, agencies: AgencyItems[], today: Today): string[] {
  return agencies.map(({ agency, items }) => {
    const { shown, more } = shorten(items, itemsPerAgency)
    const parts = shown.map((item) => renderSummaryItem(say, item, today))
    if (more > 0) parts.push(say('summary-more', { count: more }))
    return say('summary-line', { agency: bold(agency), items: parts.join('; ') })
  })
}

function renderSummaryItem(say: Say, item: Item, today: Today): string {
  if (paceOf(item)) return say('summary-pace', { title: item.title, ...paceArgs(say, item) })
  return say('summary-item', {
    title: renderTitle(say, item, today),
    done: item.done,
    need: item.need,
    due: renderDue(say, item, today),
  })
}

function groupByAgency(items: Item[]): AgencyItems[] {
  return [...groupBy(items, (item) => item.agency)].map(([agency, items]) => ({ agency, items }))
}

/** The plan that all items come from, so that the heading can name it once. */
function commonPlan(items: Item[]): string | null {
  const [planName, ...others] = new Set(items.map((item) => item.planName))
  return planName !== undefined && others.length === 0 ? planName : null
}

function counter(): (text: string) => string {
  let last = 0
  return (text) => `${++last}. ${text}`
}
