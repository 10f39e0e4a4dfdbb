import { z } from 'zod'

/** What came of a call. Nothing here, and no error, ever holds the address, which has the token in it. */
export type Answer =
  | { kind: 'done'; result: unknown }
  /** The platform, or a gateway before it, said no. `code`: see settle.ts. */
  | { kind: 'refused'; code: number; description: string; retryAfterMs: number | null }
  /** No answer that could be understood. */
  | { kind: 'failed'; mayHaveArrived: boolean; reason: string }

export type Client = {
  /** Calls a method of the API. Resolves in every case; a call broken off by `signal` has failed. */
  call(method: string, params: object, limits: { timeoutMs: number; signal?: AbortSignal }): Promise<Answer>
}

/**
 * The envelope of every answer; an idle poll and a refused token come with HTTP 200, so `ok` tells and not the status.
 * https://docs.zaloplatforms.com/docs/BOT. `parameters` is in no document: it is what Telegram would say.
 */
const envelopeShape = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.int().optional().catch(undefined),
  description: z.string().optional().catch(undefined),
  parameters: z.object({ retry_after: z.number() }).optional().catch(undefined),
})

export function createClient(token: string, apiRoot = 'https://bot-api.zaloplatforms.com'): Client {
  return {
    async call(method, params, { timeoutMs, signal }) {
      const deadline = AbortSignal.timeout(timeoutMs)
      try {
        const response = await fetch(`${apiRoot}/bot${token}/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(params),
          // A redirect would carry the token, and a message, to who knows whom.
          redirect: 'manual',
          signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
        })
        return understand(response, await response.text(), token)
      } catch (error) {
        return { kind: 'failed', mayHaveArrived: !wasNeverSent(error), reason: reasonOf(error) }
      }
    },
  }
}

/** A refusal in words fit for logs. */
export function describeAnswer(answer: Exclude<Answer, { kind: 'done' }>): string {
  return answer.kind === 'failed' ? answer.reason : `${answer.code}: ${answer.description}`
}

function understand(response: Response, body: string, token: string): Answer {
  const { status, headers } = response
  const envelope = envelopeShape.safeParse(parseJson(body))
  const header = /^\d+$/.exec(headers.get('retry-after') ?? '')?.[0]
  if (!envelope.success) {
    // A gateway may refuse in a language of its own. A success without an envelope says nothing at all.
    if (status < 400) return { kind: 'failed', mayHaveArrived: true, reason: `no envelope (HTTP ${status})` }
    const retryAfterMs = header === undefined ? null : Number(header) * 1_000
    return { kind: 'refused', code: status, description: 'no envelope', retryAfterMs }
  }
  const { ok, result, error_code, description = '', parameters } = envelope.data
  if (ok) return { kind: 'done', result }
  const retryAfter = parameters?.retry_after ?? (header === undefined ? undefined : Number(header))
  return {
    kind: 'refused',
    code: error_code ?? status,
    description: description.replaceAll(token, '…').replace(/\n.*/s, '').slice(0, 200),
    retryAfterMs: retryAfter === undefined ? null : retryAfter * 1_000,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What `fetch` hangs beneath its "fetch failed": undici's own errors and those of Node's sockets. */
const causeShape = z.object({
  code: z.string().optional(),
  syscall: z.string().optional(),
  message: z.string(),
  /** Where a host has several addresses and all have failed. */
  errors: z.array(z.unknown()).optional(),
})

/**
 * Whether no byte of the request can have left this machine. Node's fetch tells so by `error.cause`: the system call
 * `connect` or `getaddrinfo` failed; undici waited for a connection in vain (UND_ERR_CONNECT_TIMEOUT); or TLS was not
 * agreed on, for the line broke before or the certificate is not to be trusted. By the code alone one cannot tell:
 * ECONNRESET and EHOSTUNREACH also befall connections that have carried the request (there `syscall` is `read`, and
 * undici says UND_ERR_SOCKET where the other side just closed). A deadline (TimeoutError) has no cause and tells nothing.
 */
export function wasNeverSent(error: unknown): boolean {
  const cause = causeShape.safeParse(error instanceof Error ? error.cause : undefined)
  return cause.success && isUnconnected(cause.data)
}

function isUnconnected({ code = '', syscall = '', message, errors }: z.infer<typeof causeShape>): boolean {
  if (errors !== undefined && errors.length > 0) {
    return errors.every((each) => {
      const one = causeShape.safeParse(each)
      return one.success && isUnconnected(one.data)
    })
  }
  return (
    /^(connect|getaddrinfo)$/.test(syscall) ||
    code === 'UND_ERR_CONNECT_TIMEOUT' ||
    /CERT_|_CERT|LEAF_SIGNATURE/.test(code) ||
    message.startsWith('Client network socket disconnected before secure TLS')
  )
}

/** Names and codes only: messages of `fetch` may hold the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer'
  const cause = causeShape.safeParse(error.cause)
  return (cause.success ? cause.data.code : undefined) ?? error.name
}
