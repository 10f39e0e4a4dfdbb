import { type Bot, lockBot, updateBot } from '../../db/bots.ts'
import type { Db } from '../../db/database.ts'
import { pauseAfterDisplacement } from '../../domain/bot-health.ts'
import type { Log } from '../../log.ts'
import type { BotHealth } from '../../platforms/platform.ts'

const dayMs = 86_400_000
const tokenPauseMs = 300_000

/** Remembers how a bot's connection is. The same state told again begins nothing anew. */
export async function recordHealth(db: Db, botId: number, health: BotHealth, now: Date, log: Log): Promise<void> {
  const changed = await db.transaction(async (tx) => {
    const bot = await lockBot(tx, botId)
    const isNew = bot.state !== health.kind
    await updateBot(tx, botId, {
      state: health.kind,
      stateReason: 'reason' in health ? health.reason : null,
      ...(isNew ? { stateSince: now } : {}),
      ...whenToResume(bot, health, now),
    })
    return isNew
  })
  if (changed) log(`bot.${health.kind}`, { botId })
}

/** Each displacement in a row is followed by a longer pause, at most six hours; a day's connection ends the row. */
function whenToResume(bot: Bot, { kind }: BotHealth, now: Date): Partial<Pick<Bot, 'resumeAt' | 'displacements'>> {
  const lasted = bot.state === 'connected' && now.getTime() - (bot.stateSince ?? now).getTime() >= dayMs
  const before = lasted ? 0 : bot.displacements
  switch (kind) {
    case 'displaced': {
      const isToldAgain = bot.state === 'displaced' && bot.resumeAt !== null && bot.resumeAt > now
      if (isToldAgain) return {}
      const displacements = before + 1
      return { displacements, resumeAt: later(now, pauseAfterDisplacement(displacements)) }
    }
    case 'expired':
    case 'banned':
      // A token is put right by whoever gave it out, and works again as it is; a session has to be begun by somebody.
      return { displacements: before, resumeAt: bot.platform === 'zalo-personal' ? null : later(now, tokenPauseMs) }
    case 'connected':
      return { displacements: before, resumeAt: null }
    default:
      return { displacements: before }
  }
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
