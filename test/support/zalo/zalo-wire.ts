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

/** `a=1; b=2` */
export function readCookies(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split('; ').map((pair) => pair.split(/=(.*)/s, 2) as [string, string?])
  return new Map(pairs.filter(([name]) => name !== '').map(([name, value]) => [name, value ?? '']))
}

/** Parameters come as strings here and as numbers there. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
