import type { FormattedText, Span } from '../domain/message.ts'

// While a message is put together it is a plain string in which private-use characters stand around the bold runs,
// so that a bold name can pass through a translated sentence, wherever the language puts it.
const open = '\uE000'
const close = '\uE001'

export function bold(text: string): string {
  return `${open}${text}${close}`
}

/** Turns the marks into spans. Stray marks, such as in a pasted text, vanish. */
export function toFormattedText(marked: string): FormattedText {
  let text = ''
  let start: number | null = null
  const spans: Span[] = []
  for (const piece of marked.split(/([\uE000\uE001])/)) {
    if (piece === open) {
      start = text.length
    } else if (piece === close) {
      if (start !== null && start < text.length) spans.push({ start, length: text.length - start, style: 'bold' })
      start = null
    } else {
      text += piece
    }
  }
  return { text, spans }
}

/** Begins a text with the name of whom it is meant for, on a line of its own, so that their platform rings there. */
export function addressTo(whom: { name: string; nativeId: string }, { text, spans }: FormattedText): FormattedText {
  const name = whom.name.replace(/\s+/g, ' ').trim()
  const before = `${name}\n`
  return {
    text: before + text,
    spans: [
      { start: 0, length: name.length, style: 'mention', nativeId: whom.nativeId },
      ...spans.map((span) => ({ ...span, start: span.start + before.length })),
    ],
  }
}

/** A name that begins a line: "Tỉnh Bình Thuận". */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** One line of somebody else's words, short enough to quote. */
export function excerpt(text: string, limit: number): string {
  const line = [...text.replace(/\s+/g, ' ').trim()]
  return line.length <= limit ? line.join('') : `${line.slice(0, limit - 1).join('')}…`
}
