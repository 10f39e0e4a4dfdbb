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

/**
 * Each displacement in a row is followed by a longer pause, at most six hours. A day without one, from when the account
 * could come back, ends the row, however often the connection was cut meanwhile.
 */
function whenToResume(bot: Bot, { kind }: BotHealth, now: Date): Partial<Pick<Bot, 'resumeAt' | 'displacements'>> {
  switch (kind) {
    case 'displaced': {
      const { resumeAt } = bot
      const isToldAgain = bot.state === 'displaced' && resumeAt !== null && resumeAt > now
      if (isToldAgain) return {}
      const isForgiven = resumeAt !== null && now.getTime() - resumeAt.getTime() >= dayMs
      const displacements = (isForgiven ? 0 : bot.displacements) + 1
      return { displacements, resumeAt: later(now, pauseAfterDisplacement(displacements)) }
    }
    case 'expired':
    case 'banned':
      // A token is put right by whoever gave it out, and works again as it is; a session has to be begun by somebody.
      return { resumeAt: bot.platform === 'zalo-personal' ? null : later(now, tokenPauseMs) }
    default:
      // When it came back last is kept: the day counts from there.
      return {}
  }
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms)
}
