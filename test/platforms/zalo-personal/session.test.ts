import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createQrLogin } from '../../../src/platforms/zalo-personal/login.ts'
import { binh, createHarness, hoa, limits, saying, toHoa } from './harness.ts'

const hello = saying('Xin chào chị')

describe('logging in', () => {
  it.each([undefined, null, {}, { imei: 'x', userAgent: 'y', cookies: [] }, 'nonsense'])(
    'is not tried with %j for credentials',
    async (credentials) => {
      const zalo = await createHarness({ credentials: () => credentials })
      const { receiving } = zalo.receive()
      expect(await receiving).toEqual({ kind: 'expired', reason: 'no_credentials' })
      expect(zalo.health).toEqual([{ kind: 'expired', reason: 'no_credentials' }])
      expect(zalo.fake.requests).toEqual([])
    },
  )

  it('is tried until Zalo can be reached', async () => {
    const zalo = await createHarness()
    zalo.fake.fault({ match: 'getLoginInfo', kind: 'drop_before', times: 2 })
    zalo.fake.fault({ match: 'getLoginInfo', kind: 'status', code: 502 })
    zalo.fake.fault({ match: 'getServerInfo', kind: 'garbage' })
    await zalo.connect()
    expect(zalo.health[0]).toEqual({ kind: 'connecting' })
    expect(zalo.health[1]).toMatchObject({ kind: 'unreachable' })
    expect(zalo.health.at(-1)).toEqual({ kind: 'connected' })
    expect(zalo.pauses.past.filter((ms) => ms % 1_000 === 0).slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
  })

  it('is given up on an answer that does not come, and tried again', async () => {
    const zalo = await createHarness({ limits: { requestMs: 150 } })
    zalo.fake.fault({ match: 'getLoginInfo', kind: 'hang' })
    await zalo.connect()
    expect(zalo.health[1]).toEqual({ kind: 'unreachable', reason: 'TimeoutError' })
  })

  it('is tried once more where Zalo refuses it, and then needs somebody', async () => {
    const zalo = await createHarness()
    zalo.fake.expireSession()
    const { receiving } = zalo.receive()
    expect(await receiving).toEqual({ kind: 'expired', reason: 'login_refused' })
    expect(zalo.pauses.past).toEqual([limits.secondLoginMs])
    expect(zalo.health.at(-1)).toEqual({ kind: 'expired', reason: 'login_refused' })
  })

  it('survives one refusal', async () => {
    const zalo = await createHarness()
    zalo.fake.fault({ match: 'getLoginInfo', kind: 'inner', code: 102 })
    await zalo.connect()
    expect(zalo.fake.logins).toBe(1)
  })

  it('as somebody else ends there, and saves nothing', async () => {
    const zalo = await createHarness({ expected: '999000000000000009' })
    zalo.fake.rotateCookies()
    const { receiving } = zalo.receive()
    expect(await receiving).toEqual({ kind: 'expired', reason: 'wrong_account' })
    expect(zalo.fake.attempts).toBe(0)
    expect(zalo.saves).toEqual([])
  })

  it('asks for nothing without a limit, and for no encoding that Node cannot read', async () => {
    const asked: RequestInit[] = []
    const zalo = await createHarness({
      fetch: (fake) => (input, init) => {
        asked.push(init ?? {})
        return fake.fetch(input, init)
      },
    })
    await zalo.connect()
    expect(asked.length).toBeGreaterThan(3)
    for (const { signal, headers } of asked) {
      expect(signal).toBeInstanceOf(AbortSignal)
      expect(new Headers(headers).get('accept-encoding')).toBe('gzip, deflate, br')
    }
  })

  it('pings at a speed of reason where Zalo names none', async () => {
    const zalo = await createHarness({ fake: { pingIntervalMs: 0 } })
    await zalo.connect()
    zalo.fake.userSays({ from: hoa, text: 'chào' })
    await zalo.until(() => zalo.texts().length === 1)
    expect(zalo.fake.pings).toBe(0)
  })

  it('does not touch the credentials that it was given', async () => {
    const given: { cookie: { domain: string }[] }[] = []
    const zalo = await createHarness({
      credentials: (fake) => {
        const credentials = fake.credentials()
        for (const cookie of credentials.cookie) cookie.domain = `.${cookie.domain}`
        given.push(credentials)
        return credentials
      },
    })
    await zalo.connect()
    expect(given[0]?.cookie.map(({ domain }) => domain)).toEqual(['.zalo.me', '.chat.zalo.me'])
  })
})

describe('a session', () => {
  it('is saved where Zalo renews it, with its end, and serves for the next login', async () => {
    const zalo = await createHarness()
    zalo.fake.rotateCookies()
    const { stop, receiving } = await zalo.connect()
    expect(zalo.saves).toHaveLength(1)
    expect(zalo.saves[0]?.expiresAt).toEqual(new Date('2099-03-18T00:00:00Z'))
    stop.abort()
    await receiving
    await zalo.connect()
    expect(zalo.fake.logins).toBe(2)
  })

  it('is saved now and then, and before it ends', async () => {
    const zalo = await createHarness()
    const { stop, receiving } = await zalo.connect()
    zalo.pauses.pass(limits.upkeepMs)
    await zalo.until(() => zalo.fake.requests.some(({ path }) => path === '/keepalive'))
    await zalo.until(() => zalo.pauses.isWaiting(limits.upkeepMs))
    const before = zalo.saves.length
    zalo.fake.rotateCookies()
    zalo.pauses.pass(limits.upkeepMs)
    await zalo.until(() => zalo.saves.length === before + 1)
    zalo.fake.rotateCookies()
    await zalo.platform.apply(toHoa, hello)
    stop.abort()
    await receiving
    expect(zalo.saves).toHaveLength(before + 2)
  })

  it('does not overwrite what somebody has saved meanwhile', async () => {
    const zalo = await createHarness()
    const { stop, receiving } = await zalo.connect()
    const others = { imei: 'theirs', userAgent: 'theirs', cookies: [{ key: 'zpw_sek', value: 'theirs' }] }
    zalo.credentials = others
    zalo.fake.rotateCookies()
    await zalo.platform.apply(toHoa, hello)
    stop.abort()
    await receiving
    expect(zalo.credentials).toEqual(others)
  })

  it('does not overwrite what somebody saves in the very moment', async () => {
    const others = { imei: 'theirs', userAgent: 'theirs', cookies: [{ key: 'zpw_sek', value: 'theirs' }] }
    const zalo = await createHarness({
      beforeSave: (harness) => {
        harness.credentials = others
      },
    })
    zalo.fake.rotateCookies()
    const { stop, receiving } = await zalo.connect()
    zalo.fake.rotateCookies()
    await zalo.platform.apply(toHoa, hello)
    stop.abort()
    await receiving
    expect(zalo.credentials).toEqual(others)
    expect(zalo.saves).toEqual([])
  })

  it('that Zalo ended is begun anew with what somebody has saved meanwhile', async () => {
    const zalo = await createHarness({ fake: { longPollMs: 5_000 } })
    await zalo.connect()
    // A login by picture elsewhere, which ends the session of now.
    const logIn = createQrLogin({
      fetch: zalo.fake.fetch,
      ...{ clock: () => new Date(), randomInt: () => 0, log() {}, pause: () => new Promise(() => undefined) },
    })
    const login = logIn(async (step) => {
      if (step.kind === 'qr') zalo.fake.scanQr()
      else zalo.fake.confirmQr()
    }, new AbortController().signal)
    const result = await login
    zalo.credentials = result.kind === 'logged_in' ? result.credentials : undefined
    const before = zalo.fake.logins
    expect(await zalo.platform.apply(toHoa, hello)).toMatchObject({ kind: 'retry' })
    await zalo.until(() => zalo.fake.logins === before + 1 && zalo.health.at(-1)?.kind === 'connected')
    expect(await zalo.platform.apply(toHoa, hello)).toMatchObject({ kind: 'sent' })
  })

  it('that Zalo ended is begun anew once, by cookie', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    zalo.fake.fault({ match: 'sms', kind: 'outer', code: 600 })
    expect(await zalo.platform.apply(toHoa, hello)).toMatchObject({ kind: 'retry', scope: 'bot' })
    await zalo.until(() => zalo.fake.logins === 2 && zalo.health.at(-1)?.kind === 'connected')
    expect(await zalo.platform.apply(toHoa, hello)).toMatchObject({ kind: 'sent' })
  })

  it('that cannot be begun anew needs somebody', async () => {
    const zalo = await createHarness()
    const { receiving } = await zalo.connect()
    zalo.fake.expireSession()
    expect(await zalo.platform.apply(toHoa, hello)).toMatchObject({ kind: 'retry', scope: 'bot' })
    expect(await receiving).toEqual({ kind: 'expired', reason: 'login_refused' })
  })

  it('that ends as soon as it has begun needs somebody', async () => {
    const zalo = await createHarness()
    zalo.fake.fault({ match: 'getfriends', kind: 'inner', code: 600, times: 9 })
    const { receiving } = zalo.receive()
    expect(await receiving).toEqual({ kind: 'expired', reason: 'session' })
    expect(zalo.fake.logins).toBe(2)
  })

  it('that expired while the connection was cut needs somebody', async () => {
    const zalo = await createHarness()
    const { receiving } = await zalo.connect()
    zalo.fake.expireSession()
    zalo.fake.drop()
    expect(await receiving).toEqual({ kind: 'expired', reason: 'login_refused' })
    // The first came to stand, the second was refused, which is asked no more than once.
    expect(zalo.fake.attempts).toBe(2)
    expect(zalo.pauses.past.filter((ms) => ms === 1_000 || ms === limits.secondLoginMs)).toEqual([
      1_000,
      limits.secondLoginMs,
    ])
  })

  it.each([401, 403])('is begun anew at once where a connection is refused with %i', async (code) => {
    const zalo = await createHarness()
    await zalo.connect()
    zalo.fake.handshake({ kind: 'status', code })
    zalo.fake.drop()
    await zalo.until(() => zalo.fake.logins === 2 && zalo.health.at(-1)?.kind === 'connected')
    expect(zalo.fake.attempts).toBe(3)
    // Once a connection has stood, the next refusal may mean the same.
    zalo.fake.handshake({ kind: 'status', code })
    zalo.fake.drop()
    await zalo.until(() => zalo.fake.logins === 3 && zalo.health.at(-1)?.kind === 'connected')
    expect(zalo.fake.attempts).toBe(5)
  })

  it('is begun anew only once by a refusal that stays, and then as by any other failure', async () => {
    const zalo = await createHarness()
    const refusal = { kind: 'status', code: 403 } as const
    zalo.fake.handshake(...Array(5).fill(refusal))
    await zalo.connect()
    expect(zalo.fake.logins).toBe(2)
    expect(zalo.fake.attempts).toBe(6)
    expect(zalo.pauses.past.filter((ms) => ms % 1_000 === 0)).toEqual([1_000, 2_000, 4_000, 8_000])
  })
})

describe('being ready to send', () => {
  it('lasts from the login, through short breaks, until the account is opened elsewhere', async () => {
    const zalo = await createHarness()
    expect(zalo.platform.ready()).toBe(false)
    const { receiving } = await zalo.connect()
    expect(zalo.platform.ready()).toBe(true)
    zalo.fake.handshake({ kind: 'hang' })
    zalo.fake.drop()
    await zalo.until(() => zalo.fake.attempts === 2)
    expect(zalo.platform.ready()).toBe(true)
    zalo.pauses.pass(limits.handshakeMs)
    await zalo.until(() => zalo.health.at(-1)?.kind === 'connected')
    await zalo.fake.kick()
    await receiving
    expect(zalo.platform.ready()).toBe(false)
    await zalo.connect()
    expect(zalo.platform.ready()).toBe(true)
  })

  it('ends with the session', async () => {
    const zalo = await createHarness()
    const { receiving } = await zalo.connect()
    zalo.fake.expireSession()
    await zalo.platform.apply(toHoa, hello)
    expect(zalo.platform.ready()).toBe(false)
    await receiving
    expect(zalo.platform.ready()).toBe(false)
  })
})

describe('how the connection is', () => {
  it('is told again until it is known', async () => {
    let failures = 0
    const zalo = await createHarness({
      report: async ({ kind }) => {
        if (kind === 'connected' && failures++ < 3) throw new Error('the database is away')
      },
    })
    await zalo.connect()
    expect(zalo.health).toEqual([{ kind: 'connecting' }, { kind: 'connected' }])
    expect(zalo.logged.filter((line) => line.startsWith('zalo.report_failed'))).toHaveLength(3)
  })
})

describe('the log', () => {
  it('and what is told hold no secret and nothing that people wrote', async () => {
    const secret = 'Số điện thoại của tôi là 0909'
    const zalo = await createHarness()
    zalo.fake.fault({ match: 'getLoginInfo', kind: 'drop_before' })
    zalo.fake.rotateCookies()
    const { receiving } = await zalo.connect()
    zalo.store = async () => {
      zalo.store = undefined
      throw new Error(`duplicate key: ${secret}`)
    }
    zalo.fake.userSays({ from: hoa, text: secret })
    zalo.fake.pushFrame(501, 0, `{"data": ${secret}}`)
    await zalo.until(() => zalo.texts().length === 1)
    for (const kind of ['drop_after', 'garbage'] as const) {
      zalo.fake.fault({ match: 'sms', kind })
      await zalo.platform.apply(toHoa, saying(secret))
    }
    zalo.fake.userAsksFriendship(binh, { message: secret })
    zalo.fake.expireSession()
    const settled = await zalo.platform.apply(toHoa, saying(secret))
    const ended = await receiving
    const written = inspect([zalo.logged, zalo.health, settled, ended], { depth: 9 })
    const { cookie, imei } = zalo.fake.credentials()
    for (const hidden of [secret, '0909', imei, ...cookie.map(({ value }) => value)]) {
      expect(written).not.toContain(hidden)
    }
    expect(written).toContain('zalo.store_failed')
  })
})
