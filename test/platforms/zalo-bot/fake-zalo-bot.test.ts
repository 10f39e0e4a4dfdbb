import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeZaloBot, startFakeZaloBot } from '../../support/zalo/fake-zalo-bot.ts'

const hoa = { id: '6ede9afa66b88fe6d6a9', name: 'Hoa' }
const secret = 'a-secret-of-the-webhook'

let fake: FakeZaloBot
beforeEach(async () => {
  fake = await startFakeZaloBot()
  fake.knows(hoa.id)
})
afterEach(() => fake.close())

async function call(method: string, params: object = {}, token = fake.token) {
  const response = await fetch(`${fake.url}/bot${token}/${method}`, { method: 'POST', body: JSON.stringify(params) })
  const body = (await response.json()) as { ok: boolean; error_code?: number; result?: Record<string, unknown> }
  return { status: response.status, ...body }
}

describe('the fake Zalo Bot Platform', () => {
  it('says no with HTTP 200', async () => {
    expect(await call('getMe', {}, '1:wrong')).toEqual({
      status: 200,
      ok: false,
      error_code: 401,
      description: 'Unauthorized',
    })
    expect(await call('sendNothing')).toMatchObject({ status: 200, ok: false, error_code: 400 })
  })

  it('hands an event out once and never again', async () => {
    fake.userSays({ from: hoa, text: 'một' })
    fake.userSays({ from: hoa, text: 'hai' })
    const said = async () => (await call('getUpdates', { timeout: '0' })).result?.message
    expect(await said()).toMatchObject({ text: 'một', chat: { chat_type: 'PRIVATE' } })
    fake.fault({ method: 'getUpdates', kind: 'drop_after' })
    await expect(said()).rejects.toThrow()
    expect(await call('getUpdates', { timeout: '0' })).toMatchObject({ ok: false, error_code: 408 })
  })

  it('is no place to ask while a webhook is set', async () => {
    expect(await call('setWebhook', { url: 'http://x.vn', secret_token: secret })).toMatchObject({ ok: false })
    expect(await call('setWebhook', { url: 'https://x.vn', secret_token: 'short' })).toMatchObject({ ok: false })
    expect(await call('setWebhook', { url: 'https://x.vn', secret_token: secret })).toMatchObject({ ok: true })
    expect(await call('getUpdates')).toMatchObject({ ok: false, error_code: 400 })
    expect(await call('deleteWebhook')).toMatchObject({ ok: true, result: { url: '' } })
    expect(await call('getUpdates', { timeout: '0' })).toMatchObject({ error_code: 408 })
  })

  it('delivers to the webhook with the secret, in order, until it hears a 200', async () => {
    const heard: [path: string | undefined, secret: unknown, body: string][] = []
    const answers = [200, 500, 200, 200]
    const read = async (request: IncomingMessage) => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      return body
    }
    const server = createServer((request, response) => {
      void read(request).then((body) => {
        heard.push([request.url, request.headers['x-bot-api-secret-token'], body])
        response.writeHead(answers.shift() ?? 200).end()
      })
    })
    await new Promise<void>((resolve) => server.listen(0, resolve))
    fake.tunnel('https://x.vn', (server.address() as AddressInfo).port)
    await call('setWebhook', { url: 'https://x.vn/hook', secret_token: secret })
    fake.userSays({ from: hoa, text: 'một' })
    fake.userSays({ from: hoa, text: 'hai', group: { id: 'g' } })
    await fake.waitFor(() => fake.waiting === 0)
    expect(fake.deliveries.map(({ status }) => status)).toEqual([500, 200, 200])
    expect(heard.map(([path, shown]) => [path, shown])).toEqual(Array(4).fill(['/hook', secret]))
    expect(heard.map(([, , body]) => /"text":"(.*?)"/.exec(body)?.[1])).toEqual([undefined, 'một', 'một', 'hai'])
    server.closeAllConnections()
    server.close()
  })

  it('refuses styles that reach beyond the text or that nobody knows', async () => {
    const styled = (start: number, len: number, st: unknown = ['b']) =>
      call('sendMessage', { chat_id: hoa.id, text: '🎉 vui', text_styles: [{ start, len, st }] })
    expect(await styled(3, 3)).toMatchObject({ ok: true })
    expect(await styled(3, 4)).toMatchObject({ ok: false })
    expect(await styled(3, 3, ['bold'])).toMatchObject({ ok: false })
    expect(await styled(3, 3, 'b')).toMatchObject({ ok: false })
  })

  it('holds a request before it counts until it is let go', async () => {
    const early = fake.holdNext('sendMessage')
    const sent = call('sendMessage', { chat_id: hoa.id, text: 'một' })
    const held = await early
    expect(fake.accepted).toHaveLength(0)
    held.release()
    expect(await sent).toMatchObject({ ok: true })
    expect(fake.accepted).toMatchObject([{ chatId: hoa.id, text: 'một', styles: [] }])
  })
})
