import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpError } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settle } from '../../../src/platforms/telegram/settle.ts'
import { createTelegram } from '../../../src/platforms/telegram/telegram.ts'
import { type FakeBotApi, type Fault, startFakeBotApi } from '../../support/telegram/fake-bot-api.ts'

const hoa = { id: 7, first_name: 'Hoa' }
const group = { id: -50, type: 'group' as const }

let fake: FakeBotApi
beforeEach(async () => {
  fake = await startFakeBotApi()
  fake.userSays({ from: hoa, text: '/start' })
  fake.knows(group)
})
afterEach(() => fake.close())

const telegram = (apiRoot = fake.url) =>
  createTelegram({
    token: fake.token,
    apiRoot,
    shift: (at) => at,
    log: () => undefined,
    pause: async () => undefined,
    sendTimeoutMs: 150,
  })

const send = (nativeId: number | string = hoa.id, text = 'Nhắc việc', apiRoot = fake.url) =>
  telegram(apiRoot).apply(
    { nativeId: String(nativeId), topic: '', kind: 'direct' },
    { kind: 'send', text: { text, spans: [] } },
  )

const chatOf = ({ id }: { id: number }) => ({ nativeId: String(id), topic: '', kind: 'direct' as const })

describe('a message that Telegram takes', () => {
  it('is sent, with its styles in place and its topic named', async () => {
    const text = '🎉 Hạn: 30/9'
    const spans = [
      { start: 3, length: 4, style: 'bold' as const },
      { start: 8, length: 4, style: 'italic' as const },
    ]
    const chat = { nativeId: '-50', topic: '12', kind: 'group' as const }
    const settlement = await telegram().apply(chat, { kind: 'send', text: { text, spans } })
    const [accepted] = fake.accepted
    expect(settlement).toEqual({ kind: 'sent', ids: [String(accepted?.messageId)] })
    expect(accepted).toMatchObject({ chatId: -50, topic: 12, text })
    expect(accepted?.entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)])).toEqual([
      ['bold', 'Hạn:'],
      ['italic', '30/9'],
    ])
    expect(fake.requests.at(-1)?.params).toMatchObject({ link_preview_options: { is_disabled: true } })
  })

  it('rings at somebody named in a group', async () => {
    const spans = [{ start: 0, length: 3, style: 'mention' as const, nativeId: '7' }]
    const chat = { nativeId: '-50', topic: '', kind: 'group' as const }
    await telegram().apply(chat, { kind: 'send', text: { text: 'Hoa: còn thiếu 1 bài', spans } })
    expect(fake.accepted[0]?.entities).toMatchObject([{ type: 'text_mention', offset: 0, length: 3, user: { id: 7 } }])
  })

  it('has its choices as buttons under it, short ones side by side', async () => {
    const choices = ['1', '2', '3', '4', '5'].map((n) => ({ label: n, value: `q:12:${n}` }))
    await telegram().apply(chatOf(hoa), { kind: 'send', text: { text: 'Chọn một việc', spans: [] }, choices })
    expect(fake.accepted[0]?.buttons).toEqual(
      choices.map(({ label, value }) => ({ text: label, callback_data: value })),
    )
    const markup = fake.requests.at(-1)?.params.reply_markup as { inline_keyboard: unknown[][] }
    expect(markup.inline_keyboard.map((row) => row.length)).toEqual([4, 1])
  })

  it.each([
    ['image', 'photo'],
    ['file', 'document'],
  ] as const)('carries an %s as a %s with the text as its caption', async (kind, field) => {
    const bytes = new Uint8Array([137, 80, 78, 71, 0, 255])
    const file = { kind, name: 'ma-qr.png', bytes }
    const text = { text: 'Quét mã', spans: [{ start: 0, length: 4, style: 'bold' as const }] }
    expect(await telegram().apply(chatOf(hoa), { kind: 'send', text, file })).toMatchObject({ kind: 'sent' })
    expect(fake.accepted).toMatchObject([
      {
        text: 'Quét mã',
        entities: [{ type: 'bold', offset: 0, length: 4 }],
        file: { field, name: 'ma-qr.png', bytes },
      },
    ])
  })

  it('may be as long as the limit says and not one unit longer', async () => {
    const { textLimit } = telegram()
    expect(await send(hoa.id, 'x'.repeat(textLimit))).toMatchObject({ kind: 'sent' })
    expect(await send(hoa.id, 'x'.repeat(textLimit + 1))).toMatchObject({ kind: 'refused' })
  })
})

describe('a request to become a contact', () => {
  it('is nothing that Telegram has', async () => {
    expect(await telegram().apply(chatOf(hoa), { kind: 'accept_contact' })).toMatchObject({ kind: 'refused' })
    expect(fake.requests).toEqual([])
  })
})

describe('a message that Telegram does not take', () => {
  it('is for nobody where the person blocked the bot, until they let it in again', async () => {
    fake.blocks(hoa)
    expect(await send()).toEqual({ kind: 'gone', reason: '403: Forbidden: bot was blocked by the user' })
    fake.unblocks(hoa)
    expect(await send()).toMatchObject({ kind: 'sent' })
  })

  it('is for nobody where the chat does not exist', async () => {
    expect(await send(999)).toEqual({ kind: 'gone', reason: '400: Bad Request: chat not found' })
  })

  it('is sent on where the group moved', async () => {
    fake.migrates(group, -1050, hoa)
    expect(await send(group.id)).toEqual({ kind: 'moved', to: '-1050' })
    expect(await send(-1050)).toMatchObject({ kind: 'sent' })
  })

  it('is refused for what it is', async () => {
    expect(await send(hoa.id, '   ')).toEqual({ kind: 'refused', reason: '400: Bad Request: message text is empty' })
  })

  const answers: [
    name: string,
    answer: { code: number; description: string; parameters?: object },
    settlement: object,
  ][] = [
    [
      'has no place in a group that is closed to text',
      { code: 400, description: 'Bad Request: CHAT_WRITE_FORBIDDEN' },
      { kind: 'gone' },
    ],
    [
      'has no place in a topic that was deleted',
      { code: 400, description: 'Bad Request: message thread not found' },
      { kind: 'gone' },
    ],
    [
      'has nobody to go to in a deleted account',
      { code: 403, description: 'Forbidden: user is deactivated' },
      { kind: 'gone' },
    ],
    [
      'waits a minute while the token is refused',
      { code: 401, description: 'Unauthorized' },
      { kind: 'retry', scope: 'bot', afterMs: 60_000 },
    ],
    [
      'waits a minute while the token is no token',
      { code: 404, description: 'Not Found' },
      { kind: 'retry', scope: 'bot', afterMs: 60_000 },
    ],
    [
      'may have arrived after an error of the server',
      { code: 500, description: 'Internal Server Error' },
      { kind: 'doubt' },
    ],
    ['may have arrived behind a broken gateway', { code: 502, description: 'Bad Gateway' }, { kind: 'doubt' }],
  ]
  it.each(answers)('%s', async (_, answer, settlement) => {
    fake.failNext({ method: 'sendMessage', kind: 'status', ...answer } as Fault)
    expect(await send()).toMatchObject(settlement)
    expect(fake.accepted).toEqual([])
  })

  it('waits as long as Telegram says: the whole bot in a direct chat, only the chat in a group', async () => {
    const tooFast = {
      kind: 'status',
      code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 3 },
    } as const
    fake.failNext({ method: 'sendMessage', times: 2, ...tooFast })
    expect(await send(hoa.id)).toMatchObject({ kind: 'retry', afterMs: 3_000, scope: 'bot' })
    expect(await send(group.id)).toMatchObject({ kind: 'retry', afterMs: 3_000, scope: 'chat' })
  })
})

describe('a message whose request is lost', () => {
  it.each(['drop_before', 'hang'] as const)('is in doubt, although it did not arrive (%s)', async (kind) => {
    fake.failNext({ method: 'sendMessage', kind })
    expect(await send()).toMatchObject({ kind: 'doubt' })
    expect(fake.accepted).toHaveLength(0)
  })

  it('is in doubt where the connection broke after it arrived', async () => {
    fake.failNext({ method: 'sendMessage', kind: 'drop_after' })
    expect(await send()).toEqual({ kind: 'doubt', reason: 'ECONNRESET' })
    expect(fake.accepted).toHaveLength(1)
  })

  it('is sent again where nobody listens', async () => {
    const elsewhere = await startFakeBotApi()
    await elsewhere.close()
    const settlement = await send(hoa.id, 'x', elsewhere.url)
    expect(settlement).toEqual({ kind: 'retry', afterMs: 5_000, scope: 'bot', reason: 'ECONNREFUSED' })
  })

  it('is sent again where the host has no address', async () => {
    expect(await send(hoa.id, 'x', 'http://nowhere.invalid')).toMatchObject({ kind: 'retry', scope: 'bot' })
  })

  it('is sent again where the line broke before it was encrypted', async () => {
    const deaf = createServer().on('connection', (socket) => socket.destroy())
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve))
    const apiRoot = `https://127.0.0.1:${(deaf.address() as AddressInfo).port}`
    expect(await send(hoa.id, 'x', apiRoot)).toMatchObject({ kind: 'retry', scope: 'bot', reason: 'ECONNRESET' })
    deaf.close()
  })

  it('is sent again where there is no way to the host, unless the request was already on its way', () => {
    const lost = (words: string) =>
      new HttpError('', Object.assign(new Error(`request to x failed, reason: ${words}`), { code: 'EHOSTUNREACH' }))
    expect(settle(lost('connect EHOSTUNREACH 1.2.3.4:443'), '7')).toMatchObject({ kind: 'retry' })
    expect(settle(lost('read EHOSTUNREACH'), '7')).toMatchObject({ kind: 'doubt' })
  })

  it.each(['<html>502</html>', 'null', '{}', '[]', '{"ok":true}', '{"ok":true,"result":true}', '{"ok":'])(
    'is in doubt where the answer says nothing: %s',
    async (body) => {
      const mumbling = createServer((_, response) => response.end(body))
      await new Promise<void>((resolve) => mumbling.listen(0, '127.0.0.1', resolve))
      const apiRoot = `http://127.0.0.1:${(mumbling.address() as AddressInfo).port}`
      const settlement = await send(hoa.id, 'x', apiRoot)
      mumbling.closeAllConnections()
      mumbling.close()
      expect(settlement).toMatchObject({ kind: 'doubt' })
      expect(JSON.stringify(settlement)).not.toContain(fake.token)
    },
  )
})
