import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OutgoingAction, Platform } from '../../../src/platforms/platform.ts'
import { wasNeverSent } from '../../../src/platforms/zalo-bot/client.ts'
import { createZaloBot } from '../../../src/platforms/zalo-bot/zalo-bot.ts'
import { type FakeZaloBot, startFakeZaloBot } from '../../support/zalo/fake-zalo-bot.ts'

const hoa = '6ede9afa66b88fe6d6a9'

let fake: FakeZaloBot
beforeEach(async () => {
  fake = await startFakeZaloBot()
  fake.knows(hoa)
})
afterEach(() => fake.close())

const zalo = (apiRoot = fake.url, sendTimeoutMs = 10_000): Platform =>
  createZaloBot({
    token: fake.token,
    apiRoot,
    shift: (at) => at,
    log: () => undefined,
    pause: async () => undefined,
    sendTimeoutMs,
  })

const chat = (nativeId: string) => ({ nativeId, topic: '', kind: 'direct' as const })
const apply = (action: OutgoingAction) => zalo().apply(chat(hoa), action)
const send = (text = 'Nhắc việc', nativeId = hoa, apiRoot = fake.url, timeoutMs?: number) =>
  zalo(apiRoot, timeoutMs).apply(chat(nativeId), { kind: 'send', text: { text, spans: [] } })

/** What becomes of a message where this is what stands in Zalo's place. */
async function sendTo(listener: RequestListener, timeoutMs?: number) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const settlement = await send('x', hoa, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs)
  server.closeAllConnections()
  server.close()
  return settlement
}

describe('a message that Zalo takes', () => {
  it('is sent, with its styles in place', async () => {
    const text = '🎉 Hạn: 30/9'
    const spans = [
      { start: 3, length: 4, style: 'bold' as const },
      { start: 8, length: 4, style: 'italic' as const },
    ]
    const settlement = await apply({ kind: 'send', text: { text, spans } })
    const [accepted] = fake.accepted
    expect(settlement).toEqual({ kind: 'sent', ids: [accepted?.messageId] })
    expect(accepted).toMatchObject({ chatId: hoa, text })
    expect(accepted?.styles.map(({ start, len, st }) => [text.slice(start, start + len), st])).toEqual([
      ['Hạn:', ['b']],
      ['30/9', ['i']],
    ])
  })

  it('is plain where nothing is styled, and names people without ringing', async () => {
    const spans = [{ start: 0, length: 3, style: 'mention' as const, nativeId: hoa }]
    await apply({ kind: 'send', text: { text: 'Hoa', spans }, choices: [{ value: '1', label: 'Một' }] })
    expect(fake.requests.at(-1)?.params).toEqual({ chat_id: hoa, text: 'Hoa' })
  })

  it('may be as long as the limit says and not one unit longer', async () => {
    const { textLimit } = zalo()
    expect(await send('x'.repeat(textLimit))).toMatchObject({ kind: 'sent' })
    expect(await send('x'.repeat(textLimit + 1))).toMatchObject({ kind: 'refused' })
  })

  it('is one of what can be done here, which files and contacts are not', async () => {
    const file = { kind: 'image' as const, name: 'qr.png', bytes: new Uint8Array([1]) }
    const refused = { kind: 'refused', reason: 'a Zalo bot cannot send files' }
    expect(await apply({ kind: 'send', text: { text: 'x', spans: [] }, file })).toEqual(refused)
    expect(await apply({ kind: 'accept_contact' })).toMatchObject({ kind: 'refused' })
    expect(fake.requests).toEqual([])
  })

  it('is sent at the pace that was asked for', () => {
    const options = { token: '1:a', shift: (at: Date) => at, log: () => undefined, pause: async () => undefined }
    const { pace } = createZaloBot({ ...options, pace: { botMs: 5 } })
    expect(pace).toMatchObject({ botMs: 5, directChatMs: 1_000, groupChatMs: 3_000, strangersPerDay: null })
  })
})

describe('a message that Zalo does not take', () => {
  it('is for nobody where the chat does not exist, or its person blocked the bot', async () => {
    expect(await send('x', 'nobody')).toEqual({ kind: 'gone', reason: '400: Bad request: chat not found' })
    fake.blocks(hoa)
    expect(await send()).toMatchObject({ kind: 'gone' })
  })

  it('is refused for what it is', async () => {
    expect(await send('')).toEqual({ kind: 'refused', reason: '400: Bad request: text is empty' })
  })

  const answers: [name: string, code: number, description: string | undefined, settlement: object][] = [
    ['has nobody to go to where that is why it is forbidden', 403, 'User not found', { kind: 'gone' }],
    ['has nobody to go to where that is what was not found', 404, 'Conversation does not exist', { kind: 'gone' }],
    [
      'may have gone out where the platform broke down, which it calls 403',
      403,
      'Internal server error',
      { kind: 'doubt' },
    ],
    [
      'waits a minute while the token is refused',
      401,
      'Unauthorized',
      { kind: 'retry', scope: 'bot', afterMs: 60_000 },
    ],
    ['waits a minute while the token is no token', 404, 'Not found', { kind: 'retry', scope: 'bot', afterMs: 60_000 }],
    ['may have gone out where time was up', 408, 'Request timeout', { kind: 'doubt' }],
    ['waits a minute where the quota is used up', 429, undefined, { kind: 'retry', scope: 'bot', afterMs: 60_000 }],
    ['is refused with a number that no document knows', 1_001, 'no', { kind: 'refused' }],
    ['may have arrived after an error of the server', 500, 'Internal Server Error', { kind: 'doubt' }],
  ]
  it.each(answers)('%s', async (_, code, description, settlement) => {
    fake.fault({ method: 'sendMessage', kind: 'not_ok', code, ...(description === undefined ? {} : { description }) })
    expect(await send()).toMatchObject(settlement)
    expect(fake.accepted).toEqual([])
  })

  it('waits as long as it is told', async () => {
    fake.fault({ method: 'sendMessage', kind: 'not_ok', code: 429, retryAfter: 3 })
    expect(await send()).toMatchObject({ kind: 'retry', afterMs: 3_000 })
    fake.fault({ method: 'sendMessage', kind: 'status', code: 429, retryAfter: 4 })
    expect(await send()).toMatchObject({ kind: 'retry', afterMs: 4_000 })
    const parameters = { ok: false, error_code: 429, parameters: { retry_after: 5 } }
    expect(await sendTo((_, response) => response.end(JSON.stringify(parameters)))).toMatchObject({ afterMs: 5_000 })
  })

  it('is in doubt behind a broken gateway, and is not carried to where another one points', async () => {
    fake.fault({ method: 'sendMessage', kind: 'status', code: 502 })
    expect(await send()).toEqual({ kind: 'doubt', reason: '502: no envelope' })
    const moved = await sendTo((_, response) => response.writeHead(302, { location: `${fake.url}/caught` }).end())
    expect(moved).toMatchObject({ kind: 'doubt' })
    expect(fake.requests).toHaveLength(1)
  })
})

describe('a message whose request is lost', () => {
  it.each(['drop_before', 'hang'] as const)('is in doubt, although it did not arrive (%s)', async (kind) => {
    fake.fault({ method: 'sendMessage', kind })
    expect(await send('x', hoa, fake.url, 300)).toMatchObject({ kind: 'doubt' })
    expect(fake.accepted).toHaveLength(0)
  })

  it('is in doubt where the connection broke, or time was up, after it arrived', async () => {
    fake.fault({ method: 'sendMessage', kind: 'drop_after' })
    expect(await send()).toEqual({ kind: 'doubt', reason: 'UND_ERR_SOCKET' })
    const late = await sendTo((_, response) => response.write('{'), 300)
    expect(late).toEqual({ kind: 'doubt', reason: 'TimeoutError' })
    expect(fake.accepted).toHaveLength(1)
  })

  it.each(['127.0.0.1', 'localhost'])('is sent again where nobody listens (%s)', async (host) => {
    const elsewhere = await startFakeZaloBot()
    await elsewhere.close()
    const settlement = await send('x', hoa, elsewhere.url.replace('127.0.0.1', host))
    expect(settlement).toEqual({ kind: 'retry', afterMs: 5_000, scope: 'bot', reason: 'ECONNREFUSED' })
  })

  it('is sent again where the host has no address', async () => {
    expect(await send('x', hoa, 'http://nowhere.invalid')).toMatchObject({ kind: 'retry', scope: 'bot' })
  })

  it('is sent again where the line broke before it was encrypted', async () => {
    const deaf = createServer().on('connection', (socket) => socket.destroy())
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
    const apiRoot = `https://127.0.0.1:${(deaf.address() as AddressInfo).port}`
    expect(await send('x', hoa, apiRoot)).toMatchObject({ kind: 'retry', scope: 'bot', reason: 'ECONNRESET' })
    deaf.close()
  })

  const failed = (message: string, fields: object) =>
    new TypeError('fetch failed', { cause: Object.assign(new Error(message), fields) })
  const connect = { code: 'ETIMEDOUT', syscall: 'connect' }
  it.each([
    ['no way to the host', failed('connect EHOSTUNREACH', { code: 'EHOSTUNREACH', syscall: 'connect' }), true],
    ['no connection in time', failed('Connect Timeout Error', { code: 'UND_ERR_CONNECT_TIMEOUT' }), true],
    ['a certificate that is not to be trusted', failed('self-signed', { code: 'SELF_SIGNED_CERT_IN_CHAIN' }), true],
    ['no way to any address', failed('', { errors: [failed('', connect).cause, failed('', connect).cause] }), true],
    ['a way to one of two addresses', failed('', { errors: [failed('', connect).cause, new Error('x')] }), false],
    ['a break while reading', failed('read EHOSTUNREACH', { code: 'EHOSTUNREACH', syscall: 'read' }), false],
    ['a closed socket', failed('other side closed', { code: 'UND_ERR_SOCKET' }), false],
    ['nothing beneath the error', new TypeError('terminated'), false],
    ['no error', undefined, false],
  ])('is known not to have left by %s', (_, error, expected) => expect(wasNeverSent(error)).toBe(expected))

  it.each([
    '<html>502</html>',
    'null',
    '{}',
    '[]',
    '{"ok":true}',
    '{"ok":true,"result":{}}',
    '{"ok":"true"}',
    '{"ok":',
  ])('is in doubt where the answer says nothing: %s', async (body) => {
    const settlement = await sendTo((_, response) => response.end(body))
    expect(settlement).toMatchObject({ kind: 'doubt' })
    expect(JSON.stringify(settlement)).not.toContain('FAKE-token')
  })
})
