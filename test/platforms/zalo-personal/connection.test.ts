import { describe, expect, it } from 'vitest'
import { createHarness, hoa, limits, saying, toHoa } from './harness.ts'

const doubled = (keys: string[]) => keys.filter((key, at) => keys.indexOf(key) !== at)

describe('a connection that is cut', () => {
  it('comes back each time, and no message is lost or stored twice', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    const said: string[] = []
    for (let round = 0; round < 12; round++) {
      const connections = zalo.fake.connections
      for (const part of ['trước', 'lúc rớt', 'sau']) {
        const text = `${round} ${part}`
        said.push(text)
        zalo.fake.userSays({ from: hoa, text, offline: part === 'lúc rớt' })
        if (part === 'lúc rớt') {
          zalo.fake.drop()
          await zalo.until(() => zalo.fake.connections > connections && zalo.fake.sockets === 1)
        }
      }
      await zalo.until(() => zalo.texts().length === said.length)
    }
    expect(zalo.texts().toSorted()).toEqual(said.toSorted())
    expect(doubled(zalo.keys())).toEqual([])
    expect(zalo.fake.logins).toBe(1)
    expect(zalo.health.at(-1)).toEqual({ kind: 'connected' })
  })

  it('waits longer each time, until a connection has held', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    const waits = () => zalo.pauses.past.filter((ms) => ms % 1_000 === 0)
    const cut = async () => {
      const connections = zalo.fake.connections
      zalo.fake.drop()
      await zalo.until(() => zalo.fake.connections > connections && zalo.pauses.isWaiting(limits.stableMs))
    }
    await cut()
    await cut()
    await cut()
    expect(waits()).toEqual([1_000, 2_000, 4_000])
    zalo.pauses.pass(limits.stableMs)
    await cut()
    expect(waits()).toEqual([1_000, 2_000, 4_000, 1_000])
  })

  it('is cut when Zalo no longer answers, and comes back', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    await zalo.until(() => zalo.pauses.isWaiting(limits.pingMs))
    zalo.fake.silence()
    zalo.pauses.pass(limits.pingMs)
    await zalo.until(() => zalo.pauses.isWaiting(limits.pongMs))
    zalo.pauses.pass(limits.pongMs)
    await zalo.until(() => zalo.pauses.isWaiting(limits.pongMs))
    zalo.pauses.pass(limits.pongMs)
    await zalo.until(() => zalo.fake.connections === 2)
    expect(zalo.logged).toContain('zalo.peer_dead undefined')
    zalo.fake.userSays({ from: hoa, text: 'còn nghe không' })
    await zalo.until(() => zalo.texts().length === 1)
  })

  it('is left in peace while Zalo answers', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    for (let beats = 0; beats < 5; beats++) {
      await zalo.until(() => zalo.pauses.pass(limits.pingMs))
    }
    expect(zalo.fake.connections).toBe(1)
  })
})

describe('a connection that does not stand', () => {
  it.each([{ kind: 'no_key' }, { kind: 'hang' }] as const)('is given up ($kind) and tried again', async (fault) => {
    const zalo = await createHarness()
    zalo.fake.handshake(fault)
    zalo.receive()
    await zalo.until(() => zalo.fake.attempts === 1 && zalo.pauses.isWaiting(limits.handshakeMs))
    zalo.pauses.pass(limits.handshakeMs)
    await zalo.until(() => zalo.health.at(-1)?.kind === 'connected')
    expect(zalo.health).toEqual([
      { kind: 'connecting' },
      { kind: 'unreachable', reason: 'closed 1006' },
      { kind: 'connected' },
    ])
  })

  it('asks for a new login after five times, no sooner', async () => {
    const zalo = await createHarness()
    const refusal = { kind: 'status', code: 503 } as const
    zalo.fake.handshake(refusal, refusal, refusal, refusal)
    await zalo.connect()
    expect(zalo.fake.logins).toBe(1)
    zalo.fake.handshake(refusal, refusal, refusal, refusal, refusal)
    zalo.fake.drop()
    await zalo.until(() => zalo.fake.logins === 2 && zalo.fake.sockets === 1)
  })
})

describe('an account that is opened elsewhere', () => {
  it('is left at once, and nothing comes back by itself', async () => {
    const zalo = await createHarness()
    const { receiving } = await zalo.connect()
    await zalo.fake.duplicate()
    expect(await receiving).toEqual({ kind: 'displaced', reason: 'closed 3000' })
    expect(zalo.health.at(-1)).toEqual({ kind: 'displaced', reason: 'closed 3000' })
    expect([zalo.fake.attempts, zalo.fake.logins]).toEqual([1, 1])
    expect(zalo.pauses.past.filter((ms) => ms % 1_000 === 0)).toEqual([])
  })

  it('is left at once where Zalo sends it away', async () => {
    const zalo = await createHarness()
    const { receiving } = await zalo.connect()
    await zalo.fake.kick()
    expect(await receiving).toEqual({ kind: 'displaced', reason: 'closed 3003' })
    expect(zalo.fake.attempts).toBe(1)
    const settled = await zalo.platform.apply(toHoa, saying('chào'))
    expect(settled).toEqual({ kind: 'retry', afterMs: 60_000, scope: 'bot', reason: 'not_connected' })
  })

  it('is taken over when it is asked to receive again', async () => {
    const zalo = await createHarness()
    const { receiving } = await zalo.connect()
    await zalo.fake.kick()
    await receiving
    zalo.fake.userSays({ from: hoa, text: 'lúc vắng', offline: true })
    await zalo.connect()
    await zalo.until(() => zalo.texts().length === 1)
  })
})

describe('stopping', () => {
  it('says goodbye, and may be started again at once', async () => {
    const zalo = await createHarness()
    for (let round = 1; round <= 4; round++) {
      const { stop, receiving } = await zalo.connect()
      stop.abort()
      expect(await receiving).toBeUndefined()
      expect(zalo.fake.sockets).toBe(0)
      zalo.fake.userSays({ from: hoa, text: `vòng ${round}`, offline: true })
    }
    await zalo.connect()
    await zalo.until(() => new Set(zalo.texts()).size === 4)
    expect(zalo.fake.connections).toBe(5)
  })

  it.each(['no_key', 'hang'] as const)('ends while a connection is being made (%s)', async (kind) => {
    const zalo = await createHarness()
    zalo.fake.handshake({ kind })
    const { stop, receiving } = zalo.receive()
    await zalo.until(() => zalo.fake.attempts === 1)
    stop.abort()
    expect(await receiving).toBeUndefined()
  })

  it('ends although Zalo no longer answers', async () => {
    const zalo = await createHarness()
    const { stop, receiving } = await zalo.connect()
    zalo.fake.silence()
    stop.abort()
    await zalo.until(() => zalo.pauses.pass(limits.goodbyeMs))
    expect(await receiving).toBeUndefined()
  })

  it('ends while a login gets no answer', async () => {
    const zalo = await createHarness()
    zalo.fake.fault({ match: 'getLoginInfo', kind: 'hang' })
    const { stop, receiving } = zalo.receive()
    await zalo.until(() => zalo.fake.requests.length === 1)
    stop.abort()
    expect(await receiving).toBeUndefined()
  })
})
