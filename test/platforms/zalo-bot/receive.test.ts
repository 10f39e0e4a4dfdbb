import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BotHealth, RawEvent, Reception } from '../../../src/platforms/platform.ts'
import { createZaloBot } from '../../../src/platforms/zalo-bot/zalo-bot.ts'
import { type FakeZaloBot, startFakeZaloBot } from '../../support/zalo/fake-zalo-bot.ts'

const hoa = { id: '6ede9afa66b88fe6d6a9', name: 'Hoa' }

let fake: FakeZaloBot
let stop: AbortController
let logged: string[]
let pauses: number[]
let told: BotHealth[]
beforeEach(async () => {
  fake = await startFakeZaloBot()
  stop = new AbortController()
  logged = []
  pauses = []
  told = []
})
afterEach(async () => {
  stop.abort()
  await fake.close()
})

/** Pauses take no time; `onPause` decides what happens meanwhile. */
const zalo = (onPause: () => void = () => undefined, token = fake.token, apiRoot = fake.url) =>
  createZaloBot({
    token,
    apiRoot,
    shift: (at) => at,
    log: (event, fields) => logged.push(`${event} ${JSON.stringify(fields)}`),
    pause: async (ms) => {
      pauses.push(ms)
      onPause()
    },
  })

const into = (store: Reception['store'] = async () => undefined): Reception => ({
  store,
  report: async (health) => void told.push(health),
})

const stopAfter = (count: number) => () => {
  if (pauses.length === count) stop.abort()
}

const texts = (events: RawEvent[]) => events.map(({ raw }) => (raw as { message: { text: string } }).message.text)
const polls = () => fake.requests.filter((request) => request.method === 'getUpdates')
const serverError = { kind: 'not_ok', code: 403, description: 'Internal server error' } as const

describe('asking for events', () => {
  it('takes a webhook away, under which nothing can be asked for', async () => {
    void zalo().receive(into(), stop.signal)
    await fake.waitFor(() => fake.polling)
    expect(fake.requests.map(({ method }) => method)).toEqual(['deleteWebhook', 'getUpdates'])
    expect(polls()[0]?.params).toEqual({ timeout: '25' })
    expect(told).toEqual([{ kind: 'connected' }])
  })

  it('takes a webhook away again that somebody sets later', async () => {
    const stored: string[] = []
    void zalo().receive(
      into(async (events) => void stored.push(...texts(events))),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    await fetch(`${fake.url}/bot${fake.token}/setWebhook`, {
      method: 'POST',
      body: JSON.stringify({ url: 'https://elsewhere.vn', secret_token: 'a secret' }),
    })
    fake.enqueueRaw({ event_name: 'x', message: { message_id: '1', text: 'một' } })
    await fake.waitFor(() => stored.length === 1)
    fake.userSays({ from: hoa, text: 'hai' })
    await fake.waitFor(() => stored.length === 2)
    expect(stored).toEqual(['một', 'hai'])
    expect(fake.webhookUrl).toBeUndefined()
  })

  it('gets one event after the other, each stored before the next is asked for', async () => {
    fake.userSays({ from: hoa, text: 'một' })
    fake.userSays({ from: hoa, text: 'hai' })
    const asked: [text: string | undefined, polls: number][] = []
    const store = async (events: RawEvent[]) => void asked.push([texts(events)[0], polls().length])
    void zalo().receive(into(store), stop.signal)
    await fake.waitFor(() => fake.polling && asked.length === 2)
    expect(asked).toEqual([
      ['một', 1],
      ['hai', 2],
    ])
  })

  it('keeps an event in hand until it is stored, and asks for nothing meanwhile', async () => {
    fake.userSays({ from: hoa, text: 'một' })
    fake.userSays({ from: hoa, text: 'hai' })
    const tried: [text: string | undefined, polls: number][] = []
    const store = async (events: RawEvent[]) => {
      // Time enough for another poll to arrive, if one were on its way.
      for (let times = 0; times < 3; times++) await zalo().identify()
      tried.push([texts(events)[0], polls().length])
      if (tried.length < 4) throw new Error('the database is away\nparams: một')
    }
    void zalo().receive(into(store), stop.signal)
    await fake.waitFor(() => fake.polling)
    expect(tried).toEqual([...Array(4).fill(['một', 1]), ['hai', 2]])
    expect(pauses).toEqual([1_000, 2_000, 4_000])
    expect(logged).toEqual(Array(3).fill('zalo_bot.store_failed {"reason":"Error: the database is away"}'))
    expect(told).toEqual([{ kind: 'connected' }])
  })

  it('gives an event up only when it is told to end', async () => {
    fake.userSays({ from: hoa, text: 'một' })
    let tries = 0
    const store = async () => {
      tries++
      throw new Error('the database is away')
    }
    await expect(zalo(stopAfter(3)).receive(into(store), stop.signal)).resolves.toBeUndefined()
    expect(tries).toBe(3)
  })

  it('takes several events at once, should the platform begin to send them so', async () => {
    const message = (id: string) => ({ message_id: id, chat: { id: 'c' }, text: id })
    fake.fault({ method: 'getUpdates', kind: 'ok', result: [{ message: message('a') }, { message: message('b') }] })
    const stored: RawEvent[] = []
    void zalo().receive(
      into(async (events) => void stored.push(...events)),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    expect(stored.map(({ nativeId, chatNativeId }) => [nativeId, chatNativeId])).toEqual([
      ['a', 'c'],
      ['b', 'c'],
    ])
  })

  it('takes a poll without news for no trouble', async () => {
    fake.fault({ method: 'getUpdates', kind: 'not_ok', code: 408, description: 'Request timeout', times: 4 })
    fake.fault({ method: 'getUpdates', kind: 'ok', result: {} })
    void zalo().receive(into(), stop.signal)
    await fake.waitFor(() => fake.polling)
    expect([logged, pauses]).toEqual([[], Array(5).fill(250)])
    expect(told).toEqual([{ kind: 'connected' }])
  })

  it('ends at once when it is told to, in the middle of a poll', async () => {
    const received = zalo().receive(into(), stop.signal)
    await fake.waitFor(() => fake.polling)
    stop.abort()
    await expect(received).resolves.toBeUndefined()
    expect([logged, pauses]).toEqual([[], []])
  })
})

describe('asking through trouble', () => {
  it('waits longer and longer, says once that nothing goes and once that it goes again', async () => {
    fake.fault({ method: 'getUpdates', kind: 'status', code: 502, times: 4 })
    fake.fault({ method: 'getUpdates', kind: 'drop_before', times: 2 })
    fake.fault({ method: 'getUpdates', ...serverError })
    void zalo().receive(into(), stop.signal)
    await fake.waitFor(() => fake.polling)
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    expect(told).toHaveLength(2)
    fake.userSays({ from: hoa, text: 'một' })
    await fake.waitFor(() => polls().length === 9)
    expect(told).toEqual([
      { kind: 'connected' },
      { kind: 'unreachable', reason: '502: no envelope' },
      { kind: 'connected' },
    ])
    expect(logged).toHaveLength(7)
  })

  it('begins with a short wait again after a success', async () => {
    fake.fault({ method: 'deleteWebhook', ...serverError, times: 2 })
    fake.fault({ method: 'getUpdates', kind: 'drop_before' })
    fake.fault({ method: 'getUpdates', kind: 'ok', result: {} })
    fake.fault({ method: 'getUpdates', ...serverError })
    void zalo().receive(into(), stop.signal)
    await fake.waitFor(() => fake.polling)
    expect(pauses).toEqual([1_000, 2_000, 4_000, 250, 1_000])
  })

  it('waits as long as the platform says', async () => {
    fake.fault({ method: 'getUpdates', kind: 'not_ok', code: 429, retryAfter: 17 })
    await zalo(stopAfter(1)).receive(into(), stop.signal)
    expect(pauses).toEqual([17_000])
  })

  it('says again what could not be passed on', async () => {
    let reports = 0
    const report = async (health: BotHealth) => {
      if (reports++ === 0) throw new Error('the database is away')
      told.push(health)
    }
    void zalo().receive({ store: async () => undefined, report }, stop.signal)
    await fake.waitFor(() => fake.polling)
    fake.userSays({ from: hoa, text: 'một' })
    await fake.waitFor(() => fake.polling && polls().length === 2)
    expect(told).toEqual([{ kind: 'connected' }])
    expect(logged).toEqual(['zalo_bot.report_failed {"reason":"Error: the database is away"}'])
  })

  it('gives up where the token is refused', async () => {
    const end = (token: string) => zalo(undefined, token).receive(into(), stop.signal)
    expect(await end('1:wrong')).toEqual({ kind: 'expired', reason: '401: Unauthorized' })
    expect(await end('no/token')).toEqual({ kind: 'expired', reason: '404: Not Found' })
  })

  it('ends where the token is no longer taken', async () => {
    const received = zalo().receive(into(), stop.signal)
    await fake.waitFor(() => fake.polling)
    fake.fault({ method: 'getUpdates', kind: 'not_ok', code: 401, description: 'Unauthorized' })
    fake.userSays({ from: hoa, text: 'một' })
    expect(await received).toEqual({ kind: 'expired', reason: '401: Unauthorized' })
  })

  it('ends in the middle of a poll where a send is told so, and gives no event up for it', async () => {
    fake.userSays({ from: hoa, text: 'một' })
    fake.fault({ method: 'sendMessage', kind: 'not_ok', code: 401, description: 'Unauthorized' })
    const bot = zalo()
    const send = () =>
      bot.apply({ nativeId: hoa.id, topic: '', kind: 'direct' }, { kind: 'send', text: { text: 'chào', spans: [] } })
    let tries = 0
    const store = async () => {
      if (tries++ === 0) await send()
      if (tries < 4) throw new Error('the database is away')
    }
    expect(await bot.receive(into(store), stop.signal)).toEqual({ kind: 'expired', reason: '401: Unauthorized' })
    expect(tries).toBe(4)
    const again = bot.receive(into(), stop.signal)
    await fake.waitFor(() => fake.polling)
    fake.fault({ method: 'sendMessage', kind: 'not_ok', code: 401, description: 'Unauthorized' })
    await send()
    expect(await again).toEqual({ kind: 'expired', reason: '401: Unauthorized' })
  })
})

describe('the token', () => {
  it('never shows in a log or an error, however deep one looks', async () => {
    const errors: unknown[] = []
    for (const kind of ['drop_before', 'drop_after'] as const) {
      fake.fault({ method: 'getMe', kind })
      fake.fault({ method: 'getUpdates', kind })
      errors.push(await zalo().identify())
    }
    const parrot = `no bot is called ${fake.token}`
    fake.fault({ method: 'getUpdates', kind: 'not_ok', code: 400, description: parrot })
    fake.fault({ method: 'getUpdates', kind: 'not_ok', code: 404, description: parrot })
    fake.userSays({ from: hoa, text: 'một' })
    errors.push(await zalo().receive(into(), stop.signal))
    errors.push(await zalo(undefined, '1:wrong-secret').identify())
    // fetch puts such addresses into its message.
    for (const apiRoot of ['http://[nowhere', 'http://name:password@127.0.0.1']) {
      errors.push(await zalo(undefined, fake.token, apiRoot).identify())
    }
    const everything = inspect([errors, logged, told], { depth: null, showHidden: true })
    expect(errors).toHaveLength(6)
    expect(logged).toHaveLength(3)
    expect(everything).toContain('no bot is called …')
    expect(everything).not.toContain('FAKE-token')
    expect(everything).not.toContain('wrong-secret')
  })

  it('tells who the bot is, whether it is refused, or that nobody could say', async () => {
    const identity = { nativeId: fake.bot.id, username: 'bot.NhacViec' }
    expect(await zalo().identify()).toEqual({ kind: 'known', identity })
    expect(await zalo(undefined, '1:wrong').identify()).toEqual({ kind: 'refused', reason: '401: Unauthorized' })
    fake.fault({ method: 'getMe', ...serverError })
    expect(await zalo().identify()).toEqual({ kind: 'unreachable', reason: '403: Internal server error' })
    fake.fault({ method: 'getMe', kind: 'ok', result: { account_name: 'bot' } })
    expect(await zalo().identify()).toMatchObject({ kind: 'unreachable' })
  })
})
