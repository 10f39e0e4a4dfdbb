import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BotHealth, RawEvent, Reception } from '../../../src/platforms/platform.ts'
import { createZaloBot } from '../../../src/platforms/zalo-bot/zalo-bot.ts'
import { type FakeZaloBot, startFakeZaloBot } from '../../support/zalo/fake-zalo-bot.ts'

const hoa = { id: '6ede9afa66b88fe6d6a9', name: 'Hoa' }
const url = 'https://nhacviec.example.vn/zalo'
const secret = 'a-secret-of-the-webhook'

let fake: FakeZaloBot
let stop: AbortController
let logged: string[]
let pauses: number[]
let told: BotHealth[]
let port: number | undefined
/** Ends the pause after which the adapter looks whether it is still registered. */
let lookNow: (() => void) | undefined
let ended: Promise<unknown>[]
beforeEach(async () => {
  fake = await startFakeZaloBot()
  stop = new AbortController()
  logged = []
  pauses = []
  told = []
  port = undefined
  lookNow = undefined
  ended = []
})
afterEach(async () => {
  stop.abort()
  await Promise.allSettled(ended)
  await fake.close()
})

const lookMs = 300_000

type Options = { store?: Reception['store']; onPause?: () => void; wantedPort?: number; token?: string }

/** The adapter behind a proxy that stands at `url`. Pauses between tries take no time. */
function create({ onPause, wantedPort = 0, token = fake.token }: Omit<Options, 'store'> = {}) {
  return createZaloBot({
    token,
    apiRoot: fake.url,
    webhook: {
      url,
      secret,
      port: wantedPort,
      onListening: (bound) => {
        port = bound
        fake.tunnel(url, bound)
      },
    },
    shift: (at) => at,
    log: (event, fields) => logged.push(`${event} ${JSON.stringify(fields)}`),
    pause: async (ms, signal) => {
      if (ms === lookMs) {
        await new Promise<void>((resolve) => {
          lookNow = resolve
          signal?.addEventListener('abort', () => resolve(), { once: true })
        })
        lookNow = undefined
        return
      }
      pauses.push(ms)
      onPause?.()
    },
  })
}

function receive({ store = async () => undefined, ...options }: Options = {}, zalo = create(options)) {
  const received = zalo.receive({ store, report: async (health) => void told.push(health) }, stop.signal)
  ended.push(received)
  return received
}

const registered = () => fake.waitFor(() => fake.webhookUrl !== undefined && fake.pings.length > 0)

async function ask(init: RequestInit = {}, shown: string | null = secret): Promise<number> {
  const headers: Record<string, string> = shown === null ? {} : { 'x-bot-api-secret-token': shown }
  const response = await fetch(`http://127.0.0.1:${port}/zalo`, { method: 'POST', headers, ...init })
  await response.text()
  return response.status
}

const event = JSON.stringify({ event_name: 'message.text.received', message: { message_id: 'm', text: 'một' } })

describe('being handed events', () => {
  it('stands ready before it says where', async () => {
    void receive()
    await registered()
    expect(fake.pings).toEqual([200])
    expect(fake.requests.map(({ method, params }) => [method, params])).toEqual([
      ['setWebhook', { url, secret_token: secret }],
    ])
    await expect.poll(() => told).toEqual([{ kind: 'connected' }])
  })

  it.each([false, true])('stores an event before it says so (in an envelope: %s)', async (wraps) => {
    fake.wrapsDeliveries = wraps
    let commit = () => {}
    const committing = new Promise<void>((resolve) => {
      commit = resolve
    })
    const stored: RawEvent[] = []
    let asked = () => {}
    const storing = new Promise<void>((resolve) => {
      asked = resolve
    })
    const store = async (events: RawEvent[]) => {
      stored.push(...events)
      asked()
      await committing
    }
    void receive({ store })
    await registered()
    const messageId = fake.userSays({ from: hoa, text: 'một' })
    await storing
    // Time enough for an answer to arrive, if one were on its way.
    for (let times = 0; times < 3; times++) await ask({ method: 'GET' })
    expect(fake.deliveries).toEqual([])
    expect(fake.waiting).toBe(1)
    commit()
    await fake.waitFor(() => fake.waiting === 0)
    expect(fake.deliveries).toMatchObject([{ status: 200 }])
    expect(stored).toMatchObject([
      { nativeId: messageId, chatNativeId: hoa.id, raw: { event_name: 'message.text.received' } },
    ])
  })

  it('loses nothing while storing fails, and knows an event again by its id', async () => {
    const tried: string[] = []
    const stored: string[] = []
    const store = async ([first]: RawEvent[]) => {
      tried.push(first?.nativeId ?? '')
      if (tried.length < 3) throw new Error('the database is away\nparams: một')
      stored.push(first?.nativeId ?? '')
    }
    void receive({ store })
    await registered()
    const ids = [fake.userSays({ from: hoa, text: 'một' }), fake.userSays({ from: hoa, text: 'hai' })]
    await fake.waitFor(() => fake.waiting === 0)
    expect(fake.deliveries.map(({ status }) => status)).toEqual([500, 500, 200, 200])
    expect(tried).toEqual([ids[0], ids[0], ids[0], ids[1]])
    expect(stored).toEqual(ids)
    expect(logged).toEqual(Array(2).fill('zalo_bot.store_failed {"reason":"Error: the database is away"}'))
  })

  it('gives an event without an id one that its repetition shares', async () => {
    const stored: RawEvent[] = []
    void receive({ store: async (events) => void stored.push(...events) })
    await registered()
    for (const name of ['a', 'a', 'b']) await ask({ body: JSON.stringify({ event_name: name }) })
    const [first, again, other] = stored.map(({ nativeId }) => nativeId)
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  it.each([
    ['a wrong secret', 'a-secret-of-the-webhool'],
    ['a part of the secret', secret.slice(0, -1)],
    ['no secret', null],
  ])('takes nothing from whoever shows %s', async (_, shown) => {
    const stored: RawEvent[] = []
    void receive({ store: async (events) => void stored.push(...events) })
    await registered()
    expect(await ask({ body: event }, shown)).toBe(401)
    expect(stored).toEqual([])
    expect(await ask({ body: event })).toBe(200)
    expect(stored).toHaveLength(1)
  })

  it('says what it does not take', async () => {
    const stored: RawEvent[] = []
    void receive({ store: async (events) => void stored.push(...events) })
    await registered()
    const long = (length: number) => `{"event_name":"${'x'.repeat(length - 17)}"}`
    expect(await ask({ method: 'GET' }, null)).toBe(200)
    expect(await ask({ method: 'PUT', body: event })).toBe(405)
    for (const body of ['', '{', '5', 'null', '"x"']) expect(await ask({ body })).toBe(400)
    expect(await ask({ body: long(1_048_577) })).toBe(413)
    expect(stored).toEqual([])
    expect(await ask({ body: long(1_048_576) })).toBe(200)
    expect(stored).toHaveLength(1)
  })
})

describe('being handed events through trouble', () => {
  it('waits for its port, and says which', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, resolve))
    const taken = (other.address() as AddressInfo).port
    const free = () => {
      if (pauses.length === 5) other.close()
    }
    void receive({ wantedPort: taken, onPause: free })
    await registered()
    expect(port).toBe(taken)
    const reason = `port ${taken} cannot be opened (EADDRINUSE)`
    expect(new Set(logged)).toEqual(new Set([`zalo_bot.port_closed ${JSON.stringify({ port: taken, reason })}`]))
    expect(pauses.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000])
    expect(told[0]).toEqual({ kind: 'unreachable', reason })
    await expect.poll(() => told.at(-1)).toEqual({ kind: 'connected' })
  })

  it('says again where it is until it was heard', async () => {
    fake.fault({ method: 'setWebhook', kind: 'not_ok', code: 403, times: 3 })
    fake.fault({ method: 'setWebhook', kind: 'not_ok', code: 429, retryAfter: 9 })
    void receive()
    await registered()
    expect(pauses).toEqual([1_000, 2_000, 4_000, 9_000])
    expect(logged).toHaveLength(4)
    expect(told).toMatchObject([{ kind: 'unreachable', reason: '429: Made to fail' }, { kind: 'connected' }])
  })

  it('gives up where the token is refused, and closes its port', async () => {
    expect(await receive({ token: '1:wrong' })).toEqual({ kind: 'expired', reason: '401: Unauthorized' })
    await expect(ask()).rejects.toThrow()
  })
})

describe('looking after the registration', () => {
  const looks = () => fake.requests.filter(({ method }) => method === 'getWebhookInfo').length
  const look = async () => {
    await expect.poll(() => lookNow).toBeDefined()
    lookNow?.()
  }

  it('leaves it alone while it stands', async () => {
    void receive()
    await look()
    await look()
    await fake.waitFor(() => looks() === 2)
    await expect.poll(() => lookNow).toBeDefined()
    expect(fake.requests.map(({ method }) => method)).toEqual(['setWebhook', 'getWebhookInfo', 'getWebhookInfo'])
    expect([logged, told]).toEqual([[], [{ kind: 'connected' }]])
  })

  it.each(['deleteWebhook', 'setWebhook'])('registers anew after a %s by somebody else', async (method) => {
    const stored: RawEvent[] = []
    void receive({ store: async (events) => void stored.push(...events) })
    await registered()
    const body = JSON.stringify({ url: 'https://elsewhere.vn', secret_token: 'another secret' })
    await fetch(`${fake.url}/bot${fake.token}/${method}`, { method: 'POST', body })
    fake.userSays({ from: hoa, text: 'một' })
    await look()
    await fake.waitFor(() => fake.waiting === 0)
    expect(fake.webhookUrl).toBe(url)
    expect(stored).toHaveLength(1)
    expect(logged).toEqual(['zalo_bot.webhook_gone {}'])
  })

  it('registers anew where nothing is found, in whatever way that is said', async () => {
    void receive()
    await registered()
    fake.fault({ method: 'getWebhookInfo', kind: 'not_ok', code: 404 })
    await look()
    await fake.waitFor(() => fake.pings.length === 2)
    fake.fault({ method: 'getWebhookInfo', kind: 'ok' })
    await look()
    await fake.waitFor(() => fake.pings.length === 3)
  })

  it('goes on where nobody says how it is, and tells of it when that lasts', async () => {
    void receive()
    await registered()
    fake.fault({ method: 'getWebhookInfo', kind: 'status', code: 502, times: 4 })
    await look()
    await fake.waitFor(() => looks() === 5)
    await expect.poll(() => told.at(-1)).toEqual({ kind: 'connected' })
    expect(told.map(({ kind }) => kind)).toEqual(['connected', 'unreachable', 'connected'])
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(fake.pings).toHaveLength(1)
  })

  it('ends, and closes the port, where the token is no longer taken', async () => {
    const received = receive()
    await registered()
    fake.fault({ method: 'getWebhookInfo', kind: 'not_ok', code: 401, description: 'Unauthorized' })
    await look()
    expect(await received).toEqual({ kind: 'expired', reason: '401: Unauthorized' })
    await expect(ask()).rejects.toThrow()
  })

  it('ends at once where a send is told so, and may begin again', async () => {
    const zalo = create()
    const received = receive({}, zalo)
    await registered()
    fake.knows(hoa.id)
    const toHoa = { nativeId: hoa.id, topic: '', kind: 'direct' as const }
    const hello = { kind: 'send' as const, text: { text: 'chào', spans: [] } }
    fake.fault({ method: 'sendMessage', kind: 'not_ok', code: 404, description: 'chat not found' })
    await zalo.apply(toHoa, hello)
    expect(await ask({ body: event })).toBe(200)
    fake.fault({ method: 'sendMessage', kind: 'not_ok', code: 401, description: 'Unauthorized' })
    expect(await zalo.apply(toHoa, hello)).toMatchObject({ kind: 'retry' })
    expect(await received).toEqual({ kind: 'expired', reason: '401: Unauthorized' })
    void receive({}, zalo)
    await fake.waitFor(() => fake.pings.length === 2)
    expect(await ask({ body: event })).toBe(200)
  })
})

describe('ending', () => {
  it('closes the port, whoever still hangs on it, and leaves the webhook as it is', async () => {
    const received = receive()
    await registered()
    await ask({ body: event })
    const half = connect(port ?? 0, '127.0.0.1')
    half.on('error', () => undefined)
    const cut = new Promise((resolve) => half.on('close', resolve))
    const head = `POST /zalo HTTP/1.1\r\nhost: x\r\nx-bot-api-secret-token: ${secret}\r\ncontent-length: 9\r\n\r\n{`
    await new Promise<void>((resolve) => half.write(head, () => resolve()))
    stop.abort()
    await expect(received).resolves.toBeUndefined()
    await cut
    await expect(ask({ body: event })).rejects.toThrow()
    expect(fake.webhookUrl).toBe(url)
  })

  it('does not wait for somebody who left while their event was being stored', async () => {
    let commit = () => {}
    const storing = new Promise<void>((resolve) => {
      const store = () => {
        resolve()
        return new Promise<void>((done) => {
          commit = done
        })
      }
      void receive({ store })
    })
    await registered()
    const early = new AbortController()
    const asked = ask({ body: event, signal: early.signal }).catch(() => 'left')
    await storing
    early.abort()
    expect(await asked).toBe('left')
    // Requests behind it are answered, so by now the server has noticed.
    for (let times = 0; times < 3; times++) await ask({ method: 'GET' })
    stop.abort()
    commit()
    expect(await ended[0]).toBeUndefined()
  })

  it('first stores and confirms what it has in hand', async () => {
    let commit = () => {}
    const store = () =>
      new Promise<void>((resolve) => {
        commit = resolve
        stop.abort()
      })
    const received = receive({ store })
    await registered()
    fake.userSays({ from: hoa, text: 'một' })
    await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
    commit()
    await received
    await fake.waitFor(() => fake.waiting === 0)
    expect(fake.deliveries).toMatchObject([{ status: 200 }])
  })
})

it('the token, the secret and what people write never show in a log or an error', async () => {
  fake.fault({ method: 'setWebhook', kind: 'not_ok', code: 400, description: `unknown: ${fake.token}` })
  fake.fault({ method: 'setWebhook', kind: 'drop_before' })
  let failures = 0
  const store = async () => {
    if (failures++ === 0) throw new Error('no room\nparams: một chuyện riêng')
  }
  void receive({ store })
  await registered()
  fake.userSays({ from: hoa, text: 'một chuyện riêng' })
  await fake.waitFor(() => fake.waiting === 0)
  const last = await receive({ token: '1:wrong-token', wantedPort: 0 })
  const everything = inspect([last, logged, told], { depth: null, showHidden: true })
  expect(logged).toHaveLength(3)
  expect(everything).toContain('401: Unauthorized')
  for (const hidden of ['FAKE-token', 'wrong-token', secret, 'chuyện riêng']) expect(everything).not.toContain(hidden)
})
