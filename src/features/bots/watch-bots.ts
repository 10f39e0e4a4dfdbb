import { claimEnding, markWarned } from '../../db/bot-credentials.ts'
import { type Bot, listBots, lockBot, updateBot } from '../../db/bots.ts'
import type { Db } from '../../db/database.ts'
import { listStranded, lockWaiting } from '../../db/outbox-moves.ts'
import { getProvince } from '../../db/provinces.ts'
import { isLost, isWell, stateOf, troubleOf } from '../../domain/bot-health.ts'
import { localDateOf } from '../../domain/calendar.ts'
import type { Log } from '../../log.ts'
import { handOverRow } from './hand-over.ts'
import { tellAdmins } from './tell-admins.ts'

/** A session that ends within two days is told of, so that somebody can log in while it still works. */
export const endingMs = 48 * 3_600_000

/**
 * Looks after our bots, once a minute: tells the admins when one is lost and when it is back, lets what waits for a
 * lost one go another way, and tells when a session is about to end. May run twice, and in two processes at once.
 */
export async function watchBots(db: Db, now: Date, log: Log): Promise<void> {
  const bots = await listBots(db)
  const steps = {
    tell: () => tellStates(db, bots, now),
    hand_over: () => handOver(db, bots, now, log),
    endings: () => tellEndings(db, now),
  }
  for (const [step, run] of Object.entries(steps)) {
    try {
      await run()
    } catch (error) {
      log('watch.failed', { step, error: error instanceof Error ? error.name : 'unknown' })
    }
  }
}

async function tellStates(db: Db, bots: Bot[], now: Date): Promise<void> {
  for (const { id } of bots.filter((bot) => newsOf(bot, now) !== undefined)) {
    await db.transaction(async (tx) => {
      // The row is the claim: whoever comes second sees what the first has told.
      const bot = await lockBot(tx, id)
      const news = newsOf(bot, now)
      if (news === undefined) return
      const since = news === 'absent' ? bot.seenAt : bot.stateSince
      const key = `bot_state:${id}:${news ?? 'back'}:${since?.getTime() ?? 0}`
      const told = await tellAdmins(tx, id, async () => ({ kind: 'bot_state', botId: id }), { key, now })
      // While nobody can be told of a loss, it remains to be told.
      if (told > 0 || news === null) await updateBot(tx, id, { toldState: news })
    })
  }
}

/** What has to be told of a bot: its trouble, null that a trouble which was told is over, undefined nothing. */
function newsOf(bot: Bot, now: Date): string | null | undefined {
  const trouble = troubleOf(bot, now)
  if (trouble !== null) return trouble === bot.toldState ? undefined : trouble
  return bot.toldState !== null && stateOf(bot, now) === 'connected' ? null : undefined
}

async function handOver(db: Db, bots: Bot[], now: Date, log: Log): Promise<void> {
  const well = bots.filter((bot) => isWell(bot, now)).map((bot) => bot.id)
  for (const bot of bots.filter((each) => isLost(each, now))) {
    for (const outboxId of await listStranded(db, bot.id, well)) {
      const kind = await db.transaction(async (tx) => {
        const row = await lockWaiting(tx, outboxId)
        return row !== undefined && (await handOverRow(tx, row, now, { isWell: true })) ? row.kind : undefined
      })
      if (kind !== undefined) log('outbox.handed_over', { outboxId, kind, fromBotId: bot.id })
    }
  }
}

async function tellEndings(db: Db, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { botId, expiresAt } of await claimEnding(tx, new Date(now.getTime() + endingMs))) {
      // What has ended already shows as such.
      if (expiresAt <= now) continue
      const what = async (provinceId: number) => {
        const { timeZone } = await getProvince(tx, provinceId)
        return { kind: 'session_ending' as const, botId, on: localDateOf(expiresAt, timeZone) }
      }
      const told = await tellAdmins(tx, botId, what, { key: `session_ending:${botId}:${expiresAt.getTime()}`, now })
      if (told > 0) await markWarned(tx, botId, now)
    }
  })
}
