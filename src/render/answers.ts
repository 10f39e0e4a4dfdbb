import type { Message } from '../domain/message.ts'
import { renderDate } from './dates.ts'
import {
  missing,
  paceOf,
  renderChannels,
  renderClauses,
  renderDeadline,
  renderHowToSend,
  renderLatest,
  renderStanding,
} from './item.ts'
import { shorten } from './lists.ts'
import { bold, excerpt } from './markup.ts'
import type { Say } from './translator.ts'

type Of<K extends Message['kind']> = Extract<Message, { kind: K }>

const listed = 20
const pieceLength = 80

/** One item of a list, with all that there is to know for reporting it. */
export function renderItem(say: Say, { item, today }: Of<'item'>): string {
  const isOpen = missing(item) > 0
  return [
    `${bold(item.agency)}: ${renderStanding(say, item, today)}.`,
    say('item-channels', { channels: renderChannels(say, item) }),
    say('item-basis-plan', { clauses: renderClauses(say, item.clauses), planName: item.planName }),
    ...renderLatest(say, item, today),
    ...(isOpen && !paceOf(item) ? [renderDeadline(say, item, today)] : []),
    ...(isOpen ? renderHowToSend(say, [item]) : []),
  ].join('\n')
}

export function renderWithdrawChoice(say: Say, { pieces }: Of<'withdraw_choice'>): string {
  const newest = pieces[0]?.sentOn
  const lines = pieces.map(({ agency, text, sentOn }, index) => {
    const date = renderDate(say, sentOn, newest ?? sentOn)
    return `${index + 1}. ${say('withdraw-piece', { text: excerpt(text, pieceLength), agency, date })}`
  })
  return [say('withdraw-choice'), ...lines, say('withdraw-how')].join('\n')
}

export function renderWithdrawn(say: Say, message: Of<'withdrawn'>): string {
  const { pieces, before, locked, kept, items, today } = message
  return [
    ...renderPieces(say, pieces, (count) => say('withdrawn', { count })),
    ...renderPieces(say, before, (count) => say('withdrawn-before', { count })),
    ...items.map((item) =>
      say('withdrawn-standing', { agency: bold(item.agency), standing: renderStanding(say, item, today) }),
    ),
    ...renderPieces(say, kept.counted, (count) => say('withdrawn-kept', { count, state: 'counted' })),
    ...renderPieces(say, kept.uncounted, (count) => say('withdrawn-kept', { count, state: 'kept' })),
    ...renderPieces(say, locked, (count) => say('withdrawn-locked', { count })),
  ].join('\n')
}

/** Under a heading that names their number; nothing where there are none. */
function renderPieces(say: Say, pieces: string[], heading: (count: number) => string): string[] {
  if (pieces.length === 0) return []
  const { shown, more } = shorten(pieces, listed)
  const lines = shown.map((text) => say('withdrawn-piece', { text: excerpt(text, pieceLength) }))
  return [heading(pieces.length), ...lines, ...(more > 0 ? [say('withdrawn-more', { count: more })] : [])]
}
