import type { LocalDate } from '../domain/calendar.ts'
import type { Item, Message, ReceiptGroup } from '../domain/message.ts'
import { renderDate, renderPeriod } from './dates.ts'
import { missing, paceOf, renderDeadline, renderDue, renderStanding, renderTitle } from './item.ts'
import { groupBy, shorten } from './lists.ts'
import { bold, excerpt } from './markup.ts'
import type { Say } from './translator.ts'

type Of<K extends Message['kind']> = Extract<Message, { kind: K }>

const listed = 5
const addressLength = 60

export function renderReceipt(say: Say, { groups, today }: Of<'receipt'>): string {
  const blocks = groups.map((group) => renderGroup(say, group, today)).join('\n\n')
  return groups.some(({ counted }) => counted > 0) ? `${blocks}\n${say('receipt-withdraw')}` : blocks
}

export function renderLogged(say: Say, { item, note, surplus }: Of<'logged'>): string {
  const standing = surplus
    ? say('logged-surplus', { title: renderTitle(say, item, null) })
    : `${renderStanding(say, item, null)}.`
  return `${say('logged', { agency: bold(item.agency), note: excerpt(note, 200) })}\n${standing}`
}

export function renderCountedLater(say: Say, { agency, why, byAssignment, today }: Of<'counted_later'>): string {
  const head = say('counted-later', { agency: bold(agency), why })
  return [head, ...renderByAssignment(say, byAssignment, today)].join('\n')
}

/** To colleagues who were reminded of it as well. */
export function renderDoneBy(say: Say, { by, item }: Of<'done_by'>): string {
  const pace = paceOf(item)
  const state = missing(item) === 0 ? 'met' : pace && item.done >= pace.expected ? 'on_pace' : 'short'
  return say('done-by', { by, agency: bold(item.agency), standing: renderStanding(say, item, null), state })
}

/** To colleagues who may think that it is done. */
export function renderReopened(say: Say, { by, item, today }: Of<'reopened'>): string {
  const reopened = say('reopened', { by, agency: bold(item.agency), standing: renderStanding(say, item, today) })
  return paceOf(item) ? reopened : `${reopened} ${renderDeadline(say, item, today)}`
}

function renderGroup(say: Say, group: ReceiptGroup, today: LocalDate): string {
  return [
    say('receipt-agency', { agency: bold(group.agency), total: group.total, counted: group.counted }),
    ...renderByAssignment(say, group.byAssignment, today),
    ...renderDuplicates(say, group.duplicates, today),
    ...(group.taken > 0 ? [say('receipt-taken', { count: group.taken })] : []),
    // A site of somebody else reads exactly like an unknown one: the answer must not tell whose it is.
    ...renderUnknown(say, group.agency, [...group.unknownSites, ...group.foreignSites]),
    ...group.noDuty.map(({ channel, count }) =>
      say('receipt-no-duty', { channel: say('channel', { channel }), count }),
    ),
    ...renderUnreadable(say, group.unreadable),
  ].join('\n')
}

function renderByAssignment(say: Say, byAssignment: ReceiptGroup['byAssignment'], today: LocalDate): string[] {
  return byAssignment.map(({ count, surplus, item }) =>
    say('receipt-assignment', { title: item.title, count, surplus, standing: renderLeft(say, item, today) }),
  )
}

/** "tháng 11: 1/2, còn 1, hạn hết 30/11" */
function renderLeft(say: Say, item: Item, today: LocalDate): string {
  return say('receipt-standing', {
    total: renderTotal(say, item, today),
    missing: missing(item),
    due: renderDue(say, item, today),
  })
}

function renderTotal(say: Say, { done, need, period, pace }: Item, today: LocalDate): string {
  const name = renderPeriod(say, period, today)
  if (pace) return say('receipt-running', { period: name, done, need })
  return name ? say('receipt-total', { period: name, done, need }) : say('receipt-bare', { done, need })
}

function renderDuplicates(say: Say, duplicates: ReceiptGroup['duplicates'], today: LocalDate): string[] {
  const alike = [...groupBy(duplicates, ({ on, counted }) => `${on} ${counted}`).values()]
  const { shown } = shorten(alike, listed)
  const lines = shown.flatMap((same) =>
    same.slice(0, 1).map(({ on, counted }) =>
      say('receipt-duplicate', {
        count: same.length,
        date: renderDate(say, on, today),
        state: counted ? 'counted' : 'kept',
      }),
    ),
  )
  const count = duplicates.length - shown.flat().length
  return count > 0 ? [...lines, say('receipt-duplicates-more', { count })] : lines
}

function renderUnknown(say: Say, agency: string, sites: ReceiptGroup['unknownSites']): string[] {
  if (sites.length === 0) return []
  const { shown, more } = shorten(sites, listed)
  const hosts = shown.map(({ host, count }) => say('receipt-host', { host: excerpt(host, addressLength), count }))
  const count = sites.reduce((sum, site) => sum + site.count, 0)
  return [say('receipt-unknown', { agency, count, hosts: withMore(say, hosts, more) })]
}

function renderUnreadable(say: Say, unreadable: string[]): string[] {
  if (unreadable.length === 0) return []
  const { shown, more } = shorten(unreadable, listed)
  const addresses = shown.map((address) => say('receipt-host', { host: excerpt(address, addressLength), count: 1 }))
  return [say('receipt-unreadable', { count: unreadable.length, addresses: withMore(say, addresses, more) })]
}

function withMore(say: Say, names: string[], more: number): string {
  const list = names.join(', ')
  return more > 0 ? `${list} ${say('receipt-hosts-more', { count: more })}` : list
}
