/** What the parts of the fake hand each other. */

export type Asked = {
  host: string
  path: string
  query: URLSearchParams
  body: Buffer
  form: URLSearchParams
  contentType: string
  cookies: Map<string, string>
  /** The client is no longer there. */
  gone: AbortSignal
}

export type Answer = {
  status?: number
  headers?: Record<string, string>
  cookies?: string[]
  body: object | string
  /** Happens when the answer is out. */
  after?: () => void
}

/** Zalo refuses at two levels: before it reads the request, and when it carries it out. */
export class ZaloError extends Error {
  readonly level: 'outer' | 'inner'
  readonly code: number
  constructor(level: 'outer' | 'inner', code: number, message: string) {
    super(message)
    this.level = level
    this.code = code
  }
}

export type Watch = ReturnType<typeof createWatch>

/** Whatever waits looks again at every event, never by the clock. */
export function createWatch() {
  const watchers = new Set<() => void>()
  return {
    changed() {
      for (const look of [...watchers]) look()
    },

    /** Resolves with the first truthy answer. */
    waitFor<T>(look: () => T, limitMs = 5_000): Promise<NonNullable<T>> {
      return new Promise((resolve, reject) => {
        const attempt = () => {
          const seen = look()
          if (!seen) return
          clearTimeout(timer)
          watchers.delete(attempt)
          resolve(seen)
        }
        const timer = setTimeout(() => {
          watchers.delete(attempt)
          reject(new Error(`Waited ${limitMs} ms in vain for: ${look}`))
        }, limitMs)
        watchers.add(attempt)
        attempt()
      })
    },

    /** As long as a long poll lasts; undefined when the client left or patience ended. */
    poll<T>(look: () => T | undefined, gone: AbortSignal, limitMs: number): Promise<T | undefined> {
      return new Promise((resolve) => {
        const end = (answer: T | undefined) => {
          clearTimeout(timer)
          watchers.delete(attempt)
          gone.removeEventListener('abort', leave)
          resolve(answer)
        }
        const leave = () => end(undefined)
        const attempt = () => {
          const seen = look()
          if (seen !== undefined) end(seen)
        }
        const timer = setTimeout(leave, limitMs)
        gone.addEventListener('abort', leave)
        watchers.add(attempt)
        attempt()
      })
    },
  }
}

/** `a=1; b=2` */
export function readCookies(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split('; ').map((pair) => pair.split(/=(.*)/s, 2) as [string, string?])
  return new Map(pairs.filter(([name]) => name !== '').map(([name, value]) => [name, value ?? '']))
}

/** Parameters come as strings here and as numbers there. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
