import type { LoggedWork } from './logged-work.ts'

export type Command =
  | { kind: 'start'; code: string }
  | { kind: 'todo' }
  | { kind: 'log'; work: LoggedWork; note: string }
  | { kind: 'digest' }
  | { kind: 'chase' }
  | { kind: 'withdraw' }
  /** Where the sender can be reached; for admins also how our bots are. */
  | { kind: 'platforms' }
  | { kind: 'add_platform' }
  /** In a group: name the officers of an agency here, or cease to. */
  | { kind: 'name_officers'; agency: string; on: boolean }
  | { kind: 'help' }

/** The first words that call a command, without diacritics. Longer ones come first. */
const words: [string, (rest: string) => Command | undefined][] = [
  ['viec cua toi', bare({ kind: 'todo' })],
  ['viec', bare({ kind: 'todo' })],
  ['tong hop', bare({ kind: 'digest' })],
  ['tonghop', bare({ kind: 'digest' })],
  ['don doc', bare({ kind: 'chase' })],
  ['dondoc', bare({ kind: 'chase' })],
  ['rut lai', withdrawal],
  ['rutlai', withdrawal],
  ['thu hoi', withdrawal],
  ['thuhoi', withdrawal],
  ['withdraw', withdrawal],
  ['them kenh', bare({ kind: 'add_platform' })],
  ['themkenh', bare({ kind: 'add_platform' })],
  ['kenh', bare({ kind: 'platforms' })],
  ['platforms', bare({ kind: 'platforms' })],
  ['thoi nhac nhom', (agency) => ({ kind: 'name_officers', agency, on: false })],
  ['thoinhacnhom', (agency) => ({ kind: 'name_officers', agency, on: false })],
  ['nhac nhom', (agency) => ({ kind: 'name_officers', agency, on: true })],
  ['nhacnhom', (agency) => ({ kind: 'name_officers', agency, on: true })],
  ['huong dan', bare({ kind: 'help' })],
  ['huongdan', bare({ kind: 'help' })],
  ['help', bare({ kind: 'help' })],
  ['start', (rest) => ({ kind: 'start', code: rest })],
  ['phat thanh', (note) => ({ kind: 'log', work: 'broadcast', note })],
  ['phatthanh', (note) => ({ kind: 'log', work: 'broadcast', note })],
  ['ban tin', (note) => ({ kind: 'log', work: 'newsletter', note })],
  ['bantin', (note) => ({ kind: 'log', work: 'newsletter', note })],
  ['van ban', (note) => ({ kind: 'log', work: 'document', note })],
  ['vanban', (note) => ({ kind: 'log', work: 'document', note })],
]

/** "Dạ", "vâng ạ,": what politely opens an answer. "Đã" is no such word: it says that something has been done. */
const courtesy = /^(?:(?:dạ|da|vâng|vang|ok|oke|okay)(?:\s+(?:ạ|em))?[\s,.:!]+)+/iu

/** A text without the words that politely open it. */
export function withoutCourtesy(text: string): string {
  return text.normalize('NFC').trim().replace(courtesy, '')
}

/**
 * A message read as a command, in upper or lower case, with or without diacritics, a leading slash and, where the
 * command stands alone, polite words around it.
 */
export function parseCommand(text: string): Command | undefined {
  const trimmed = text.normalize('NFC').trim()
  const command = readCommand(trimmed)
  const polite = withoutCourtesy(trimmed)
  if (command !== undefined || polite === trimmed) return command
  const asked = readCommand(polite)
  // "Dạ văn bản em gửi rồi" is a sentence; "da don doc" may say that it has been done.
  const isAsked = asked !== undefined && !takesRest.includes(asked.kind)
  return isAsked && !(asked.kind === 'chase' && /^da\b/i.test(trimmed)) ? asked : undefined
}

const takesRest: Command['kind'][] = ['log', 'start', 'name_officers']

function readCommand(written: string): Command | undefined {
  const trimmed = written.replace(/^\//, '')
  const plain = withoutDiacritics(trimmed)
  for (const [word, build] of words) {
    // In a group Telegram writes `/viec@nameofbot`.
    const after = plain.slice(word.length).replace(/^@\w+/, '')
    if (!plain.startsWith(word) || !/^($|[\s:,.?!…])/.test(after)) continue
    const command = build(
      trimmed
        .slice(trimmed.length - after.length)
        .replace(/^[\s:,.]+/, '')
        .trim(),
    )
    if (command !== undefined) return command
  }
  return undefined
}

/** Words that stand alone, but for a polite ending: "việc ạ" asks for the list, "việc này đã xong" is a sentence. */
function bare(command: Command): (rest: string) => Command | undefined {
  return (rest) => (isOnly(endings, rest) ? command : undefined)
}

/** "Rút lại 1" does not say in which list: it is shown a new one. */
function withdrawal(rest: string): Command | undefined {
  return isOnly(endingsAndNumbers, rest) ? { kind: 'withdraw' } : undefined
}

const endings = /^(?:a|nhe|nha|em)?$/
const endingsAndNumbers = /^(?:a|nhe|nha|em|so|muc|bai|va|\d{1,2})?$/

function isOnly(allowed: RegExp, rest: string): boolean {
  return withoutDiacritics(rest)
    .split(/[\s,;.?!…]+/)
    .every((word) => allowed.test(word))
}

/** Lower case, without tone and vowel marks; as long as the composed text it came from. */
export function withoutDiacritics(text: string): string {
  return [...text]
    .map(
      (char) =>
        char.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC').replace(/đ/g, 'd').replace(/Đ/g, 'D') || char,
    )
    .join('')
    .toLowerCase()
}

/** Begins with a letter, so that a telephone number is none. */
const codeShape = /^[A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]{3}-?[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}$/i

/** An invitation code as people type or paste it, or undefined: dashes and case do not matter. */
export function readCode(text: string): string | undefined {
  const typed = text.trim()
  return codeShape.test(typed) ? typed.replaceAll('-', '').toUpperCase() : undefined
}

/** 32 signs that are hard to mistake for each other (Crockford's base 32: no I, L, O, U). */
const codeSigns = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789'
const codeLetters = 22

/** A code of almost 60 random bits, from 12 random bytes. */
export function makeCode(randomBytes: Uint8Array): string {
  return [...randomBytes].map((byte, index) => codeSigns[byte % (index === 0 ? codeLetters : 32)]).join('')
}

/** A code as it is shown: three groups of four. */
export function showCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-')
}
