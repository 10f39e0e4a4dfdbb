import { LinkifyIt } from 'linkify-it'

export type FoundLink = { url: string; start: number; end: number }

/** Where a bare domain is taken for an address. With every top-level domain, "Sở TT.TT" and "xong roi.co gi" would be. */
const bareDomains = ['vn', 'com', 'net', 'org', 'info']
const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false }).tlds(bareDomains)

/**
 * Addresses in plain text, in order, with their place in UTF-16 units. Bare domains count.
 * Emoji and invisible characters that people glue to an address are not part of it.
 */
export function findLinks(text: string): FoundLink[] {
  return (linkify.match(separated(text)) ?? [])
    .filter((match) => match.schema === '' || match.schema === 'http:' || match.schema === 'https:')
    .map((match) => ({ url: match.url, start: match.index, end: match.lastIndex }))
}

/** Emoji with their skin tones, flags and keycaps, and characters that nobody sees. */
const invisibleOrEmoji =
  /[\d#*]\uFE0F?\u20E3|\uFE0F|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200B-\u200F\u2060\uFEFF]/gu

/**
 * linkify-it reads an emoji, or a word or comma before `http`, as part of the word around it, and a colon behind
 * an address as part of the address; blanks of equal length keep the offsets.
 */
function separated(text: string): string {
  return text
    .replace(invisibleOrEmoji, (char) => ' '.repeat(char.length))
    .replace(/:(?=\s|$)|[,;|](?=https?:\/\/|www\.|(?:[a-z\d-]+\.)+vn\b)/gi, ' ')
    .replace(/(?<=^|\s)[\p{L}\p{M}\p{N}_]+(?=https?:\/\/)/giu, (word) => ' '.repeat(word.length))
}

export type NormalLink = {
  /** As it was written, with a scheme. */
  url: string
  /** Two addresses with one key are the same page. */
  key: string
  /** Lower case, ASCII, without `www.`. */
  host: string
  path: string
}

/** Parameters that only say how a reader came to the page. */
const trackingParameters = /^(utm_.+|fbclid|gclid|zarsrc|zalo_.+|mibextid|igsh)$/i

/** The page that an address names, or undefined where it is not a web address. Normalising twice changes nothing. */
export function normalizeLink(written: string): NormalLink | undefined {
  const address = parseAddress(written.trim().normalize('NFC'))
  if (address === undefined || !address.hostname.includes('.')) return undefined
  const host = siteHost(address.hostname)
  const path = address.pathname.replace(/\/+$/, '')
  const port = address.port === '' ? '' : `:${address.port}`
  // Some portals tell their pages apart behind `#/` only.
  const route = /^#!?\//.test(address.hash) ? address.hash : ''
  const page = `${path}${withoutTracking(address.search)}${route}`.replace(/%[0-9a-f]{2}/gi, (code) =>
    code.toUpperCase(),
  )
  return { url: address.href, key: `${host}${port}${page}`, host, path }
}

/** What is left stays as it was written: taken apart and put together again, `%20` would become `+`. */
function withoutTracking(search: string): string {
  const parameters = search.slice(1).split('&')
  const kept = parameters.filter((each) => each !== '' && !trackingParameters.test(each.replace(/=.*/s, '')))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

/** The host by which sites are registered and matched. */
export function siteHost(host: string): string {
  return host.toLowerCase().replace(/^www\./, '')
}

function parseAddress(written: string): URL | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`
  if (!URL.canParse(withScheme)) return undefined
  const address = new URL(withScheme)
  const { protocol, username, password } = address
  return /^https?:$/.test(protocol) && username + password === '' ? address : undefined
}
