import { getBot } from '../../db/bots.ts'
import type { Db } from '../../db/database.ts'
import { needsSomebody } from '../../domain/bot-health.ts'

/**
 * Whether receiving may begin. An account that was opened elsewhere is left alone for a while, one whose session has
 * ended until somebody logs it in; the row remembers it, so that no restart begins a war over a session.
 */
export async function mayResume(db: Db, botId: number, now: Date): Promise<boolean> {
  const { state, resumeAt } = await getBot(db, botId)
  return !needsSomebody(state) || (resumeAt !== null && resumeAt <= now)
}
