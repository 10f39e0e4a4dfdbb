import type { FormattedText, Span } from '../domain/message.ts'

/** Cuts a text into parts of at most `limit` UTF-16 units (at least 2): at line ends, else at spaces, else wherever it must. */
export function splitText({ text, spans }: FormattedText, limit: number): FormattedText[] {
  const parts: FormattedText[] = []
  let start = 0
  while (text.length - start > limit) {
    const end = findCut(text, start, limit)
    const part = text.slice(start, end).trimEnd()
    if (part) parts.push({ text: part, spans: spansWithin(spans, start, part.length) })
    start = skipSpace(text, end)
  }
  if (start < text.length || parts.length === 0) {
    parts.push({ text: text.slice(start), spans: spansWithin(spans, start, text.length - start) })
  }
  return parts
}

function findCut(text: string, start: number, limit: number): number {
  for (const separator of ['\n', ' ']) {
    const at = text.lastIndexOf(separator, start + limit)
    if (at > start) return at
  }
  const end = start + limit
  return isInsidePair(text, end) ? end - 1 : end
}

function isInsidePair(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at))
}

/** The white space at a cut belongs to neither part; a platform would trim it and shift the spans. */
function skipSpace(text: string, from: number): number {
  return text.length - text.slice(from).trimStart().length
}

function spansWithin(spans: Span[], start: number, length: number): Span[] {
  return spans.flatMap((span) => {
    const from = Math.max(span.start, start)
    const to = Math.min(span.start + span.length, start + length)
    return from < to ? [{ ...span, start: from - start, length: to - from }] : []
  })
}
