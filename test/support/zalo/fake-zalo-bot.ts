import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWatch } from '../watch.ts'
import { areStyles, type Event, type Fault, readJson, type Said, type TextStyle, toEvent } from './zalo-bot-wire.ts'

/**
 * The API of the Zalo Bot Platform on a local port, for this process or another. Strict where the documents are:
 * https://docs.zaloplatforms.com/docs/BOT. What no document tells is marked "unverified".
 */
export type FakeZaloBot = Awaited<ReturnType<typeof startFakeZaloBot>>

export type Accepted = { messageId: string; chatId: string; text: string; styles: TextStyle[]; at: Date }
export type Request = { method: string; params: Record<string, unknown>; at: Date }
export type Delivery = { event: Event; status: number | 'lost' }
export type Held = { request: Request; release: () => void }
type Hold = { method: string; reached: (held: Held) => void }

class Refusal extends Error {
  readonly code: number
  constructor(code: number, description: string) {
    super(description)
    this.code = code
  }
}

/** How soon and how often a delivery is repeated; unverified. */
const repeatMs = 10
const mostRepeats = 50

export async function startFakeZaloBot(options: { token?: string; now?: () => Date } = {}) {
  const { token = '1459232241454765289:FAKE-token', now = () => new Date() } = options
  const bot = {
    id: token.split(':', 1).join(),
    account_name: 'bot.NhacViec',
    account_type: 'BASIC',
    can_join_groups: false,
  }
  const chats = new Map<string, { blocked: boolean }>()
  const accepted: Accepted[] = []
  const requests: Request[] = []
  const deliveries: Delivery[] = []
  const pings: (number | 'lost')[] = []
  const tunnels = new Map<string, number>()
  const { changed, waitFor } = createWatch()
  const pollers: (() => void)[] = []
  let faults: (Fault & { times: number })[] = []
  let holds: Hold[] = []
  let queue: Event[] = []
  let webhook: { url: string; secret: string; updatedAt: number } | undefined
  let delivering = false
  let closed = false
  let lastId = 0
  const nextId = () => (++lastId).toString(16).padStart(20, '0')

  const methods: Record<string, (params: Record<string, unknown>, gone: AbortSignal) => unknown> = {
    getMe: () => bot,
    getWebhookInfo: () => ({ url: webhook?.url ?? '', updated_at: webhook?.updatedAt ?? 0 }),
    deleteWebhook() {
      webhook = undefined
      return { url: '', updated_at: now().getTime() }
    },
    setWebhook,
    getUpdates,
    sendMessage,
  }

  /** https://docs.zaloplatforms.com/docs/BOT/apis/getUpdates: one event a call, which is gone when it is handed out. */
  async function getUpdates(params: Record<string, unknown>, gone: AbortSignal): Promise<Event> {
    // "Does not work" is all that the document says; the code is unverified.
    if (webhook !== undefined) throw new Refusal(400, 'Bad request: a webhook is set')
    const timeoutMs = Number(params.timeout ?? 30) * 1_000
    if (queue.length === 0) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          pollers.splice(pollers.indexOf(wake), 1)
          resolve()
        }
        const timer = setTimeout(wake, timeoutMs)
        pollers.push(wake)
        gone.addEventListener('abort', wake)
        changed()
      })
    }
    const event = gone.aborted ? undefined : queue.shift()
    if (event === undefined) throw new Refusal(408, 'Request timeout')
    return event
  }

  /** https://docs.zaloplatforms.com/docs/BOT/apis/setWebhook. That it tries the address out: goclaw's experience. */
  async function setWebhook({ url, secret_token: secret }: Record<string, unknown>) {
    if (typeof url !== 'string' || !url.startsWith('https://')) throw new Refusal(400, 'Bad request: url must be HTTPS')
    if (typeof secret !== 'string' || secret.length < 8 || secret.length > 256) {
      throw new Refusal(400, 'Bad request: secret_token must have 8 to 256 characters')
    }
    webhook = { url, secret, updatedAt: now().getTime() }
    pings.push(await post({}, webhook))
    void deliver()
    return { url, updated_at: webhook.updatedAt }
  }

  /** https://docs.zaloplatforms.com/docs/BOT/apis/sendMessage. Its refusals' wording is unverified. */
  function sendMessage(params: Record<string, unknown>) {
    const { chat_id: chatId, text, parse_mode: parseMode, text_styles: styles = [] } = params
    if (parseMode !== undefined) throw new Refusal(400, 'Bad request: this fake reads text_styles only')
    if (typeof chatId !== 'string' || chatId === '') throw new Refusal(400, 'Bad request: chat_id is missing')
    if (typeof text !== 'string' || text.length < 1) throw new Refusal(400, 'Bad request: text is empty')
    if (text.length > 2_000) throw new Refusal(400, 'Bad request: text is too long')
    if (!areStyles(text, styles)) throw new Refusal(400, 'Bad request: text_styles')
    const chat = chats.get(chatId)
    if (chat === undefined) throw new Refusal(400, 'Bad request: chat not found')
    if (chat.blocked) throw new Refusal(400, 'Bad request: the user has blocked the bot')
    const messageId = nextId()
    accepted.push({ messageId, chatId, text, styles, at: now() })
    return { message_id: messageId, date: now().getTime() }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, asked, method] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? []
    const params = await readJson(request)
    const retryAfter = (seconds?: number) => (seconds === undefined ? {} : { 'retry-after': String(seconds) })
    // HTTP 200 also where it says no.
    const answer = (body: object, headers = {}) =>
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
    const refuse = (code: number, description: string, seconds?: number) =>
      answer({ ok: false, description, error_code: code }, retryAfter(seconds))
    if (request.method !== 'POST' || asked === undefined || method === undefined) return void refuse(404, 'Not Found')
    if (asked !== token) return void refuse(401, 'Unauthorized')

    const received: Request = { method, params, at: now() }
    requests.push(received)
    changed()
    const fault = faults.find(
      (one) => one.method === method && (one.chatId === undefined || one.chatId === params.chat_id),
    )
    if (fault !== undefined && --fault.times === 0) faults = faults.filter((other) => other !== fault)
    const hold = holds.find((one) => one.method === method)
    holds = holds.filter((other) => other !== hold)
    if (hold !== undefined) {
      await new Promise<void>((resolve) => hold.reached({ request: received, release: resolve }))
    }

    if (fault?.kind === 'drop_before') return void request.socket.destroy()
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'status') {
      const headers = { 'content-type': 'text/html', ...retryAfter(fault.retryAfter) }
      return void response.writeHead(fault.code, headers).end('<html>made to fail</html>')
    }
    if (fault?.kind === 'not_ok') return void refuse(fault.code, fault.description ?? 'Made to fail', fault.retryAfter)
    if (fault?.kind === 'ok') return void answer({ ok: true, result: fault.result })
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms))

    const handle = methods[method]
    if (handle === undefined) return void refuse(400, 'Bad request: no such method')
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      const result = await handle(params, gone.signal)
      changed()
      if (fault?.kind === 'drop_after') return void request.socket.destroy()
      answer({ ok: true, result })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refuse(error.code, error.message)
    }
  }

  /** To where the address leads from here; see `tunnel`. */
  async function post(event: Event, to: { url: string; secret: string }): Promise<number | 'lost'> {
    const { origin, pathname } = new URL(to.url)
    const port = tunnels.get(origin)
    if (port === undefined) return 'lost'
    const body = JSON.stringify(fake.wrapsDeliveries ? { ok: true, result: event } : event)
    const headers = { 'content-type': 'application/json', 'x-bot-api-secret-token': to.secret }
    try {
      const response = await fetch(`http://127.0.0.1:${port}${pathname}`, { method: 'POST', headers, body })
      await response.text()
      return response.status
    } catch {
      return 'lost'
    }
  }

  /** One after the other; one that got no 200 is repeated. */
  async function deliver(): Promise<void> {
    if (delivering) return
    delivering = true
    let repeats = 0
    while (webhook !== undefined && !closed && repeats < mostRepeats) {
      const event = queue[0]
      if (event === undefined) break
      const status = await post(event, webhook)
      deliveries.push({ event, status })
      if (status === 200) queue = queue.slice(1)
      changed()
      repeats = status === 200 ? 0 : repeats + 1
      if (repeats > 0) await new Promise((resolve) => setTimeout(resolve, repeatMs))
    }
    delivering = false
  }

  function enqueue(event: Event): void {
    queue.push(event)
    pollers[0]?.()
    void deliver()
    changed()
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  // Longer than any test: a socket cut while idle would look like a fault that nobody asked for.
  server.keepAliveTimeout = 120_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const fake = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    bot,
    /** Everything accepted, also where the client never learned of it. */
    accepted,
    requests,
    /** Every try to deliver an event, and how it was answered. */
    deliveries,
    /** How the address was answered that setWebhook tried out. */
    pings,
    /** The documents wrap a delivered event in `{ok, result}`; those who have seen real ones saw it bare. */
    wrapsDeliveries: false,
    get polling() {
      return pollers.length > 0
    },
    get webhookUrl() {
      return webhook?.url
    },
    /** Events that nobody has got yet. */
    get waiting() {
      return queue.length
    },

    /** A webhook at this address is delivered to a local port, as a reverse proxy would do it. */
    tunnel: (url: string, port: number) => void tunnels.set(new URL(url).origin, port),
    knows: (chatId: string) => void chats.set(chatId, { blocked: false }),
    blocks: (chatId: string) => void chats.set(chatId, { blocked: true }),
    enqueueRaw: enqueue,

    /** A message to the bot; answers its id. */
    userSays(said: Said): string {
      const messageId = nextId()
      const chatId = said.group?.id ?? said.from.id
      if (!chats.has(chatId)) chats.set(chatId, { blocked: false })
      enqueue(toEvent(said, { messageId, chatId, date: said.date ?? now() }))
      return messageId
    },

    fault: (fault: Fault) => void faults.push({ ...fault, times: fault.times ?? 1 }),
    /** From now on all is well again. */
    forgetFaults() {
      faults = []
    },

    /** Resolves when the next such request has come and stands unanswered, before it counted. */
    holdNext: (method: string) => new Promise<Held>((reached) => holds.push({ method, reached })),

    /** Resolves with the first truthy answer; looks again at every event, never by the clock. */
    waitFor,

    async close(): Promise<void> {
      closed = true
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}
