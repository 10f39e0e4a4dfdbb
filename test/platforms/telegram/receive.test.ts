import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RawEvent, Reception } from '../../../src/platforms/platform.ts'
import { createTelegram } from '../../../src/platforms/telegram/telegram.ts'
import { type FakeBotApi, startFakeBotApi } from '../../support/telegram/fake-bot-api.ts'

const hoa = { id: 7, first_name: 'Hoa' }

let fake: FakeBotApi
let stop: AbortController
let logged: string[]
let pauses: number[]
beforeEach(async () => {
  fake = await startFakeBotApi()
  stop = new AbortController()
  logged = []
  pauses = []
})
afterEach(async () => {
  stop.abort()
  await fake.close()
})

/** Pauses take no time; `onPause` decides what happens meanwhile. */
const telegram = (onPause: () => void = () => undefined, token = fake.token, apiRoot = fake.url) =>
  createTelegram({
    token,
    apiRoot,
    shift: (at) => at,
    log: (event, fields) => logged.push(`${event} ${JSON.stringify(fields)}`),
    pause: async (ms) => {
      pauses.push(ms)
      onPause()
    },
  })

/** A reception that stores this way and does not mind how the connection is. */
const into = (store: Reception['store']): Reception => ({ store, report: async () => undefined })

const stopAfter = (count: number) => () => {
  if (pauses.length === count) stop.abort()
}

const texts = (events: RawEvent[]) =>
  events.map(({ raw }) => (raw as { message?: { text?: string } }).message?.text ?? '')

describe('receiving', () => {
  const polls = () => fake.requests.filter((request) => request.method === 'getUpdates')

  it('takes a webhook away that would keep it from ever getting an update', async () => {
    void telegram().receive(
      into(async () => undefined),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    expect(fake.requests.map((request) => request.method)).toEqual(['deleteWebhook', 'getUpdates'])
  })

  it('confirms updates only once they are stored', async () => {
    fake.userSays({ from: hoa, text: 'một' })
    let stored: RawEvent[] = []
    let commit = () => {}
    const committing = new Promise<void>((resolve) => {
      commit = resolve
    })
    const asked = new Promise<void>((resolve) => {
      const store = (events: RawEvent[]) => {
        stored = events
        resolve()
        return committing
      }
      void telegram().receive(into(store), stop.signal)
    })
    await asked
    expect(polls()).toHaveLength(1)
    expect(fake.confirmedOffset).toBe(0)
    commit()
    await fake.waitFor(() => fake.confirmedOffset === Number(stored[0]?.nativeId) + 1)
  })

  it('asks for the same batch again where storing failed', async () => {
    fake.userSays({ from: hoa, text: 'một' })
    fake.userSays({ from: hoa, text: 'hai' })
    const batches: string[][] = []
    const store = async (events: RawEvent[]) => {
      batches.push(texts(events))
      if (batches.length < 3) throw new Error('the database is away\nparams: một')
    }
    void telegram().receive(into(store), stop.signal)
    await fake.waitFor(() => fake.confirmedOffset > 0)
    expect(batches).toEqual(Array(3).fill(['một', 'hai']))
    expect(pauses).toEqual([1_000, 2_000])
    expect(logged).toEqual(Array(2).fill('telegram.receive_failed {"reason":"Error: the database is away"}'))
  })

  it('delivers what comes while it waits, and asks for what it can read', async () => {
    const stored: string[] = []
    void telegram().receive(
      into(async (events) => void stored.push(...texts(events))),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    fake.userSays({ from: hoa, text: 'một' })
    await fake.waitFor(() => fake.confirmedOffset > 0)
    expect(stored).toEqual(['một'])
    expect(polls()[0]?.params).toMatchObject({
      limit: 100,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    })
  })

  it('answers the press of a button once it is stored, so that the clock on it goes', async () => {
    fake.userSays({ from: hoa, text: 'việc' })
    const chat = { nativeId: String(hoa.id), topic: '', kind: 'direct' as const }
    await telegram().apply(chat, { kind: 'send', text: { text: 'Chọn', spans: [] } })
    void telegram().receive(
      into(async () => expect(fake.spinning.length).toBe(fake.confirmedOffset > 0 ? 1 : 0)),
      stop.signal,
    )
    await fake.waitFor(() => fake.confirmedOffset > 0)
    fake.userPresses(hoa, fake.accepted[0]?.messageId ?? 0, 'q:1:1')
    await fake.waitFor(() => fake.spinning.length === 0)
    expect(logged).toEqual([])
  })

  it('goes on where a press cannot be answered any more', async () => {
    const press = { id: 'old', from: { ...hoa, is_bot: false }, chat_instance: '1', data: 'q:1:1' }
    void telegram().receive(
      into(async () => undefined),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    fake.enqueueRaw({ update_id: 5_000, callback_query: press })
    await fake.waitFor(() => fake.confirmedOffset > 5_000)
    expect(logged).toEqual([expect.stringContaining('telegram.answer_failed')])
  })

  it('tells how the connection is, at each change', async () => {
    const told: string[] = []
    const report: Reception['report'] = async ({ kind }) => void told.push(kind)
    fake.failNext({ method: 'getUpdates', kind: 'drop_before', times: 5 })
    void telegram().receive({ store: async () => undefined, report }, stop.signal)
    fake.userSays({ from: hoa, text: 'x' })
    await fake.waitFor(() => fake.confirmedOffset > 0)
    expect(told).toEqual(['connected', 'unreachable', 'connected'])
  })

  it('says again what could not be passed on, and receives meanwhile', async () => {
    const told: string[] = []
    let tries = 0
    const report: Reception['report'] = async ({ kind }) => {
      if (++tries < 3 || (kind === 'unreachable' && tries === 4)) throw new Error('the database is away')
      told.push(kind)
    }
    const stored: string[] = []
    const store = async (events: RawEvent[]) => void stored.push(...texts(events))
    fake.userSays({ from: hoa, text: 'một' })
    void telegram().receive({ store, report }, stop.signal)
    await fake.waitFor(() => fake.confirmedOffset > 0 && fake.polling)
    expect(stored).toEqual(['một'])
    fake.userSays({ from: hoa, text: 'hai' })
    await expect.poll(() => told).toEqual(['connected'])
    fake.failNext({ method: 'getUpdates', kind: 'drop_before', times: 6 })
    fake.userSays({ from: hoa, text: 'ba' })
    await expect.poll(() => told).toEqual(['connected', 'unreachable', 'connected'])
    expect(stored).toEqual(['một', 'hai', 'ba'])
    expect(logged.filter((line) => line.startsWith('telegram.report_failed'))).toHaveLength(3)
  })

  it('follows the numbers of Telegram where they start anew below', async () => {
    const stored: string[] = []
    void telegram().receive(
      into(async (events) => void stored.push(...events.map((e) => e.nativeId))),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    fake.enqueueRaw({ update_id: 90_000 })
    await fake.waitFor(() => fake.confirmedOffset === 90_001 && fake.polling)
    fake.enqueueRaw({ update_id: 50 })
    await fake.waitFor(() => fake.requests.at(-1)?.params.offset === 51)
    expect(stored).toEqual(['90000', '50'])
  })

  it('names the chat by which events are ordered', async () => {
    const group = { id: -50, type: 'supergroup' as const }
    fake.userSays({ from: hoa, text: 'riêng' })
    fake.userSays({ from: hoa, chat: group, text: 'chung' })
    fake.userSays({ from: hoa, chat: group, topic: 12, text: 'chủ đề' })
    fake.blocks(hoa)
    fake.enqueueRaw({ update_id: 2_000, callback_query: { id: '1', from: hoa } })
    fake.enqueueRaw({ update_id: 2_001 })
    const stored = new Promise<RawEvent[]>((resolve) => {
      void telegram().receive(
        into(async (events) => resolve(events)),
        stop.signal,
      )
    })
    expect((await stored).map((event) => event.chatNativeId)).toEqual(['7', '-50', '-50/12', '7', 'user:7', 'update'])
  })

  it('ends at once when it is told to, in the middle of a poll', async () => {
    const received = telegram().receive(
      into(async () => undefined),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    stop.abort()
    await expect(received).resolves.toBeUndefined()
    expect([logged, pauses]).toEqual([[], []])
  })

  it('ends when it is told to in a pause that rejects', async () => {
    fake.failNext({ method: 'getUpdates', kind: 'status', code: 500 })
    const failing = telegram(() => {
      stop.abort()
      throw new Error('aborted')
    })
    await expect(
      failing.receive(
        into(async () => undefined),
        stop.signal,
      ),
    ).resolves.toBeUndefined()
  })
})

describe('receiving through trouble', () => {
  it('steps aside for another poller and says so once', async () => {
    const conflict = {
      kind: 'status',
      code: 409,
      description: 'Conflict: terminated by other getUpdates request',
    } as const
    fake.failNext({ method: 'getUpdates', times: 3, ...conflict })
    await telegram(stopAfter(3)).receive(
      into(async () => undefined),
      stop.signal,
    )
    expect(pauses).toEqual([5_000, 5_000, 5_000])
    expect(logged).toEqual([expect.stringContaining('terminated by other getUpdates')])
  })

  it('is thrown out by a second poller, as on the real server', async () => {
    const first = telegram(stopAfter(1)).receive(
      into(async () => undefined),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    const second = new AbortController()
    void telegram().receive(
      into(async () => undefined),
      second.signal,
    )
    await first
    second.abort()
    expect(pauses).toEqual([5_000])
  })

  it('waits as long as Telegram says', async () => {
    fake.failNext({ method: 'getUpdates', kind: 'status', code: 429, parameters: { retry_after: 17 } })
    await telegram(stopAfter(1)).receive(
      into(async () => undefined),
      stop.signal,
    )
    expect(pauses).toEqual([17_000])
  })

  it('waits longer and longer, up to half a minute, and starts afresh after a success', async () => {
    fake.failNext({ method: 'getUpdates', kind: 'status', code: 502, times: 4 })
    fake.failNext({ method: 'getUpdates', kind: 'drop_before', times: 3 })
    void telegram().receive(
      into(async () => undefined),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
    fake.userSays({ from: hoa, text: 'một' })
    fake.failNext({ method: 'getUpdates', kind: 'drop_before' })
    await fake.waitFor(() => fake.confirmedOffset > 0)
    expect(pauses.at(-1)).toBe(1_000)
  })

  it('gives up where the token is refused', async () => {
    const store = async () => undefined
    const end = (token: string) => telegram(undefined, token).receive(into(store), stop.signal)
    expect(await end('700:wrong')).toEqual({ kind: 'expired', reason: '401: Unauthorized' })
    expect(await end('no/token')).toEqual({ kind: 'expired', reason: '404: Not Found' })
  })

  it('ends where the token is no longer taken', async () => {
    const received = telegram().receive(
      into(async () => undefined),
      stop.signal,
    )
    await fake.waitFor(() => fake.polling)
    fake.failNext({ method: 'getUpdates', kind: 'status', code: 401, description: 'Unauthorized' })
    fake.userSays({ from: hoa, text: 'một' })
    expect(await received).toEqual({ kind: 'expired', reason: '401: Unauthorized' })
  })
})

describe('the token', () => {
  it('never shows in a log or an error, however deep one looks', async () => {
    const errors: unknown[] = []
    fake.userSays({ from: hoa, text: 'một' })
    for (const kind of ['drop_before', 'drop_after'] as const) {
      fake.failNext({ method: 'getMe', kind })
      fake.failNext({ method: 'getUpdates', kind })
      errors.push(await telegram().identify())
    }
    fake.failNext({ method: 'getUpdates', kind: 'status', code: 404 })
    errors.push(
      await telegram().receive(
        into(async () => undefined),
        stop.signal,
      ),
    )
    errors.push(await telegram(undefined, '700:wrong-secret').identify())
    const told = inspect([errors, logged], { depth: null, showHidden: true })
    expect(errors).toHaveLength(4)
    expect(logged).toHaveLength(2)
    expect(told).not.toContain(fake.token)
    expect(told).not.toContain('wrong-secret')
  })

  it('tells who the bot is', async () => {
    expect(await telegram().identify()).toEqual({
      kind: 'known',
      identity: { nativeId: '700', username: 'nhac_viec_bot' },
    })
  })
})
