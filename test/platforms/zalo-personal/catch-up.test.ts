import { describe, expect, it } from 'vitest'
import { binh, createHarness, hoa, limits, team } from './harness.ts'

const hourMs = 60 * 60 * 1_000
const ago = (ms: number) => new Date(Date.now() - ms)

describe('what was written while nobody listened', () => {
  it('is caught up in the order in which it was written, together with what comes in meanwhile', async () => {
    const zalo = await createHarness()
    const { stop, receiving } = await zalo.connect()
    stop.abort()
    await receiving
    const { fake } = zalo
    fake.userSays({ from: hoa, text: '1', date: ago(2 * hourMs), offline: true })
    fake.userSays({ from: binh, group: team, text: '2', date: ago(1.5 * hourMs), offline: true })
    fake.userSays({ from: hoa, text: '3', date: ago(hourMs), offline: true })
    const late = fake.userSays({ from: binh, group: team, text: '4', date: ago(hourMs / 2), offline: true })
    fake.history.mute = true
    zalo.receive()
    await zalo.until(() => zalo.fake.heard.filter(({ cmd }) => cmd === 510 || cmd === 511).length === 4)
    fake.userSays({ from: hoa, text: '5' })
    expect(zalo.texts()).toEqual([])
    // The questions of before stay unanswered; a new connection asks again.
    fake.history.mute = false
    fake.drop()
    await zalo.until(() => zalo.texts().length >= 5)
    expect(new Set(zalo.texts())).toEqual(new Set(['1', '2', '3', '4', '5']))
    expect(zalo.read().at(-1)).toMatchObject({ messageId: late })
  })

  it('comes before a live message that overtook it', async () => {
    const zalo = await createHarness()
    zalo.fake.userSays({ from: hoa, text: 'cũ hơn', date: ago(hourMs), offline: true })
    zalo.fake.userSays({ from: binh, group: team, text: 'cũ', date: ago(hourMs / 2), offline: true })
    zalo.fake.handshake({ kind: 'no_key' })
    zalo.receive()
    await zalo.until(() => zalo.fake.sockets === 1)
    zalo.pauses.pass(limits.handshakeMs)
    await zalo.until(() => zalo.fake.heard.some(({ cmd }) => cmd === 510))
    zalo.fake.userSays({ from: hoa, text: 'mới' })
    await zalo.until(() => zalo.texts().length === 3)
    expect(zalo.texts()).toEqual(['cũ hơn', 'cũ', 'mới'])
  })

  it('is waited for no longer than a moment', async () => {
    const zalo = await createHarness()
    zalo.fake.history.mute = true
    zalo.receive()
    await zalo.until(() => zalo.pauses.isWaiting(limits.catchUpMs))
    zalo.fake.userSays({ from: hoa, text: 'mới' })
    expect(zalo.texts()).toEqual([])
    zalo.pauses.pass(limits.catchUpMs)
    await zalo.until(() => zalo.texts().length === 1)
  })

  it.each([
    { paging: 'back', order: 'newest_first' },
    { paging: 'back', order: 'oldest_first' },
    { paging: 'forward', order: 'oldest_first' },
    { paging: 'forward', order: 'newest_first' },
  ] as const)('is asked for page by page ($paging, $order)', async ({ paging, order }) => {
    const zalo = await createHarness()
    Object.assign(zalo.fake.history, { paging, order, pageSize: 7 })
    const said = Array.from({ length: 60 }, (_, at) => `tin ${at}`)
    for (const [at, text] of said.entries()) {
      const group = at % 3 === 0 ? { group: team } : {}
      zalo.fake.userSays({ from: hoa, ...group, text, date: ago(hourMs - at * 1_000), offline: true })
    }
    await zalo.connect()
    await zalo.until(() => zalo.texts().length === said.length)
    expect(zalo.texts()).toEqual(said)
    expect(new Set(zalo.keys()).size).toBe(zalo.keys().length)
  })

  it('is not read through again and again', async () => {
    const zalo = await createHarness()
    zalo.fake.history.pageSize = 5
    for (let at = 0; at < 30; at++) zalo.fake.userSays({ from: hoa, text: `tin ${at}`, offline: true })
    await zalo.connect()
    const asked = () => zalo.fake.heard.filter(({ cmd }) => cmd === 510).length
    const before = asked()
    zalo.fake.userSays({ from: hoa, text: 'mới', offline: true })
    zalo.fake.drop()
    await zalo.until(() => zalo.texts().length === 31)
    await zalo.until(() => zalo.fake.connections === 2 && !zalo.pauses.isWaiting(limits.catchUpMs))
    expect(asked() - before).toBeLessThanOrEqual(5)
    expect(new Set(zalo.keys()).size).toBe(zalo.keys().length)
  })

  it('tells of recalls too', async () => {
    const zalo = await createHarness()
    const msgId = zalo.fake.userSays({ from: hoa, text: 'nhầm', offline: true })
    zalo.fake.userRecalls(msgId, { offline: true })
    await zalo.connect()
    await zalo.until(() => zalo.read().length === 2)
    expect(zalo.read()).toMatchObject([{ kind: 'message' }, { kind: 'recalled', messageId: msgId }])
  })
})

describe('what the database does not take', () => {
  it('is kept in its order and offered until it is taken', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    let failures = 0
    zalo.store = async () => {
      if (failures++ < 4) throw new Error('the database is away')
    }
    for (const text of ['một', 'hai', 'ba']) zalo.fake.userSays({ from: hoa, text })
    await zalo.until(() => zalo.texts().length === 3)
    expect(zalo.texts()).toEqual(['một', 'hai', 'ba'])
    expect(zalo.pauses.past.filter((ms) => ms % 1_000 === 0)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(zalo.fake.connections).toBe(1)
  })

  it('is found by the next catch-up where the process stopped before', async () => {
    const zalo = await createHarness()
    const { stop, receiving } = await zalo.connect()
    zalo.store = async () => {
      throw new Error('the database is away')
    }
    zalo.fake.userSays({ from: hoa, text: 'không mất' })
    await zalo.until(() => zalo.logged.some((line) => line.startsWith('zalo.store_failed')))
    stop.abort()
    expect(await receiving).toBeUndefined()
    zalo.store = undefined
    await zalo.connect()
    await zalo.until(() => zalo.texts().length === 1)
  })

  it('is waited for before the end is told', async () => {
    const zalo = await createHarness()
    const { stop, receiving } = await zalo.connect()
    const releases: (() => void)[] = []
    zalo.store = () => new Promise((resolve) => releases.push(resolve))
    zalo.fake.userSays({ from: hoa, text: 'đang lưu' })
    await zalo.until(() => releases.length === 1)
    stop.abort()
    let ended = false
    void receiving.then(() => (ended = true))
    await zalo.until(() => zalo.fake.sockets === 0)
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
    expect(ended).toBe(false)
    releases[0]?.()
    await receiving
    expect(zalo.texts()).toEqual(['đang lưu'])
  })
})
