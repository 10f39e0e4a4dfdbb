import { z } from 'zod'
import { md5 } from './zalo-crypto.ts'
import type { Content, Kind, Mention, Stored } from './zalo-messages.ts'
import type { Session } from './zalo-sessions.ts'
import { type Asked, textOf, ZaloError } from './zalo-wire.ts'
import type { World } from './zalo-world.ts'

/** What the account sends: text, quotes, links, photos, files; recalls and reactions. */

export type Style = { start: number; len: number; st: string }
export type Accepted = {
  msgId: string
  cliMsgId: string
  to: string
  kind: Kind
  /** The uid of the account whose session sent it. */
  by: string
  /** Of a photo its caption. */
  text: string
  styles: Style[]
  mentions: Mention[]
  quote?: { msgId: string; cliMsgId: string; text: string }
  href?: string
  file?: { name: string; bytes: Buffer }
  recalled: boolean
  at: Date
}
export type Call = {
  params: Record<string, unknown>
  asked: Asked
  session: Session
  /** Happens when the answer is out. */
  after: (action: () => void) => void
}
export type Handlers = Record<string, (call: Call) => unknown>
type Upload = { id: string; name: string; bytes: Buffer; url: string }
type Sent = Pick<Accepted, 'text'> & Partial<Pick<Accepted, 'styles' | 'mentions' | 'quote' | 'href' | 'file'>>

export type SendRules = {
  textLimit: number
  chunkSize: number
  /** The code with which a send to this user or group is refused. */
  refusals: Map<string, number>
  /** What a sent message looks like to the account itself. */
  echo: (message: Stored) => void
  /** Tells over the socket that a file has arrived. */
  fileDone: (fileId: string, url: string) => void
}

const mentionList = z.array(z.object({ uid: z.string(), pos: z.number(), len: z.number(), type: z.literal([0, 1]) }))
const styleList = z.array(z.object({ start: z.number(), len: z.number(), st: z.string() }))
const reaction = z.object({ rMsg: z.array(z.object({ gMsgID: z.number(), cMsgID: z.number() })), rIcon: z.string() })

export function createSends(world: World, rules: SendRules, now: () => Date) {
  const accepted: Accepted[] = []
  const reactions: { msgId: string; icon: string; to: string; at: Date }[] = []
  const chunks = new Map<string, Map<number, Buffer>>()
  const uploads = new Map<string, Upload>()

  const refuse = (code: number, words: string) => new ZaloError('inner', code, words)

  function recipient(call: Call): { to: string; kind: Kind } {
    const group = textOf(call.params.grid)
    const to = group || textOf(call.params.toid) || textOf(call.params.toId)
    if (to === '') throw refuse(114, 'Tham số không hợp lệ')
    const code = rules.refusals.get(to)
    if (code !== undefined) throw refuse(code, 'Không thể gửi tin nhắn đến người này')
    if (group !== '' && world.groups.get(group)?.isIn !== true) throw refuse(166, 'Bạn không có quyền')
    return { to, kind: group === '' ? 'user' : 'group' }
  }

  function send(call: Call, msgType: string, content: Content, sent: Sent): { msgId: number } {
    const { to, kind } = recipient(call)
    const { text, styles = [], mentions = [] } = sent
    const ranges = [
      ...styles.map((style) => [style.start, style.len]),
      ...mentions.map((mention) => [mention.pos, mention.len]),
    ]
    if (text.length > rules.textLimit) throw refuse(114, 'Nội dung quá dài')
    if (ranges.some(([at = 0, length = 0]) => !isRange(text, at, length))) throw refuse(114, 'Vị trí không hợp lệ')
    const cliMsgId = textOf(call.params.clientId)
    const self = call.session.account.uid === world.account.uid ? undefined : call.session.account
    const quoted = sent.quote === undefined ? undefined : world.find(sent.quote.msgId)
    const stored = world.write({ kind, from: self, threadId: to, msgType, content, cliMsgId, quote: quoted, mentions })
    accepted.push({
      ...{ msgId: stored.msgId, cliMsgId, to, kind, by: call.session.account.uid },
      ...{ styles, mentions, recalled: false, at: now(), ...sent },
    })
    call.after(() => rules.echo(stored))
    return { msgId: Number(stored.msgId) }
  }

  function sendText(call: Call): { msgId: number } {
    const { params } = call
    const text = textOf(params.message)
    if (text === '') throw refuse(114, 'Nội dung trống')
    const styles = styleList.parse(fromJson(params.textProperties, { styles: [] }).styles)
    const mentions = mentionList.parse(fromJson(params.mentionInfo, []))
    const quote = params.qmsgId === undefined ? {} : { quote: quoteOf(params) }
    return send(call, 'webchat', text, { text, styles, mentions, ...quote })
  }

  /** All fields of the original are wanted back as they came. */
  function quoteOf(params: Record<string, unknown>) {
    const [msgId, cliMsgId] = [textOf(params.qmsgId), textOf(params.qmsgCliId)]
    const original = world.find(msgId)
    const owner = original?.from?.uid ?? world.account.uid
    const isTrue =
      original?.cliMsgId === cliMsgId &&
      owner === textOf(params.qmsgOwner) &&
      String(original.at.getTime()) === textOf(params.qmsgTs)
    if (!isTrue) throw refuse(114, 'Tin nhắn được trả lời không hợp lệ')
    return { msgId, cliMsgId, text: textOf(params.qmsg) }
  }

  async function upload(call: Call) {
    const { asked, params, session } = call
    const kind = recipient(call).kind
    if (asked.query.get('type') !== (kind === 'group' ? '11' : '2')) throw refuse(114, 'Sai loại')
    const [clientId, chunkId] = [textOf(params.clientId), Number(params.chunkId)]
    const key = `${session.sek} ${clientId} ${textOf(params.fileName)}`
    const parts = chunks.get(key) ?? new Map<number, Buffer>()
    const part = await partOf(asked, 'chunkContent')
    if (part.length > rules.chunkSize) throw refuse(114, 'Quá lớn')
    chunks.set(key, parts.set(chunkId, part))
    const isImage = asked.path.includes('photo_original')
    const isWhole = parts.size === Number(params.totalChunk)
    const common = { finished: isWhole ? 1 : 0, clientFileId: Number(clientId), chunkId }
    if (!isWhole) return { ...common, ...(isImage ? { photoId: '-1' } : { fileId: '-1' }) }

    chunks.delete(key)
    const bytes = Buffer.concat([...parts].sort(([a], [b]) => a - b).map(([, each]) => each))
    if (bytes.length !== Number(params.totalSize)) throw refuse(114, 'Sai kích thước')
    const id = world.nextId()
    const url = `https://f20-zpc.zdn.vn/${id}/${encodeURIComponent(textOf(params.fileName))}`
    uploads.set(id, { id, name: textOf(params.fileName), bytes, url })
    if (isImage) return { ...common, photoId: id, normalUrl: url, hdUrl: `${url}?hd`, thumbUrl: `${url}?thumb` }
    call.after(() => rules.fileDone(id, url))
    return { ...common, fileId: id }
  }

  function uploaded(id: unknown): Upload {
    const found = uploads.get(textOf(id))
    if (found === undefined) throw refuse(114, 'Tệp không tồn tại')
    return found
  }

  function sendPhoto(call: Call) {
    const { name, bytes, url } = uploaded(call.params.photoId)
    if (textOf(call.params.rawUrl) !== url) throw refuse(114, 'Sai địa chỉ ảnh')
    const text = textOf(call.params.desc)
    const mentions = mentionList.parse(fromJson(call.params.mentionInfo, []))
    const content = { title: text, description: '', href: url, thumb: url, childnumber: 0, action: '', params: '{}' }
    return send(call, 'chat.photo', content, { text, mentions, file: { name, bytes } })
  }

  function sendFile(call: Call) {
    const { name, bytes, url } = uploaded(call.params.fileId)
    const isTrue = textOf(call.params.fileUrl) === url && textOf(call.params.checksum) === md5(bytes)
    if (!isTrue) throw refuse(114, 'Sai tệp')
    const params = JSON.stringify({ fileSize: String(bytes.length), checksum: md5(bytes) })
    const content = { title: name, description: '', href: url, thumb: '', childnumber: 0, action: '', params }
    return send(call, 'share.file', content, { text: '', file: { name, bytes } })
  }

  async function sendGif(call: Call) {
    const { params, asked } = call
    const file = { name: textOf(params.fileName), bytes: await partOf(asked, 'chunkContent') }
    return send(call, 'chat.gif', { title: '', href: textOf(params.thumb) }, { text: textOf(params.msg), file })
  }

  function parseLink(call: Call) {
    const href = textOf(call.params.link)
    const media = { type: 2, count: 0, mediaTitle: 'Tiêu đề', artist: '', streamUrl: '', stream_icon: '' }
    const page = { thumb: '', title: 'Tiêu đề của trang', desc: 'Mô tả', src: new URL(href).host, href }
    return { data: { ...page, media, stream_icon: '' }, error_maps: {} }
  }

  function sendLink(call: Call) {
    const [text, href] = [textOf(call.params.msg), textOf(call.params.href)]
    const content = {
      title: text,
      description: textOf(call.params.desc),
      href,
      action: 'recommened.link',
      params: '{}',
    }
    return send(call, 'chat.recommended', content, { text, href })
  }

  function undo(call: Call) {
    const { to } = recipient(call)
    const [msgId, cliMsgId] = [textOf(call.params.msgId), textOf(call.params.cliMsgIdUndo)]
    const message = accepted.find((one) => one.msgId === msgId && one.cliMsgId === cliMsgId && one.to === to)
    if (message === undefined) throw refuse(114, 'Tin nhắn không tồn tại')
    message.recalled = true
    return { status: 0 }
  }

  function react(call: Call) {
    const { to } = recipient(call)
    const list = z.array(z.object({ message: z.string() })).parse(call.params.react_list)
    const given = list.map((each) => reaction.parse(JSON.parse(each.message)))
    for (const { rIcon, rMsg } of given) {
      for (const { gMsgID } of rMsg) {
        if (world.find(String(gMsgID)) === undefined) throw refuse(114, 'Tin nhắn không tồn tại')
        reactions.push({ msgId: String(gMsgID), icon: rIcon, to, at: now() })
      }
    }
    return { msgIds: JSON.stringify(given.map(() => Number(world.nextId()))) }
  }

  const handlers: Handlers = {
    'chat/api/message/sms': sendText,
    'chat/api/message/quote': sendText,
    'group/api/group/sendmsg': sendText,
    'group/api/group/mention': sendText,
    'group/api/group/quote': sendText,
    'file/api/message/parselink': parseLink,
    'chat/api/message/link': sendLink,
    'group/api/group/sendlink': sendLink,
    'chat/api/message/undo': undo,
    'group/api/group/undomsg': undo,
    'reaction/api/message/reaction': react,
    'reaction/api/group/reaction': react,
    'file/api/message/upthumb': () => ({ url: 'https://f20-zpc.zdn.vn/thumb.png' }),
  }
  for (const kind of ['message', 'group']) {
    handlers[`file/api/${kind}/photo_original/upload`] = upload
    handlers[`file/api/${kind}/photo_original/send`] = sendPhoto
    handlers[`file/api/${kind}/asyncfile/upload`] = upload
    handlers[`file/api/${kind}/asyncfile/msg`] = sendFile
    handlers[`file/api/${kind}/gif`] = sendGif
  }
  return { accepted, reactions, handlers }
}

/** Inside the text, and no half of a surrogate pair. */
function isRange(text: string, at: number, length: number): boolean {
  const splits = (place: number) => /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(place - 1, place + 1))
  return at >= 0 && length > 0 && at + length <= text.length && !splits(at) && !splits(at + length)
}

function fromJson<T>(value: unknown, otherwise: T): T {
  return typeof value === 'string' && value !== '' ? (JSON.parse(value) as T) : otherwise
}

async function partOf(asked: Asked, name: string): Promise<Buffer> {
  const form = await new Response(asked.body, { headers: { 'content-type': asked.contentType } }).formData()
  const part = form.get(name)
  if (part === null || typeof part === 'string') throw new ZaloError('inner', 114, `Thiếu ${name}`)
  return Buffer.from(await part.arrayBuffer())
}
