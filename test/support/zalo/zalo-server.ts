import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, type Asked, readCookies, ZaloError } from './zalo-wire.ts'

/** One HTTP server for every host of Zalo's, which can be made to fail. */

export type Request = {
  host: string
  path: string
  /** The last part of the path. */
  method: string
  params: Record<string, unknown>
  at: Date
}
/** `match` is the end of a path, as `sms` or `photo_original/upload`; `*` is any. */
export type Fault = { match: string | RegExp; to?: string; times?: number } & (
  | { kind: 'status'; code: number }
  /** Refused before it is read, and refused inside the envelope. */
  | { kind: 'outer' | 'inner'; code: number; message?: string }
  /** Refused in a way that looks like success; or answered with a page of HTML. */
  | { kind: 'empty' | 'garbage' }
  /** The socket is cut before the request counts, after it counted, or never answered at all. */
  | { kind: 'drop_before' | 'drop_after' | 'hang' }
  | { kind: 'delay'; ms: number }
)
export type Held = { request: Request; release: () => void }
type Hold = { match: string | RegExp; after: 'receipt' | 'accept'; reached: (held: Held) => void }

export type Judged = {
  /** What the request says, decrypted where that could be done. */
  params: Record<string, unknown>
  /** What is said to it; `inner` and `isEmpty` are how it is made to fail within its envelope. */
  answer: (how: {
    inner: ZaloError | undefined
    isEmpty: boolean
    after: (action: () => void) => void
  }) => Answer | Promise<Answer>
}

export function createZaloServer(rules: { now: () => Date; changed: () => void; judge: (asked: Asked) => Judged }) {
  const { now, changed, judge } = rules
  const requests: Request[] = []
  let faults: (Fault & { times: number })[] = []
  let holds: Hold[] = []

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  // Longer than any test: a socket cut while idle would look like a fault that nobody asked for.
  server.keepAliveTimeout = 120_000

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const asked = await read(request, gone.signal)
    const { params, answer } = judge(asked)
    const { host, path } = asked
    const received: Request = { host, path, method: path.split('/').at(-1) ?? '', params, at: now() }
    requests.push(received)
    changed()
    const concerned = ({ match }: { match: string | RegExp }) =>
      typeof match === 'string' ? match === '*' || path.endsWith(`/${match}`) : match.test(host + path)
    const isTo = (to: string | undefined) => to === undefined || [params.toid, params.toId, params.grid].includes(to)
    const fault = faults.find((one) => concerned(one) && isTo(one.to))
    if (fault !== undefined && --fault.times === 0) faults = faults.filter((other) => other !== fault)
    const hold = holds.find(concerned)
    holds = holds.filter((other) => other !== hold)
    const held = () => new Promise<void>((release) => hold?.reached({ request: received, release }))

    if (hold?.after === 'receipt') await held()
    if (fault?.kind === 'drop_before') return void request.socket.destroy()
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'status') return void response.writeHead(fault.code).end('Made to fail')
    if (fault?.kind === 'garbage') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms))

    const after: (() => void)[] = []
    const said = await answered(fault, answer, (action) => void after.push(action))
    changed()
    if (hold?.after === 'accept') await held()
    if (fault?.kind === 'drop_after') request.socket.destroy()
    else await write(response, said)
    said.after?.()
    for (const action of after) action()
    changed()
  }

  async function answered(
    fault: Fault | undefined,
    answer: Judged['answer'],
    after: (action: () => void) => void,
  ): Promise<Answer> {
    const made = (level: 'outer' | 'inner') =>
      fault?.kind === level ? new ZaloError(level, fault.code, fault.message ?? 'Made to fail') : undefined
    try {
      const outer = made('outer')
      if (outer !== undefined) throw outer
      return await answer({ inner: made('inner'), isEmpty: fault?.kind === 'empty', after })
    } catch (error) {
      if (!(error instanceof ZaloError)) return { status: 500, body: `The fake has failed: ${error}` }
      return { body: { error_code: error.code, error_message: error.message, data: null } }
    }
  }

  return {
    server,
    requests,
    fault: (fault: Fault) => void faults.push({ ...fault, times: fault.times ?? 1 }),
    forgetFaults() {
      faults = []
    },
    /** Resolves when the next such request has come and stands unanswered, before or after it counted. */
    holdNext: (match: string | RegExp, { after = 'receipt' }: { after?: Hold['after'] } = {}) =>
      new Promise<Held>((reached) => holds.push({ match, after, reached })),

    async listen(): Promise<string> {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Ends when the answer is out, or nobody is there to take it. */
function write(response: ServerResponse, { status, headers, cookies = [], body }: Answer): Promise<void> {
  if (response.closed) return Promise.resolve()
  response.writeHead(status ?? 200, {
    'content-type': 'application/json; charset=utf-8',
    ...headers,
    ...(cookies.length === 0 ? {} : { 'set-cookie': cookies }),
  })
  return new Promise<void>((resolve) => {
    response.once('close', resolve)
    response.end(typeof body === 'string' ? body : JSON.stringify(body), resolve)
  })
}

async function read(request: IncomingMessage, gone: AbortSignal): Promise<Asked> {
  const url = new URL(request.url ?? '/', 'http://fake')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const contentType = request.headers['content-type'] ?? ''
  const isForm = contentType.startsWith('application/x-www-form-urlencoded')
  return {
    host: String(request.headers['x-fake-host'] ?? request.headers.host),
    path: url.pathname,
    query: url.searchParams,
    body,
    form: new URLSearchParams(isForm ? body.toString() : ''),
    contentType,
    cookies: readCookies(request.headers.cookie),
    gone,
  }
}
