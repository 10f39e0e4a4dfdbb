import { type API, TextStyle, ThreadType, ZaloApiError } from 'zca-js'
import type { FormattedText } from '../../domain/message.ts'
import type { OutgoingAction, OutgoingChat, OutgoingFile, Settlement } from '../platform.ts'
import type { Deps } from './deps.ts'
import { call, type Session } from './session.ts'
import { quiet, settle } from './settle.ts'

type Message = Exclude<Parameters<API['sendMessage']>[0], string>
type Attachment = Extract<NonNullable<Message['attachments']>, { data: Buffer }>
type Answer = Awaited<ReturnType<API['sendMessage']>>

/** They are sent as pictures, with the text as their caption; whatever else is, is a file after a message. */
const pictures = /\.(png|jpe?g|webp)$/
/** Asked to accept somebody who is a contact already (225), or whose request is no longer there (112). */
const nothingToAccept = [225, 112]

/** How chats fared that we hear of by nothing but answers to sends. */
export type Memory = { closed: Set<string> }

export type SendDeps = Pick<Deps, 'limits' | 'randomInt'> & { memory: Memory }

/** Performs one action in a session. Never throws. */
export async function perform(
  session: Session,
  chat: OutgoingChat,
  action: OutgoingAction,
  deps: SendDeps,
): Promise<Settlement> {
  const { closed } = deps.memory
  const isGroup = chat.nativeId.startsWith('g')
  const ids: string[] = []
  try {
    if (action.kind === 'accept_contact') return await accept(session, chat.nativeId)
    const to = { threadId: isGroup ? chat.nativeId.slice(1) : chat.nativeId, isGroup }
    for (const message of messagesOf(action.text, action.file, isGroup)) {
      const answer = await say(session, message, to, deps)
      if (answer === 'no_file_done') return { kind: 'retry', afterMs: 5 * 60_000, scope: 'chat', reason: answer }
      const id = idOf(answer)
      // Zalo refuses a burst by an answer that looks like success.
      if (id === undefined) return afterPart(ids, quiet('empty_answer', deps.randomInt))
      ids.push(id)
    }
    closed.delete(chat.nativeId)
    return { kind: 'sent', ids }
  } catch (error) {
    const settled = settle(error, { isGroup, wasClosed: closed.has(chat.nativeId), randomInt: deps.randomInt })
    if (error instanceof ZaloApiError && error.code === 123) closed.add(chat.nativeId)
    return afterPart(ids, settled)
  }
}

/** Sent again, what has arrived would arrive twice. */
function afterPart(ids: string[], settled: Settlement): Settlement {
  return ids.length > 0 && 'reason' in settled ? { kind: 'doubt', reason: settled.reason } : settled
}

async function accept(session: Session, uid: string): Promise<Settlement> {
  try {
    await call(session, (api) => api.acceptFriendRequest(uid))
  } catch (error) {
    const isSettled = error instanceof ZaloApiError && nothingToAccept.includes(error.code ?? 0)
    if (!isSettled) throw error
  }
  return { kind: 'sent', ids: [] }
}

/** A file that is no picture goes first: if it fails, nothing has been said. */
function messagesOf(text: FormattedText, file: OutgoingFile | undefined, isGroup: boolean): Message[] {
  const words = wordsOf(text, isGroup)
  if (file === undefined) return [words]
  const attachments = [attachmentOf(file)]
  if (pictures.test(attachments[0]?.filename ?? '')) return [{ ...words, attachments }]
  return [{ msg: '', attachments }, ...(text.text === '' ? [] : [words])]
}

/** Offsets are UTF-16 units here and there. In a direct chat Zalo has no mentions. */
function wordsOf({ text, spans }: FormattedText, isGroup: boolean): Message {
  const styles: NonNullable<Message['styles']> = []
  const mentions: NonNullable<Message['mentions']> = []
  for (const span of spans) {
    if (span.style === 'mention') mentions.push({ pos: span.start, len: span.length, uid: span.nativeId })
    else styles.push({ start: span.start, len: span.length, st: styleNames[span.style] })
  }
  return {
    msg: text,
    ...(styles.length === 0 ? {} : { styles }),
    ...(mentions.length === 0 || !isGroup ? {} : { mentions }),
  }
}

const styleNames = { bold: TextStyle.Bold, italic: TextStyle.Italic } as const

function attachmentOf({ kind, name, bytes }: OutgoingFile): Attachment {
  const size = kind === 'image' ? pngSize(bytes) : undefined
  // zca-js tells what something is by the end of its name.
  const isNamed = kind === 'image' ? pictures.test(name) : name.includes('.')
  const filename = (isNamed ? name : `${name}.${kind === 'image' ? 'png' : 'bin'}`) as Attachment['filename']
  return { data: Buffer.from(bytes), filename, metadata: { totalSize: bytes.length, ...size } }
}

/** Width and height stand in the first chunk of a PNG. https://www.w3.org/TR/png-3/#11IHDR */
function pngSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const isPng = bytes.length >= 24 && Buffer.from(bytes.subarray(0, 8)).toString('latin1') === '\x89PNG\r\n\x1a\n'
  if (!isPng) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/**
 * zca-js waits for ever for the word that a file has arrived. Given up, it sends nothing any more, which is why that
 * may be tried again; all its other waits have a limit of their own.
 */
async function say(
  session: Session,
  message: Message,
  { threadId, isGroup }: { threadId: string; isGroup: boolean },
  { limits }: SendDeps,
): Promise<Answer | 'no_file_done'> {
  const type = isGroup ? ThreadType.Group : ThreadType.User
  const sending = call(session, (api) => api.sendMessage(message, threadId, type))
  if (message.attachments === undefined) return await sending
  const limit = new AbortController()
  const late = AbortSignal.any([AbortSignal.timeout(limits.uploadMs + limits.fileDoneMs), limit.signal])
  const givenUp = new Promise<'no_file_done'>((resolve) => {
    // One bot sends one message after the other, so whatever waits is this one.
    late.addEventListener('abort', () => {
      if (!limit.signal.aborted && session.uploads.giveUp()) resolve('no_file_done')
    })
  })
  try {
    return await Promise.race([sending, givenUp])
  } finally {
    limit.abort()
  }
}

/** Undefined where Zalo named no message, which is how it refuses silently. */
function idOf(answer: Answer): string | undefined {
  const [id] = [answer.message, ...answer.attachment].flatMap((each) => each?.msgId ?? [])
  return id === undefined || String(id) === '' || String(id) === '0' ? undefined : String(id)
}
