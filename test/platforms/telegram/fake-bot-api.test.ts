import { Api } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeBotApi, startFakeBotApi } from '../../support/telegram/fake-bot-api.ts'

const hoa = { id: 7, first_name: 'Hoa' }
const group = { id: -50, type: 'supergroup' as const }

let fake: FakeBotApi
let api: Api
let at: Date
beforeEach(async () => {
  at = new Date('2026-09-30T08:00:00Z')
  fake = await startFakeBotApi({ now: () => at })
  api = new Api(fake.token, { apiRoot: fake.url })
  fake.knows({ id: hoa.id, type: 'private' })
  fake.knows(group)
})
afterEach(() => fake.close())

const pass = (ms: number) => {
  at = new Date(at.getTime() + ms)
}

describe('the fake Bot API', () => {
  it('redelivers updates until an offset confirms them, at most as many as asked for', async () => {
    for (const text of ['một', 'hai', 'ba']) fake.userSays({ from: hoa, text })
    const texts = async (other: { offset?: number; limit?: number }) =>
      (await api.getUpdates(other)).map((update) => update.message?.text)
    expect(await texts({})).toEqual(['một', 'hai', 'ba'])
    expect(await texts({ limit: 2 })).toEqual(['một', 'hai'])
    expect(await texts({ offset: 1_003 })).toEqual(['ba'])
    expect(await texts({})).toEqual(['ba'])
    expect(await texts({ offset: 1_004 })).toEqual([])
  })

  it('marks addresses as Telegram does', async () => {
    fake.userSays({ from: hoa, text: '🎉 xem https://a.vn/1.' })
    const [update] = await api.getUpdates()
    expect(update?.message?.entities).toEqual([{ type: 'url', offset: 7, length: 14 }])
  })

  it('refuses styles that reach beyond the text or cut a character in two', async () => {
    const styled = (offset: number, length: number) =>
      api.sendMessage(hoa.id, '🎉 vui', { entities: [{ type: 'bold', offset, length }] })
    await expect(styled(3, 4)).rejects.toThrow('400')
    await expect(styled(1, 2)).rejects.toThrow('400')
    await expect(styled(0, 6)).resolves.toMatchObject({ text: '🎉 vui' })
  })

  it('reads forms and query strings too', async () => {
    const method = `${fake.url}/bot${fake.token}/sendMessage`
    const entities = JSON.stringify([{ type: 'bold', offset: 0, length: 3 }])
    await fetch(`${method}?chat_id=7&text=một`)
    await fetch(method, { method: 'POST', body: new URLSearchParams({ chat_id: '7', text: 'hai', entities }) })
    expect(fake.accepted).toMatchObject([
      { chatId: 7, text: 'một', entities: [] },
      { chatId: 7, text: 'hai', entities: [{ type: 'bold' }] },
    ])
    expect((await fetch(`${fake.url}/bot${fake.token}/sendNothing`)).status).toBe(404)
  })

  it('counts what comes too fast, and refuses it where its limits are switched on', async () => {
    const send = (chatId: number, count: number) =>
      Promise.allSettled(Array.from({ length: count }, () => api.sendMessage(chatId, 'x')))
    await send(hoa.id, 4)
    expect([fake.accepted.length, fake.floodViolations]).toEqual([4, 1])
    fake.flood = true
    pass(60_000)
    await send(group.id, 20)
    pass(30_000)
    await expect(api.sendMessage(group.id, 'x')).rejects.toMatchObject({
      error_code: 429,
      parameters: { retry_after: 30 },
    })
    pass(30_000)
    await expect(api.sendMessage(group.id, 'x')).resolves.toMatchObject({ text: 'x' })
    expect(fake.floodViolations).toBe(2)
  })

  it('holds a request before it counts, or after, until it is let go', async () => {
    const early = fake.holdNext('sendMessage')
    const first = api.sendMessage(hoa.id, 'một')
    const before = await early
    expect(fake.accepted).toHaveLength(0)
    before.release()
    await first

    const late = fake.holdNext('sendMessage', { after: 'accept' })
    const second = api.sendMessage(hoa.id, 'hai')
    const after = await late
    expect(fake.accepted).toHaveLength(2)
    after.release()
    await expect(second).resolves.toMatchObject({ text: 'hai' })
  })

  it('says for what it waited in vain', async () => {
    await expect(fake.waitFor(() => fake.accepted.length === 1, 1)).rejects.toThrow('accepted.length === 1')
  })
})
