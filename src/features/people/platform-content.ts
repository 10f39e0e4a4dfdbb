import { getAccount, listAccounts } from '../../db/accounts.ts'
import { listAgenciesById } from '../../db/agencies.ts'
import { type Bot, listBotsServing } from '../../db/bots.ts'
import { getChat, listDirectChats } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import type { OutboxRow } from '../../db/outbox.ts'
import { findPreferredPlatform, listMemberships } from '../../db/people.ts'
import { stateOf } from '../../domain/bot-health.ts'
import { isChoice } from '../../domain/chat-platform.ts'
import type { AccountView, ChatPlatform } from '../../domain/message.ts'
import { nameOf } from '../bots/bot-view.ts'
import type { Content } from '../deliver/message-of.ts'
import type { Outgoing } from '../deliver/outgoing.ts'

export type AboutPlatforms = Extract<
  Outgoing,
  {
    kind:
      | 'platforms'
      | 'platform_preferred'
      | 'account_code'
      | 'account_linked'
      | 'account_code_refused'
      | 'group_named'
      | 'group_refused'
  }
>

/** What a message about a person's platforms, or about a group, says at this moment. */
export async function platformContentOf(
  db: Db,
  outgoing: AboutPlatforms,
  { row, now }: { row: OutboxRow; now: Date },
): Promise<Content> {
  switch (outgoing.kind) {
    case 'platforms':
      return row.personId === null ? left : await listed(db, row.personId, now)
    case 'account_code': {
      const { code, minutes } = outgoing
      const isOver = now.getTime() - row.createdAt.getTime() >= minutes * 60_000
      if (code === '' || isOver) return { kind: 'nothing', reason: 'expired' }
      return { kind: 'message', message: { kind: 'account_code', code, minutes, bots: await otherBots(db, row, now) } }
    }
    case 'account_linked': {
      const { personId, platform, name } = await getAccount(db, outgoing.accountId)
      const accounts = personId === null ? [] : await listAccounts(db, personId)
      const others = new Set(accounts.filter((each) => each.id !== outgoing.accountId).map(platformOf))
      const linked = { kind: 'account_linked' as const, platform: platform as ChatPlatform, name }
      return { kind: 'message', message: { ...linked, others: [...others] } }
    }
    case 'group_named': {
      const { agencyId, formerAgencyId, on } = outgoing
      const found = await listAgenciesById(db, [agencyId, ...(formerAgencyId === undefined ? [] : [formerAgencyId])])
      const agencyName = (id?: number) => found.find((each) => each.id === id)?.name
      const agency = agencyName(agencyId)
      const former = agencyName(formerAgencyId)
      if (agency === undefined) return left
      const ended = former === undefined ? {} : { former }
      return { kind: 'message', message: { kind: 'group_named', agency, on, ...ended } }
    }
    case 'platform_preferred':
    case 'account_code_refused':
    case 'group_refused':
      return { kind: 'message', message: outgoing }
  }
}

const left: Content = { kind: 'nothing', reason: 'left' }

/** Whoever has accounts on several platforms is asked where they rather hear from us. */
async function listed(db: Db, personId: number, now: Date): Promise<Content> {
  const accounts = await accountsOf(db, personId, now)
  const message = { kind: 'platforms' as const, accounts }
  if (!isChoice(accounts)) return { kind: 'message', message }
  const values = accounts.map(({ platform }) => platform)
  return { kind: 'message', message, question: { kind: 'platform', values, several: false } }
}

/** A person's accounts, which of them is preferred and which can be reached now. */
export async function accountsOf(db: Db, personId: number, now: Date): Promise<AccountView[]> {
  const known = await listAccounts(db, personId)
  const chats = await listDirectChats(db, personId, now)
  const chosen = (await findPreferredPlatform(db, personId)) ?? undefined
  const latest = chats.toSorted((a, b) => b.id - a.id)[0]?.platform
  const preferred = known.some((each) => each.platform === chosen) ? chosen : latest
  return known.map((account) => ({
    platform: platformOf(account),
    name: account.name,
    preferred: account.platform === preferred,
    reachable: chats.some((chat) => chat.accountId === account.id && chat.isWell),
  }))
}

/** To which of our other bots the code may be sent: those that answer now, else all. */
async function otherBots(db: Db, row: OutboxRow, now: Date): Promise<{ platform: ChatPlatform; name: string }[]> {
  const memberships = row.personId === null ? [] : await listMemberships(db, row.personId, now)
  const { botId } = await getChat(db, row.chatId)
  const bots = await listBotsServing(db, [...new Set(memberships.map(({ provinceId }) => provinceId))])
  const others = bots.filter((bot) => bot.id !== botId)
  const answering = others.filter((bot) => !silent.includes(stateOf(bot, now)))
  return (answering.length > 0 ? answering : others).map((bot: Bot) => nameOf(bot))
}

const silent: ReturnType<typeof stateOf>[] = ['absent', 'expired', 'banned']

function platformOf({ platform }: { platform: string }): ChatPlatform {
  return platform as ChatPlatform
}
