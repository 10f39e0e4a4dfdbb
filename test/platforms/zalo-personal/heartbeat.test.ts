import { describe, expect, it } from 'vitest'
import { defaultLimits } from '../../../src/platforms/zalo-personal/deps.ts'
import { keepBeating } from '../../../src/platforms/zalo-personal/heartbeat.ts'

/** A connection whose other end does as it is told; pauses take no time. */
function beat(end: { pongs: boolean; answers: boolean; beats: number }) {
  const stop = new AbortController()
  const did: string[] = []
  let pong = () => {}
  let sign = () => {}
  const socket = {
    ...{ onmessage: null, readyState: 1, close() {} },
    on: (_: 'pong', listener: () => void) => (pong = listener),
    ping() {
      did.push('ping')
      if (end.pongs) queueMicrotask(() => pong())
    },
    terminate() {
      did.push('terminate')
      stop.abort()
    },
  }
  const question = () => {
    did.push('question')
    if (end.answers) queueMicrotask(() => sign())
  }
  let beats = 0
  const pause = async (ms: number) => {
    await new Promise((resolve) => setImmediate(resolve))
    if (ms === defaultLimits.pingMs && ++beats === end.beats) stop.abort()
  }
  sign = keepBeating(socket, { answersPings: false }, question, { pause, limits: defaultLimits, log() {} }, stop.signal)
  return new Promise<string[]>((resolve) => stop.signal.addEventListener('abort', () => resolve(did)))
}

describe('looking whether Zalo is alive', () => {
  it('asks by pings alone where they are answered', async () => {
    expect(await beat({ pongs: true, answers: true, beats: 20 })).toEqual(Array(20).fill('ping'))
  })

  it('asks for something else now and then where they never are, and does not cut a living connection', async () => {
    const did = await beat({ pongs: false, answers: true, beats: 20 })
    expect(did.filter((one) => one === 'question')).toHaveLength(2)
    expect(did).not.toContain('terminate')
  })

  it('cuts where neither is answered', async () => {
    const did = await beat({ pongs: false, answers: false, beats: 99 })
    expect(did.slice(-2)).toEqual(['question', 'terminate'])
    expect(did.filter((one) => one === 'ping')).toHaveLength(10)
  })
})
