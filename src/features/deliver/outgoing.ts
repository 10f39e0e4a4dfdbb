import { z } from 'zod'
import type { Chat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { broadcastClass, enqueue, replyClass } from '../../db/outbox.ts'

const chatPlatform = z.enum(['telegram', 'zalo-bot', 'zalo-personal', 'console'])
const loginOutcome = z.enum(['done', 'expired', 'declined', 'banned', 'wrong_account', 'failed', 'unavailable'])

/**
 * What an outbox row says: meaning, not sentences. Rows outlive a release, so a change of shape raises
 * `outgoingVersion` and teaches `readOutgoing` the former one.
 */
const outgoing = z.discriminatedUnion('kind', [
  /** The reminders rows that point at the outbox row are its content. */
  z.object({ kind: z.literal('reminder') }),
  z.object({ kind: z.literal('unstaffed') }),
  z.object({ kind: z.literal('held'), planId: z.number() }),
  /** The sent_links rows that point at the outbox row are its content. */
  z.object({ kind: z.literal('receipt') }),
  z.object({ kind: z.literal('logged'), submissionId: z.number(), assignmentId: z.number(), surplus: z.boolean() }),
  z.object({
    kind: z.literal('log_refused'),
    work: z.enum(['broadcast', 'newsletter', 'document']),
    reason: z.enum(['no_duty', 'no_note', 'future', 'closed']),
  }),
  z.object({ kind: z.literal('todo') }),
  z.object({ kind: z.literal('welcome'), membershipId: z.number() }),
  z.object({ kind: z.literal('already_member'), membershipId: z.number() }),
  z.object({ kind: z.literal('code_refused'), reason: z.enum(['unknown', 'used', 'expired', 'revoked']) }),
  z.object({ kind: z.literal('stranger'), linksKept: z.number() }),
  z.object({ kind: z.literal('links_kept'), count: z.number() }),
  z.object({
    kind: z.literal('counted_later'),
    submissionIds: z.array(z.number()),
    why: z.enum(['site', 'free']).default('site'),
  }),
  z.object({ kind: z.literal('done_by'), assignmentId: z.number(), byPersonId: z.number() }),
  z.object({ kind: z.literal('reopened'), assignmentId: z.number(), byPersonId: z.number() }),
  /** With `week`, the weekly digest about the week of that Monday; without, how things stand now. */
  z.object({ kind: z.literal('digest'), week: z.string().nullable() }),
  z.object({ kind: z.literal('chased'), count: z.number() }),
  z.object({ kind: z.literal('not_allowed'), command: z.enum(['digest', 'chase']) }),
  z.object({ kind: z.literal('help'), understood: z.boolean() }),
  z.object({ kind: z.literal('item'), assignmentId: z.number() }),
  /** Asks which of the person's latest pieces to take back. */
  z.object({ kind: z.literal('withdraw_choice') }),
  z.object({
    kind: z.literal('withdrawn'),
    submissionIds: z.array(z.number()),
    lockedIds: z.array(z.number()),
    keptIds: z.array(z.number()).default([]),
    beforeIds: z.array(z.number()).default([]),
  }),
  z.object({ kind: z.literal('nothing_to_withdraw') }),
  z.object({
    kind: z.literal('answer_refused'),
    reason: z.enum(['no_question', 'out_of_range', 'only_one']),
    max: z.number(),
  }),
  z.object({ kind: z.literal('files_kept'), count: z.number() }),
  z.object({ kind: z.literal('platforms') }),
  z.object({ kind: z.literal('platform_preferred'), platform: chatPlatform }),
  z.object({ kind: z.literal('account_code'), code: z.string(), minutes: z.number() }),
  z.object({ kind: z.literal('account_linked'), accountId: z.number() }),
  z.object({
    kind: z.literal('account_code_refused'),
    reason: z.enum(['used', 'expired', 'own', 'other_member']),
  }),
  z.object({ kind: z.literal('bots') }),
  z.object({ kind: z.literal('bot_state'), botId: z.number() }),
  z.object({ kind: z.literal('bot_resuming'), botId: z.number() }),
  z.object({ kind: z.literal('session_ending'), botId: z.number(), on: z.string() }),
  z.object({ kind: z.literal('login_begun'), botId: z.number() }),
  /** The picture stands in the login's row, and is gone when it has served. */
  z.object({ kind: z.literal('login_qr'), loginId: z.number() }),
  z.object({ kind: z.literal('login_ended'), botId: z.number(), outcome: loginOutcome }),
  /** No words: the account says yes to a request to become its contact. */
  z.object({ kind: z.literal('accept_contact') }),
  z.object({
    kind: z.literal('group_named'),
    agencyId: z.number(),
    on: z.boolean(),
    /** The agency whose officers were named there until now. */
    formerAgencyId: z.number().optional(),
  }),
  z.object({
    kind: z.literal('group_refused'),
    reason: z.enum(['unknown_agency', 'not_coordinator', 'no_mentions']),
  }),
])

export type Outgoing = z.infer<typeof outgoing>

export const outgoingVersion = 1

/** Reads a stored row back. Throws on a version or shape that no release ever wrote. */
export function readOutgoing(row: { kind: string; args: unknown; version: number }): Outgoing {
  if (row.version !== outgoingVersion) throw new Error(`outbox row of unknown version ${row.version}`)
  return outgoing.parse({ ...z.record(z.string(), z.unknown()).parse(row.args), kind: row.kind })
}

export type Recipient = { provinceId: number; personId: number | null; chat: Pick<Chat, 'id'> }

/** Answers a message of theirs. `dedupeKey` is the inbound event, so that handling it twice answers once. */
export async function reply(
  tx: Db,
  to: Recipient,
  what: Outgoing,
  at: { dedupeKey: string; now: Date; availableAt?: Date },
): Promise<number | undefined> {
  return await put(tx, to, what, { ...at, class: replyClass })
}

/** Says something by ourselves. */
export async function announce(
  tx: Db,
  to: Recipient,
  what: Outgoing,
  at: { dedupeKey: string; now: Date; availableAt?: Date },
): Promise<number | undefined> {
  return await put(tx, to, what, { ...at, class: broadcastClass })
}

async function put(
  tx: Db,
  to: Recipient,
  { kind, ...args }: Outgoing,
  at: { dedupeKey: string; now: Date; availableAt?: Date; class: number },
): Promise<number | undefined> {
  return await enqueue(tx, {
    provinceId: to.provinceId,
    personId: to.personId,
    chatId: to.chat.id,
    kind,
    args,
    version: outgoingVersion,
    class: at.class,
    dedupeKey: at.dedupeKey,
    createdAt: at.now,
    availableAt: at.availableAt ?? at.now,
  })
}
