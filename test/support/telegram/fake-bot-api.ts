import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createWatch } from '../watch.ts'
import { createFloodModel } from './flood-model.ts'

/**
 * A Bot API server on a local port, for the real client in this process or in another.
 * Strict where Telegram is strict, so that what passes here is not refused there.
 * https://core.telegram.org/bots/api
 */
export type FakeBotApi = Awaited<ReturnType<typeof startFakeBotApi>>

export type Person = { id: number; first_name: string; last_name?: string; username?: string }
export type Chat = { id: number; type: 'private' | 'group' | 'supergroup'; title?: string }
export type Entity = { type: string; offset: number; length: number; url?: string }
export type Update = { update_id: number; [field: string]: unknown }
export type Accepted = {
  messageId: number
  chatId: number
  topic: number | null
  text: string
  entities: Entity[]
  at: Date
  replyTo: number | null
  /** Inline buttons, row by row flattened. */
  buttons: { text: string; callback_data: string }[]
  /** Sent as a photo or a document, with the text as its caption. */
  file: { field: 'photo' | 'document'; name: string; bytes: Uint8Array } | null
}
export type Request = { method: string; params: Record<string, unknown>; at: Date }
export type Said = {
  from: Person
  chat?: Chat
  topic?: number
  text?: string
  caption?: string
  /** Left out, every http(s) address gets its `url` entity. */
  entities?: Entity[]
  replyToMessageId?: number
  forward?: { from: { id: number; title: string; username?: string }; buttons?: { text: string; url: string }[] }
  date?: Date
}
export type Fault = { method: string; chatId?: number; times?: number } & (
  | { kind: 'status'; code: number; description?: string; parameters?: Record<string, unknown> }
  /** The socket is cut before the request counts, after it counted, or never answered at all. */
  | { kind: 'drop_before' | 'drop_after' | 'hang' }
  | { kind: 'delay'; ms: number }
)
export type Held = { request: Request; release: () => void }
type Hold = { method: string; chatId: number | undefined; after: 'receipt' | 'accept'; reached: (held: Held) => void }
type Poller = { answer: (updates: Update[]) => void; fail: (error: ApiError) => void }
type KnownChat = Chat & { blocked: boolean; movedTo?: number }

class ApiError extends Error {
  readonly code: number
  readonly parameters: Record<string, unknown> | undefined
  constructor(code: number, description: string, parameters?: Record<string, unknown>) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

export async function startFakeBotApi(options: { token?: string; now?: () => Date; flood?: boolean } = {}) {
  const { token = '700:FAKE-token', now = () => new Date(), flood = false } = options
  const bot = { id: Number(token.split(':', 1)), is_bot: true, first_name: 'Nhắc Việc', username: 'nhac_viec_bot' }
  const chats = new Map<number, KnownChat>()
  const accepted: Accepted[] = []
  const requests: Request[] = []
  const limits = createFloodModel(now)
  let faults: (Fault & { times: number })[] = []
  let holds: Hold[] = []
  let queue: Update[] = []
  let allowed: string[] = []
  let poller: Poller | undefined
  let lastUpdateId = 1_000
  let lastMessageId = 0
  let confirmedOffset = 0
  const { changed, waitFor } = createWatch()
  const seen: Update[] = []
  const presses = new Set<string>()
  let lastPress = 0

  const methods: Record<string, (params: Record<string, unknown>, gone: AbortSignal) => unknown> = {
    getMe: () => ({
      ...bot,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    }),
    deleteWebhook: () => true,
    setMyCommands: () => true,
    getUpdates,
    sendMessage,
    sendPhoto: (params) => sendFile('photo', params),
    sendDocument: (params) => sendFile('document', params),
    answerCallbackQuery: ({ callback_query_id: id }) => {
      if (!presses.delete(String(id))) throw new ApiError(400, 'Bad Request: query is too old or its ID is invalid')
      return true
    },
  }

  /** https://core.telegram.org/bots/api#getupdates */
  function getUpdates(params: Record<string, unknown>, gone: AbortSignal): Promise<Update[]> {
    const offset = Number(params.offset ?? 0)
    const limit = Math.min(Math.max(Number(params.limit ?? 100), 1), 100)
    const timeoutMs = Math.min(Number(params.timeout ?? 0), 50) * 1_000
    if (params.allowed_updates !== undefined) allowed = parsed(params.allowed_updates) as string[]
    if (offset < 0) queue = queue.slice(offset)
    if (offset > 0) {
      queue = queue.filter((update) => update.update_id >= offset)
      confirmedOffset = Math.max(confirmedOffset, offset)
    }
    const words = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'
    poller?.fail(new ApiError(409, words))
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer)
        if (poller === self) poller = undefined
      }
      const self: Poller = {
        answer: (updates) => [end(), resolve(updates.slice(0, limit))],
        fail: (error) => [end(), reject(error)],
      }
      const timer = setTimeout(() => self.answer([]), timeoutMs)
      poller = self
      gone.addEventListener('abort', () => self.answer([]))
      if (queue.length > 0) self.answer(queue)
      changed()
    })
  }

  /** https://core.telegram.org/bots/api#sendmessage */
  function sendMessage(params: Record<string, unknown>) {
    const text = String(params.text ?? '')
    if (text.trim() === '') throw new ApiError(400, 'Bad Request: message text is empty')
    if (text.length > 4096) throw new ApiError(400, 'Bad Request: message is too long')
    return accept(params, text, parsed(params.entities ?? []) as Entity[], null)
  }

  /** https://core.telegram.org/bots/api#sendphoto: what is uploaded is named by `attach://`. */
  function sendFile(field: 'photo' | 'document', params: Record<string, unknown>) {
    const caption = String(params.caption ?? '')
    const uploaded = params[String(params[field]).replace('attach://', '')]
    if (!isUpload(uploaded)) throw new ApiError(400, `Bad Request: there is no ${field} in the request`)
    if (caption.length > 1024) throw new ApiError(400, 'Bad Request: message caption is too long')
    return accept(params, caption, parsed(params.caption_entities ?? []) as Entity[], { field, ...uploaded })
  }

  function accept(params: Record<string, unknown>, text: string, entities: Entity[], file: Accepted['file']) {
    if (params.parse_mode !== undefined) throw new ApiError(400, 'Bad Request: this fake reads entities only')
    for (const { offset, length, type } of entities) checkEntity(text, offset, length, type)

    const chat = chats.get(Number(params.chat_id))
    if (chat === undefined) throw new ApiError(400, 'Bad Request: chat not found')
    if (chat.movedTo !== undefined) {
      const parameters = { migrate_to_chat_id: chat.movedTo }
      throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', parameters)
    }
    if (chat.blocked) {
      const words =
        chat.type === 'private' ? 'bot was blocked by the user' : `bot was kicked from the ${chat.type} chat`
      throw new ApiError(403, `Forbidden: ${words}`)
    }
    const retryAfter = limits.take(chat, fake.flood)
    if (retryAfter !== undefined) {
      throw new ApiError(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter })
    }
    const message = {
      messageId: ++lastMessageId,
      chatId: chat.id,
      topic: params.message_thread_id === undefined ? null : Number(params.message_thread_id),
      text,
      entities,
      at: now(),
      replyTo: (parsed(params.reply_parameters ?? {}) as { message_id?: number }).message_id ?? null,
      buttons: buttonsOf(params.reply_markup),
      file,
    }
    accepted.push(message)
    return { message_id: message.messageId, from: bot, chat: wire(chat), date: unix(message.at), text, entities }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake')
    const [, asked, method] = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname) ?? []
    const params = { ...Object.fromEntries(url.searchParams), ...(await readBody(request)) }
    const reply = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    const refuse = (code: number, description: string, parameters?: Record<string, unknown>) =>
      reply(code, { ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) })
    if (asked === undefined || method === undefined) return refuse(404, 'Not Found')
    if (asked !== token) return refuse(401, 'Unauthorized')

    const received: Request = { method, params, at: now() }
    requests.push(received)
    changed()
    const concerned = (one: { method: string; chatId?: number | undefined }) =>
      one.method === method && (one.chatId === undefined || one.chatId === Number(params.chat_id))
    const fault = faults.find(concerned)
    if (fault !== undefined && --fault.times === 0) faults = faults.filter((other) => other !== fault)
    const hold = holds.find(concerned)
    holds = holds.filter((other) => other !== hold)

    if (hold?.after === 'receipt') await held(hold, received)
    if (fault?.kind === 'drop_before') return void request.socket.destroy()
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'status') return refuse(fault.code, fault.description ?? 'Made to fail', fault.parameters)
    if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms))

    const handle = methods[method]
    if (handle === undefined) return refuse(404, 'Not Found: method not found')
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      const result = await handle(params, gone.signal)
      changed()
      if (hold?.after === 'accept') await held(hold, received)
      if (fault?.kind === 'drop_after') return void request.socket.destroy()
      reply(200, { ok: true, result })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      refuse(error.code, error.message, error.parameters)
    }
  }

  const held = (hold: Hold, request: Request) =>
    new Promise<void>((resolve) => hold.reached({ request, release: resolve }))

  function enqueue(update: Update): Update {
    queue.push(update)
    seen.push(update)
    lastUpdateId = Math.max(lastUpdateId, update.update_id)
    poller?.answer(queue)
    changed()
    return update
  }

  /** Like Telegram, keeps only what the bot asked for when it last polled. */
  function happen(kind: string, body: object): void {
    if (allowed.length === 0 || allowed.includes(kind)) enqueue({ update_id: lastUpdateId + 1, [kind]: body })
  }

  function know(chat: Chat): KnownChat {
    const known = chats.get(chat.id) ?? { ...chat, blocked: false }
    chats.set(chat.id, known)
    return known
  }

  function setBlocked(who: Person | Chat, blocked: boolean, by: Person): void {
    const chat = 'type' in who ? know(who) : know(directChat(who))
    chat.blocked = blocked
    const member = (status: string) => ({ user: bot, status, ...(status === 'kicked' ? { until_date: 0 } : {}) })
    const [old, next] = blocked ? ['member', 'kicked'] : ['kicked', 'member']
    happen('my_chat_member', {
      chat: wire(chat, by),
      from: { is_bot: false, ...by },
      date: unix(now()),
      old_chat_member: member(old ?? ''),
      new_chat_member: member(next ?? ''),
    })
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
    /** Whether Telegram's limits answer 429; too fast sends are counted either way. */
    flood,
    get floodViolations() {
      return limits.violations()
    },
    get confirmedOffset() {
      return confirmedOffset
    },
    get polling() {
      return poller !== undefined
    },

    knows: (chat: Chat) => void know(chat),
    enqueueRaw: enqueue,
    /** Every update there has ever been. */
    seen,
    blocks: (who: Person | Chat, by?: Person) => setBlocked(who, true, by ?? (who as Person)),
    unblocks: (who: Person | Chat, by?: Person) => setBlocked(who, false, by ?? (who as Person)),

    /** A message to the bot; answers its id. */
    userSays(said: Said): number {
      const chat = know(said.chat ?? directChat(said.from))
      const date = unix(said.date ?? now())
      const entities = said.entities ?? urlEntities(said.text ?? said.caption ?? '')
      const { forward } = said
      happen('message', {
        message_id: ++lastMessageId,
        from: { is_bot: false, ...said.from },
        chat: wire(chat, said.from),
        date,
        ...(said.topic === undefined ? {} : { message_thread_id: said.topic, is_topic_message: true }),
        ...(said.replyToMessageId === undefined
          ? {}
          : { reply_to_message: { message_id: said.replyToMessageId, date, chat: wire(chat, said.from) } }),
        ...(forward === undefined
          ? {}
          : { forward_origin: { type: 'channel', chat: { type: 'channel', ...forward.from }, message_id: 1, date } }),
        ...(forward?.buttons === undefined ? {} : { reply_markup: { inline_keyboard: [forward.buttons] } }),
        ...(said.caption === undefined
          ? { text: said.text ?? '', ...(entities.length === 0 ? {} : { entities }) }
          : {
              photo: [{ file_id: 'photo', file_unique_id: 'photo', width: 90, height: 90 }],
              caption: said.caption,
              ...(entities.length === 0 ? {} : { caption_entities: entities }),
            }),
      })
      return lastMessageId
    },

    /** The person's client shows the message changed. */
    userEdits(messageId: number, said: Omit<Said, 'replyToMessageId' | 'forward'>): void {
      const chat = know(said.chat ?? directChat(said.from))
      const entities = said.entities ?? urlEntities(said.text ?? '')
      happen('edited_message', {
        message_id: messageId,
        from: { is_bot: false, ...said.from },
        chat: wire(chat, said.from),
        date: unix(said.date ?? now()),
        edit_date: unix(now()),
        text: said.text ?? '',
        ...(entities.length === 0 ? {} : { entities }),
      })
    },

    /** Somebody presses a button under a message of the bot; answers the id of the press. */
    userPresses(from: Person, messageId: number, data: string): string {
      const message = accepted.find((sent) => sent.messageId === messageId)
      if (message === undefined) throw new Error(`no message ${messageId} of the bot`)
      const id = `press-${++lastPress}`
      presses.add(id)
      happen('callback_query', {
        id,
        from: { is_bot: false, ...from },
        message: {
          message_id: messageId,
          from: bot,
          chat: wire(chats.get(message.chatId) ?? directChat(from), from),
          date: unix(message.at),
          text: message.text,
        },
        chat_instance: '1',
        data,
      })
      return id
    },
    /** Presses that still show a clock on the person's phone. */
    get spinning() {
      return [...presses]
    },

    /** A group becomes a supergroup: two notices, and the old id answers only where it went. */
    migrates(group: Chat, to: number, by: Person): void {
      const old = know(group)
      old.movedTo = to
      const next = know({ ...group, id: to, type: 'supergroup' })
      const notice = () => ({ message_id: ++lastMessageId, from: { is_bot: false, ...by }, date: unix(now()) })
      happen('message', { ...notice(), chat: wire(old), migrate_to_chat_id: to })
      happen('message', { ...notice(), chat: wire(next), migrate_from_chat_id: group.id })
    },

    failNext: (fault: Fault) => void faults.push({ ...fault, times: fault.times ?? 1 }),
    /** From now on all is well again. */
    forgetFaults() {
      faults = []
    },

    /** Resolves when the next such request has come and stands unanswered, before or after it counted. */
    holdNext: (method: string, { after = 'receipt', chatId }: { after?: Hold['after']; chatId?: number } = {}) =>
      new Promise<Held>((reached) => holds.push({ method, chatId, after, reached })),

    /** Resolves with the first truthy answer; looks again at every event, never by the clock. */
    waitFor,

    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

function checkEntity(text: string, offset: number, length: number, type: string): void {
  const splits = (at: number) => /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(at - 1, at + 1))
  const whole = Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length > 0
  if (!whole || offset + length > text.length || splits(offset) || splits(offset + length)) {
    throw new ApiError(
      400,
      `Bad Request: entity ${type} at UTF-16 offset ${offset} of length ${length} is out of place`,
    )
  }
}

function urlEntities(text: string): Entity[] {
  return [...text.matchAll(/https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]/gi)].map((match) => ({
    type: 'url',
    offset: match.index,
    length: match[0].length,
  }))
}

function directChat(person: Person): Chat {
  return { id: person.id, type: 'private' }
}

function wire({ id, type, title }: Chat, person?: Person) {
  return type === 'private' ? { type, ...person, id } : { id, type, title: title ?? 'Nhóm' }
}

function unix(at: Date): number {
  return Math.floor(at.getTime() / 1_000)
}

/** Outside JSON bodies, parameters that are not plain come as JSON in a string. */
function parsed(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value
}

type Upload = { name: string; bytes: Uint8Array }

function isUpload(value: unknown): value is Upload {
  return typeof value === 'object' && value !== null && 'bytes' in value
}

/** Data of more than 64 bytes is refused: https://core.telegram.org/bots/api#inlinekeyboardbutton */
function buttonsOf(markup: unknown): Accepted['buttons'] {
  if (markup === undefined) return []
  const { inline_keyboard: rows } = parsed(markup) as { inline_keyboard: Accepted['buttons'][] }
  const buttons = rows.flat()
  if (buttons.some(({ text, callback_data: data }) => text === '' || Buffer.byteLength(data) > 64)) {
    throw new ApiError(400, 'Bad Request: BUTTON_DATA_INVALID')
  }
  return buttons
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks)
  const type = request.headers['content-type'] ?? ''
  if (body.length === 0) return {}
  if (type.startsWith('application/json')) return JSON.parse(body.toString())
  if (type.startsWith('multipart/form-data')) return await readForm(body, type)
  return Object.fromEntries(new URLSearchParams(body.toString()))
}

async function readForm(body: Buffer, type: string): Promise<Record<string, unknown>> {
  // grammY writes its headers without spaces and quotes, which Telegram understands and Node's reader does not.
  const spaced = body
    .toString('latin1')
    .replace(/^content-disposition:form-data;name=/gm, 'Content-Disposition: form-data; name=')
    .replace(/^(Content-Disposition: .*);filename=(.*)\r$/gm, '$1; filename="$2"\r')
  const form = await new Response(Buffer.from(spaced, 'latin1'), { headers: { 'content-type': type } }).formData()
  const params: Record<string, unknown> = {}
  for (const [name, value] of form.entries()) {
    params[name] =
      typeof value === 'string' ? value : { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) }
  }
  return params
}
