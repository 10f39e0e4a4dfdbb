import { eq } from 'drizzle-orm'
import { type Bot, markBotsSeen, saveBot, serveAllProvinces } from '../../../src/db/bots.ts'
import { type Chat, saveDirectChat } from '../../../src/db/chats.ts'
import type { Db } from '../../../src/db/database.ts'
import type { OutboxRow } from '../../../src/db/outbox.ts'
import {
  type Account,
  insertMembership,
  insertPerson,
  listMemberships,
  saveAccount,
  setAccountPerson,
} from '../../../src/db/people.ts'
import { insertProvince } from '../../../src/db/provinces.ts'
import { agencies, bots, outbox } from '../../../src/db/schema.ts'
import type { ChatPlatform, Role } from '../../../src/domain/message.ts'
import { messageOf } from '../../../src/features/deliver/message-of.ts'
import { announce, type Outgoing, reply } from '../../../src/features/deliver/outgoing.ts'
import type { DirectMessage, MemberMessage } from '../../../src/features/people/sender.ts'
import { at } from '../../support/world.ts'

/** A province, bots and people as rows, without a process that serves them. */
export type Cast = Awaited<ReturnType<typeof createCast>>

export type OnChat = { account: Account; chat: Chat }

export async function createCast(db: Db, options: { at?: string } = {}) {
  let now = at(options.at ?? '2024-11-25 09:00')
  let last = 0
  const serial = () => ++last

  const cast = {
    db,
    clock: () => now,
    log: () => {},
    moveTo(local: string): Date {
      now = at(local)
      return now
    },
    async later(minutes: number): Promise<Date> {
      now = new Date(now.getTime() + minutes * 60_000)
      return now
    },
    async province(code: string): Promise<number> {
      const row = await insertProvince(db, { code, name: `tỉnh ${code}`, timeZone: 'Asia/Ho_Chi_Minh' })
      if (row === undefined) throw new Error('the province is there already')
      await serveAllProvinces(db)
      return row.id
    },
    async agency(provinceId: number, code: string): Promise<number> {
      const [row] = await db
        .insert(agencies)
        .values({ provinceId, code, name: `Sở ${code}`, shortName: code })
        .returning({ id: agencies.id })
      return row?.id ?? 0
    },
    /** A bot that a process serves and that is connected. */
    async bot(platform: ChatPlatform, username: string): Promise<Bot> {
      const bot = await saveBot(db, { platform, nativeId: `bot-${serial()}`, username })
      await serveAllProvinces(db)
      await cast.set(bot, { state: 'connected', stateSince: now })
      await cast.seen(bot)
      return bot
    },
    async seen(...served: Bot[]): Promise<void> {
      await markBotsSeen(
        db,
        served.map(({ id }) => id),
        now,
      )
    },
    async set(bot: Bot, change: Partial<Bot>): Promise<void> {
      await db.update(bots).set(change).where(eq(bots.id, bot.id))
    },
    async get(bot: Bot): Promise<Bot> {
      const [row] = await db.select().from(bots).where(eq(bots.id, bot.id))
      if (row === undefined) throw new Error('no bot')
      return row
    },
    async person(name: string): Promise<number> {
      return await insertPerson(db, { name, createdAt: now })
    },
    async member(name: string, provinceId: number, role: Role, agencyId: number | null = null): Promise<number> {
      const personId = await cast.person(name)
      await insertMembership(db, { provinceId, agencyId, personId, role, fromOn: '2024-01-01' })
      return personId
    },
    /** Somebody's account and direct chat on a bot; of a stranger without `personId`. */
    async on(bot: Bot, personId: number | null, name = 'Ai đó'): Promise<OnChat> {
      const nativeId = `u-${serial()}`
      const account = await saveAccount(db, { botId: bot.id, nativeId, name, username: null })
      if (personId !== null) await setAccountPerson(db, account.id, personId)
      const chat = await saveDirectChat(db, { botId: bot.id, nativeId, topic: '', accountId: account.id })
      return { account: { ...account, personId }, chat }
    },
    /** A message of theirs in that chat, as a row of `inbound` and as it is handled. */
    async writes({ chat, account }: OnChat, text: string): Promise<DirectMessage> {
      const messageId = `m-${serial()}`
      const raw = JSON.stringify({ text })
      const [row] = await db.execute<{ id: string }>(
        `insert into inbound (bot_id, native_id, chat_native_id, raw, received_at, available_at, account_id)
         values (${chat.botId}, '${messageId}', '${chat.nativeId}', '${raw}', '${now.toISOString()}', '${now.toISOString()}', ${account.id})
         returning id`,
      )
      const place = { nativeId: chat.nativeId, kind: 'direct' as const, topic: '' }
      const sender = { nativeId: account.nativeId, name: account.name, username: null }
      const said = { messageId, chat: place, sender, text, links: [], files: [], replyTo: null, sentAt: now }
      const message = { kind: 'message' as const, ...said }
      return { inboundId: Number(row?.id), bot: { id: chat.botId }, chat, account, message, now }
    },
    async memberWrites(on: OnChat, text: string): Promise<MemberMessage> {
      const from = await cast.writes(on, text)
      const personId = on.account.personId ?? 0
      return { ...from, personId, memberships: await listMemberships(db, personId, now) }
    },
    async waits(
      provinceId: number,
      personId: number | null,
      chat: Chat,
      what: Outgoing = { kind: 'todo' },
    ): Promise<number> {
      const at = { dedupeKey: `test:${serial()}`, now }
      return (await reply(db, { provinceId, personId, chat }, what, at)) ?? 0
    },
    async announced(provinceId: number, personId: number, chat: Chat, what: Outgoing): Promise<number> {
      return (await announce(db, { provinceId, personId, chat }, what, { dedupeKey: `test:${serial()}`, now })) ?? 0
    },
    /** All rows that are to be sent, oldest first. */
    async rows(kind?: string): Promise<OutboxRow[]> {
      const all = await db.select().from(outbox).orderBy(outbox.id)
      return kind === undefined ? all : all.filter((row) => row.kind === kind)
    },
    async row(id: number): Promise<OutboxRow> {
      const [row] = await db.select().from(outbox).where(eq(outbox.id, id))
      if (row === undefined) throw new Error('no row')
      return row
    },
    async says(row: OutboxRow) {
      return await messageOf(db, row, now)
    },
    /** Each kind that was said, with the chat it goes to. */
    async told(): Promise<string[]> {
      return (await cast.rows()).map((row) => `${row.kind} ${row.chatId}`)
    },
  }
  return cast
}
