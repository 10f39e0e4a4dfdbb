import { describe, expect, it } from 'vitest'
import { binh, createHarness, hoa, limits, saying, team, toHoa } from './harness.ts'

describe('receiving', () => {
  it('logs in by cookie, connects and tells so', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    expect(zalo.health).toEqual([{ kind: 'connecting' }, { kind: 'connected' }])
    expect(zalo.fake.logins).toBe(1)
    expect(zalo.fake.requests.every(({ host }) => host.endsWith('.zalo.me'))).toBe(true)
  })

  it.each([0, 1, 2, 3] as const)('reads a message in encoding %i', async (encrypt) => {
    const zalo = await createHarness()
    await zalo.connect()
    const msgId = zalo.fake.userSays({ from: hoa, text: 'Báo cáo https://sonoivu.gov.vn/tin', encrypt })
    await zalo.until(() => zalo.texts().length === 1)
    expect(zalo.read()).toEqual([
      {
        kind: 'message',
        messageId: msgId,
        chat: { nativeId: hoa.uid, kind: 'direct', topic: '' },
        sender: { nativeId: hoa.uid, name: hoa.name, username: null },
        text: 'Báo cáo https://sonoivu.gov.vn/tin',
        links: ['https://sonoivu.gov.vn/tin'],
        files: [],
        replyTo: null,
        sentAt: expect.any(Date),
      },
    ])
    expect(zalo.stored.at(-1)).toMatchObject({ nativeId: `msg:${hoa.uid}:${msgId}`, chatNativeId: hoa.uid })
  })

  it.each([501, 551, 504, 553])('takes direct messages under command %i', async (cmd) => {
    const zalo = await createHarness()
    await zalo.connect()
    zalo.fake.userSays({ from: hoa, text: 'chào', cmd })
    await zalo.until(() => zalo.texts().length === 1)
    expect(zalo.read()[0]).toMatchObject({ chat: { nativeId: hoa.uid, kind: 'direct' } })
  })

  it.each([521, 524])('takes messages of groups under command %i', async (cmd) => {
    const zalo = await createHarness()
    await zalo.connect()
    zalo.fake.userSays({ from: hoa, group: team, text: 'chào', cmd })
    await zalo.until(() => zalo.texts().length === 1)
    expect(zalo.read()[0]).toMatchObject({
      chat: { nativeId: `g${team.id}`, kind: 'group' },
      sender: { nativeId: hoa.uid },
    })
    expect(zalo.stored.at(-1)?.chatNativeId).toBe(`g${team.id}`)
  })

  it('keeps ids exact that come as long numbers', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    const first = zalo.fake.userSays({ from: hoa, text: 'một' })
    zalo.fake.userSays({ from: hoa, text: 'hai', quote: first, bareIds: true, encrypt: 3 })
    await zalo.until(() => zalo.texts().length === 2)
    expect(zalo.read()[1]).toMatchObject({ sender: { nativeId: hoa.uid }, replyTo: first })
  })

  it('tells of recalls, reactions and contacts', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    const msgId = zalo.fake.userSays({ from: hoa, text: 'nhầm' })
    zalo.fake.userReacts({ from: binh, msgId })
    zalo.fake.userRecalls(msgId)
    zalo.fake.userAsksFriendship(binh)
    zalo.fake.userUnfriends(hoa)
    await zalo.until(() => zalo.read().length === 5)
    expect(zalo.read().slice(1)).toMatchObject([
      { kind: 'reaction', sender: { nativeId: binh.uid }, messageId: msgId, emoji: '/-strong' },
      { kind: 'recalled', chat: { nativeId: hoa.uid }, sender: { nativeId: hoa.uid }, messageId: msgId },
      {
        kind: 'contact_request',
        chat: { nativeId: binh.uid, kind: 'direct' },
        sender: { nativeId: binh.uid, name: binh.name },
      },
      { kind: 'contacts', change: 'removed', nativeIds: [hoa.uid] },
    ])
  })

  it('tells of its own coming into groups and going out of them, not of others', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    zalo.fake.groupAdds({ group: team, by: hoa })
    zalo.fake.groupAdds({ group: team, by: hoa, members: [binh] })
    zalo.fake.groupRenames(team, hoa)
    zalo.fake.groupRemoves({ group: team, by: hoa })
    await zalo.until(() => zalo.read().length === 2)
    const chat = { nativeId: `g${team.id}`, kind: 'group', topic: '' }
    expect(zalo.read()).toEqual([
      { kind: 'unblocked', chat },
      { kind: 'blocked', chat },
    ])
  })

  it('leaves out what the account itself sent', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    await zalo.platform.apply(toHoa, saying('của tôi'))
    zalo.fake.userSays({ from: hoa, text: 'của chị' })
    await zalo.until(() => zalo.texts().length === 1)
    expect(zalo.fake.accepted).toHaveLength(1)
    expect(zalo.read()).toMatchObject([{ kind: 'message', text: 'của chị' }])
  })

  it('gives a message that comes again under another id the same second mark', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    const first = zalo.fake.userSays({ from: hoa, text: 'một lần' })
    zalo.fake.redelivers(first)
    zalo.fake.userSays({ from: hoa, text: 'một lần' })
    await zalo.until(() => zalo.texts().length === 3)
    const [one, again, other] = zalo.stored.slice(-3)
    expect(one?.nativeId).not.toBe(again?.nativeId)
    expect(one?.altId).toBe(again?.altId)
    expect(other?.altId).not.toBe(one?.altId)
  })

  it('stores two hundred messages in the order in which they came', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    const said = Array.from({ length: 200 }, (_, at) => `tin ${at} ${'x'.repeat((at * 7919) % 3000)}`)
    for (const [at, text] of said.entries()) {
      zalo.fake.userSays({ from: at % 2 === 0 ? hoa : binh, text, encrypt: at % 3 === 0 ? 2 : 0 })
    }
    await zalo.until(() => zalo.texts().length === said.length)
    expect(zalo.texts()).toEqual(said)
  })
})

describe('what is spoilt', () => {
  it('costs its neighbours in the same frame nothing', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    const [one, two] = [
      zalo.fake.userSays({ from: hoa, text: 'một', offline: true }),
      zalo.fake.userSays({ from: hoa, text: 'hai', offline: true }),
    ]
    const spoilt = { ...zalo.fake.wire(one), msgId: '6000000000001', content: null }
    const broken: unknown[] = [
      null,
      7,
      {},
      { ...zalo.fake.wire(one), msgId: { $: 1 } },
      { ...zalo.fake.wire(one), ts: 'nie' },
    ]
    zalo.fake.delivers([one, spoilt, ...(broken as Record<string, unknown>[]), two])
    await zalo.until(() => zalo.texts().length === 2)
    expect(zalo.texts()).toEqual(['một', 'hai'])
    expect(zalo.read()[1]).toEqual({ kind: 'ignored', reason: 'nothing readable' })
    expect(zalo.logged).toContainEqual(expect.stringContaining('zalo.items_unreadable'))
  })

  it('costs neither the connection nor the frames around it anything', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    const { fake } = zalo
    fake.userSays({ from: hoa, text: 'trước' })
    fake.pushRaw(Buffer.from([]))
    fake.pushRaw(Buffer.from([1, 245]))
    fake.pushRaw(Buffer.from([1, 245, 1, 0]))
    fake.pushRaw(Buffer.concat([Buffer.from([1, 245, 1, 0]), Buffer.from('{{{')]))
    fake.pushRaw(Buffer.concat([Buffer.from([1, 245, 1, 0]), Buffer.from('{"encrypt":2,"data":"%%%"}')]))
    fake.pushRaw(Buffer.concat([Buffer.from([1, 245, 1, 0]), Buffer.from('{"encrypt":9,"data":""}')]))
    fake.pushFrame(501, 0, 'not json at all')
    fake.pushFrame(501, 0, { msgs: 'nie' })
    fake.pushFrame(501, 0, { msgs: [] }, { wrongKey: true })
    fake.pushFrame(501, 0, `{"data":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)
    fake.pushFrame(601, 0, { controls: [null, { content: { act_type: 'fr', act: 'req_v2', data: '{' } }] })
    fake.pushFrame(612, 0, { reacts: [{ content: 1 }], reactGroups: null })
    fake.pushFrame(4242, 7, { secret: 'hidden' })
    fake.userSays({ from: hoa, text: 'sau' })
    await zalo.until(() => zalo.texts().length === 2)
    expect(zalo.texts()).toEqual(['trước', 'sau'])
    expect(zalo.fake.connections).toBe(1)
    expect(zalo.logged).toContain('zalo.unknown_command { cmd: 4242, subCmd: 7 }')
    expect(zalo.logged.join()).not.toContain('hidden')
  })

  it('does not become part of a key, however it is written', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    const msgId = zalo.fake.userSays({ from: hoa, text: 'thật', offline: true })
    zalo.fake.delivers([
      { ...zalo.fake.wire(msgId), uidFrom: '1\u0000\u0000' },
      { ...zalo.fake.wire(msgId), content: 'a\u0000b' },
    ])
    await zalo.until(() => zalo.texts().length === 1)
    expect(zalo.texts()).toEqual(['ab'])
    expect(zalo.keys().join()).not.toContain('\0')
  })
})

describe('contacts', () => {
  it('are told of at a start, and again only where they have changed', async () => {
    const zalo = await createHarness({ limits: { contactsMs: 0 } })
    zalo.fake.befriends(hoa)
    await zalo.connect()
    const lists = () => zalo.stored.filter(({ nativeId }) => nativeId.startsWith('contacts:'))
    expect(lists().map(({ raw }) => zalo.platform.read(raw))).toEqual([
      { kind: 'contacts', change: 'all', nativeIds: [hoa.uid] },
    ])
    const asked = () => zalo.fake.requests.filter(({ path }) => path.endsWith('recommendsv2/list')).length
    zalo.fake.drop()
    await zalo.until(() => asked() === 2)
    zalo.fake.befriends(binh)
    zalo.fake.drop()
    await zalo.until(() => lists().length === 2)
    expect(zalo.platform.read(lists()[1]?.raw)).toMatchObject({ nativeIds: [hoa.uid, binh.uid] })
  })

  it('that asked while nobody listened are told of with their names, and once', async () => {
    const zalo = await createHarness({ limits: { contactsMs: 0 } })
    zalo.fake.userAsksFriendship(hoa, { silently: true })
    await zalo.connect()
    await zalo.until(() => zalo.read().length === 1)
    expect(zalo.read()).toMatchObject([{ kind: 'contact_request', sender: { nativeId: hoa.uid, name: hoa.name } }])
    zalo.fake.userAsksFriendship(binh)
    await zalo.until(() => zalo.read().length === 2)
    zalo.fake.drop()
    await zalo.until(() => zalo.read().length === 3)
    // Stored a second time under the key it already has; the database keeps one.
    expect(new Set(zalo.keys().filter((key) => key.startsWith('friend:request'))).size).toBe(2)
  })

  it('that ask and whose names cannot be had are told of without', async () => {
    const zalo = await createHarness()
    await zalo.connect()
    zalo.fake.fault({ match: 'getprofiles/v2', kind: 'garbage' })
    zalo.fake.userAsksFriendship(binh)
    await zalo.until(() => zalo.read().length === 1)
    zalo.fake.fault({ match: 'getprofiles/v2', kind: 'hang' })
    zalo.fake.userAsksFriendship(hoa)
    zalo.fake.userSays({ from: hoa, text: 'sau đó' })
    await zalo.until(() => zalo.pauses.pass(limits.nameMs))
    await zalo.until(() => zalo.read().length === 3)
    expect(zalo.read()).toMatchObject([
      { kind: 'contact_request', sender: { nativeId: binh.uid, name: '' } },
      { kind: 'contact_request', sender: { nativeId: hoa.uid, name: '' } },
      { kind: 'message', text: 'sau đó' },
    ])
    expect(zalo.logged.filter((line) => line.startsWith('zalo.name_failed'))).toHaveLength(1)
  })

  it('that ask are not lost where receiving ends before their names are known', async () => {
    const zalo = await createHarness({ limits: { requestMs: 500 } })
    const { stop, receiving } = await zalo.connect()
    zalo.fake.fault({ match: 'getprofiles/v2', kind: 'hang' })
    zalo.fake.userAsksFriendship(binh)
    await zalo.until(() => zalo.pauses.isWaiting(limits.nameMs))
    stop.abort()
    await receiving
    expect(zalo.read()).toMatchObject([{ kind: 'contact_request', sender: { nativeId: binh.uid, name: '' } }])
  })

  it('that cannot be read stop nothing', async () => {
    const zalo = await createHarness()
    zalo.fake.fault({ match: 'getfriends', kind: 'status', code: 500 })
    zalo.receive()
    await zalo.until(() => zalo.logged.some((line) => line.startsWith('zalo.contacts_failed')))
    zalo.fake.userSays({ from: hoa, text: 'vẫn nghe' })
    await zalo.until(() => zalo.texts().length === 1)
    expect(zalo.pauses.isWaiting(limits.pingMs)).toBe(true)
  })
})
