import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FormattedText, Span } from '../../src/domain/message.ts'
import { splitText } from '../../src/render/split.ts'

const character = fc.constantFrom('a', 'ệ', '😀', ' ', '\n')
const text = fc.array(character, { maxLength: 60 }).map((characters) => characters.join(''))
const limit = fc.integer({ min: 2, max: 20 })
const formatted = text.chain((text) =>
  fc
    .array(fc.record({ start: fc.nat(text.length), length: fc.nat(text.length) }))
    .map((runs): FormattedText => ({ text, spans: runs.map((run) => within(text, run)).filter((s) => s.length > 0) })),
)

test('a short text stays whole', () => {
  const whole: FormattedText = { text: 'Nhắc việc', spans: [{ start: 0, length: 4, style: 'bold' }] }
  expect(splitText(whole, 9)).toEqual([whole])
  expect(splitText({ text: '', spans: [] }, 9)).toEqual([{ text: '', spans: [] }])
})

test('a text is cut at line ends, else at spaces, else in a word', () => {
  const parts = (text: string, limit: number) => splitText({ text, spans: [] }, limit).map((part) => part.text)
  expect(parts('một hai\nba bốn', 9)).toEqual(['một hai', 'ba bốn'])
  expect(parts('một hai ba', 8)).toEqual(['một hai', 'ba'])
  expect(parts('khôngcách', 5)).toEqual(['không', 'cách'])
  expect(parts('a😀b', 2)).toEqual(['a', '😀', 'b'])
})

test('a span across a cut goes on in the next part', () => {
  const spans: Span[] = [{ start: 4, length: 6, style: 'bold' }]
  expect(splitText({ text: 'một hai ba bốn', spans }, 8)).toEqual([
    { text: 'một hai', spans: [{ start: 4, length: 3, style: 'bold' }] },
    { text: 'ba bốn', spans: [{ start: 0, length: 2, style: 'bold' }] },
  ])
})

describe('however a text is split', () => {
  test('no part is over the limit, and none is cut inside a character', () => {
    fc.assert(
      fc.property(formatted, limit, (whole, limit) => {
        for (const part of splitText(whole, limit)) {
          expect(part.text.length).toBeLessThanOrEqual(limit)
          expect(() => encodeURIComponent(part.text)).not.toThrow()
        }
      }),
    )
  })

  test('the parts hold everything but white space', () => {
    fc.assert(
      fc.property(formatted, limit, (whole, limit) => {
        const parts = splitText(whole, limit).map((part) => part.text)
        expect(dense(parts.join(''))).toBe(dense(whole.text))
      }),
    )
  })

  test('the spans cover the same words and lie inside their part', () => {
    fc.assert(
      fc.property(formatted, limit, (whole, limit) => {
        const parts = splitText(whole, limit)
        for (const { text, spans } of parts) {
          for (const { start, length } of spans) {
            expect(start >= 0 && length > 0 && start + length <= text.length).toBe(true)
          }
        }
        expect(parts.map(covered).join('')).toBe(covered(whole))
      }),
    )
  })
})

function within(text: string, { start, length }: { start: number; length: number }): Span {
  return { start, length: Math.min(length, text.length - start), style: 'bold' }
}

function dense(text: string): string {
  return text.replace(/\s/g, '')
}

/** The units under any span, without white space. */
function covered({ text, spans }: FormattedText): string {
  const units = text.split('').filter((_, at) => spans.some((s) => s.start <= at && at < s.start + s.length))
  return dense(units.join(''))
}
