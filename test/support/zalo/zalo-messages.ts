import type { Encoding } from './zalo-crypto.ts'

/** What people write, and how it stands in a frame: the fields that zca-js knows from its models. */

export type Person = { uid: string; name: string }
export type Group = { id: string; name?: string }
export type Kind = 'user' | 'group'
export type Mention = { uid: string; pos: number; len: number; type?: 0 | 1 }
export type Content = string | null | Record<string, unknown>

export type Said = {
  from: Person
  group?: Group
  text?: string
  /** Left out: `file`, `photo` or `voice` where one is given, else plain text. */
  as?: 'webchat' | 'recommended' | 'link' | 'photo' | 'voice' | 'file'
  /** Of a link; left out, the first address in the text. `''` is how some phones send it. */
  href?: string
  photo?: { href?: string }
  file?: { name: string; href?: string; size?: number }
  voice?: { href?: string }
  /** The msgId of the message answered. */
  quote?: string
  mentions?: Mention[]
  /** Anything else, as it stands in the frame. */
  raw?: { msgType: string; content: Content }
  cliMsgId?: string
  date?: Date
  /** Only stored; comes when old messages are asked for. */
  offline?: boolean
} & Pushed

export type Pushed = {
  encrypt?: Encoding
  /** The E2EE aliases: 551, 504, 553 beside 501, 524 beside 521. */
  cmd?: number
  /** Ids as bare numbers of 13 to 19 digits. */
  bareIds?: boolean
}

export type Stored = {
  msgId: string
  cliMsgId: string
  actionId: string
  kind: Kind
  /** The account itself where nobody is named. */
  from: Person | undefined
  threadId: string
  at: Date
  msgType: string
  content: Content
  quote: Stored | undefined
  mentions: Mention[]
}

const clientTypes: Record<string, number> = {
  webchat: 1,
  'chat.voice': 31,
  'chat.photo': 32,
  'chat.recommended': 38,
  'chat.link': 38,
  'share.file': 46,
}

export function contentOf(said: Said): { msgType: string; content: Content } {
  if (said.raw !== undefined) return said.raw
  const text = said.text ?? ''
  const kind = said.as ?? (said.file && 'file') ?? (said.photo && 'photo') ?? (said.voice && 'voice') ?? 'webchat'
  const object = (over: Record<string, string>, params: object) => ({
    ...{ title: '', description: '', href: '', thumb: '', childnumber: 0, action: '', type: '' },
    ...over,
    params: JSON.stringify(params),
  })
  const href = said.href ?? /https?:\/\/\S+/.exec(text)?.[0] ?? ''
  const media = { mediaTitle: 'Tiêu đề của trang', artist: '', streamUrl: '', stream_icon: '', src: 'báo', type: 2 }
  if (kind === 'recommended') {
    const preview = { title: text, href, description: 'Mô tả của trang', action: 'recommened.link' }
    return { msgType: 'chat.recommended', content: object(preview, media) }
  }
  if (kind === 'link') {
    return { msgType: 'chat.link', content: object({ title: text, href, description: 'Mô tả của trang' }, media) }
  }
  if (kind === 'photo') {
    const at = said.photo?.href ?? 'https://photo-stal-1.zdn.vn/anh.jpg'
    return { msgType: 'chat.photo', content: object({ title: text, href: at, thumb: at }, { hd: at, width: 9 }) }
  }
  if (kind === 'voice') {
    const at = said.voice?.href ?? 'https://voice-aac-dl.zdn.vn/noi.m4a'
    return { msgType: 'chat.voice', content: object({ href: at }, { m4a: at }) }
  }
  if (kind === 'file') {
    const { name, href: at, size } = { name: 'tep.docx', ...said.file }
    const about = { fileSize: String(size ?? 9), checksum: '', fileExt: name.split('.').pop() ?? '', fType: 1 }
    const where = at ?? `https://f20-zpc.zdn.vn/${encodeURIComponent(name)}`
    return { msgType: 'share.file', content: object({ title: name, href: where }, about) }
  }
  return { msgType: 'webchat', content: text }
}

/** A message as one member of `msgs` or `groupMsgs`. */
export function wireOf(message: Stored, self: Person) {
  const isGroup = message.kind === 'group'
  const { quote } = message
  return {
    actionId: message.actionId,
    msgId: message.msgId,
    cliMsgId: message.cliMsgId,
    msgType: message.msgType,
    uidFrom: message.from?.uid ?? '0',
    idTo: isGroup || message.from === undefined ? message.threadId : '0',
    dName: message.from?.name ?? self.name,
    ts: String(message.at.getTime()),
    status: 1,
    content: message.content,
    notify: '1',
    ttl: 0,
    userId: '0',
    uin: '0',
    ...{ topOut: '0', topOutTimeOut: '0', topOutImprTimeOut: '0' },
    ...(typeof message.content === 'string'
      ? { propertyExt: { color: 0, size: 0, type: 0, subType: 0, ext: '{"shouldParseLinkOrContact":0}' } }
      : {}),
    paramsExt: { countUnread: 1, containType: 0, platformType: 1 },
    cmd: isGroup ? 521 : 501,
    st: 3,
    at: isGroup ? 0 : 5,
    realMsgId: '0',
    ...(quote === undefined
      ? {}
      : {
          quote: {
            ownerId: quote.from?.uid ?? self.uid,
            cliMsgId: Number(quote.cliMsgId),
            globalMsgId: Number(quote.msgId),
            cliMsgType: clientTypes[quote.msgType] ?? 1,
            ts: quote.at.getTime(),
            msg: typeof quote.content === 'string' ? quote.content : '',
            attach: typeof quote.content === 'string' ? '' : JSON.stringify(quote.content),
            fromD: quote.from?.name ?? self.name,
            ttl: 0,
          },
        }),
    ...(message.mentions.length === 0
      ? {}
      : { mentions: message.mentions.map((one) => ({ ...one, type: one.type ?? 0 })) }),
  }
}
