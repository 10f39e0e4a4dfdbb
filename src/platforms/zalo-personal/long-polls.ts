import { z } from 'zod'
import { backOffMs, type Deps, rest } from './deps.ts'

/** Ask again: nobody has scanned, or confirmed, yet. */
const notYet = 8
/** An answer that comes sooner was none that waited. */
const shortestPollMs = 1_000
const longestStep = 2

const answerShape = z.object({ error_code: z.int() })

export type LongPolls = {
  fetch: typeof globalThis.fetch
  /** The code by which Zalo refused to go on waiting. */
  refusal: () => number | undefined
  /** Whether the owner has said yes, and only the login itself is left. */
  isConfirmed: () => boolean
}

/**
 * Watches zca-js wait for somebody to scan. It asks again without a pause, so where Zalo answers at once, the next
 * question is put off; and it tells in words alone why Zalo refused.
 */
export function watchLongPolls(
  fetch: typeof globalThis.fetch,
  { pause, clock, randomInt }: Pick<Deps, 'pause' | 'clock' | 'randomInt'>,
  stop: AbortSignal,
): LongPolls {
  let refused: number | undefined
  let confirmed = false
  let hasty = 0

  return {
    refusal: () => refused,
    isConfirmed: () => confirmed,
    fetch: async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      if (pathname.endsWith('/checksession')) confirmed = true
      if (!pathname.includes('/authen/qr/')) return await fetch(input, init)
      if (hasty > 0) await rest(pause, backOffMs(Math.min(hasty - 1, longestStep), randomInt), stop)
      const asked = clock().getTime()
      const response = await fetch(input, init)
      const code = await codeOf(response.clone())
      if (code !== notYet && code !== 0) refused = code
      hasty = code === notYet && clock().getTime() - asked < shortestPollMs ? hasty + 1 : 0
      return response
    },
  }
}

async function codeOf(response: Response): Promise<number | undefined> {
  const read = answerShape.safeParse(await response.json().catch(() => undefined))
  return read.success ? read.data.error_code : undefined
}
