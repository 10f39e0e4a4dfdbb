import { findExpiry } from '../../db/bot-credentials.ts'
import { getLogin } from '../../db/bot-logins.ts'
import { countWaiting, getBot, listBotsServing, listProvincesOf } from '../../db/bots.ts'
import type { Db } from '../../db/database.ts'
import type { OutboxRow } from '../../db/outbox.ts'
import { isToldLater } from '../../db/outbox-moves.ts'
import { holdsMembership, listMemberships } from '../../db/people.ts'
import type { Province } from '../../db/provinces.ts'
import { daysBetween, localDateOf } from '../../domain/calendar.ts'
import { isChoice } from '../../domain/chat-platform.ts'
import type { BotView, Role } from '../../domain/message.ts'
import type { Content } from '../deliver/message-of.ts'
import type { Outgoing } from '../deliver/outgoing.ts'
import { accountsOf } from '../people/platform-content.ts'
import { remedyFor, viewOf } from './bot-view.ts'
import { provincesLookedAfter } from './look-after.ts'
import { endingMs } from './watch-bots.ts'

export type AboutBots = Extract<
  Outgoing,
  { kind: 'bots' | 'bot_state' | 'bot_resuming' | 'session_ending' | 'login_begun' | 'login_qr' | 'login_ended' }
>

type Asked = { row: OutboxRow; province: Province; now: Date }

/** What a message about our bots says at this moment, to those who look after them. */
export async function botContentOf(db: Db, outgoing: AboutBots, asked: Asked): Promise<Content> {
  const { row, now } = asked
  if (outgoing.kind === 'bots') return await listed(db, asked)
  if (outgoing.kind === 'login_qr') return await pictured(db, outgoing.loginId, asked)
  const view = await viewFor(db, outgoing.botId, asked)
  if (view === undefined || !(await looksAfterBots(db, asked))) return left
  switch (outgoing.kind) {
    case 'bot_state': {
      // After a night in which it went and came, how it is now is said once.
      if (await isToldLater(db, row, outgoing.botId)) return { kind: 'nothing', reason: 'superseded' }
      return { kind: 'message', message: { kind: 'bot_state', bot: view } }
    }
    case 'session_ending': {
      const expiresAt = await findExpiry(db, outgoing.botId)
      const endsSoon = expiresAt !== null && expiresAt > now && expiresAt.getTime() - now.getTime() <= endingMs
      if (!endsSoon) return { kind: 'nothing', reason: 'settled' }
      const on = localDateOf(expiresAt, asked.province.timeZone)
      const days = daysBetween(localDateOf(now, asked.province.timeZone), on)
      return { kind: 'message', message: { kind: 'session_ending', bot: view, on, days } }
    }
    case 'login_ended':
      return { kind: 'message', message: { kind: 'login_ended', bot: view, outcome: outgoing.outcome } }
    default:
      return { kind: 'message', message: { kind: outgoing.kind, bot: view } }
  }
}

const left: Content = { kind: 'nothing', reason: 'left' }

/**
 * Where the reader can be reached, and the bots of all provinces whose bots they look after; of their messages only
 * those provinces' are counted.
 */
async function listed(db: Db, { row, province, now }: Asked): Promise<Content> {
  if (row.personId === null) return left
  const memberships = await listMemberships(db, row.personId, now)
  const provinceIds = await provincesLookedAfter(db, { id: row.personId, memberships }, now)
  if (provinceIds.length === 0) return left
  const accounts = await accountsOf(db, row.personId, now)
  const waiting = await countWaiting(db, provinceIds)
  // One number means one thing: those of the bots go on where the platforms' end.
  const values: string[] = isChoice(accounts) ? accounts.map(({ platform }) => platform) : []
  const bots = (await listBotsServing(db, provinceIds)).map((bot) => {
    const view = viewOf(bot, { now, timeZone: province.timeZone, waiting: waiting.get(bot.id) ?? 0 })
    return { ...view, number: remedyFor(bot, now) === null ? null : values.push(String(bot.id)) }
  })
  const question = { kind: 'bot' as const, values, several: false }
  return { kind: 'message', message: { kind: 'bots', accounts, bots }, ...(values.length > 0 ? { question } : {}) }
}

/** The picture to scan, while it can be. */
async function pictured(db: Db, loginId: number, asked: Asked): Promise<Content> {
  const { row, now } = asked
  const { qr, qrExpiresAt, botId, chatId } = await getLogin(db, loginId)
  const view = await viewFor(db, botId, asked)
  if (view === undefined || chatId !== row.chatId || !(await looksAfterBots(db, asked))) return left
  if (qr === null || qrExpiresAt === null || qrExpiresAt <= now) return { kind: 'nothing', reason: 'expired' }
  const seconds = Math.round((qrExpiresAt.getTime() - now.getTime()) / 1_000)
  return {
    kind: 'message',
    message: { kind: 'login_qr', bot: view, seconds },
    file: { kind: 'image', name: 'zalo-qr.png', bytes: Buffer.from(qr, 'base64') },
  }
}

async function viewFor(db: Db, botId: number, { row, province, now }: Asked): Promise<BotView | undefined> {
  if (!(await listProvincesOf(db, botId)).includes(row.provinceId)) return undefined
  const waiting = (await countWaiting(db, [row.provinceId])).get(botId) ?? 0
  return viewOf(await getBot(db, botId), { now, timeZone: province.timeZone, waiting })
}

/** Whether the reader looks after the province's bots; of what has been told to a coordinator, one of them may hear. */
async function looksAfterBots(db: Db, { row, now }: Asked): Promise<boolean> {
  const { provinceId, personId, kind } = row
  if (personId === null) return false
  const roles: Role[] = ['admin', 'coordinator']
  if (kind === 'bot_state' || kind === 'session_ending')
    return await holdsMembership(db, { provinceId, personId, agencyId: null, roles }, now)
  const memberships = await listMemberships(db, personId, now)
  return (await provincesLookedAfter(db, { id: personId, memberships }, now)).includes(provinceId)
}
