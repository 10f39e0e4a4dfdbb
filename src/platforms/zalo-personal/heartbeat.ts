import { type Deps, rest } from './deps.ts'
import { isOpen, type Socket } from './repair-listener.ts'

/** Where Zalo leaves pings unanswered, so many of them pass before it is asked for something else. */
const pingsPerQuestion = 10

/**
 * Looks again and again whether the other end is alive, and cuts the connection where it is not: TCP alone would not
 * notice for hours. Any frame is a sign of life. Whether Zalo answers pings is known only once it has answered one;
 * as long as it never did, `question`, which it does answer, takes their place, rarely.
 * Returns what is to be called for every frame.
 */
export function keepBeating(
  socket: Socket,
  memory: { answersPings: boolean },
  question: () => void,
  { pause, limits, log }: Pick<Deps, 'pause' | 'limits' | 'log'>,
  signal: AbortSignal,
): () => void {
  let sign = new AbortController()
  socket.on('pong', () => {
    memory.answersPings = true
    sign.abort()
  })
  signal.addEventListener('abort', () => sign.abort(), { once: true })

  /** Whether there was a sign of life after `probe`. */
  async function isAlive(probe: () => void): Promise<boolean> {
    sign = new AbortController()
    if (isOpen(socket)) probe()
    await rest(pause, limits.pongMs, sign.signal)
    return sign.signal.aborted
  }

  async function beat(): Promise<void> {
    for (let beats = 0; !signal.aborted; beats++) {
      const isPingAnswered = await isAlive(() => socket.ping())
      const isInDoubt = !isPingAnswered && (memory.answersPings || beats % pingsPerQuestion === pingsPerQuestion - 1)
      if (isInDoubt && !(await isAlive(question))) {
        log('zalo.peer_dead')
        socket.terminate()
        return
      }
      await rest(pause, limits.pingMs, signal)
    }
  }
  void beat()
  return () => sign.abort()
}
