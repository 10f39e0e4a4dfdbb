import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  type API,
  FriendEventType,
  type LoginQRCallbackEvent,
  LoginQRCallbackEventType,
  Reactions,
  TextStyle,
  ThreadType,
  Zalo,
} from 'zca-js'
import { type FakeZalo, type Options, startFakeZalo } from '../../support/zalo/fake-zalo.ts'

/** The fake of Zalo, played by the real zca-js. */

const lan = { uid: '710000000000000002', name: 'Lan' }
const minh = { uid: '710000000000000003', name: 'Minh' }
const group = { id: '800000000000000001', name: 'Tổ CCHC' }

async function zaloWith(options: Options = {}): Promise<FakeZalo> {
  const fake = await startFakeZalo(options)
  onTestFinished(() => fake.close())
  return fake
}

const zca = (fake: FakeZalo, more = {}) =>
  new Zalo({ polyfill: fake.fetch, checkUpdate: false, logging: false, ...more })

async function loggedIn(options: Options = {}, more = {}) {
  const fake = await zaloWith(options)
  return { fake, api: await zca(fake, more).login(fake.credentials()) }
}

type Happening = 'message' | 'undo' | 'reaction' | 'typing' | 'seen_messages' | 'delivered_messages' | 'old_messages'
type Other = 'friend_event' | 'group_event' | 'upload_attachment' | 'error' | 'closed' | 'cipher_key' | 'connected'

/** The next one, and what was said with it. */
const next = (api: API, event: Happening | Other) =>
  new Promise<unknown[]>((resolve) => api.listener.once(event, (...args: unknown[]) => resolve(args)))

async function listening(options: Options = {}, more = {}) {
  const { fake, api } = await loggedIn(options, more)
  const errors: unknown[] = []
  const contents: unknown[] = []
  api.listener.on('error', (error) => errors.push(error))
  api.listener.on('message', (message) => contents.push(message.data.content))
  const key = next(api, 'cipher_key')
  api.listener.start()
  await key
  onTestFinished(() => api.listener.stop())
  /** Everything pushed before has been seen by then. */
  const until = (content: string) =>
    new Promise<void>((resolve) => {
      api.listener.on('message', (message) => message.data.content === content && resolve())
    })
  return { fake, api, errors, contents, until }
}

describe('login by cookie', () => {
  test('gives the account, whose calls are then answered', async () => {
    const { fake, api } = await loggedIn()
    expect(api.getOwnId()).toBe(fake.account.uid)
    expect(await api.fetchAccountInfo()).toMatchObject({ profile: { userId: fake.account.uid, zaloName: 'Nhắc Việc' } })
    expect(await api.keepAlive()).toEqual({ config_vesion: 1 })
    expect(fake.logins).toBe(1)
    expect(fake.requests.map(({ method }) => method)).toEqual(['getLoginInfo', 'getServerInfo', 'me-v2', 'keepalive'])
  })

  test('an expired session refuses calls with 600, the socket with 401 and the next login', async () => {
    const { fake, api } = await loggedIn()
    fake.expireSession()
    await expect(api.sendMessage('chào', lan.uid)).rejects.toMatchObject({ code: 600 })
    await expect(api.keepAlive()).rejects.toMatchObject({ code: 600 })
    const failed = next(api, 'error')
    const closed = next(api, 'closed')
    api.listener.start()
    expect(String((await failed).map((event) => (event as { message: string }).message))).toContain('401')
    expect((await closed)[0]).toBe(1006)
    await expect(zca(fake).login(fake.credentials())).rejects.toMatchObject({
      message: 'Đăng nhập thất bại',
      code: null,
    })
    expect(fake.accepted).toEqual([])
    expect(fake.logins).toBe(1)
  })

  test('cookies of nobody are refused', async () => {
    const fake = await zaloWith()
    const { cookie, ...rest } = fake.credentials()
    const foreign = cookie.map((one) => ({ ...one, value: 'x' }))
    await expect(zca(fake).login({ ...rest, cookie: foreign })).rejects.toThrow('Đăng nhập thất bại')
  })

  test('rotated cookies reach the jar; the old ones serve for no further login', async () => {
    const { fake, api } = await loggedIn()
    const former = fake.credentials()
    fake.rotateCookies()
    await api.keepAlive()
    await api.sendMessage('vẫn được', lan.uid)
    const jar = api.getCookie().toJSON()?.cookies ?? []
    const renewed = jar.find(({ key }) => key === 'zpw_sek')?.value
    expect(renewed).toBe(fake.credentials().cookie[1]?.value)
    await expect(zca(fake).login(former)).rejects.toThrow('Đăng nhập thất bại')
    expect((await zca(fake).login({ ...former, cookie: jar })).getOwnId()).toBe(fake.account.uid)
  })
})

describe('login by QR code', () => {
  function scanning(fake: FakeZalo, on: (event: LoginQRCallbackEvent) => void = () => {}) {
    const events: LoginQRCallbackEvent[] = []
    const done = zca(fake).loginQR({}, (event) => {
      events.push(event)
      on(event)
    })
    done.catch(() => {})
    return { done, events, kinds: () => events.map(({ type }) => type) }
  }

  test('a picture that can be scanned, a phone that confirms, and a session', async () => {
    const fake = await zaloWith()
    const before = await zca(fake).login(fake.credentials())
    const { done, events, kinds } = scanning(fake)
    const round = await fake.waitFor(() => fake.qr)
    fake.scanQr()
    await fake.waitFor(() => fake.requests.some(({ method }) => method === 'waiting-confirm'))
    fake.confirmQr()
    const api = await done
    expect(kinds()).toEqual([0, 2, 4])
    const [generated, scanned, got] = events
    if (generated?.type !== LoginQRCallbackEventType.QRCodeGenerated) throw new Error('No picture')
    const png = PNG.sync.read(Buffer.from(generated.data.image, 'base64'))
    expect(jsQR(new Uint8ClampedArray(png.data), png.width, png.height)?.data).toBe(round.text)
    expect(scanned?.data).toMatchObject({ display_name: 'Nhắc Việc' })
    expect(api.getOwnId()).toBe(fake.account.uid)
    await api.sendMessage('chào', lan.uid)
    expect(fake.accepted).toMatchObject([{ to: lan.uid, text: 'chào' }])

    if (got?.type !== LoginQRCallbackEventType.GotLoginInfo) throw new Error('No credentials')
    expect((await zca(fake).login(got.data)).getOwnId()).toBe(fake.account.uid)
    await expect(before.keepAlive()).rejects.toMatchObject({ code: 600 })
  })

  test('somebody else may scan, and is who they are', async () => {
    const fake = await zaloWith()
    const { done } = scanning(fake)
    await fake.waitFor(() => fake.qr)
    fake.scanQr(minh)
    fake.confirmQr()
    expect((await done).getOwnId()).toBe(minh.uid)
    expect((await zca(fake).login(fake.credentials())).getOwnId()).toBe(fake.account.uid)
  })

  test('declined, then tried again with another picture', async () => {
    const fake = await zaloWith()
    const { done, kinds } = scanning(fake, (event) => {
      if (event.type === LoginQRCallbackEventType.QRCodeDeclined) event.actions.retry()
    })
    await fake.waitFor(() => fake.qr)
    fake.scanQr()
    fake.confirmQr(false)
    await fake.waitFor(() => fake.qrRounds === 2)
    fake.scanQr()
    fake.confirmQr()
    await done
    expect(kinds()).toEqual([0, 2, 3, 0, 2, 4])
  })

  test('a code that expires, an account that is banned', async () => {
    const fake = await zaloWith()
    const first = scanning(fake)
    await fake.waitFor(() => fake.qr)
    fake.expireQr()
    await expect(first.done).rejects.toThrow('Cannot get scan result')

    fake.banned = true
    const second = scanning(fake)
    await fake.waitFor(() => fake.qrRounds === 2)
    fake.scanQr()
    fake.confirmQr()
    await expect(second.done).rejects.toThrow('-1005')
  })

  test('a poll that ends without an answer is asked again', async () => {
    const fake = await zaloWith({ longPollMs: 1 })
    const { done } = scanning(fake)
    await fake.waitFor(() => fake.requests.filter(({ method }) => method === 'waiting-scan').length > 2)
    fake.scanQr()
    await fake.waitFor(() => fake.requests.filter(({ method }) => method === 'waiting-confirm').length > 2)
    fake.confirmQr()
    await done
  })
})

describe('what the account sends', () => {
  test('text with styles to a user', async () => {
    const { fake, api } = await loggedIn({ now: () => new Date(0) })
    const styles = [{ start: 0, len: 4, st: TextStyle.Bold } as const]
    const sent = await api.sendMessage({ msg: 'chào chị 👋', styles }, lan.uid)
    expect(fake.accepted).toEqual([
      {
        ...{
          msgId: String(sent.message?.msgId),
          cliMsgId: expect.stringMatching(/^\d{13}$/),
          to: lan.uid,
          kind: 'user',
        },
        ...{ by: fake.account.uid, text: 'chào chị 👋', styles: [{ start: 0, len: 4, st: 'b' }], mentions: [] },
        ...{ recalled: false, at: new Date(0) },
      },
    ])
  })

  test('text and mentions to a group it is in', async () => {
    const { fake, api } = await loggedIn()
    await expect(api.sendMessage('chào', group.id, ThreadType.Group)).rejects.toMatchObject({ code: 166 })
    fake.knows(group, [lan])
    await api.sendMessage('chào', group.id, ThreadType.Group)
    const mentions = [{ pos: 0, len: 4, uid: lan.uid }]
    await api.sendMessage({ msg: '@Lan ơi', mentions }, group.id, ThreadType.Group)
    expect(fake.accepted).toMatchObject([
      { to: group.id, kind: 'group', text: 'chào', mentions: [] },
      { to: group.id, kind: 'group', text: '@Lan ơi', mentions: [{ ...mentions[0], type: 0 }] },
    ])
    fake.groupRemoves({ group, by: lan })
    await expect(api.sendMessage('còn ai', group.id, ThreadType.Group)).rejects.toMatchObject({ code: 166 })
  })

  test('an answer that quotes, with the whole of the original', async () => {
    const { fake, api } = await listening()
    const came = next(api, 'message')
    const msgId = fake.userSays({ from: lan, text: 'hỏi' })
    await came
    const { cliMsgId, ts } = fake.wire(msgId) as { cliMsgId: string; ts: string }
    const quote = { content: 'hỏi', msgType: 'webchat', propertyExt: undefined, uidFrom: lan.uid, ttl: 0 }
    await api.sendMessage({ msg: 'đáp', quote: { ...quote, msgId, cliMsgId, ts } }, lan.uid)
    expect(fake.accepted).toMatchObject([{ text: 'đáp', quote: { msgId, cliMsgId, text: 'hỏi' } }])
    const wrong = api.sendMessage({ msg: 'đáp', quote: { ...quote, msgId, cliMsgId: '1', ts } }, lan.uid)
    await expect(wrong).rejects.toMatchObject({ code: 114 })
  })

  test('text beyond the limit, styles beyond the text and people who refuse are refused', async () => {
    const { fake, api } = await loggedIn()
    await api.sendMessage('a'.repeat(2_000), lan.uid)
    await expect(api.sendMessage('a'.repeat(2_001), lan.uid)).rejects.toMatchObject({ code: 114 })
    const styles = [{ start: 0, len: 9, st: TextStyle.Bold } as const]
    await expect(api.sendMessage({ msg: 'ngắn', styles }, lan.uid)).rejects.toMatchObject({ code: 114 })
    fake.blocks(minh)
    await expect(api.sendMessage('chào', minh.uid)).rejects.toMatchObject({ code: 122 })
    fake.unblocks(minh)
    await api.sendMessage('chào', minh.uid)
    expect(fake.accepted).toMatchObject([{ to: lan.uid }, { to: minh.uid }])
  })

  const source = (name: `${string}.${string}`, data: Buffer) => ({
    ...{ data, filename: name, metadata: { totalSize: data.length, width: 3, height: 3 } },
  })

  test('a photo with its caption, in pieces', async () => {
    const { fake, api } = await loggedIn({ chunkSize: 1_000 })
    const bytes = Buffer.from(Array.from({ length: 2_500 }, (_, index) => index % 251))
    const sent = await api.sendMessage({ msg: 'ảnh đây', attachments: source('ảnh chụp.png', bytes) }, lan.uid)
    expect(sent.attachment).toHaveLength(1)
    expect(fake.accepted).toMatchObject([{ to: lan.uid, text: 'ảnh đây', file: { name: 'ảnh chụp.png', bytes } }])
    expect(fake.requests.filter(({ path }) => path.endsWith('photo_original/upload'))).toHaveLength(3)
  })

  test('a file, once the socket tells that it is there', async () => {
    const { fake, api } = await listening()
    fake.knows(group)
    const bytes = Buffer.from('họ tên;số tờ')
    const attachments = source('danh sách.csv', bytes)
    await api.sendMessage({ msg: 'mời xem', attachments }, group.id, ThreadType.Group)
    expect(fake.accepted).toMatchObject([
      { to: group.id, kind: 'group', text: 'mời xem' },
      { to: group.id, kind: 'group', text: '', file: { name: 'danh sách.csv', bytes } },
    ])
  })

  test('a moving picture', async () => {
    const { fake, api } = await loggedIn()
    await api.sendMessage({ msg: '', attachments: source('vui.gif', Buffer.from('GIF89a')) }, lan.uid)
    expect(fake.accepted).toMatchObject([{ file: { name: 'vui.gif', bytes: Buffer.from('GIF89a') } }])
  })

  test('a link card', async () => {
    const { fake, api } = await loggedIn()
    await api.sendLink({ msg: 'mời xem', link: 'https://bao.vn/1' }, lan.uid)
    expect(fake.accepted).toMatchObject([{ to: lan.uid, text: 'mời xem https://bao.vn/1', href: 'https://bao.vn/1' }])
  })

  test('comes back as its own message, by which it can be recalled', async () => {
    const { fake, api } = await listening({}, { selfListen: true })
    const echoed = next(api, 'message')
    const sent = await api.sendMessage('nhầm', lan.uid)
    const [own] = (await echoed) as [{ isSelf: boolean; threadId: string; data: { msgId: string; cliMsgId: string } }]
    expect(own).toMatchObject({ isSelf: true, threadId: lan.uid, data: { msgId: String(sent.message?.msgId) } })
    const { msgId, cliMsgId } = own.data
    await expect(api.undo({ msgId, cliMsgId: '1' }, lan.uid)).rejects.toMatchObject({ code: 114 })
    expect(await api.undo({ msgId, cliMsgId }, lan.uid)).toEqual({ status: 0 })
    expect(fake.accepted).toMatchObject([{ text: 'nhầm', recalled: true }])
  })

  test('a reaction', async () => {
    const { fake, api } = await loggedIn()
    const msgId = fake.userSays({ from: lan, text: 'xong rồi' })
    const { cliMsgId } = fake.wire(msgId) as { cliMsgId: string }
    const dest = { data: { msgId, cliMsgId }, threadId: lan.uid, type: ThreadType.User }
    expect(await api.addReaction(Reactions.HEART, dest)).toEqual({ msgIds: [expect.any(Number)] })
    expect(fake.reactions).toMatchObject([{ msgId, icon: '/-heart', to: lan.uid }])
  })
})

describe('people and groups', () => {
  test('a request of friendship is seen, listed and accepted once', async () => {
    const { fake, api } = await listening()
    const asked = next(api, 'friend_event')
    fake.userAsksFriendship(lan, { message: 'Kết bạn nhé' })
    expect((await asked)[0]).toMatchObject({ type: FriendEventType.REQUEST, data: { fromUid: lan.uid } })
    const { recommItems } = await api.getFriendRecommendations()
    expect(recommItems).toMatchObject([{ dataInfo: { userId: lan.uid, zaloName: 'Lan', recommType: 2 } }])
    const added = next(api, 'friend_event')
    expect(await api.acceptFriendRequest(lan.uid)).toBe('')
    expect((await added)[0]).toMatchObject({ type: FriendEventType.ADD, data: lan.uid })
    expect(await api.getAllFriends()).toMatchObject([{ userId: lan.uid, displayName: 'Lan', isFr: 1 }])
    await expect(api.acceptFriendRequest(lan.uid)).rejects.toMatchObject({ code: 225 })
    await expect(api.acceptFriendRequest(minh.uid)).rejects.toMatchObject({ code: 112 })
  })

  test('profiles and groups are told of', async () => {
    const { fake, api } = await loggedIn()
    fake.knows(group, [lan])
    const { changed_profiles } = await api.getUserInfo([lan.uid, '1'])
    expect(changed_profiles).toMatchObject({ [lan.uid]: { zaloName: 'Lan', globalId: expect.stringMatching(/^\d+$/) } })
    expect(Object.keys((await api.getAllGroups()).gridVerMap)).toEqual([group.id])
    const { gridInfoMap, removedsGroup } = await api.getGroupInfo([group.id, '5'])
    expect(gridInfoMap[group.id]).toMatchObject({ name: group.name, memberIds: [fake.account.uid, lan.uid] })
    expect(removedsGroup).toEqual(['5'])
    expect((await api.getGroupMembersInfo(lan.uid)).profiles).toMatchObject({ [lan.uid]: { zaloName: 'Lan' } })
    await api.leaveGroup(group.id)
    expect((await api.getAllGroups()).gridVerMap).toEqual({})
  })
})

describe('what the account hears', () => {
  test.for([0, 1, 2, 3] as const)('messages in encoding %i', async (encrypt) => {
    const { fake, api, errors } = await listening({ now: () => new Date(1_000) })
    const direct = next(api, 'message')
    const first = fake.userSays({ from: lan, text: 'Dạ, "xong" ạ 👍', encrypt })
    const [{ data: original }] = (await direct) as [{ data: object }]
    expect(original).toMatchObject({
      ...{ msgId: first, msgType: 'webchat', uidFrom: lan.uid, idTo: fake.account.uid, dName: 'Lan', ts: '1000' },
      content: 'Dạ, "xong" ạ 👍',
    })
    const inGroup = next(api, 'message')
    const mentions = [{ uid: fake.account.uid, pos: 0, len: 4 }]
    fake.userSays({ from: lan, group, text: '@Bot đây', mentions, quote: first, encrypt })
    expect((await inGroup)[0]).toMatchObject({
      ...{ type: ThreadType.Group, threadId: group.id },
      data: { uidFrom: lan.uid, mentions: [{ ...mentions[0], type: 0 }], quote: { globalMsgId: Number(first) } },
    })
    expect(errors).toEqual([])
  })

  test('links, photos, files, voices and anything else', async () => {
    const { fake, api } = await listening()
    const seen = async (said: Parameters<FakeZalo['userSays']>[0]) => {
      const came = next(api, 'message')
      fake.userSays(said)
      return ((await came)[0] as { data: { msgType: string; content: unknown } }).data
    }
    expect(await seen({ from: lan, as: 'recommended', text: 'xem https://bao.vn/1 nhé' })).toMatchObject({
      msgType: 'chat.recommended',
      content: { action: 'recommened.link', title: 'xem https://bao.vn/1 nhé', href: 'https://bao.vn/1' },
    })
    expect(await seen({ from: lan, as: 'link', text: 'https://bao.vn/2', href: '' })).toMatchObject({
      msgType: 'chat.link',
      content: { title: 'https://bao.vn/2', href: '' },
    })
    expect(await seen({ from: lan, text: 'ảnh', photo: {} })).toMatchObject({
      msgType: 'chat.photo',
      content: { title: 'ảnh', href: expect.stringContaining('https://') },
    })
    expect(await seen({ from: lan, file: { name: 'a.docx' } })).toMatchObject({
      msgType: 'share.file',
      content: { title: 'a.docx' },
    })
    expect(await seen({ from: lan, voice: {} })).toMatchObject({ msgType: 'chat.voice' })
    const raw = { msgType: 'chat.sticker', content: { id: 1 } }
    expect(await seen({ from: lan, raw })).toMatchObject(raw)
  })

  test('the E2EE aliases, which zca-js passes over', async () => {
    const { fake, contents, until } = await listening()
    const done = until('thường')
    for (const cmd of [551, 504, 553]) fake.userSays({ from: lan, text: String(cmd), cmd })
    fake.userSays({ from: lan, group, text: '524', cmd: 524 })
    fake.userSays({ from: lan, text: 'thường' })
    await done
    expect(contents).toEqual(['thường'])
  })

  test('the same message again under another id, and several in one frame', async () => {
    const { fake, api } = await listening()
    const got: { msgId: string; cliMsgId: string }[] = []
    api.listener.on('message', ({ data }) => got.push({ msgId: data.msgId, cliMsgId: data.cliMsgId }))
    let came = next(api, 'message')
    const first = fake.userSays({ from: lan, text: 'một' })
    await came
    came = next(api, 'message')
    const again = fake.redelivers(first)
    await came
    expect(got.map(({ msgId }) => msgId)).toEqual([first, again])
    expect(got[0]?.cliMsgId).toBe(got[1]?.cliMsgId)
    came = next(api, 'message')
    const stored = fake.userSays({ from: lan, text: 'hai', offline: true })
    fake.delivers([first, stored])
    await came
    expect(got.slice(2).map(({ msgId }) => msgId)).toEqual([first, stored])
  })

  test('recalls, reactions, receipts and typing', async () => {
    const { fake, api } = await listening()
    const msgId = fake.userSays({ from: lan, text: 'nhầm' })
    const heard = async (event: Happening | Other, happen: () => void) => {
      const came = next(api, event)
      happen()
      return (await came)[0]
    }
    expect(await heard('undo', () => fake.userRecalls(msgId))).toMatchObject({
      ...{ threadId: lan.uid, isSelf: false },
      data: { content: { globalMsgId: Number(msgId), deleteMsg: 1 } },
    })
    const inGroup = fake.userSays({ from: lan, group, text: 'nhầm', offline: true })
    expect(await heard('undo', () => fake.userRecalls(inGroup))).toMatchObject({ threadId: group.id, isGroup: true })
    for (const target of [msgId, inGroup]) {
      const reacted = await heard('reaction', () => fake.userReacts({ from: minh, msgId: target, icon: '/-heart' }))
      expect(reacted).toMatchObject({
        data: { uidFrom: minh.uid, content: { rIcon: '/-heart', rMsg: [{ gMsgID: Number(target) }] } },
      })
    }
    expect(await heard('seen_messages', () => fake.userSees({ from: lan, msgId }))).toMatchObject([
      { threadId: lan.uid, data: { msgId } },
    ])
    expect(await heard('seen_messages', () => fake.userSees({ from: lan, msgId, group }))).toMatchObject([
      { threadId: group.id, data: { seenUids: [lan.uid] } },
    ])
    expect(await heard('delivered_messages', () => fake.userReceives({ from: lan, msgId }))).toMatchObject([
      { threadId: lan.uid },
    ])
    expect(await heard('delivered_messages', () => fake.userReceives({ from: lan, msgId, group }))).toMatchObject([
      { threadId: group.id },
    ])
    expect(await heard('typing', () => fake.userTypes(lan))).toMatchObject({ threadId: lan.uid })
    expect(await heard('typing', () => fake.userTypes(lan, group))).toMatchObject({ threadId: group.id })
  })

  test('who comes to a group and who goes; of itself only with selfListen', async () => {
    const { fake, api } = await listening({}, { selfListen: true })
    const acts: [string, boolean][] = []
    api.listener.on('group_event', ({ act, isSelf }) => acts.push([act, isSelf]))
    const event = async (happen: () => void) => {
      const came = next(api, 'group_event')
      happen()
      await came
    }
    await event(() => fake.groupAdds({ group, by: lan }))
    await event(() => fake.groupAdds({ group, by: lan, members: [minh] }))
    await event(() => fake.groupRenames({ ...group, name: 'Tổ mới' }, lan))
    await event(() => fake.userLeaves(minh, group))
    await event(() => fake.groupRemoves({ group, by: lan }))
    expect(acts).toEqual([
      ['join', true],
      ['join', false],
      ['update', false],
      ['leave', false],
      ['remove_member', true],
    ])
    expect((await api.getAllGroups()).gridVerMap).toEqual({})
    const came = next(api, 'message')
    fake.userSays({ from: lan, group, text: 'không ai nghe' })
    fake.userSays({ from: lan, text: 'riêng' })
    expect((await came)[0]).toMatchObject({ data: { content: 'riêng' } })
  })
})

describe('hostile frames', () => {
  test('empty content, broken JSON, a wrong key and unknown commands', async () => {
    const { fake, api, errors, contents, until } = await listening()
    const failure = async (happen: () => void) => {
      const failed = next(api, 'error')
      happen()
      await failed
    }
    const good = fake.userSays({ from: lan, text: 'trước', offline: true })
    const lost = fake.userSays({ from: lan, text: 'sau', offline: true })
    await failure(() => fake.delivers([good, { ...fake.wire(good), content: null }, lost]))
    expect(contents).toEqual(['trước'])
    await failure(() => fake.pushFrame(501, 0, '{"data":', { encrypt: 1 }))
    await failure(() => fake.pushFrame(501, 0, { msgs: [] }, { wrongKey: true }))
    await failure(() => fake.pushFrame(501, 0, {}))
    await failure(() => fake.pushRaw(Buffer.from([1, 245, 1, 0, 123])))
    fake.pushFrame(777, 7, { anything: 1 })
    const done = until('cuối')
    fake.userSays({ from: lan, text: 'cuối' })
    await done
    expect(errors).toHaveLength(5)
  })

  test('ids as bare numbers', async () => {
    const { fake, api } = await listening()
    const came = next(api, 'message')
    const msgId = fake.userSays({ from: lan, text: 'số', bareIds: true })
    const [{ data }] = (await came) as [{ data: { msgId: unknown; uidFrom: unknown } }]
    expect(data.msgId).toBe(Number(msgId))
    expect(data.uidFrom).toBeTypeOf('object')
    expect(String(data.uidFrom)).toBe(lan.uid)
  })
})

describe('the socket', () => {
  test('is cut, closed by Zalo, and displaced', async () => {
    const { fake, api } = await listening()
    const ended = async (happen: () => void | Promise<void>) => {
      const closed = next(api, 'closed')
      await happen()
      const [code] = await closed
      const key = next(api, 'cipher_key')
      api.listener.start()
      await key
      return code
    }
    expect(await ended(() => fake.drop())).toBe(1006)
    expect(await ended(() => fake.kick())).toBe(3003)
    expect(await ended(() => fake.duplicate())).toBe(3000)
    expect(fake.connections).toBe(4)
    expect(fake.sockets).toBe(1)

    const displaced = next(api, 'closed')
    const other = await zca(fake).login(fake.credentials())
    other.listener.start()
    expect((await displaced)[0]).toBe(3000)
    await fake.waitFor(() => fake.sockets === 1 && fake.connections === 5)
    other.listener.stop()
    await fake.waitFor(() => fake.sockets === 0)
  })

  test('handshakes that fail, hang, or bring no key', async () => {
    const { fake, api } = await loggedIn()
    fake.handshake({ kind: 'status', code: 502 }, { kind: 'no_key' }, { kind: 'hang' })
    api.listener.on('error', () => {})
    let closed = next(api, 'closed')
    api.listener.start()
    expect((await closed)[0]).toBe(1006)
    expect(fake.connections).toBe(0)

    const keys: unknown[] = []
    api.listener.on('cipher_key', (key) => keys.push(key))
    const connected = next(api, 'connected')
    closed = next(api, 'closed')
    api.listener.start()
    await connected
    fake.drop()
    await closed
    expect(keys).toEqual([])

    api.listener.start()
    await fake.waitFor(() => fake.attempts === 3)
    expect(fake.sockets).toBe(0)
  })

  test('a dead peer answers no ping and says nothing, though the line stands', async () => {
    const { fake, api } = await loggedIn()
    const { cookie } = fake.credentials()
    const header = cookie.map(({ key, value }) => `${key}=${value}`).join('; ')
    const ws = new WebSocket(`${fake.url.replace('http', 'ws')}/ws1`, { headers: { cookie: header } })
    let [pongs, frames] = [0, 0]
    ws.on('pong', () => pongs++)
    ws.on('message', () => frames++)
    await new Promise((resolve) => ws.once('message', resolve))
    ws.ping()
    await new Promise((resolve) => ws.once('pong', resolve))

    fake.silence()
    await new Promise((resolve) => ws.ping('', true, resolve))
    fake.userSays({ from: lan, text: 'có ai không' })
    await api.keepAlive()
    expect(ws.readyState).toBe(ws.OPEN)
    expect(fake.sockets).toBe(0)
    fake.drop()
    await new Promise((resolve) => ws.once('close', resolve))
    expect([pongs, frames]).toEqual([1, 1])
  })

  test('pings of the application are counted', async () => {
    const { fake } = await listening({ pingIntervalMs: 5 })
    await fake.waitFor(() => fake.pings > 1)
  })
})

describe('old messages', () => {
  type Old = { isSelf: boolean; data: { content: unknown; actionId: string; msgId: string } }
  const old = async (api: API, type: ThreadType, lastId: string | null = null) => {
    const came = next(api, 'old_messages')
    api.listener.requestOldMessages(type, lastId)
    return (await came)[0] as Old[]
  }
  const texts = (messages: Old[]) => messages.map(({ data }) => data.content)

  test('what came while nobody listened, the own ones too, since the session began', async () => {
    const fake = await zaloWith()
    fake.userSays({ from: lan, text: 'trước phiên' })
    const qr = zca(fake).loginQR({}, () => {})
    await fake.waitFor(() => fake.qr)
    fake.scanQr()
    fake.confirmQr()
    const api = await qr
    fake.userSays({ from: lan, text: 'một' })
    await api.sendMessage('của tôi', lan.uid)
    fake.userSays({ from: lan, group, text: 'nhóm' })
    const key = next(api, 'cipher_key')
    api.listener.start()
    await key
    const direct = await old(api, ThreadType.User)
    expect(texts(direct)).toEqual(['của tôi', 'một'])
    expect(direct[0]?.isSelf).toBe(true)
    expect(texts(await old(api, ThreadType.Group))).toEqual(['nhóm'])
    api.listener.stop()
  })

  test('page by page, in either order and direction, or not at all', async () => {
    const { fake, api } = await listening()
    for (const text of ['1', '2', '3', '4', '5']) fake.userSays({ from: lan, text, offline: true })
    fake.history.pageSize = 2
    const first = await old(api, ThreadType.User)
    expect(texts(first)).toEqual(['5', '4'])
    const second = await old(api, ThreadType.User, first.at(-1)?.data.actionId)
    expect(texts(second)).toEqual(['3', '2'])
    expect(texts(await old(api, ThreadType.User, second.at(-1)?.data.actionId))).toEqual(['1'])
    expect(texts(await old(api, ThreadType.User, second.at(-1)?.data.msgId))).toEqual(['5', '4'])

    Object.assign(fake.history, { order: 'oldest_first', paging: 'forward', encrypt: 1 })
    expect(texts(await old(api, ThreadType.User))).toEqual(['1', '2'])
    expect(texts(await old(api, ThreadType.User, second.at(-1)?.data.actionId))).toEqual(['3', '4'])

    fake.history.mute = true
    let answered = 0
    api.listener.on('old_messages', () => answered++)
    api.listener.requestOldMessages(ThreadType.User)
    await fake.waitFor(() => fake.heard.filter(({ cmd }) => cmd === 510).length === 7)
    const came = next(api, 'message')
    fake.userSays({ from: lan, text: 'sau đó' })
    await came
    expect(answered).toBe(0)
  })
})

describe('faults', () => {
  test('refusals at either level, and the one that looks like success', async () => {
    const { fake, api } = await loggedIn()
    const send = () => api.sendMessage('chào', lan.uid)
    fake.fault({ match: 'sms', kind: 'outer', code: 221, times: 2 })
    await expect(send()).rejects.toMatchObject({ code: 221 })
    await expect(send()).rejects.toMatchObject({ code: 221 })
    fake.fault({ match: 'sms', to: lan.uid, kind: 'inner', code: 123 })
    await api.sendMessage('chào', minh.uid)
    await expect(send()).rejects.toMatchObject({ code: 123 })
    fake.fault({ match: 'sms', kind: 'empty' })
    expect(await send()).toEqual({ message: null, attachment: [] })
    fake.fault({ match: /chat-wpa.*\/sms$/, kind: 'status', code: 503 })
    await expect(send()).rejects.toThrow('503')
    fake.fault({ match: '*', kind: 'garbage' })
    await expect(send()).rejects.toThrow('Failed to parse response data')
    expect(fake.accepted).toMatchObject([{ to: minh.uid }])
    fake.fault({ match: 'sms', kind: 'empty' })
    fake.forgetFaults()
    expect((await send()).message?.msgId).toBeTypeOf('number')
  })

  test('a connection cut before the message counted, and after', async () => {
    const { fake, api } = await loggedIn()
    fake.fault({ match: 'sms', kind: 'drop_before' })
    await expect(api.sendMessage('một', lan.uid)).rejects.toThrow('fetch failed')
    expect(fake.accepted).toEqual([])
    fake.fault({ match: 'sms', kind: 'drop_after' })
    await expect(api.sendMessage('hai', lan.uid)).rejects.toThrow('fetch failed')
    expect(fake.accepted).toMatchObject([{ text: 'hai' }])
  })

  test('an answer that never comes is left to whoever asked; one that is late comes', async () => {
    const fake = await zaloWith()
    const patience = new AbortController()
    const polyfill: typeof fetch = (input, init) => fake.fetch(input, { ...init, signal: patience.signal })
    const api = await zca(fake, { polyfill }).login(fake.credentials())
    fake.fault({ match: 'sms', kind: 'delay', ms: 1 })
    await api.sendMessage('muộn', lan.uid)
    fake.fault({ match: 'sms', kind: 'hang' })
    const sending = api.sendMessage('chờ', lan.uid)
    await fake.waitFor(() => fake.requests.filter(({ method }) => method === 'sms').length === 2)
    patience.abort()
    await expect(sending).rejects.toThrow('aborted')
    expect(fake.accepted).toHaveLength(1)
  })

  test('a request can be held where it stands', async () => {
    const { fake, api } = await loggedIn()
    const holding = fake.holdNext('sms', { after: 'accept' })
    const sending = api.sendMessage('giữ', lan.uid)
    const held = await holding
    expect(held.request.params).toMatchObject({ toid: lan.uid, message: 'giữ' })
    expect(fake.accepted).toHaveLength(1)
    held.release()
    await sending
  })

  test('logins fail too', async () => {
    const fake = await zaloWith()
    fake.fault({ match: 'getLoginInfo', kind: 'inner', code: 102 })
    await expect(zca(fake).login(fake.credentials())).rejects.toThrow('Đăng nhập thất bại')
    fake.fault({ match: 'getServerInfo', kind: 'status', code: 500 })
    await expect(zca(fake).login(fake.credentials())).rejects.toThrow('Failed to fetch server info')
    fake.fault({ match: 'getLoginInfo', kind: 'drop_before' })
    await expect(zca(fake).login(fake.credentials())).rejects.toThrow('fetch failed')
  })
})

describe('a program of its own', () => {
  const preload = fileURLToPath(new URL('../../support/zalo/redirect-zalo.mjs', import.meta.url))
  const login = `
    import { Zalo } from 'zca-js'
    const api = await new Zalo({ checkUpdate: false, logging: false }).login(JSON.parse(process.env.CREDENTIALS))
  `
  const elsewhere = `
    const real = fetch
    globalThis.fetch = (to, init) => String(to).includes('zaloplatforms') ? new Response('elsewhere') : real(to, init)
  `
  const stub = `data:text/javascript,${encodeURIComponent(elsewhere)}`

  function run(fake: FakeZalo, script: string) {
    const args = ['--import', stub, '--import', preload, '--input-type=module', '-e', login + script]
    const env = {
      ...{ PATH: process.env.PATH ?? '', FAKE_ZALO_URL: fake.url, CREDENTIALS: JSON.stringify(fake.credentials()) },
    }
    const child = spawn(process.execPath, args, { env })
    onTestFinished(() => void child.kill('SIGKILL'))
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk) => (said.out += chunk))
    child.stderr.on('data', (chunk) => (said.err += chunk))
    return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      child.once('close', (code) => resolve({ code, ...said }))
    })
  }

  test('reaches the fake with its own fetch, and nothing else does', async () => {
    const fake = await zaloWith()
    const ended = run(
      fake,
      `
        const other = await fetch('https://bot-api.zaloplatforms.com/bot1/getMe')
        api.listener.on('message', async ({ data }) => {
          await api.sendMessage('nghe: ' + data.content, data.uidFrom)
          console.log(await other.text())
          process.exit()
        })
        api.listener.start()
      `,
    )
    await fake.waitFor(() => fake.sockets === 1, 15_000)
    fake.userSays({ from: lan, text: 'alo' })
    expect(await ended).toEqual({ code: 0, out: 'elsewhere\n', err: '' })
    expect(fake.accepted).toMatchObject([{ to: lan.uid, text: 'nghe: alo' }])
    expect(fake.requests.every(({ host }) => host.endsWith('.zalo.me'))).toBe(true)
  })

  test('with zca-js alone dies of a frame without a whole header', async () => {
    const fake = await zaloWith()
    const ended = run(fake, `api.listener.on('error', () => {}); api.listener.start()`)
    await fake.waitFor(() => fake.sockets === 1, 15_000)
    fake.pushRaw(Buffer.from([1, 245]))
    const { code, err } = await ended
    expect(code).toBe(1)
    expect(err).toContain('Invalid header')
  })
})
