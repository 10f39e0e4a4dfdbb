import type { Log } from '../../src/log.ts'
import { createConsole } from '../../src/platforms/console/console.ts'
import type { BotIdentity, Pace, Platform, PlatformName, RawEvent } from '../../src/platforms/platform.ts'
import { createTelegram } from '../../src/platforms/telegram/telegram.ts'
import { createZaloBot } from '../../src/platforms/zalo-bot/zalo-bot.ts'
import { createZaloPersonal } from '../../src/platforms/zalo-personal/zalo-personal.ts'
import { type FakeBotApi, type Person, startFakeBotApi } from './telegram/fake-bot-api.ts'
import { startFakeZalo, type Person as ZaloPerson } from './zalo/fake-zalo.ts'
import { startFakeZaloBot } from './zalo/fake-zalo-bot.ts'

/** One way in which people and the bot reach each other in a test: an adapter with the wire fake of its platform. */
export type Stage = {
  name: PlatformName
  identity: BotIdentity
  /** The adapter, as one process has it. */
  open(deps: StageDeps): Platform
  /** Somebody writes; answers the id that the platform gave it. Where nothing is polled, `hand` takes the event in. */
  say(said: StageSaid, hand: (event: RawEvent) => Promise<void>): string
  /** Whether a stored event is something that somebody wrote. */
  isSaid(event: RawEvent): boolean
  /** What the platform has accepted for one person's direct chat, in order. */
  acceptedFor(person: Person): string[]
  /** The buttons under each of those, where the platform has any. */
  buttonsFor?(person: Person): string[][]
  close(): Promise<void>
}

export type StageSaid = { from: Person; text: string; replyTo?: string }

export type StageDeps = {
  clock: () => Date
  log: Log
  pause: (ms: number, signal?: AbortSignal) => Promise<void>
  randomInt: (below: number) => number
  sendTimeoutMs?: number
}

const nameOf = ({ first_name, last_name }: Person) => [first_name, last_name].filter(Boolean).join(' ')
const asWritten = (at: Date) => at

export async function telegramStage(now: () => Date): Promise<Stage & { fake: FakeBotApi }> {
  const fake = await startFakeBotApi({ now })
  return {
    fake,
    name: 'telegram',
    identity: { nativeId: String(fake.bot.id), username: fake.bot.username },
    open: ({ log, pause, sendTimeoutMs }) =>
      createTelegram({
        token: fake.token,
        apiRoot: fake.url,
        shift: asWritten,
        log,
        pause,
        ...(sendTimeoutMs === undefined ? {} : { sendTimeoutMs }),
      }),
    say: ({ from, text, replyTo }) =>
      String(fake.userSays({ from, text, ...(replyTo === undefined ? {} : { replyToMessageId: Number(replyTo) }) })),
    isSaid: () => true,
    acceptedFor: (person) => fake.accepted.filter((sent) => sent.chatId === person.id).map((sent) => sent.text),
    buttonsFor: (person) =>
      fake.accepted
        .filter((sent) => sent.chatId === person.id)
        .map(({ buttons }) => buttons.map((button) => button.text)),
    close: () => fake.close(),
  }
}

export async function zaloPersonalStage(now: () => Date, pace: Partial<Pace> = {}, account?: ZaloPerson) {
  const fake = await startFakeZalo({ now, ...(account === undefined ? {} : { account }) })
  const credentials = { load: async () => fake.credentials(), save: async () => true }
  const personOf = (person: Person) => ({ uid: String(person.id), name: nameOf(person) })
  return {
    fake,
    name: 'zalo-personal' as const,
    identity: { nativeId: fake.account.uid, username: fake.account.name },
    open: ({ log, clock, randomInt }: StageDeps) =>
      createZaloPersonal({
        account: { nativeId: fake.account.uid, username: fake.account.name },
        credentials,
        fetch: fake.fetch,
        pace,
        shift: asWritten,
        log,
        clock,
        randomInt,
        // Nothing that waits by the clock of a test is to happen in the middle of it: it ends with the stage.
        pause: (_, signal) =>
          new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
      }),
    say: ({ from, text, replyTo }: StageSaid) =>
      fake.userSays({ from: personOf(from), text, ...(replyTo === undefined ? {} : { quote: replyTo }) }),
    isSaid: ({ nativeId }: RawEvent) => nativeId.startsWith('msg:') || nativeId.startsWith('undo:'),
    acceptedFor: (person: Person) =>
      fake.accepted.filter((sent) => sent.to === String(person.id)).map((sent) => sent.text),
    close: () => fake.close(),
  } satisfies Stage & { fake: unknown }
}

export async function zaloBotStage(now: () => Date) {
  const fake = await startFakeZaloBot({ now })
  return {
    fake,
    name: 'zalo-bot' as const,
    identity: { nativeId: fake.bot.id, username: fake.bot.account_name },
    open: ({ log, pause }: StageDeps) =>
      createZaloBot({ token: fake.token, apiRoot: fake.url, shift: asWritten, log, pause }),
    say: ({ from, text, replyTo }: StageSaid) =>
      fake.userSays({
        from: { id: String(from.id), name: nameOf(from) },
        text,
        ...(replyTo === undefined ? {} : { replyTo }),
      }),
    isSaid: () => true,
    acceptedFor: (person: Person) =>
      fake.accepted.filter((sent) => sent.chatId === String(person.id)).map((sent) => sent.text),
    close: () => fake.close(),
  } satisfies Stage & { fake: unknown }
}

export async function consoleStage(now: () => Date): Promise<Stage> {
  const shown: { person: string; text: string }[] = []
  let last = 0
  return {
    name: 'console',
    identity: { nativeId: 'console', username: null },
    open: () => createConsole(({ person, text }) => void shown.push({ person, text: text.text })),
    say({ from, text, replyTo = null }, hand) {
      const id = `m${++last}`
      const raw = { id, person: nameOf(from), text, replyTo, sentAt: now().toISOString() }
      void hand({ nativeId: id, chatNativeId: nameOf(from), raw })
      return id
    },
    isSaid: () => true,
    acceptedFor: (person) => shown.filter((each) => each.person === nameOf(person)).map((each) => each.text),
    close: async () => undefined,
  }
}
