import type { Plan } from '../../../src/domain/plan.ts'

/**
 * Sentences of the source by their opening words, and the key of the duty that carries them out; where no duty does,
 * why none. Every sentence that names a number, a date or a cadence stands in a plan's table.
 */
export type Row = [opening: string, covered: string | { none: string }]

/** What a plan file and the table about it leave out of the source, or have that the source has not. */
export function gapsBetween(text: string, { duties }: Plan, rows: Row[]): string[] {
  const sentences = sentencesOf(text)
  const uncovered = sentences
    .filter(({ words }) => namesCountDateOrCadence(words) && !rows.some(([opening]) => words.startsWith(opening)))
    .map(({ clause, words }) => `${clause}: no row for "${words}"`)

  const wrong = rows.flatMap(([opening, covered]) => {
    const [sentence, ...others] = sentences.filter(({ words }) => words.startsWith(opening))
    if (!sentence || others.length > 0) return [`"${opening}" opens ${sentence ? others.length + 1 : 0} sentences`]
    if (typeof covered !== 'string') return []
    const duty = duties.find(({ key }) => key === covered)
    if (!duty) return [`"${opening}": no duty ${covered}`]
    return duty.clause === sentence.clause
      ? []
      : [`${covered} is of ${duty.clause}, "${opening}" in ${sentence.clause}`]
  })

  const unfounded = duties
    .filter(({ key, cadence }) => cadence !== 'ongoing' && !rows.some(([, covered]) => covered === key))
    .map(({ key }) => `no sentence covers ${key}`)
  return [...uncovered, ...wrong, ...unfounded]
}

/** Sentences with the clause they stand in. A paragraph without a mark belongs to the clause before it. */
export function sentencesOf(text: string): { clause: string; words: string }[] {
  const paragraphs = text
    .normalize('NFC')
    .replaceAll('**', '')
    // A line that goes on in lower case was broken by the page, not by the author.
    .replace(/\n+(?=\p{Ll}(?!\)))/gu, ' ')
    .split(/\n+/)
  let [part, item, letter] = ['', '', '']
  return paragraphs.flatMap((paragraph) => {
    const [, roman, number, small, words = ''] =
      /^(?:([IVX]+)\. |(\d+)\. |(\p{Ll})\) )?(.*)$/u.exec(paragraph.trim()) ?? []
    if (roman) [part, item, letter] = [roman, '', '']
    if (number) [item, letter] = [number, '']
    if (small) letter = small
    const clause = [part, item, letter].filter(Boolean).join('.')
    return words
      .split(/(?<=[.;])\s+(?=\p{Lu})/u)
      .filter(Boolean)
      .map((sentence) => ({ clause, words: sentence }))
  })
}

/** Generous on purpose: a needless row costs a line, a missed sentence costs a duty. */
function namesCountDateOrCadence(words: string): boolean {
  const plain = words.normalize('NFD').replace(/\p{M}/gu, '').replaceAll(/đ/gi, 'd').toLowerCase()
  return /\d|\b(hang|tuan|thang|quy|nam|ngay|dinh ky|thuong xuyen|cham nhat)\b/.test(plain)
}
