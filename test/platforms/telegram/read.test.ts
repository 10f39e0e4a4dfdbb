import { describe, expect, it } from 'vitest'
import type { InboundEvent } from '../../../src/platforms/platform.ts'
import { readUpdate } from '../../../src/platforms/telegram/read.ts'

const sender = { id: 7, is_bot: false, first_name: 'Hoa', last_name: 'Nguyễn', username: 'hoa' }
const direct = { id: 7, type: 'private', first_name: 'Hoa' }
const group = { id: -100, type: 'supergroup', title: 'CCHC' }

const read = (update: object, shift = (at: Date) => at) => readUpdate({ update_id: 1, ...update }, shift)
const message = (fields: object) => ({ message_id: 5, date: 1_760_000_000, chat: direct, from: sender, ...fields })

function readMessage(fields: object): Extract<InboundEvent, { kind: 'message' }> {
  const event = read({ message: message(fields) })
  if (event.kind !== 'message') throw new Error(`read as ${event.kind}`)
  return event
}

/** Marks the first place of `part`, counted as JavaScript and Telegram both count. */
const mark = (text: string, part: string, fields: object = { type: 'url' }) => ({
  offset: text.indexOf(part),
  length: part.length,
  ...fields,
})

describe('what is not a new message', () => {
  it('is an edit, with the message as it reads now', () => {
    expect(read({ edited_message: message({ text: 'https://a.vn/1', edit_date: 1_760_000_100 }) })).toMatchObject({
      kind: 'edited',
      messageId: '5',
      links: ['https://a.vn/1'],
    })
  })

  it('is the press of a button, by whoever pressed it', () => {
    const press = { id: 'x', from: sender, message: { message_id: 9, date: 1, chat: direct }, data: 'q:3:1' }
    expect(read({ callback_query: press })).toEqual({
      kind: 'choice',
      chat: { nativeId: '7', kind: 'direct', topic: '' },
      sender: { nativeId: '7', name: 'Hoa Nguyễn', username: 'hoa' },
      messageId: '9',
      value: 'q:3:1',
    })
    const { message: _, ...orphan } = press
    expect(read({ callback_query: orphan })).toEqual({ kind: 'ignored', reason: 'press without a message' })
  })
})

it.each([
  ['photo', [{ file_id: 'x' }], [{ kind: 'image', name: null }]],
  ['document', { file_id: 'x', file_name: 'Báo cáo.docx' }, [{ kind: 'file', name: 'Báo cáo.docx' }]],
  ['voice', { file_id: 'x' }, [{ kind: 'audio', name: null }]],
  ['video', { file_id: 'x', file_name: 'a.mp4' }, [{ kind: 'video', name: 'a.mp4' }]],
  ['sticker', { file_id: 'x' }, []],
])('a message with a %s says what was sent', (field, value, files) => {
  expect(readMessage({ [field]: value, caption: 'kèm theo' }).files).toEqual(files)
})

describe('a message', () => {
  it('carries its sender, place and time in our words', () => {
    expect(readMessage({ text: 'chào', reply_to_message: { message_id: 4 } })).toEqual({
      kind: 'message',
      messageId: '5',
      chat: { nativeId: '7', kind: 'direct', topic: '' },
      sender: { nativeId: '7', name: 'Hoa Nguyễn', username: 'hoa' },
      text: 'chào',
      links: [],
      files: [],
      replyTo: '4',
      sentAt: new Date(1_760_000_000_000),
    })
  })

  it('is dated by the clock of the process', () => {
    const event = read({ message: message({ text: 'chào' }) }, (at) => new Date(at.getTime() + 3_600_000))
    expect(event).toMatchObject({ sentAt: new Date(1_760_003_600_000) })
  })

  it('belongs to its topic in a forum, and answers nothing there by answering the topic itself', () => {
    const inTopic = { chat: group, message_thread_id: 12, is_topic_message: true, text: 'x' }
    const topic = { nativeId: '-100', kind: 'group', topic: '12' }
    expect(readMessage({ ...inTopic, reply_to_message: { message_id: 12 } })).toMatchObject({
      chat: topic,
      replyTo: null,
    })
    expect(readMessage({ ...inTopic, reply_to_message: { message_id: 40 } })).toMatchObject({
      chat: topic,
      replyTo: '40',
    })
  })

  it('belongs to no topic where its thread is only a chain of replies', () => {
    expect(readMessage({ chat: group, message_thread_id: 12, text: 'x' }).chat.topic).toBe('')
  })

  it('loses the one character that Postgres refuses, and keeps its links in place', () => {
    const text = '\0tin: bao.vn/\0a'
    const event = readMessage({ text, entities: [mark(text, 'bao.vn/\0a')], from: { ...sender, last_name: 'L\0ê' } })
    expect(event).toMatchObject({ text: 'tin: bao.vn/a', links: ['bao.vn/a'], sender: { name: 'Hoa Lê' } })
  })

  it('may be a picture without a word', () => {
    expect(readMessage({ photo: [{ file_id: 'a' }] })).toMatchObject({ text: '', links: [] })
  })
})

describe('the links of a message', () => {
  const https = 'https://sonoivu.gov.vn/bai-1'
  const cases: [name: string, fields: object, links: string[]][] = [
    [
      'are the marked addresses, as written',
      { text: `Tin ${https}`, entities: [mark(`Tin ${https}`, https)] },
      [https],
    ],
    [
      'include an address hidden behind words',
      { text: 'bài viết này', entities: [mark('bài viết này', 'này', { type: 'text_link', url: https })] },
      [https],
    ],
    [
      'are where a text_link leads and not what it pretends to be',
      { text: 'bao.vn', entities: [mark('bao.vn', 'bao.vn', { type: 'text_link', url: https })] },
      [https],
    ],
    [
      'are named once where one range is marked twice',
      {
        text: 'bao.vn',
        entities: [mark('bao.vn', 'bao.vn', { type: 'text_link', url: https }), mark('bao.vn', 'bao.vn')],
      },
      [https],
    ],
    [
      'count from two-unit emoji as Telegram does',
      { text: `👉🏽🎉 ${https} xong`, entities: [mark(`👉🏽🎉 ${https} xong`, https)] },
      [https],
    ],
    ['are found behind a glued emoji that hid them from Telegram', { text: `👉${https}👍`, entities: [] }, [https]],
    ['are found where nothing is marked', { text: 'xem bao.vn/a và http://b.vn/c.' }, ['bao.vn/a', 'http://b.vn/c']],
    [
      'are found in bold or monospace words',
      { text: https, entities: [mark(https, https, { type: 'code' })] },
      [https],
    ],
    [
      'are not made of e-mail addresses',
      { text: 'a@b.vn', entities: [mark('a@b.vn', 'a@b.vn', { type: 'email' })] },
      [],
    ],
    [
      'stand in the order of the text, marked or not',
      {
        text: 'một a.vn/1 hai b.vn/2 ba',
        entities: [
          mark('một a.vn/1 hai b.vn/2 ba', 'ba', { type: 'text_link', url: 'https://c.vn/3' }),
          mark('một a.vn/1 hai b.vn/2 ba', 'b.vn/2'),
        ],
      },
      ['a.vn/1', 'b.vn/2', 'https://c.vn/3'],
    ],
    [
      'keep an address that is sent twice',
      {
        text: 'a.vn/1 a.vn/1',
        entities: [
          { type: 'url', offset: 0, length: 6 },
          { type: 'url', offset: 7, length: 6 },
        ],
      },
      ['a.vn/1', 'a.vn/1'],
    ],
    [
      'come from a caption too',
      { photo: [{ file_id: 'a' }], caption: `Ảnh ${https}`, caption_entities: [mark(`Ảnh ${https}`, https)] },
      [https],
    ],
    [
      'end with the buttons of a forwarded post',
      {
        text: 'Bài mới a.vn/1',
        forward_origin: { type: 'channel' },
        reply_markup: {
          inline_keyboard: [
            [
              { text: 'Đọc', url: https },
              { text: 'Thích', callback_data: 'x' },
            ],
            [{ text: 'b', url: 'https://b.vn' }],
          ],
        },
      },
      ['a.vn/1', https, 'https://b.vn'],
    ],
    [
      'are found in the blocks of a rich message',
      { rich_message: { blocks: [{ type: 'paragraph', text: ['xem ', { type: 'url', text: 'đây', url: https }] }] } },
      [https],
    ],
  ]
  it.each(cases)('%s', (_, fields, links) => expect(readMessage(fields).links).toEqual(links))
})

describe('an update that is no message to us', () => {
  const member = (chat: object, status: string) => ({
    my_chat_member: { chat, from: sender, date: 1, old_chat_member: { status: 'member' }, new_chat_member: { status } },
  })
  const here = { nativeId: '7', kind: 'direct', topic: '' }
  const cases: [name: string, update: object, event: object][] = [
    ['tells of a block', member(direct, 'kicked'), { kind: 'blocked', chat: here }],
    ['tells of the end of a block', member(direct, 'member'), { kind: 'unblocked', chat: here }],
    [
      'tells that a group took us out',
      member(group, 'kicked'),
      { kind: 'blocked', chat: { nativeId: '-100', kind: 'group', topic: '' } },
    ],
    [
      'tells that a group let us in',
      member(group, 'member'),
      { kind: 'unblocked', chat: { nativeId: '-100', kind: 'group', topic: '' } },
    ],
    ['tells that a group changed our role', member(group, 'restricted'), { kind: 'ignored', reason: 'membership' }],
    [
      'tells where a group moved',
      { message: message({ chat: { ...group, type: 'group', id: -9 }, migrate_to_chat_id: -1009 }) },
      { kind: 'moved', chat: { nativeId: '-9', kind: 'group', topic: '' }, to: '-1009' },
    ],
    [
      'comes from the other end of the move',
      { message: message({ chat: group, migrate_from_chat_id: -9 }) },
      { kind: 'ignored', reason: 'notice' },
    ],
    [
      'is a notice of Telegram itself',
      { message: message({ new_chat_members: [sender] }) },
      { kind: 'ignored', reason: 'notice' },
    ],
    [
      'comes from a bot',
      { message: message({ from: { ...sender, is_bot: true }, text: 'a.vn' }) },
      { kind: 'ignored', reason: 'not from a person' },
    ],
    ['is a post in a channel', { channel_post: {} }, { kind: 'ignored', reason: 'channel post' }],
    ['is of a kind that we do not know', { poll_answer: {} }, { kind: 'ignored', reason: 'nothing we know' }],
    ['holds nothing but its number', {}, { kind: 'ignored', reason: 'nothing we know' }],
  ]
  it.each(cases)('%s', (_, update, event) => expect(read(update)).toEqual(event))
})

it.each([
  ['nothing', null],
  ['no number', { message: message({ text: 'x' }) }],
  ['no chat', { update_id: 1, message: { message_id: 1, date: 1, text: 'x' } }],
  ['text that is not text', { update_id: 1, message: message({ text: 5 }) }],
  ['an entity without a place', { update_id: 1, message: message({ text: 'x', entities: [{ type: 'url' }] }) }],
])('an update with %s is refused', (_, raw) => {
  expect(() => readUpdate(raw, (at) => at)).toThrow()
})
