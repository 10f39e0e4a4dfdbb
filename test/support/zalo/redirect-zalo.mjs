/**
 * `node --import ./redirect-zalo.mjs`: what the program asks of https://*.zalo.me goes to FAKE_ZALO_URL, all else
 * where it belongs.
 */
const target = process.env.FAKE_ZALO_URL
if (!target) throw new Error('FAKE_ZALO_URL is not set')

const real = globalThis.fetch
globalThis.fetch = (input, init) => {
  const isRequest = input instanceof Request
  const asked = new URL(isRequest ? input.url : input)
  const isZalo = asked.hostname === 'zalo.me' || asked.hostname.endsWith('.zalo.me')
  if (asked.protocol !== 'https:' || !isZalo) return real(input, init)
  const headers = new Headers(init?.headers ?? (isRequest ? input.headers : undefined))
  headers.set('x-fake-host', asked.host)
  const there = new URL(asked.pathname + asked.search, target)
  return real(isRequest ? new Request(there, input) : there, { ...init, headers })
}
