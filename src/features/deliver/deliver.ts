import { pauseBot } from '../../db/bots.ts'
import { type Chat, getChat, markChatGone, moveChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import {
  beginAttempt,
  claimOutbox,
  countRetries,
  findUnsettledAttempt,
  listAbandoned,
  lockClaim,
  type OutboxRow,
  pauseChat,
  postpone,
  settleAttempt,
  settleOutbox,
} from '../../db/outbox.ts'
import { findLanguage } from '../../db/people.ts'
import { settleReminders } from '../../db/reminders.ts'
import type { Log } from '../../log.ts'
import type { Platform, Settlement } from '../../platforms/platform.ts'
import { renderMessage } from '../../render/render.ts'
import { splitText } from '../../render/split.ts'
import type { Translator } from '../../render/translator.ts'
import { handOverRow } from '../bots/hand-over.ts'
import { messageOf } from './message-of.ts'
import { actionOf, gapAfter, type Sending, strangersAgainAt } from './sending.ts'

export type DeliverDeps = {
  botId: number
  platform: Platform
  workerId: number
  translator: Translator
  clock: () => Date
  pause: (ms: number) => Promise<void>
  /** Once it aborts nothing more is begun; pauses end. */
  stopping: AbortSignal
  randomInt: (below: number) => number
  log: Log
}

/** A message that the bot may repeat waits this long first, doubled each time. */
const resendMs = 2_000
const longestResendMs = 6 * 3_600_000
/** It lets others pass when it has been in doubt, or has been put off by the platform, more often than this. */
const patience = 3
/** After two days nobody waits for it any more, and it stays in doubt. */
const repeatForMs = 48 * 3_600_000
/** A message that cannot even be made into text this often is given up. */
const maxFaults = 3
/** A question that nobody has answered for so long is no longer open. */
const questionMs = 7 * 86_400_000

/**
 * Sends the next waiting message of one bot: claim, look up what it says now, commit an attempt, call the
 * platform outside any transaction, settle. Returns whether there was anything to do.
 */
export async function deliverNext(db: Db, deps: DeliverDeps): Promise<boolean> {
  const { directChatMs, groupChatMs } = deps.platform.pace
  const { botId, workerId } = deps
  const row = await claimOutbox(db, { botId, workerId, now: deps.clock(), directChatMs, groupChatMs, patience })
  if (row === undefined) return false
  try {
    await deliver(db, row, deps)
  } catch (error) {
    await giveBack(db, row, error, deps)
  }
  return true
}

async function deliver(db: Db, row: OutboxRow, deps: DeliverDeps): Promise<void> {
  const chat = await getChat(db, row.chatId)
  if (chat.goneAt !== null) return await leaveGoneChat(db, row, deps)
  if (await waitsForTomorrow(db, row, chat, deps)) return
  // What has been begun is said to its end; what nobody has seen yet is looked up again.
  const begun = row.partsSent > 0 && row.parts !== null ? { parts: row.parts } : undefined
  const sending = begun ?? (await sendingOf(db, row, deps))
  if (sending === undefined) return
  const { pace } = deps.platform
  for (let part = row.partsSent; part < sending.parts.length; part += 1) {
    if (part > row.partsSent) await deps.pause(chat.kind === 'direct' ? pace.directChatMs : pace.groupChatMs)
    // The rest is taken up by the next process.
    if (deps.stopping.aborted) return
    if (!(await sendPart(db, row, chat, part, sending, deps))) return
  }
}

/** Too many strangers were spoken to today: the message goes another way or waits for tomorrow. */
async function waitsForTomorrow(db: Db, row: OutboxRow, chat: Chat, deps: DeliverDeps): Promise<boolean> {
  const now = deps.clock()
  const tomorrow = await strangersAgainAt(db, row, chat, deps.platform.pace, now)
  if (tomorrow === undefined) return false
  await db.transaction(async (tx) => {
    if (!(await lockClaim(tx, row))) return
    await settleOutbox(tx, row, { state: 'waiting', reason: 'strangers_per_day' })
    const elsewhere = { isWell: true, notOn: deps.platform.name }
    if (!(await handOverRow(tx, row, now, elsewhere))) await postpone(tx, row.id, tomorrow)
  })
  deps.log('outbox.strangers_per_day', { outboxId: row.id, kind: row.kind })
  return true
}

/** What the message says now, cut to what the platform takes at once; undefined where it is settled without being sent. */
async function sendingOf(db: Db, row: OutboxRow, deps: DeliverDeps): Promise<Sending | undefined> {
  const content = await messageOf(db, row, deps.clock())
  switch (content.kind) {
    case 'nothing':
      await settleWithout(db, row, deps, content.reason)
      return undefined
    case 'later':
      await settleOutbox(db, row, { state: 'waiting', availableAt: content.at })
      return undefined
    case 'action':
      return { parts: [{ text: '', spans: [] }], action: content.action }
    case 'message': {
      const language = row.personId === null ? 'vi' : await findLanguage(db, row.personId)
      const { message, ...along } = content
      return {
        parts: splitText(renderMessage(deps.translator, language, message), deps.platform.textLimit),
        ...along,
      }
    }
  }
}

/** One attempt: committed before the call, settled after it. Between the two it is in doubt. */
async function sendPart(
  db: Db,
  row: OutboxRow,
  chat: Chat,
  part: number,
  sending: Sending,
  deps: DeliverDeps,
): Promise<boolean> {
  const { platform } = deps
  const text = sending.parts[part] ?? { text: '', spans: [] }
  const startedAt = deps.clock()
  const { question } = sending
  const begun = await beginAttempt(db, row, {
    part,
    text: text.text,
    parts: sending.parts,
    startedAt,
    ...(question === undefined
      ? {}
      : { question: { ...question, expiresAt: new Date(startedAt.getTime() + questionMs) } }),
  })
  if (begun === undefined) return false
  const isLast = part === sending.parts.length - 1
  const action = sending.action ?? actionOf(text, isLast ? { ...sending, questionId: begun.questionId } : {}, platform)
  const settlement = await platform.apply(chat, action)
  const result = { attemptId: begun.attemptId, part, isLast, settlement }
  const settled = await settle(db, row, chat, result, deps)
  deps.log(`attempt.${settlement.kind}`, {
    outboxId: row.id,
    attemptId: begun.attemptId,
    kind: row.kind,
    ...('reason' in settlement ? { reason: settlement.reason } : {}),
  })
  await deps.pause(gapAfter(text.text, platform.pace, deps.randomInt))
  return settled && settlement.kind === 'sent'
}

type Result = { attemptId: number; part: number; isLast: boolean; settlement: Settlement }

async function settle(db: Db, row: OutboxRow, chat: Chat, result: Result, deps: DeliverDeps): Promise<boolean> {
  const now = deps.clock()
  const { settlement } = result
  return await db.transaction(async (tx) => {
    const isOurs = await lockClaim(tx, row)
    await settleAttempt(tx, result.attemptId, {
      outcome: settlement.kind,
      ...(settlement.kind === 'sent' ? { nativeIds: settlement.ids } : {}),
      ...('reason' in settlement ? { reason: settlement.reason } : {}),
      settledAt: now,
    })
    // Taken for dead meanwhile: the attempt tells what happened, the message is somebody else's.
    if (!isOurs) return false
    switch (settlement.kind) {
      case 'sent': {
        const partsSent = result.part + 1
        if (!result.isLast) return await settleOutbox(tx, row, { partsSent })
        await settleReminders(tx, row.id, { state: 'sent', reason: null })
        return await settleOutbox(tx, row, { state: 'sent', partsSent, settledAt: now })
      }
      case 'retry': {
        const until = new Date(now.getTime() + settlement.afterMs)
        if (settlement.scope === 'chat') await pauseChat(tx, chat.id, until)
        else await pauseBot(tx, deps.botId, until)
        // Should the platform answer so because of this one message, the others go before it comes again.
        const isStuck = (await countRetries(tx, row.id)) > patience
        const availableAt = isStuck ? new Date(until.getTime() + settlement.afterMs) : row.availableAt
        return await settleOutbox(tx, row, { state: 'waiting', availableAt, reason: settlement.reason })
      }
      case 'doubt':
        return await settleDoubt(tx, row, now, settlement.reason)
      case 'moved':
        await moveChat(tx, chat, settlement.to, now)
        return await settleOutbox(tx, row, { state: 'waiting', reason: 'moved' })
      case 'gone':
        await markChatGone(tx, chat, settlement.reason, now)
        if (await handOver(tx, row, now, settlement.reason)) return true
        await settleReminders(tx, row.id, { state: 'skipped', reason: 'unreachable' })
        return await settleOutbox(tx, row, { state: 'failed', reason: settlement.reason, settledAt: now })
      case 'refused':
        if (await handOver(tx, row, now, settlement.reason)) return true
        await settleReminders(tx, row.id, { state: 'skipped', reason: 'refused' })
        return await settleOutbox(tx, row, { state: 'failed', reason: settlement.reason, settledAt: now })
    }
  })
}

/** What one platform would not take is tried on the person's next one, as the same message. */
async function handOver(tx: Db, row: OutboxRow, now: Date, reason: string): Promise<boolean> {
  if (!(await handOverRow(tx, row, now))) return false
  return await settleOutbox(tx, row, { state: 'waiting', reason })
}

/** The platform may have it. A reminder is not said twice; what somebody waits for is rather repeated than lost. */
async function settleDoubt(tx: Db, row: OutboxRow, now: Date, reason: string): Promise<boolean> {
  const isOld = now.getTime() - row.createdAt.getTime() > repeatForMs
  if (row.kind === 'reminder' || row.kind === 'unstaffed' || isOld) {
    await settleReminders(tx, row.id, { state: 'doubt', reason })
    return await settleOutbox(tx, row, { state: 'doubt', reason, settledAt: now })
  }
  const availableAt = new Date(now.getTime() + Math.min(resendMs * 2 ** row.doubts, longestResendMs))
  return await settleOutbox(tx, row, { state: 'waiting', availableAt, doubts: row.doubts + 1, reason })
}

/** What waits in a chat that nothing reaches any more goes through the person's next platform, if there is one. */
async function leaveGoneChat(db: Db, row: OutboxRow, deps: DeliverDeps): Promise<void> {
  const isMoved = await db.transaction(async (tx) => {
    return (await lockClaim(tx, row)) && (await handOver(tx, row, deps.clock(), 'unreachable'))
  })
  if (!isMoved) await settleWithout(db, row, deps, 'unreachable')
}

async function settleWithout(db: Db, row: OutboxRow, deps: DeliverDeps, reason: string): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await lockClaim(tx, row))) return
    await settleReminders(tx, row.id, { state: 'skipped', reason })
    await settleOutbox(tx, row, { state: 'skipped', reason, settledAt: deps.clock() })
  })
  deps.log('outbox.skipped', { outboxId: row.id, kind: row.kind, reason })
}

/** A fault of ours, not of the platform: tried again a little later, given up after the third time. */
async function giveBack(db: Db, row: OutboxRow, error: unknown, deps: DeliverDeps): Promise<void> {
  const reason = error instanceof Error ? error.name : 'unknown'
  const now = deps.clock()
  await db.transaction(async (tx) => {
    if (!(await lockClaim(tx, row))) return
    const attempt = await findUnsettledAttempt(tx, row.id)
    if (attempt !== undefined) {
      await settleAttempt(tx, attempt.id, { outcome: 'doubt', reason, settledAt: now })
      await settleDoubt(tx, row, now, reason)
    } else if (row.faults + 1 >= maxFaults) {
      await settleReminders(tx, row.id, { state: 'skipped', reason: 'fault' })
      await settleOutbox(tx, row, { state: 'failed', reason, settledAt: now })
    } else {
      const availableAt = new Date(now.getTime() + resendMs)
      await settleOutbox(tx, row, { state: 'waiting', availableAt, faults: row.faults + 1, reason })
    }
  })
  deps.log('outbox.fault', { outboxId: row.id, kind: row.kind, error: reason })
}

/**
 * Takes up what was claimed and is in nobody's hands: what was never attempted is simply sent again, what was
 * attempted and not settled is in doubt. To be called only when this process has nothing of the bot in hand.
 */
export async function recoverAbandoned(
  db: Db,
  deps: Pick<DeliverDeps, 'botId' | 'workerId' | 'clock' | 'log'>,
): Promise<void> {
  for (const row of await listAbandoned(db, deps)) {
    await db.transaction(async (tx) => {
      if (!(await lockClaim(tx, row))) return
      const attempt = await findUnsettledAttempt(tx, row.id)
      if (attempt === undefined) {
        await settleOutbox(tx, row, { state: 'waiting' })
        return
      }
      const now = deps.clock()
      await settleAttempt(tx, attempt.id, { outcome: 'doubt', reason: 'process_ended', settledAt: now })
      await settleDoubt(tx, row, now, 'process_ended')
    })
    deps.log('outbox.recovered', { outboxId: row.id, kind: row.kind })
  }
}
