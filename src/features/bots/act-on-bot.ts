import { endLogin, findOpenLogin, insertLogin } from '../../db/bot-logins.ts'
import { type Bot, getBot, listBotsServing, listProvincesOf, lockBot, updateBot } from '../../db/bots.ts'
import type { Db } from '../../db/database.ts'
import { findDeploymentFact } from '../../db/provinces.ts'
import { sendsPictures } from '../../domain/chat-platform.ts'
import type { ChatPlatform } from '../../domain/message.ts'
import { type Outgoing, reply } from '../deliver/outgoing.ts'
import { choosePlatform } from '../people/platforms.ts'
import type { MemberMessage } from '../people/sender.ts'
import { remedyFor } from './bot-view.ts'
import { credentialsKeyFact } from './credentials.ts'
import { isStale } from './login.ts'
import { provincesLookedAfter } from './look-after.ts'

/**
 * What somebody who looks after bots asked for by a number of their list. The id of a bot: an account that was opened
 * elsewhere connects again at once, one whose session has ended is logged in by a picture that is shown in this chat.
 * The name of a platform: they rather hear from us there.
 */
export async function actOnBot(
  tx: Db,
  from: MemberMessage,
  question: { provinceId: number },
  value: string,
): Promise<void> {
  if (!isBotId(value)) return await choosePlatform(tx, from, question, value)
  const at = { dedupeKey: `bot:${from.inboundId}:${value}`, now: from.now }
  const to = { provinceId: question.provinceId, personId: from.personId, chat: from.chat }
  const bot = await findBot(tx, from, value)
  if (bot === undefined) {
    await reply(tx, to, { kind: 'answer_refused', reason: 'no_question', max: 0 }, at)
    return
  }
  const [provinceId = question.provinceId] = await sharedProvinces(tx, from, bot.id)
  await reply(tx, { ...to, provinceId }, await mend(tx, { ...from, provinceId }, bot), at)
}

/** Of the values that the list's numbers stand for; the others are platforms. */
function isBotId(value: string): boolean {
  return /^\d+$/.test(value)
}

/** The bot, if the asker looks, still, after a province that it serves. */
async function findBot(tx: Db, from: MemberMessage, value: string): Promise<Bot | undefined> {
  const bots = await listBotsServing(tx, await lookedAfterBy(tx, from))
  const bot = bots.find((each) => String(each.id) === value)
  return bot === undefined ? undefined : await lockBot(tx, bot.id)
}

async function sharedProvinces(tx: Db, from: MemberMessage, botId: number): Promise<number[]> {
  const served = await listProvincesOf(tx, botId)
  return (await lookedAfterBy(tx, from)).filter((provinceId) => served.includes(provinceId))
}

async function lookedAfterBy(tx: Db, { personId, memberships, now }: MemberMessage): Promise<number[]> {
  return await provincesLookedAfter(tx, { id: personId, memberships }, now)
}

async function mend(tx: Db, from: MemberMessage & { provinceId: number }, bot: Bot): Promise<Outgoing> {
  switch (remedyFor(bot, from.now)) {
    case 'resume':
      await updateBot(tx, bot.id, { resumeAt: from.now })
      return { kind: 'bot_resuming', botId: bot.id }
    case 'login':
      return await requestLogin(tx, from, bot)
    case null:
      // It has changed since it was asked: the list shows how it is.
      return { kind: 'bots' }
  }
}

async function requestLogin(tx: Db, from: MemberMessage & { provinceId: number }, bot: Bot): Promise<Outgoing> {
  const begun: Outgoing = { kind: 'login_begun', botId: bot.id }
  const unavailable: Outgoing = { kind: 'login_ended', botId: bot.id, outcome: 'unavailable' }
  // The picture cannot be shown through the very account that is to be logged in, nor what it brings be kept without a key.
  if (from.chat.botId === bot.id || (await findDeploymentFact(tx, credentialsKeyFact)) === undefined) return unavailable
  const { platform } = await getBot(tx, from.chat.botId)
  if (!sendsPictures(platform as ChatPlatform)) return unavailable
  const open = await findOpenLogin(tx, bot.id)
  if (open !== undefined && isStale(open, from.now)) await endLogin(tx, open.id, from.now)
  else if (open !== undefined) return open.chatId === from.chat.id ? begun : unavailable
  const { provinceId, personId, chat, now } = from
  await insertLogin(tx, { provinceId, botId: bot.id, chatId: chat.id, personId, requestedAt: now })
  return begun
}
