import type { FormattedText } from '../../../src/domain/message.ts'
import { createConsole } from '../../../src/platforms/console/console.ts'
import { createTelegram } from '../../../src/platforms/telegram/telegram.ts'
import { createZaloBot } from '../../../src/platforms/zalo-bot/zalo-bot.ts'
import { createZaloPersonal } from '../../../src/platforms/zalo-personal/zalo-personal.ts'
import { startFakeBotApi } from '../../support/telegram/fake-bot-api.ts'
import { startFakeZalo } from '../../support/zalo/fake-zalo.ts'
import { startFakeZaloBot } from '../../support/zalo/fake-zalo-bot.ts'
import type { Harness } from './harness.ts'

const asWritten = (at: Date) => at
/** Whatever waits for the clock of a test waits until the test is over, but for one breath of the event loop. */
const breathe = async () => new Promise<void>((resolve) => setImmediate(resolve))

function createJournal() {
  const logged: string[] = []
  const log = (event: string, fields: Record<string, string | number> = {}) =>
    void logged.push(`${event} ${JSON.stringify(fields)}`)
  return { logged, log }
}

const partsOf = (text: string, marks: { start: number; length: number }[]) =>
  marks.map(({ start, length }) => text.slice(start, start + length))

export async function telegramHarness(): Promise<Harness> {
  const fake = await startFakeBotApi()
  const { logged, log } = createJournal()
  const hoa = { id: 7, first_name: 'Hoa' }
  const group = { id: -50, type: 'group' as const }
  const supergroup = -1_050
  fake.knows({ id: hoa.id, type: 'private' })
  fake.knows(group)
  const platform = createTelegram({
    token: fake.token,
    apiRoot: fake.url,
    shift: asWritten,
    log,
    pause: breathe,
    sendTimeoutMs: 200,
  })
  return {
    platform,
    direct: { nativeId: '7', topic: '', kind: 'direct' },
    group: { nativeId: '-50', topic: '', kind: 'group' },
    // A bot in privacy mode, which getMe tells of: https://core.telegram.org/bots/features#privacy-mode
    offersUnaddressed: false,
    says: ({ text, inGroup, withPicture, replyTo }) => {
      if (inGroup === 'to_all') return 'unseen'
      const words = inGroup === 'to_bot' ? `@${fake.bot.username} ${text}` : text
      return String(
        fake.userSays({
          from: hoa,
          ...(inGroup === 'to_bot' ? { chat: group } : {}),
          ...(withPicture === true ? { caption: words } : { text: words }),
          ...(replyTo === undefined ? {} : { replyToMessageId: Number(replyTo) }),
        }),
      )
    },
    edits: (id, text) => fake.userEdits(Number(id), { from: hoa, text }),
    recalls: undefined,
    // What was not confirmed comes again.
    repeats: async (id) => {
      const update = fake.seen.find(({ message }) => (message as { message_id?: number })?.message_id === Number(id))
      // Between two polls it would be taken for confirmed.
      await fake.waitFor(() => fake.polling)
      if (update !== undefined) fake.enqueueRaw(update)
    },
    arrived: () =>
      fake.accepted.map(({ messageId, text, entities, buttons, file }) => {
        const ofType = (type: string) =>
          partsOf(
            text,
            entities.filter((each) => each.type === type).map(({ offset, length }) => ({ start: offset, length })),
          )
        return {
          id: String(messageId),
          text,
          bold: ofType('bold'),
          mentions: ofType('text_mention'),
          buttons: buttons.map((button) => button.callback_data),
          file: file?.bytes ?? null,
        }
      }),
    outcomes: {
      sent: () => undefined,
      retry: () => fake.failNext({ method: 'sendMessage', kind: 'status', code: 429, parameters: { retry_after: 3 } }),
      doubt: () => fake.failNext({ method: 'sendMessage', kind: 'drop_after' }),
      gone: () => fake.blocks(hoa),
      moved: () =>
        fake.failNext({
          method: 'sendMessage',
          kind: 'status',
          code: 400,
          parameters: { migrate_to_chat_id: supergroup },
        }),
      refused: () => fake.failNext({ method: 'sendMessage', kind: 'status', code: 400 }),
    },
    secrets: [fake.token],
    logged,
    close: () => fake.close(),
  }
}

export async function zaloBotHarness(): Promise<Harness> {
  const fake = await startFakeZaloBot()
  const { logged, log } = createJournal()
  const hoa = { id: '7', name: 'Hoa' }
  const group = { id: '50' }
  const platform = createZaloBot({
    token: fake.token,
    apiRoot: fake.url,
    shift: asWritten,
    log,
    pause: breathe,
    sendTimeoutMs: 200,
  })
  fake.knows(hoa.id)
  fake.knows(group.id)
  return {
    platform,
    direct: { nativeId: hoa.id, topic: '', kind: 'direct' },
    group: { nativeId: group.id, topic: '', kind: 'group' },
    // Told of what mentions it and of what answers it: https://docs.zaloplatforms.com/docs/BOT/webhook
    offersUnaddressed: false,
    says: ({ text, inGroup, withPicture, replyTo }) =>
      inGroup === 'to_all'
        ? 'unseen'
        : fake.userSays({
            from: hoa,
            text: inGroup === 'to_bot' ? `@${fake.bot.account_name} ${text}` : text,
            ...(inGroup === 'to_bot' ? { group } : {}),
            ...(withPicture === true ? { photo: 'https://photo.zdn.vn/1.jpg' } : {}),
            ...(replyTo === undefined ? {} : { replyTo }),
          }),
    edits: undefined,
    recalls: undefined,
    // Polled events come once; a webhook's come again until they are acknowledged.
    repeats: async (id) =>
      fake.enqueueRaw({
        event_name: 'message.text.received',
        message: {
          from: { id: hoa.id, display_name: hoa.name, is_bot: false },
          chat: { id: hoa.id, chat_type: 'PRIVATE' },
          message_id: id,
          date: 1_760_000_000_000,
          text: 'lặp lại',
        },
      }),
    arrived: () =>
      fake.accepted.map(({ messageId, text, styles }) => ({
        id: messageId,
        text,
        bold: partsOf(
          text,
          styles.filter(({ st }) => st.includes('b')).map(({ start, len }) => ({ start, length: len })),
        ),
        mentions: [],
        buttons: [],
        file: null,
      })),
    outcomes: {
      sent: () => undefined,
      retry: () => fake.fault({ method: 'sendMessage', kind: 'not_ok', code: 429 }),
      doubt: () => fake.fault({ method: 'sendMessage', kind: 'drop_after' }),
      gone: () => fake.blocks(hoa.id),
      moved: undefined,
      refused: () => fake.fault({ method: 'sendMessage', kind: 'not_ok', code: 400, description: 'Bad request' }),
    },
    secrets: [fake.token],
    logged,
    close: () => fake.close(),
  }
}

export async function zaloPersonalHarness(): Promise<Harness> {
  const fake = await startFakeZalo()
  const { logged, log } = createJournal()
  const hoa = { uid: '7000', name: 'Hoa' }
  const group = { id: '5000', name: 'Nhóm CCHC' }
  fake.knows(group, [hoa])
  const atAccount = `@${fake.account.name}`
  const platform = createZaloPersonal({
    account: { nativeId: fake.account.uid, username: fake.account.name },
    credentials: { load: async () => fake.credentials(), save: async () => true },
    fetch: fake.fetch,
    pace: {},
    shift: asWritten,
    log,
    clock: () => new Date(),
    randomInt: () => 0,
    // Periods of upkeep never end here; a short rest between two tries is over at once.
    pause: (ms, signal) =>
      ms < 9_000
        ? breathe()
        : new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
  })
  return {
    platform,
    direct: { nativeId: hoa.uid, topic: '', kind: 'direct' },
    group: { nativeId: `g${group.id}`, topic: '', kind: 'group' },
    // The account is a member like any other.
    offersUnaddressed: true,
    says: ({ text, inGroup, withPicture, replyTo }) =>
      fake.userSays({
        from: hoa,
        text: inGroup === 'to_bot' ? `${atAccount} ${text}` : text,
        ...(inGroup === undefined ? {} : { group }),
        ...(inGroup === 'to_bot' ? { mentions: [{ uid: fake.account.uid, pos: 0, len: atAccount.length }] } : {}),
        ...(withPicture === true ? { photo: {} } : {}),
        ...(replyTo === undefined ? {} : { quote: replyTo }),
      }),
    edits: undefined,
    recalls: (id) => void fake.userRecalls(id),
    repeats: async (id) => void fake.redelivers(id),
    arrived: () =>
      fake.accepted.map(({ msgId, text, styles, mentions, file }) => ({
        id: msgId,
        text,
        bold: partsOf(
          text,
          styles.filter(({ st }) => st === 'b').map(({ start, len }) => ({ start, length: len })),
        ),
        mentions: partsOf(
          text,
          mentions.map(({ pos, len }) => ({ start: pos, length: len })),
        ),
        buttons: [],
        file: file?.bytes ?? null,
      })),
    outcomes: {
      sent: () => undefined,
      retry: () => fake.fault({ match: 'sms', kind: 'inner', code: 221 }),
      doubt: () => fake.fault({ match: 'sms', kind: 'drop_after' }),
      gone: () => fake.blocks(hoa),
      moved: undefined,
      refused: () => fake.fault({ match: 'sms', kind: 'inner', code: 114 }),
    },
    secrets: [String(fake.credentials().imei), ...fake.credentials().cookie.map((cookie) => String(cookie.value))],
    logged,
    close: () => fake.close(),
  }
}

export async function consoleHarness(): Promise<Harness> {
  const shown: { id: string; person: string; text: FormattedText }[] = []
  const platform = createConsole((message) => void shown.push(message))
  return {
    platform,
    direct: { nativeId: 'Hoa', topic: '', kind: 'direct' },
    group: undefined,
    offersUnaddressed: false,
    says: () => {
      throw new Error('nobody polls a console: what is typed is handed over')
    },
    edits: undefined,
    recalls: undefined,
    repeats: undefined,
    arrived: () =>
      shown.map(({ id, text: { text } }) => ({ id, text, bold: [], mentions: [], buttons: [], file: null })),
    outcomes: {
      sent: () => undefined,
      retry: undefined,
      doubt: undefined,
      gone: undefined,
      moved: undefined,
      refused: undefined,
    },
    secrets: [],
    logged: [],
    close: async () => undefined,
  }
}
