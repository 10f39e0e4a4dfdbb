import type { API } from 'zca-js'
import type { Log } from './deps.ts'
import { isEvent, isKnown } from './events-of-frame.ts'
import { commandOf, type Frame, readEvent, readFrame, readKey } from './frames.ts'
import { reasonOf } from './reason.ts'

type Listener = API['listener']

/** What is used of the websocket inside the listener. */
export type Socket = {
  onmessage: ((event: { data: unknown }) => unknown) | null
  readyState: number
  ping(): void
  close(code: number): void
  terminate(): void
  on(event: 'pong', listener: () => void): unknown
}

export type Heard = {
  /** The connection can be read now. */
  ready: () => void
  /** Any frame at all. */
  alive: () => void
  event: (cmd: number, data: Record<string, unknown>) => void
  /** The account was opened elsewhere; the listener closes itself. */
  displaced: () => void
}

const displacedCommand = 3000
const openState = 1

/**
 * zca-js's listener loses a whole batch for one empty message, does not know the commands of E2EE, decrypts frames so
 * that they overtake each other, and rounds long numbers where they came plain. So its socket is read here, and it is
 * handed only what it needs to live: the key, by which it begins to ping, and the word that it was displaced.
 * Returns the socket. Throws where zca-js has changed so that there is none.
 */
export function repairListener(listener: Listener, heard: Heard, log: Log): Socket {
  const socket: unknown = Reflect.get(listener, 'ws')
  if (!isSocket(socket)) throw new TypeError("zca-js's listener has no socket")
  const theirs = socket.onmessage
  let key: Buffer | undefined
  const unknown = new Set<number>()

  const read = (frame: Frame, event: { data: unknown }) => {
    const { cmd } = frame
    const brought = readKey(frame)
    if (brought !== undefined) {
      key = brought
      theirs?.call(socket, event)
      heard.ready()
      return
    }
    if (cmd === displacedCommand) {
      theirs?.call(socket, event)
      heard.displaced()
    } else if (isEvent(cmd)) {
      heard.event(cmd, readEvent(frame.body, key))
    } else if (!isKnown(cmd) && !unknown.has(cmd)) {
      unknown.add(cmd)
      log('zalo.unknown_command', { cmd, subCmd: frame.subCmd })
    }
  }

  socket.onmessage = (event) => {
    heard.alive()
    if (!Buffer.isBuffer(event.data)) return
    try {
      const frame = readFrame(event.data)
      if (frame !== undefined) read(frame, event)
    } catch (error) {
      log('zalo.frame_unreadable', { cmd: commandOf(event.data), reason: reasonOf(error) })
    }
  }
  return socket
}

export function isOpen(socket: Socket): boolean {
  return socket.readyState === openState
}

function isSocket(value: unknown): value is Socket {
  if (typeof value !== 'object' || value === null) return false
  const methods = ['ping', 'close', 'terminate', 'on']
  return 'onmessage' in value && methods.every((name) => typeof Reflect.get(value, name) === 'function')
}
