import { describe, expect, it } from 'vitest'
import type { InboundEvent } from '../../../src/platforms/platform.ts'
import { readEvent, toRawEvents } from '../../../src/platforms/zalo-bot/read.ts'

const sender = { id: '6ede9afa66b88fe6d6a9', display_name: 'Hoa Nguyễn', is_bot: false }
const direct = { id: sender.id, chat_type: 'PRIVATE' }
const group = { id: 'a1b2c3d4e5f607182930', chat_type: 'GROUP' }
const base = { from: sender, chat: direct, message_id: '2d758cb5e222177a4e35', date: 1_750_316_131_602 }
const ownId = '1459232241454765289'

const read = (raw: unknown, shift = (at: Date) => at) => readEvent(raw, { ownId, shift })
const event = (kind: string, fields: object) => ({
  event_name: `message.${kind}.received`,
  message: { ...base, ...fields },
})

function readMessage(kind: string, fields: object): Extract<InboundEvent, { kind: 'message' }> {
  const meant = read(event(kind, fields))
  if (meant.kind !== 'message') throw new Error(`read as ${meant.kind}`)
  return meant
}

describe('a message', () => {
  it('carries its sender, place and time in our words', () => {
    expect(readMessage('text', { text: 'chào', reply_to_message: { message_id: '82599fa32f56' } })).toEqual({
      kind: 'message',
      messageId: '2d758cb5e222177a4e35',
      chat: { nativeId: sender.id, kind: 'direct', topic: '' },
      sender: { nativeId: sender.id, name: 'Hoa Nguyễn', username: null },
      text: 'chào',
      links: [],
      files: [],
      replyTo: '82599fa32f56',
      sentAt: new Date('2025-06-19T06:55:31.602Z'),
    })
  })

  it('is dated by the clock of the process', () => {
    const shifted = read(event('text', { text: 'x' }), (at) => new Date(at.getTime() + 3_600_000))
    expect(shifted).toMatchObject({ sentAt: new Date('2025-06-19T07:55:31.602Z') })
  })

  it.each([
    ['a group', group, { nativeId: group.id, kind: 'group' }],
    ['a kind of chat that we do not know', { id: 'x', chat_type: 'CHANNEL' }, { nativeId: 'x', kind: 'group' }],
    ['a chat of no kind with the sender', { id: sender.id }, { nativeId: sender.id, kind: 'direct' }],
    ['a chat of no kind with others', { id: 'x' }, { nativeId: 'x', kind: 'group' }],
  ])('comes from %s', (_, chat, expected) => {
    expect(readMessage('text', { chat, text: 'x' }).chat).toMatchObject(expected)
  })

  it('loses the one character that Postgres refuses', () => {
    const from = { ...sender, display_name: 'H\0oa' }
    expect(readMessage('text', { text: '\0a.vn/\x001', from })).toMatchObject({
      text: 'a.vn/1',
      links: ['a.vn/1'],
      sender: { name: 'Hoa' },
    })
  })

  it('is read without the name of its kind, as some have seen it', () => {
    const { event_name: _, ...nameless } = event('image', { photo_url: 'https://photo.zdn.vn/1.jpg' })
    expect(read(nameless)).toMatchObject({ kind: 'message', files: [{ kind: 'image' }] })
    expect(read({ message: { ...base, text: 'chào' } })).toMatchObject({ kind: 'message', text: 'chào', files: [] })
  })
})

describe('what comes with a message', () => {
  const file = (kind: string) => [{ kind, name: null }]
  const photo_url = 'https://photo-stal-1.zdn.vn/1.jpg'
  const cases: [name: string, kind: string, fields: object, expected: object][] = [
    [
      'is a picture with its words',
      'image',
      { photo_url, caption: 'Bài a.vn/1' },
      { text: 'Bài a.vn/1', links: ['a.vn/1'], files: file('image') },
    ],
    ['is a picture under its other name', 'image', { photo: photo_url }, { text: '', links: [], files: file('image') }],
    ['is a voice', 'voice', { voice_url: 'https://voice.zdn.vn/1.aac' }, { text: '', links: [], files: file('audio') }],
    [
      'is nothing but a sticker, whose address is no link',
      'sticker',
      { sticker: '0e078a2f', url: 'https://zalo-api.zadn.vn/1' },
      { text: '', links: [], files: [] },
    ],
    ['is hidden by the platform', 'unsupported', {}, { text: '', links: [], files: file('file') }],
    ['has words although it is hidden', 'unsupported', { text: 'xong' }, { text: 'xong', files: [] }],
    ['is of a kind to come', 'document', { file_url: 'https://x.zdn.vn/a.pdf' }, { links: [], files: file('file') }],
    ['is a video to come', 'video', {}, { files: file('video') }],
  ]
  it.each(cases)('%s', (_, kind, fields, expected) => expect(readMessage(kind, fields)).toMatchObject(expected))
})

describe('the links of a message', () => {
  const url = 'https://sonoivu.gov.vn/bai-1'
  const cases: [name: string, kind: string, fields: object, links: string[]][] = [
    ['stand in its text', 'text', { text: `👉${url} và bao.vn/a.` }, [url, 'bao.vn/a']],
    ['may come twice', 'text', { text: 'a.vn/1 a.vn/1' }, ['a.vn/1', 'a.vn/1']],
    ['are not made of e-mail addresses', 'text', { text: 'a@b.vn' }, []],
    ['come with a preview', 'link', { link: { title: 'Bài', url, thumb: 'https://x.vn/1.jpg' } }, [url]],
    ['come with a preview that is only an address', 'link', { link: url }, [url]],
    [
      'come with several previews',
      'unsupported',
      { links: [{ url }, { href: 'https://b.vn' }] },
      [url, 'https://b.vn'],
    ],
    [
      'come with an attachment that is a link, and with no other',
      'unsupported',
      {
        attachments: [
          { type: 'link', payload: { url } },
          { type: 'image', payload: { url: 'https://x.vn/1.jpg' } },
        ],
      },
      [url],
    ],
    ['come bare', 'link', { url }, [url]],
    ['are named once where the text has what its preview has', 'text', { text: `Tin ${url}`, link: { url } }, [url]],
  ]
  it.each(cases)('%s', (_, kind, fields, links) => expect(readMessage(kind, fields)).toMatchObject({ links }))

  it('make a hidden message one that can be counted', () => {
    expect(readMessage('unsupported', { link: { url } }).files).toEqual([])
  })
})

describe('an event that is no message to us', () => {
  const cases: [name: string, raw: unknown, reason: string][] = [
    ['is of the bot itself', event('text', { from: { id: ownId }, text: 'x' }), 'not from a person'],
    ['is of another bot', event('text', { from: { ...sender, is_bot: true }, text: 'x' }), 'not from a person'],
    ['has no message', { event_name: 'message.unsupported.received' }, 'no message'],
    ['has a hidden message from nobody', event('unsupported', { from: undefined }), 'from nobody'],
    ['is a reaction', event('reaction', { emoji: '👍' }), 'nothing we know'],
    ['is of a kind that we do not know', { event_name: 'user.follow', message: base }, 'nothing we know'],
    ['holds nothing', {}, 'no message'],
  ]
  it.each(cases)('%s', (_, raw, reason) => expect(read(raw)).toEqual({ kind: 'ignored', reason }))
})

it.each([
  ['nothing', null],
  ['words only', 'x'],
  ['no sender', event('text', { from: undefined, text: 'x' })],
  ['no chat', event('text', { chat: undefined, text: 'x' })],
  ['no date', event('text', { date: undefined, text: 'x' })],
  ['text that is not text', event('text', { text: 5 })],
])('an event with %s is refused', (_, raw) => {
  expect(() => read(raw)).toThrow()
})

describe('an event to be stored', () => {
  const one = { event_name: 'x', message: { message_id: 'm', chat: { id: 'c' }, from: { id: 'f' } } }
  const stored = { nativeId: 'm', chatNativeId: 'c', raw: one }
  it.each([
    ['bare', one, [stored]],
    ['in an envelope', { ok: true, result: one }, [stored]],
    ['one of several', { result: [one, one] }, [stored, stored]],
    ['not there', {}, []],
    ['not there in an envelope', { ok: true, result: {} }, []],
    ['not there at all', null, []],
  ])('is %s', (_, body, events) => expect(toRawEvents(body)).toEqual(events))

  it('goes by its sender where it has no chat, and to one queue where it has neither', () => {
    const places = [{ message: { message_id: 'm', from: { id: 'f' } } }, { message: { chat: 5 } }, { event_name: 'x' }]
    expect(toRawEvents(places).map(({ chatNativeId }) => chatNativeId)).toEqual(['user:f', 'event', 'event'])
  })
})
