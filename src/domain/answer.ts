import { withoutCourtesy, withoutDiacritics } from './command.ts'

const mostNumbers = 20
/** Longer than any answer of twenty numbers. */
const longestAnswer = 200

/** What people write around a number: "dạ em chọn số 2", "số 1 và số 3 ạ". */
const opening = /^(?:(?:em|toi|minh|xin|cho|tra loi|lua|chon|viec|muc|cac)[\s:]+)*/
const politeEnding = /(?:\s+(?:a|nhe|nha|thoi|em))+[\s.!]*$/
const between = /[\s,;&+]+(?:(?:va|voi|and)\s+)?/
const oneNumber = /^[([#]*(\d{1,2})[)\].!]*$/
/** Zero-width characters, and the marks that make a keycap of a digit. */
const unseen = /[\u200B-\u200F\u2060\uFEFF]|\uFE0F|\u20E3/g
/** A telephone number written in pairs. */
const telephone = /^0[\d\s.]{8,}$/

/**
 * The numbers with which a message answers a numbered list, each once, or undefined where it says anything else.
 * Only a message that is nothing but an answer is one: no dates, no telephone numbers, no "1 bài".
 */
export function readAnswer(text: string): number[] | undefined {
  if (text.length > longestAnswer) return undefined
  // Keycaps such as 1️⃣ are digits with marks; full-width and circled digits are digits in other clothes.
  const plain = withoutDiacritics(withoutCourtesy(text.normalize('NFKC').replace(unseen, '')))
  if (telephone.test(plain)) return undefined
  const words = plain
    .replace(opening, '')
    .replace(politeEnding, '')
    .replace(/\bso\s*(?=[([#]*\d)/g, '')
    .replace(/^\s+|[\s,;]+$/g, '')
  const numbers: number[] = []
  for (const word of words.split(between)) {
    const digits = oneNumber.exec(word)?.[1]
    if (digits === undefined) return undefined
    numbers.push(Number(digits))
  }
  const distinct = [...new Set(numbers)]
  return distinct.length <= mostNumbers ? distinct : undefined
}
