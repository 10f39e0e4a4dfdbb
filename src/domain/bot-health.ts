/** How a bot's connection was last heard of, by the process that serves it. */
export type BotRecord = {
  state: 'connecting' | 'connected' | 'unreachable' | 'displaced' | 'expired' | 'banned'
  stateSince: Date | null
  seenAt: Date | null
}

/** `absent`: no process serves it. */
export type BotState = BotRecord['state'] | 'absent'

/** A bot that is away for less than this (ten minutes) may be back any moment. */
export const graceMs = 600_000

/** How a bot is at this moment. */
export function stateOf(bot: BotRecord, now: Date): BotState {
  return isOlder(bot.seenAt ?? new Date(0), now) ? 'absent' : bot.state
}

/** Whether a message that is handed to it now is likely to leave soon. */
export function isWell(bot: BotRecord, now: Date): boolean {
  const state = stateOf(bot, now)
  if (state === 'connected') return true
  return (state === 'connecting' || state === 'unreachable') && !isOlder(bot.stateSince ?? now, now)
}

/** Whether it has been away for so long that what waits for it should go another way. */
export function isLost(bot: BotRecord, now: Date): boolean {
  const state = stateOf(bot, now)
  return state === 'absent' || (state !== 'connected' && isOlder(bot.stateSince ?? now, now))
}

/**
 * What those who look after it have to know: what only a person can mend at once, the rest when it lasts. One that
 * has never been served is nobody's loss.
 */
export function troubleOf(bot: BotRecord, now: Date): BotState | null {
  const state = stateOf(bot, now)
  if (state === 'absent') return bot.seenAt === null ? null : state
  if (needsSomebody(state)) return state
  return isLost(bot, now) ? state : null
}

/** Whether the connection does not come back by trying again. */
export function needsSomebody(state: BotState): state is 'displaced' | 'expired' | 'banned' {
  return state === 'displaced' || state === 'expired' || state === 'banned'
}

function isOlder(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() >= graceMs
}

const firstPauseMs = 30 * 60_000
const longestPauseMs = 6 * 3_600_000

/** How long an account that was opened elsewhere leaves it to whoever opened it, the n-th time in a row, in milliseconds. */
export function pauseAfterDisplacement(n: number): number {
  return Math.min(firstPauseMs * 2 ** Math.max(0, n - 1), longestPauseMs)
}
