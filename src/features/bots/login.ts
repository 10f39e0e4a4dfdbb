import { type BotLogin, claimLogin, updateLogin } from '../../db/bot-logins.ts'
import { type Bot, getBot, lockBot, updateBot } from '../../db/bots.ts'
import { getChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { needsSomebody } from '../../domain/bot-health.ts'
import type { Log } from '../../log.ts'
import type { LoginResult, LoginStep, QrLogin } from '../../platforms/platform.ts'
import { type Outgoing, reply } from '../deliver/outgoing.ts'
import { type CredentialKeys, saveSealed } from './credentials.ts'
import { sealCredentials } from './seal.ts'

export type LoginDeps = {
  qrLogin: QrLogin
  keys: CredentialKeys
  workerId: number
  randomBytes: (size: number) => Uint8Array
  clock: () => Date
  log: Log
  /** Aborts when the process is to end. */
  signal: AbortSignal
  /** Called when there is something to send. */
  wake: () => void
}

/** Whoever asked for a login does not wait longer for its picture. */
const staleMs = 15 * 60_000

export function isStale({ requestedAt }: Pick<BotLogin, 'requestedAt'>, now: Date): boolean {
  return now.getTime() - requestedAt.getTime() >= staleMs
}

/**
 * Runs the next login that an admin has asked for, if there is one: each picture goes to the chat where it was asked
 * for, and what comes of it is saved only if it is the account that was meant. To be called by one loop of a process.
 */
export async function handleNextLogin(db: Db, deps: LoginDeps): Promise<boolean> {
  const login = await claimLogin(db, deps.workerId)
  if (login === undefined) return false
  deps.log('login.begun', { loginId: login.id, botId: login.botId })
  const bot = await getBot(db, login.botId)
  const result = isStale(login, deps.clock()) ? { kind: 'expired' as const } : await run(db, login, deps)
  if (result.kind === 'expired' && deps.signal.aborted) {
    // Only this process ends: the next one shows another picture.
    await updateLogin(db, login, { state: 'requested', claimedBy: null, qr: null, qrExpiresAt: null })
    return true
  }
  const outcome = await finish(db, login, bot, result, deps)
  deps.wake()
  deps.log('login.ended', { loginId: login.id, botId: bot.id, outcome })
  return true
}

async function run(db: Db, login: BotLogin, deps: LoginDeps): Promise<LoginResult> {
  let shown = 0
  try {
    return await deps.qrLogin(async (step) => {
      if (step.kind === 'qr') shown += 1
      await takeStep(db, login, step, shown, deps)
    }, deps.signal)
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'unknown'
    deps.log('login.fault', { loginId: login.id, error: reason })
    return { kind: 'failed', reason }
  }
}

/** A picture is kept for as long as it may be scanned, and shown in the chat. */
async function takeStep(db: Db, login: BotLogin, step: LoginStep, nth: number, deps: LoginDeps): Promise<void> {
  await db.transaction(async (tx) => {
    if (step.kind === 'scanned') {
      await updateLogin(tx, login, { qr: null, qrExpiresAt: null })
      return
    }
    const now = deps.clock()
    const qr = Buffer.from(step.png).toString('base64')
    const qrExpiresAt = new Date(now.getTime() + step.seconds * 1_000)
    if (!(await updateLogin(tx, login, { qr, qrExpiresAt }))) return
    const dedupeKey = `login_qr:${login.id}:${deps.workerId}:${nth}`
    await tell(tx, login, { kind: 'login_qr', loginId: login.id }, { dedupeKey, now })
  })
  deps.wake()
}

type Outcome = Extract<Outgoing, { kind: 'login_ended' }>['outcome']

async function finish(db: Db, login: BotLogin, bot: Bot, result: LoginResult, deps: LoginDeps): Promise<Outcome> {
  const now = deps.clock()
  return await db.transaction(async (tx) => {
    const isMeant = result.kind === 'logged_in' && result.identity.nativeId === bot.nativeId
    const state = result.kind !== 'logged_in' ? result.kind : isMeant ? ('done' as const) : ('wrong_account' as const)
    const ended = { state, endedAt: now, qr: null, qrExpiresAt: null }
    // Taken for dead meanwhile: somebody else shows another picture now.
    if (!(await updateLogin(tx, login, ended))) return 'failed'
    if (result.kind === 'logged_in' && isMeant) {
      const sealed = sealCredentials(bot, JSON.stringify(result.credentials), deps.keys.current, deps.randomBytes)
      await saveSealed(tx, bot.id, { sealed, expiresAt: result.expiresAt, now })
    }
    if (result.kind === 'banned') await recordBan(tx, bot.id, result.reason, now)
    const what: Outgoing = { kind: 'login_ended', botId: bot.id, outcome: state }
    await tell(tx, login, what, { dedupeKey: `login_ended:${login.id}`, now })
    return state
  })
}

/** Until somebody logs it in: a session that still works is none that is refused. */
async function recordBan(tx: Db, botId: number, stateReason: string, now: Date): Promise<void> {
  const { state } = await lockBot(tx, botId)
  if (!needsSomebody(state)) return
  const isNew = state !== 'banned'
  await updateBot(tx, botId, { state: 'banned', stateReason, resumeAt: null, ...(isNew ? { stateSince: now } : {}) })
}

async function tell(tx: Db, login: BotLogin, what: Outgoing, at: { dedupeKey: string; now: Date }): Promise<void> {
  const { provinceId, personId } = login
  await reply(tx, { provinceId, personId, chat: await getChat(tx, login.chatId) }, what, at)
}
