import { type API, ThreadType } from 'zca-js'
import { type CatchUp, createCatchUp } from './catch-up.ts'
import { type Deps, rest } from './deps.ts'
import { tell } from './events-of-frame.ts'
import { keepBeating } from './heartbeat.ts'
import type { Happening, Kind } from './raw-events.ts'
import { reasonOf } from './reason.ts'
import { isOpen, repairListener, type Socket } from './repair-listener.ts'
import type { Session } from './session.ts'

/**
 * How a connection ended. `wasUp`: it could be read; `wasGood`: for long enough to forget former failures; `wasRefused`:
 * Zalo does not take the session for one.
 */
export type Closed = { code: number; wasUp: boolean; wasGood: boolean; wasRefused: boolean }

/** What outlives one connection, and who is told of what it brings. */
export type Run = {
  memory: {
    seen: Set<string>
    /** Whether Zalo has ever answered a ping. */
    answersPings: boolean
  }
  handOn: (happenings: Happening[]) => void
  connected: () => void
}

const duplicateConnection = 3000
const kicked = 3003
/** The account was opened elsewhere, or Zalo sent us away. */
export const displacedCodes = [duplicateConnection, kicked]

const manualClosure = 1000
const abnormalClosure = 1006

/** The words of the library `ws` for a handshake that was answered with such a status. */
const refusedHandshake = /^Unexpected server response: (401|403)$/

/**
 * One connection from its start until it is closed, for whatever reason; `signal` closes it. zca-js's own reconnecting
 * is never used: it gives up, kills the process or comes back where nobody wants it. Never throws.
 */
export async function connect(session: Session, run: Run, deps: Deps, signal: AbortSignal): Promise<Closed> {
  const closed: Closed = { code: abnormalClosure, wasUp: false, wasGood: false, wasRefused: false }
  if (signal.aborted) return closed
  const { listener } = session.api
  const { log, pause, limits } = deps
  const over = new AbortController()
  const up = new AbortController()
  let catchUp: CatchUp | undefined
  let alive = () => {}
  let displaced = false

  // Without somebody who listens to them, an error would end the process.
  const onError = (event: unknown) => {
    const error = errorIn(event)
    if (error instanceof Error && refusedHandshake.test(error.message)) closed.wasRefused = true
    log('zalo.socket_error', { reason: reasonOf(error) })
  }
  listener.on('error', onError)
  const ended = new Promise<void>((resolve) => {
    listener.once('closed', (code) => {
      closed.code = displaced ? duplicateConnection : code
      resolve()
    })
  })
  try {
    listener.start()
    const socket = repairListener(
      listener,
      {
        alive: () => alive(),
        ready: () => up.abort(),
        displaced: () => {
          displaced = true
          void leave(socket, ended, deps, over.signal)
        },
        event: (cmd, data) => {
          const told = readTold(cmd, data, session, deps)
          if (told.kind === 'old') catchUp?.page(told.of, told.items)
          else catchUp?.live(told.happenings, told.seen)
        },
      },
      log,
    )
    const whileOpen = { once: true, signal: over.signal }
    signal.addEventListener('abort', () => void leave(socket, ended, deps, over.signal), whileOpen)
    up.signal.addEventListener(
      'abort',
      () => {
        closed.wasUp = true
        const ask = questions(listener, socket)
        catchUp = createCatchUp(ask, run.handOn, run.memory.seen, deps, over.signal)
        alive = keepBeating(socket, run.memory, () => ask('user', null), deps, over.signal)
        run.connected()
        void rest(pause, limits.stableMs, over.signal).then(() => {
          closed.wasGood = !over.signal.aborted
        })
      },
      whileOpen,
    )
    void rest(pause, limits.handshakeMs, AbortSignal.any([up.signal, over.signal])).then(() => {
      if (up.signal.aborted || over.signal.aborted) return
      log('zalo.handshake_late')
      socket.terminate()
    })
    await ended
  } catch (error) {
    log('zalo.start_failed', { reason: reasonOf(error) })
  } finally {
    over.abort()
    catchUp?.end()
    listener.removeAllListeners('closed')
    listener.off('error', onError)
  }
  return closed
}

function readTold(cmd: number, data: Record<string, unknown>, { uploads }: Session, { account, clock, log }: Deps) {
  const told = tell(cmd, data, {
    self: account.nativeId,
    now: clock(),
    uploaded: (file) => uploads.finish(file),
  })
  if (told.spoilt > 0) log('zalo.items_unreadable', { cmd, items: told.spoilt })
  return told
}

/** For old messages; `null` is where there is no cursor yet. */
function questions(listener: API['listener'], socket: Socket) {
  return (kind: Kind, lastId: string | null) => {
    if (isOpen(socket)) listener.requestOldMessages(kind === 'user' ? ThreadType.User : ThreadType.Group, lastId)
  }
}

/** Says goodbye, and does not wait for ever for an answer. */
async function leave(socket: Socket, ended: Promise<void>, { pause, limits }: Deps, over: AbortSignal): Promise<void> {
  socket.close(manualClosure)
  await Promise.race([ended, rest(pause, limits.goodbyeMs, over)])
  socket.terminate()
}

/** The listener hands on the websocket's event, which wraps what happened. */
function errorIn(event: unknown): unknown {
  return typeof event === 'object' && event !== null && 'error' in event ? event.error : event
}
