import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Encoding, encodeEvent, frame, readFrame, secretOf, withBareIds } from './zalo-crypto.ts'
import type { Kind } from './zalo-messages.ts'
import type { Session, Sessions } from './zalo-sessions.ts'
import { readCookies, textOf } from './zalo-wire.ts'

export type Handshake = { kind: 'status'; code: number } | { kind: 'hang' | 'no_key' }
export type Heard = { cmd: number; subCmd: number; data: Record<string, unknown>; at: Date }
export type PushOptions = {
  encrypt?: Encoding | undefined
  bareIds?: boolean | undefined
  /** Sealed with a key that the client does not have. */
  wrongKey?: boolean
  version?: number
}
type Line = { ws: WebSocket; raw: Duplex; session: Session; key: Buffer; silent: boolean }
export type SocketRules = {
  now: () => Date
  /** What is pushed when nothing else is asked for. */
  encrypt: Encoding
  /** A second one of the same account displaces the first, as Zalo does. */
  oneSocket: boolean
  changed: () => void
  old: (kind: Kind, lastId: string | null, session: Session) => { data: object; encrypt?: Encoding } | undefined
}

const numbers = ['ownerId', 'srcId', 'destId']
const allIds = [...numbers, 'msgId', 'cliMsgId', 'actionId', 'uidFrom', 'idTo']

export type Sockets = ReturnType<typeof createSockets>

/** The websocket by which Zalo tells what happens. */
export function createSockets(server: Server, sessions: Sessions, rules: SocketRules) {
  const wss = new WebSocketServer({ noServer: true })
  const lines = new Set<Line>()
  const hanging = new Set<Duplex>()
  const heard: Heard[] = []
  let handshakes: Handshake[] = []
  let connections = 0
  let attempts = 0

  server.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) => {
    attempts += 1
    raw.on('error', () => {})
    const fault = handshakes.shift()
    const session = sessions.of(readCookies(request.headers.cookie))
    const code = fault?.kind === 'status' ? fault.code : session === undefined ? 401 : undefined
    if (fault?.kind === 'hang') hanging.add(raw)
    else if (code !== undefined) raw.end(`HTTP/1.1 ${code} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    else if (session !== undefined) {
      wss.handleUpgrade(request, raw, head, (ws) => welcome(ws, raw, session, fault?.kind !== 'no_key'))
    }
    rules.changed()
  })

  function welcome(ws: WebSocket, raw: Duplex, session: Session, withKey: boolean): void {
    const line = { ws, raw, session, key: secretOf(`cipher ${++connections}`), silent: false }
    const former = [...lines].filter((one) => one.session.account.uid === session.account.uid)
    if (rules.oneSocket) for (const one of former) say(one, frame(3000, 0, '{"error_code":0}'))
    lines.add(line)
    ws.on('error', () => {})
    ws.on('close', () => {
      lines.delete(line)
      rules.changed()
    })
    ws.on('message', (bytes: Buffer) => hear(line, bytes))
    if (withKey) say(line, frame(1, 1, JSON.stringify({ error_code: 0, key: line.key.toString('base64') })))
    rules.changed()
  }

  function hear(line: Line, bytes: Buffer): void {
    const { cmd, subCmd, data } = readFrame(bytes)
    heard.push({ cmd, subCmd, data, at: rules.now() })
    const kind = cmd === 510 || cmd === 610 ? 'user' : 'group'
    if (cmd === 510 || cmd === 511) {
      const lastId = /^\d+$/.test(textOf(data.lastId)) ? textOf(data.lastId) : null
      const answer = rules.old(kind, lastId, line.session)
      if (answer !== undefined) say(line, event(line, cmd, 1, answer.data, answer))
    }
    if (cmd === 610 || cmd === 611)
      say(line, event(line, cmd, 1, kind === 'user' ? { reacts: [] } : { reactGroups: [] }))
    rules.changed()
  }

  /** `data` as JSON text is sent as it is, well formed or not. */
  function event(line: Line, cmd: number, subCmd: number, data: object | string, options: PushOptions = {}): Buffer {
    const encoding = options.encrypt ?? rules.encrypt
    const plain = typeof data === 'string' ? data : JSON.stringify({ error_code: 0, error_message: '', data })
    // A plain event is read without regard to long numbers: there Zalo's would be destroyed already.
    const ids = options.bareIds === true ? allIds : encoding === 0 ? [] : numbers
    const json = ids.length === 0 || typeof data === 'string' ? plain : withBareIds(plain, ids)
    const key = options.wrongKey === true ? secretOf('no such key') : line.key
    return frame(cmd, subCmd, JSON.stringify(encodeEvent(json, encoding, key)), options.version)
  }

  function say(line: Line, bytes: Buffer): void {
    if (!line.silent) line.ws.send(bytes)
  }

  const open = () => [...lines].filter((line) => !line.silent && line.ws.readyState === line.ws.OPEN)
  const ended = (some: Line[]) =>
    Promise.all(
      some.map(({ ws }) =>
        ws.readyState === ws.CLOSED ? undefined : new Promise((resolve) => ws.once('close', resolve)),
      ),
    )

  return {
    heard,
    get open() {
      return open().length
    },
    get connections() {
      return connections
    },
    get attempts() {
      return attempts
    },
    get pings() {
      return heard.filter(({ cmd }) => cmd === 2).length
    },

    /** Whether an open socket of the account was there to hear it. */
    push(uid: string, cmd: number, subCmd: number, data: object | string, options: PushOptions = {}): boolean {
      const concerned = open().filter((line) => line.session.account.uid === uid)
      for (const line of concerned) say(line, event(line, cmd, subCmd, data, options))
      return concerned.length > 0
    },
    pushRaw(bytes: Buffer): void {
      for (const line of open()) say(line, bytes)
    },

    /** The next ones to connect fare so. */
    handshake: (...next: Handshake[]) => void handshakes.push(...next),
    forgetHandshakes() {
      handshakes = []
    },

    /** The connection is cut: 1006. */
    drop(): void {
      for (const line of lines) line.ws.terminate()
    },
    /** Closed by Zalo, with 3003 where the account was logged in elsewhere. */
    async kick(code = 3003): Promise<void> {
      const some = open()
      for (const line of some) line.ws.close(code)
      await ended(some)
    },
    /** Another web session was opened: the frame comes and the client has to leave. */
    async duplicate(): Promise<void> {
      const some = open()
      for (const line of some) say(line, frame(3000, 0, '{"error_code":0}'))
      await ended(some)
    },
    /** From now on nothing comes and nothing is heard over the sockets of now: TCP stands, the peer is dead. */
    silence(): void {
      for (const line of lines) {
        line.silent = true
        line.raw.removeAllListeners('data')
        line.raw.on('data', () => {})
      }
    },

    close(): void {
      for (const raw of hanging) raw.destroy()
      for (const line of lines) line.ws.terminate()
      wss.close()
    },
  }
}
