import type { Limits } from './deps.ts'

/** zca-js adds `zstd`, which Node's fetch cannot read. */
const encodings = 'gzip, deflate, br'

/**
 * What zca-js has for a network: nothing it asks may wait for ever, which is all that it would do by itself.
 * `stopOf` gives what else breaks a request of that method off.
 */
export function guardFetch(
  fetch: typeof globalThis.fetch,
  limits: Pick<Limits, 'requestMs' | 'uploadMs' | 'longPollMs'>,
  stopOf: (method: string) => AbortSignal | undefined,
): typeof globalThis.fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    const headers = new Headers(init?.headers)
    if (headers.has('accept-encoding')) headers.set('accept-encoding', encodings)
    const signals = [
      AbortSignal.timeout(limitOf(pathname, limits)),
      init?.signal,
      stopOf(init?.method ?? 'GET'),
    ].flatMap((signal) => signal ?? [])
    return await fetch(input, { ...init, headers, signal: AbortSignal.any(signals) })
  }
}

function limitOf(pathname: string, limits: Pick<Limits, 'requestMs' | 'uploadMs' | 'longPollMs'>): number {
  if (pathname.includes('/qr/waiting-')) return limits.longPollMs
  return /\/(upload|upthumb|gif)$/.test(pathname) ? limits.uploadMs : limits.requestMs
}
