import { LinkifyIt } from 'linkify-it'
import tlds from 'tlds' with { type: 'json' }

export type FoundLink = { url: string; start: number; end: number }

const linkify = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false }).tlds(tlds)

/**
 * Addresses in plain text, in order, with their place in UTF-16 units. Bare domains count.
 * Emoji and invisible characters that people glue to an address are not part of it.
 */
export function findLinks(text: string): FoundLink[] {
  return (linkify.match(separated(text)) ?? [])
    .filter((match) => match.schema === '' || match.schema === 'http:' || match.schema === 'https:')
    .map((match) => ({ url: match.url, start: match.index, end: match.lastIndex }))
}

/** linkify-it reads an emoji or a comma before `http` as part of the word around it; blanks of equal length keep the offsets. */
function separated(text: string): string {
  return text
    .replace(/\p{Extended_Pictographic}|[\u200B-\u200F\u2060\uFE0F\uFEFF]/gu, (char) => ' '.repeat(char.length))
    .replace(/[,;|](?=https?:\/\/)/gi, ' ')
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
  const address = parseAddress(written.trim())
  if (address === undefined || !address.hostname.includes('.')) return undefined
  const url = address.href
  const host = siteHost(address.hostname)
  const path = address.pathname.replace(/\/+$/, '')
  for (const name of [...address.searchParams.keys()]) {
    if (trackingParameters.test(name)) address.searchParams.delete(name)
  }
  const port = address.port === '' ? '' : `:${address.port}`
  return { url, key: `${host}${port}${path}${address.search}`, host, path }
}

/** The host by which sites are registered and matched. */
export function siteHost(host: string): string {
  return host.toLowerCase().replace(/^www\./, '')
}

function parseAddress(written: string): URL | undefined {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`
  if (!URL.canParse(withScheme)) return undefined
  const address = new URL(withScheme)
  return /^https?:$/.test(address.protocol) && address.username === '' ? address : undefined
}
