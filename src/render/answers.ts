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

const listed = 9
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

export function renderWithdrawn(say: Say, { pieces, locked, items, today }: Of<'withdrawn'>): string {
  return [
    ...(pieces.length > 0 ? [say('withdrawn', { count: pieces.length }), ...renderPieces(say, pieces)] : []),
    ...items.map((item) =>
      say('withdrawn-standing', { agency: bold(item.agency), standing: renderStanding(say, item, today) }),
    ),
    ...(locked.length > 0 ? [say('withdrawn-locked', { count: locked.length }), ...renderPieces(say, locked)] : []),
  ].join('\n')
}

function renderPieces(say: Say, pieces: string[]): string[] {
  const { shown, more } = shorten(pieces, listed)
  const lines = shown.map((text) => say('withdrawn-piece', { text: excerpt(text, pieceLength) }))
  return more > 0 ? [...lines, say('withdrawn-more', { count: more })] : lines
}
