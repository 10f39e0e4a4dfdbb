import { findExpiry } from '../../db/bot-credentials.ts'
import { getLogin } from '../../db/bot-logins.ts'
import { countWaiting, getBot, listBotsServing, listProvincesOf } from '../../db/bots.ts'
import type { Db } from '../../db/database.ts'
import type { OutboxRow } from '../../db/outbox.ts'
import { isToldLater } from '../../db/outbox-moves.ts'
import { holdsMembership, listMemberships } from '../../db/people.ts'
import type { Province } from '../../db/provinces.ts'
import { daysBetween, localDateOf } from '../../domain/calendar.ts'
import type { BotView, Role } from '../../domain/message.ts'
import type { Content } from '../deliver/message-of.ts'
import type { Outgoing } from '../deliver/outgoing.ts'
import { adminProvinces } from './act-on-bot.ts'
import { remedyFor, viewOf } from './bot-view.ts'
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

/** The bots of all provinces of which the reader is an admin; of their messages only those provinces' are counted. */
async function listed(db: Db, { row, province, now }: Asked): Promise<Content> {
  const memberships = row.personId === null ? [] : await listMemberships(db, row.personId, now)
  const provinceIds = adminProvinces({ memberships })
  if (provinceIds.length === 0) return left
  const waiting = await countWaiting(db, provinceIds)
  const values: string[] = []
  const bots = (await listBotsServing(db, provinceIds)).map((bot) => {
    const view = viewOf(bot, { now, timeZone: province.timeZone, waiting: waiting.get(bot.id) ?? 0 })
    return { ...view, number: remedyFor(bot, now) === null ? null : values.push(String(bot.id)) }
  })
  const question = { kind: 'bot' as const, values, several: false }
  return { kind: 'message', message: { kind: 'bots', bots }, ...(values.length > 0 ? { question } : {}) }
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

/** Where a province has no admin, its coordinators hear what an admin would. */
async function looksAfterBots(db: Db, { row, now }: Asked): Promise<boolean> {
  const { provinceId, personId, kind } = row
  const roles: Role[] = kind === 'bot_state' || kind === 'session_ending' ? ['admin', 'coordinator'] : ['admin']
  return personId !== null && (await holdsMembership(db, { provinceId, personId, agencyId: null, roles }, now))
}
