import type { Bot } from '../../db/bots.ts'
import { stateOf } from '../../domain/bot-health.ts'
import { localDateOf, localTimeOf } from '../../domain/calendar.ts'
import type { BotView, ChatPlatform } from '../../domain/message.ts'

/** One of our bots as those see it who look after it, in the words of their zone. */
export function viewOf(bot: Bot, at: { now: Date; timeZone: string; waiting: number }): BotView {
  const local = (instant: Date | null) =>
    instant && { on: localDateOf(instant, at.timeZone), time: localTimeOf(instant, at.timeZone) }
  const state = stateOf(bot, at.now)
  return {
    ...nameOf(bot),
    state,
    since: local(state === 'absent' ? bot.seenAt : bot.stateSince),
    resumes: local(state === 'displaced' && bot.resumeAt !== null && bot.resumeAt > at.now ? bot.resumeAt : null),
    waiting: at.waiting,
  }
}

/** How people find the bot on its platform. */
export function nameOf(bot: Pick<Bot, 'platform' | 'nativeId' | 'username'>): { platform: ChatPlatform; name: string } {
  const platform = bot.platform as ChatPlatform
  if (bot.username === null) return { platform, name: bot.nativeId }
  return { platform, name: platform === 'telegram' ? `@${bot.username}` : bot.username }
}

/** What an admin can do about a bot from their chat; null where there is nothing. */
export function remedyFor(bot: Bot, now: Date): 'resume' | 'login' | null {
  const state = stateOf(bot, now)
  if (state === 'displaced') return 'resume'
  return (state === 'expired' || state === 'banned') && bot.platform === 'zalo-personal' ? 'login' : null
}
