import { z } from 'zod'
import { createWatch } from '../watch.ts'
import { decrypt, type Encoding, encrypt } from './zalo-crypto.ts'
import { createHappenings } from './zalo-happenings.ts'
import { createLogin, hostOf, services } from './zalo-login.ts'
import type { Person } from './zalo-messages.ts'
import { createSends, type Handlers } from './zalo-sends.ts'
import { createZaloServer, type Judged } from './zalo-server.ts'
import { createSessions } from './zalo-sessions.ts'
import { createSocial } from './zalo-social.ts'
import { createSockets, type PushOptions } from './zalo-sockets.ts'
import { type Answer, type Asked, ZaloError } from './zalo-wire.ts'
import { createWorld } from './zalo-world.ts'

/**
 * Zalo on a local port, for the real zca-js in this process or in another: every *.zalo.me host and the websocket.
 * It mirrors what zca-js 2.2.0 expects; where Zalo is known to be strict, it is. It cannot notice that Zalo changed.
 */
export type FakeZalo = Awaited<ReturnType<typeof startFakeZalo>>

export type { Delivery, History } from './zalo-happenings.ts'
export type { Content, Group, Kind, Mention, Person, Said } from './zalo-messages.ts'
export type { Accepted, Style } from './zalo-sends.ts'
export type { Fault, Held, Request } from './zalo-server.ts'
export type { Handshake } from './zalo-sockets.ts'

export type Options = {
  account?: Person
  now?: () => Date
  textLimit?: number
  /** How events are encoded unless a lever says otherwise. */
  encrypt?: Encoding
  /** Whether what the account sends comes back over its socket, as a message of its own. */
  echo?: boolean
  oneSocket?: boolean
  pingIntervalMs?: number
  /** How long the QR's long polls wait before they say 8. */
  longPollMs?: number
  chunkSize?: number
}

export async function startFakeZalo(options: Options = {}) {
  const { now = () => new Date(), textLimit = 2_000, echo = true, chunkSize = 3 * 1_024 * 1_024 } = options
  const watch = createWatch()
  const world = createWorld(options.account ?? { uid: '700000000000000001', name: 'Nhắc Việc' }, now)
  const sessions = createSessions(() => world.messages.length)
  const refusals = new Map<string, number>()
  const timers = new Set<NodeJS.Timeout>()
  let fileDoneAfterMs: number | undefined = 20
  let banned = false

  const http = createZaloServer({ now, changed: watch.changed, judge })
  const happenings = createHappenings(world, refusals, () => sockets, now)
  const { changed } = watch
  const sockets = createSockets(http.server, sessions, {
    ...{ now, changed, old: happenings.old, encrypt: options.encrypt ?? 2, oneSocket: options.oneSocket ?? true },
  })
  const sends = createSends(
    world,
    { ...{ textLimit, chunkSize, refusals, fileDone }, echo: (message) => echo && happenings.echo(message) },
    now,
  )
  const handlers: Handlers = { ...sends.handlers, ...createSocial(world, happenings.befriended) }
  const login = createLogin(sessions, watch, {
    socketUrl: () => fake.url.replace('http', 'ws'),
    ...{ chunkSize, pingIntervalMs: options.pingIntervalMs ?? 180_000, longPollMs: options.longPollMs ?? 25_000 },
  })

  /** Not at once: the client begins to wait for it only when it has read the answer to its upload. */
  function fileDone(fileId: string, url: string): void {
    if (fileDoneAfterMs === undefined) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      happenings.control({ act_type: 'file_done', fileId, data: { url } })
    }, fileDoneAfterMs)
    timers.add(timer)
  }

  /** Which key opens the request, and what Zalo would say to it. */
  function judge(asked: Asked): Judged {
    if (login.handles(asked.host)) {
      return {
        params: Object.fromEntries([...asked.query, ...asked.form]),
        answer: ({ inner }) => login.serve(asked, inner),
      }
    }
    const service = services.find((name) => hostOf(name) === asked.host)
    const session = sessions.of(asked.cookies)
    const params = session === undefined ? undefined : paramsOf(asked, session.key)
    const answer: Judged['answer'] = async ({ inner, isEmpty, after }) => {
      if (service === undefined) return { status: 404, body: 'No such host' }
      if (session === undefined) throw new ZaloError('outer', 600, 'Phiên đăng nhập không hợp lệ')
      if (params === undefined) throw new ZaloError('outer', 114, 'Tham số không giải mã được')
      const handle = handlers[`${service}${asked.path}`]
      if (handle === undefined) return { status: 404, body: 'Not Found' }
      const cookies = sessions.renewed(session)
      const sealed = (code: number, message: string, data: unknown): Answer => {
        const envelope = { error_code: code, error_message: message, data }
        if (asked.path === '/keepalive') return { body: envelope, cookies }
        const secret = encrypt(session.key, JSON.stringify(envelope))
        return { body: { error_code: 0, error_message: 'Successful.', data: secret }, cookies }
      }
      try {
        if (inner !== undefined) throw inner
        return sealed(0, 'Successful.', isEmpty ? null : await handle({ params, asked, session, after }))
      } catch (error) {
        if (error instanceof z.ZodError) return sealed(114, 'Tham số không hợp lệ', null)
        if (!(error instanceof ZaloError) || error.level !== 'inner') throw error
        return sealed(error.code, error.message, null)
      }
    }
    return { params: params ?? {}, answer }
  }

  sessions.begin(world.account)
  const url = await http.listen()
  const { push: _push, control: _control, old: _old, echo: _echo, befriended: _befriended, ...levers } = happenings
  const lastRound = () => login.rounds.at(-1)

  const fake = {
    ...levers,
    url,
    account: world.account,
    /** Everything accepted, also where the client never learned of it. */
    accepted: sends.accepted,
    reactions: sends.reactions,
    requests: http.requests,
    /** Frames that the client sent. */
    heard: sockets.heard,
    friends: world.friends,
    friendRequests: world.friendRequests,
    /** With which code a send to a uid or a group is refused. */
    refusals,
    get logins() {
      return login.logins
    },
    get sockets() {
      return sockets.open
    },
    /** Websockets that opened, ever, and those that only tried. */
    get connections() {
      return sockets.connections
    },
    get attempts() {
      return sockets.attempts
    },
    get pings() {
      return sockets.pings
    },
    /** The QR code that is to be scanned. */
    get qr() {
      return lastRound()
    },
    get qrRounds() {
      return login.rounds.length
    },

    /** For zca-js as `polyfill`; redirects only https://*.zalo.me. */
    fetch: ((input, init) => {
      const isRequest = input instanceof Request
      const asked = new URL(isRequest ? input.url : input)
      if (asked.protocol !== 'https:' || !/(^|\.)zalo\.me$/.test(asked.hostname)) return fetch(input, init)
      const headers = new Headers(init?.headers ?? (isRequest ? input.headers : undefined))
      headers.set('x-fake-host', asked.host)
      const target = `${url}${asked.pathname}${asked.search}`
      return fetch(isRequest ? new Request(target, input) : target, { ...init, headers })
    }) satisfies typeof fetch,

    /** What a bot has saved that logged in before. */
    credentials() {
      const session = sessions.all.findLast((one) => one.account.uid === world.account.uid)
      if (session === undefined) throw new Error('Nobody has logged in')
      const rest = { path: '/', secure: true, httpOnly: true }
      return {
        cookie: [
          { key: 'zpsid', value: session.zpsid, domain: 'zalo.me', ...rest },
          { key: 'zpw_sek', value: session.sek, domain: 'chat.zalo.me', ...rest },
        ],
        imei: '5e7c7d5a-0000-4000-8000-000000000001-b78b4e2cb6c0a362c43e8b145fe49d57',
        userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36',
      }
    },
    /** Every session of the account ends; its sockets stay until they are cut. */
    expireSession() {
      for (const session of sessions.all) if (session.account.uid === world.account.uid) session.over = true
      changed()
    },
    /** The next answer to the account brings a new `zpw_sek`; then the old one serves for no login. */
    rotateCookies() {
      for (const session of sessions.all) session.rotates = !session.over
    },

    /** Who scans may be anybody. */
    scanQr(person: Person = world.account) {
      const round = lastRound()
      if (round?.state !== 'new') throw new Error('There is no QR code to scan')
      round.state = 'scanned'
      round.by = person
      changed()
    },
    confirmQr(ok = true) {
      const round = lastRound()
      if (round?.state !== 'scanned') throw new Error('Nobody has scanned')
      round.state = !ok ? 'declined' : banned ? 'refused' : 'confirmed'
      changed()
    },
    expireQr() {
      const round = lastRound()
      if (round !== undefined) round.state = 'expired'
      changed()
    },
    get banned() {
      return banned
    },
    /** Zalo refuses QR logins with −1005. */
    set banned(value: boolean) {
      banned = value
    },

    fault: http.fault,
    /** From now on all is well again. */
    forgetFaults() {
      http.forgetFaults()
      sockets.forgetHandshakes()
    },
    holdNext: http.holdNext,
    /** How long Zalo takes to tell that an uploaded file is there; undefined is never. */
    get fileDoneAfterMs() {
      return fileDoneAfterMs
    },
    set fileDoneAfterMs(ms: number | undefined) {
      fileDoneAfterMs = ms
    },

    handshake: sockets.handshake,
    drop: sockets.drop,
    kick: sockets.kick,
    duplicate: sockets.duplicate,
    silence: sockets.silence,
    /** An event as an object, or as JSON text that need not be any. */
    pushFrame: (cmd: number, subCmd: number, data: object | string, pushed?: PushOptions) =>
      sockets.push(world.account.uid, cmd, subCmd, data, pushed),
    /** A whole frame, header and all. */
    pushRaw: sockets.pushRaw,

    waitFor: watch.waitFor,

    async close(): Promise<void> {
      for (const timer of timers) clearTimeout(timer)
      sockets.close()
      await http.close()
    },
  }
  return fake
}

function paramsOf(asked: Asked, key: Buffer): Record<string, unknown> | undefined {
  const sealed = asked.form.get('params') ?? asked.query.get('params')
  if (sealed === null) return {}
  try {
    return JSON.parse(decrypt(key, sealed)) as Record<string, unknown>
  } catch {
    return undefined
  }
}
