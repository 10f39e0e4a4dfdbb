import { z } from 'zod'
import { findLinks, normalizeLink } from '../../domain/link.ts'
import type { InboundFile } from '../platform.ts'

/** What somebody sent, apart from who and where. Undefined where it is nothing that is said. */
export type Content = { text: string; links: string[]; files: InboundFile[] }

const textShape = z
  .string()
  .nullish()
  .transform((text) => withoutNul(text ?? ''))
  .catch('')
const partsShape = z.looseObject({ title: textShape, description: textShape, href: textShape, action: textShape })
type Parts = z.infer<typeof partsShape>

const calls = /^recommened\.(calltime|misscall)$/
/** They say nothing in words, and none of them is a file. */
const wordless = /^(chat\.sticker|chat\.location\.new|chat\.todo|group\.poll)$/

/** `msgType` and `content` of a message. Throws on a content that is neither words nor an object. */
export function readContent(msgType: string, content: unknown): Content | undefined {
  if (content === null || content === undefined) return undefined
  if (typeof content === 'string') return words(withoutNul(content), '')
  const parts = partsShape.parse(content)
  const kind = fileKinds[msgType]
  if (kind !== undefined) return file(kind, msgType, parts)
  if (wordless.test(msgType)) return words('', '')
  if (msgType === 'chat.undo' || calls.test(parts.action)) return undefined
  if (parts.action === 'recommened.user') return words('', '')
  // chat.recommended with a link, chat.link, and what Zalo may invent: the title holds all that the person wrote.
  return words(parts.title, parts.href)
}

const fileKinds: Record<string, InboundFile['kind']> = {
  'chat.photo': 'image',
  'chat.gif': 'image',
  'chat.doodle': 'image',
  'chat.voice': 'audio',
  'chat.video.msg': 'video',
  'share.file': 'file',
}

/** The address of a file is Zalo's own and no link; a caption is what the person wrote. */
function file(kind: InboundFile['kind'], msgType: string, { title, description }: Parts): Content {
  if (msgType === 'share.file') return { text: '', links: [], files: [{ kind, name: title === '' ? null : title }] }
  const caption = kind === 'audio' ? '' : title.trim() === '' ? description : title
  return { ...words(caption, ''), files: [{ kind, name: null }] }
}

/** With the addresses in the words, in order, and the one that Zalo found, unless it is one of them. */
function words(text: string, href: string): Content {
  const links = findLinks(text).map(({ start, end }) => text.slice(start, end))
  const isListed = links.some((link) => link === href || keyOf(link) === keyOf(href))
  return { text, links: href === '' || isListed ? links : [...links, href], files: [] }
}

/** What is no web address is only like itself. */
function keyOf(link: string): string {
  return normalizeLink(link)?.key ?? `as written: ${link}`
}

/** Postgres keeps every character in a text but this one. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '')
}
