import { findHomeProvince } from '../../db/bots.ts'
import { saveDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { type InboundRow, isRecalled, keptLinks, listVersions, type MessageKey } from '../../db/inbound.ts'
import { listMemberships, saveAccount } from '../../db/people.ts'
import { parseCommand, readCode } from '../../domain/command.ts'
import type { InboundEvent } from '../../platforms/platform.ts'
import { reply } from '../deliver/outgoing.ts'
import { join } from '../people/join.ts'
import { linkAccount } from '../people/link-account.ts'
import type { InboundMessage, MemberMessage } from '../people/sender.ts'
import { handleChoice } from '../questions/handle-choice.ts'
import { handleEdited } from './handle-edited.ts'
import { handleMember } from './handle-member.ts'
import { handleRecalled } from './handle-recalled.ts'

/** What codes are made with, and the key that they are hashed with. */
export type CodeDeps = { codeKey: string; randomBytes: (size: number) => Uint8Array }

/** How an event was understood, and whose it is. */
export type Handled = { outcome: string; accountId: number | null; recalledAt?: Date }

export type DirectEvent = Extract<InboundEvent, { kind: 'message' | 'edited' | 'recalled' | 'choice' }>

/** Somebody in their direct chat. Without a person, or with one who belongs nowhere, a stranger. */
export type Sender = Omit<MemberMessage, 'personId'> & { personId: number | null; homeProvinceId: number }

/** What happens in somebody's direct chat. */
export async function handleDirect(
  tx: Db,
  row: InboundRow,
  event: DirectEvent,
  deps: CodeDeps,
  now: Date,
): Promise<Handled> {
  const { botId } = row
  const account = await saveAccount(tx, { botId, ...event.sender })
  const { nativeId, topic } = event.chat
  const chat = await saveDirectChat(tx, { botId, nativeId, topic, accountId: account.id })
  const handled = (outcome: string): Handled => ({ outcome, accountId: account.id })
  const homeProvinceId = await findHomeProvince(tx, botId)
  if (homeProvinceId === undefined) return handled('no_province')

  const { personId } = account
  const memberships = personId === null ? [] : await listMemberships(tx, personId, now)
  const message = asMessage(event, row)
  const bot = { id: botId }
  const from: Sender = { inboundId: row.id, bot, chat, account, message, now, personId, memberships, homeProvinceId }
  const { chatNativeId } = row
  const key = { botId, chatNativeId, messageId: event.messageId, accountId: account.id }
  switch (event.kind) {
    case 'message':
      return handled((await whyNotCollect(tx, key, row.id)) ?? (await handleNew(tx, from, deps)))
    case 'edited':
      return handled((await handleEdited(tx, from, key)) ?? (await handleNew(tx, from, deps)))
    case 'recalled':
      return { ...handled(await handleRecalled(tx, from, key)), recalledAt: now }
    case 'choice':
      return handled(await handleChoice(tx, from, event.value))
  }
}

/** A message may come after we have heard that it was taken back or edited: then it is no longer what its sender says. */
export async function whyNotCollect(tx: Db, key: MessageKey, eventId: number): Promise<string | undefined> {
  if (await isRecalled(tx, key)) return 'recalled'
  return (await listVersions(tx, key, eventId)).length > 0 ? 'replaced' : undefined
}

/** A message that says something for the first time. */
async function handleNew(tx: Db, from: Sender, deps: CodeDeps): Promise<string> {
  const { message, personId, memberships } = from
  const command = parseCommand(message.text)
  const isMember = personId !== null && memberships.length > 0
  const code = command?.kind === 'start' && command.code !== '' ? command.code : readCode(message.text)
  // A pasted link always wins.
  if (code !== undefined && !(isMember && message.links.length > 0)) {
    const to = { ...from, homeProvinceId: memberships[0]?.provinceId ?? from.homeProvinceId }
    if (await linkAccount(tx, to, code, deps.codeKey)) return 'account_code'
    return (await join(tx, to, code, deps.codeKey)) ? 'code' : 'code_refused'
  }
  return isMember ? await handleMember(tx, { ...from, personId }, command, deps) : await greetStranger(tx, from)
}

/** What a stranger sends is kept with the account, and handled when they join. */
async function greetStranger(tx: Db, from: Sender): Promise<string> {
  const linksKept = from.message.links.length
  const to = { provinceId: from.homeProvinceId, personId: null, chat: from.chat }
  await reply(tx, to, { kind: 'stranger', linksKept }, { dedupeKey: `stranger:${from.inboundId}`, now: from.now })
  return linksKept > 0 ? keptLinks : 'stranger'
}

/** Taking a message back and pressing a button say no words; what an edit adds is sent when we hear of it. */
function asMessage(event: DirectEvent, row: InboundRow): InboundMessage {
  const sentAt = row.receivedAt
  if (event.kind === 'message') return event
  if (event.kind === 'edited') return { ...event, kind: 'message', sentAt }
  const { chat, sender, messageId } = event
  return { kind: 'message', messageId, chat, sender, text: '', links: [], files: [], replyTo: null, sentAt }
}
