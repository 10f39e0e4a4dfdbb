import { describe, expect, it } from 'vitest'
import { readEvent } from '../../../src/platforms/zalo-personal/read.ts'
import { hoa, team } from './harness.ts'

const self = '700000000000000001'
const sentAt = new Date('2024-11-25T08:00:00Z')
const read = (raw: unknown) => readEvent(raw, { self, shift: (at) => new Date(at.getTime() + 60_000) })

const message = (content: unknown, over: Record<string, unknown> = {}, threadKind = 'user') => ({
  type: 'message',
  threadKind,
  data: {
    ...{ msgId: '7000000000001', cliMsgId: '1', msgType: typeof content === 'string' ? 'webchat' : 'chat.recommended' },
    ...{ uidFrom: hoa.uid, idTo: self, dName: hoa.name, ts: String(sentAt.getTime()), content },
    ...over,
  },
})
const parts = (over: Record<string, unknown>) => ({
  title: '',
  description: '',
  href: '',
  action: '',
  params: '{}',
  ...over,
})
const page = 'https://sonoivu.gov.vn/tin-1'

describe('a message of words', () => {
  it('has its sender, its place and its time on our clock', () => {
    expect(read(message('Đã đăng'))).toEqual({
      kind: 'message',
      messageId: '7000000000001',
      chat: { nativeId: hoa.uid, kind: 'direct', topic: '' },
      sender: { nativeId: hoa.uid, name: hoa.name, username: null },
      text: 'Đã đăng',
      links: [],
      files: [],
      replyTo: null,
      sentAt: new Date('2024-11-25T08:01:00Z'),
    })
  })

  it('stands in the group where it was written', () => {
    expect(read(message('Đã đăng', { idTo: team.id }, 'group'))).toMatchObject({
      chat: { nativeId: `g${team.id}`, kind: 'group', topic: '' },
      sender: { nativeId: hoa.uid },
    })
  })

  it('has its links in order, bare ones too', () => {
    const text = `Một ${page}, hai caichinh.binhthuan.gov.vn/a và ${page}`
    expect(read(message(text))).toMatchObject({ text, links: [page, 'caichinh.binhthuan.gov.vn/a', page] })
  })

  it('keeps the name by which the bot is addressed, and loses what no database takes', () => {
    expect(read(message('@Nhắc Việc còn\0 gì'))).toMatchObject({ text: '@Nhắc Việc còn gì' })
    expect(read(message('a', { dName: 'H\0oa ' }))).toMatchObject({ sender: { name: 'Hoa' } })
  })

  it.each([7_000_000_000_009, '7000000000009'])('answers another one (%j)', (globalMsgId) => {
    const quote = { ownerId: '1', cliMsgId: 1, globalMsgId, msg: 'cũ' }
    expect(read(message('Đây ạ', { quote }))).toMatchObject({ replyTo: '7000000000009' })
  })

  it('of our own, or from nobody we could name, is passed over', () => {
    expect(read(message('của tôi', { uidFrom: '0' }))).toEqual({ kind: 'ignored', reason: 'our own' })
    expect(read(message('của tôi', { uidFrom: self }))).toEqual({ kind: 'ignored', reason: 'our own' })
  })
})

describe('a message with a link that Zalo found', () => {
  const found = (over: Record<string, unknown>) => message(parts({ action: 'recommened.link', ...over }))

  it('says the whole text, and names the link once', () => {
    const text = `Đã đăng bài: ${page}`
    expect(read(found({ title: text, href: page, description: 'Sở Nội vụ' }))).toMatchObject({ text, links: [page] })
    expect(read(found({ title: text, href: `${page}/?fbclid=1` }))).toMatchObject({ links: [page] })
  })

  it('takes the link from the text where Zalo names none', () => {
    expect(read(found({ title: `Đây ${page}`, href: '' }))).toMatchObject({ links: [page] })
  })

  it('has the others of its text too, and the one that is not in it', () => {
    const other = 'https://baobinhthuan.com.vn/b'
    expect(read(found({ title: `${other} và ${page}`, href: other }))).toMatchObject({ links: [other, page] })
    expect(read(found({ title: 'xem bài này', href: page }))).toMatchObject({ text: 'xem bài này', links: [page] })
    expect(read(found({ href: page }))).toMatchObject({ text: '', links: [page] })
  })

  it('may be of the older kind, or of one that nobody knows yet', () => {
    const content = parts({ title: 'Bài', href: page })
    expect(read(message(content, { msgType: 'chat.link' }))).toMatchObject({ text: 'Bài', links: [page] })
    expect(read(message(content, { msgType: 'chat.new' }))).toMatchObject({ text: 'Bài', links: [page], files: [] })
  })
})

describe('a message of something else', () => {
  it.each([
    ['chat.photo', 'image'],
    ['chat.gif', 'image'],
    ['chat.doodle', 'image'],
    ['chat.video.msg', 'video'],
  ])('%s is a file with the words under it', (msgType, kind) => {
    const content = parts({ title: `Ảnh lễ ra quân ${page}`, href: 'https://photo-stal-1.zdn.vn/a.jpg' })
    const expected = { text: `Ảnh lễ ra quân ${page}`, links: [page], files: [{ kind, name: null }] }
    expect(read(message(content, { msgType }))).toMatchObject(expected)
    expect(read(message({ ...content, title: '', description: content.title }, { msgType }))).toMatchObject(expected)
  })

  it('a voice is a file without words', () => {
    const content = parts({ href: 'https://voice-aac-dl.zdn.vn/a.m4a' })
    const expected = { text: '', links: [], files: [{ kind: 'audio', name: null }] }
    expect(read(message(content, { msgType: 'chat.voice' }))).toMatchObject(expected)
  })

  it('a file has its name, which is nothing that was said', () => {
    const content = parts({ title: 'bao-cao.gov.vn.docx', href: 'https://f20-zpc.zdn.vn/a' })
    const expected = { text: '', links: [], files: [{ kind: 'file', name: 'bao-cao.gov.vn.docx' }] }
    expect(read(message(content, { msgType: 'share.file' }))).toMatchObject(expected)
  })

  it.each(['chat.sticker', 'chat.location.new', 'group.poll', 'chat.todo'])('%s says nothing', (msgType) => {
    const content = parts({ title: 'Số 1 Nguyễn Huệ', href: 'https://zalo.me/x' })
    expect(read(message(content, { msgType }))).toMatchObject({ kind: 'message', text: '', links: [], files: [] })
  })

  it('a card says nothing, a call is passed over', () => {
    const card = parts({ title: 'Chị Ba', action: 'recommened.user', href: 'https://zalo.me/0909' })
    expect(read(message(card))).toMatchObject({ kind: 'message', text: '', links: [] })
    for (const action of ['recommened.calltime', 'recommened.misscall']) {
      expect(read(message(parts({ action })))).toEqual({ kind: 'ignored', reason: 'nothing said' })
    }
  })

  it('without content is passed over', () => {
    expect(read(message(null))).toEqual({ kind: 'ignored', reason: 'nothing readable' })
  })
})

describe('what happens beside messages', () => {
  it('a reaction taken back is none', () => {
    const content = { rMsg: [{ gMsgID: 7_000_000_000_001 }], rIcon: '' }
    expect(read({ ...message(content), type: 'reaction' })).toEqual({ kind: 'ignored', reason: 'reaction taken back' })
  })

  it('a recall may name its message by number', () => {
    const content = { globalMsgId: 7_000_000_000_001, deleteMsg: 1 }
    expect(read({ ...message(content), type: 'undo' })).toMatchObject({ kind: 'recalled', messageId: '7000000000001' })
  })
})

describe('what was never stored by this adapter', () => {
  it.each([
    null,
    'words',
    {},
    { type: 'edited', threadKind: 'user', data: {} },
    { type: 'message', threadKind: 'user', data: {} },
    message('a', { msgId: undefined }),
    message('a', { ts: 'hôm qua' }),
    message('a', { uidFrom: 'a b' }),
    message(7),
    message(['a']),
    { type: 'message', threadKind: 'channel', data: message('a').data },
    { type: 'contacts', threadKind: 'user', data: { uids: [null] } },
    { update_id: 1, message: { text: 'Telegram' } },
  ])('is refused: %j', (raw) => {
    expect(() => read(raw)).toThrow()
  })
})
