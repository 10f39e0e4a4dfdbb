import { findAccount } from '../../db/accounts.ts'
import { findAgency, listAgencyNames } from '../../db/agencies.ts'
import { getBot } from '../../db/bots.ts'
import { bindGroup, type Chat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { listMemberships } from '../../db/people.ts'
import { mentions } from '../../domain/chat-platform.ts'
import { type Command, parseCommand, withoutDiacritics } from '../../domain/command.ts'
import type { ChatPlatform } from '../../domain/message.ts'
import { type Outgoing, reply } from '../deliver/outgoing.ts'
import type { InboundMessage } from './sender.ts'

type NameOfficers = Extract<Command, { kind: 'name_officers' }>

/** An agency of a province, a word that looks like an agency's code and is none, or nothing. */
type Meant = { kind: 'agency'; provinceId: number; agencyId: number } | { kind: 'unknown' } | { kind: 'none' }

type Request = { on: boolean; meant: Meant }

/**
 * The one command in groups, and coordinators' alone: to name the officers of an agency in this group when they cannot
 * be reached directly, or to cease. Undefined where the message is none: people speak of reminders to each other too.
 */
export async function obeyInGroup(
  tx: Db,
  { inboundId, chat }: { inboundId: number; chat: Chat },
  event: InboundMessage,
  now: Date,
): Promise<string | undefined> {
  const readings = readingsOf(event.text)
  if (readings.length === 0) return undefined
  const account = await findAccount(tx, { botId: chat.botId, nativeId: event.sender.nativeId })
  const personId = account?.personId ?? null
  const memberships = personId === null ? [] : await listMemberships(tx, personId, now)
  const coordinated = memberships.filter(({ role }) => role !== 'officer').map(({ provinceId }) => provinceId)
  const [first] = coordinated
  if (first === undefined) return undefined
  const request = await requestIn(tx, readings, [...new Set(coordinated)])
  if (request === undefined) return undefined
  const { provinceId, what } = await nameOfficers(tx, chat, request, coordinated)
  const to = { provinceId: provinceId ?? first, personId, chat }
  await reply(tx, to, what, { dedupeKey: `group:${inboundId}`, now })
  return what.kind
}

/** Names of bots have several words on some platforms. */
const mostWordsOfName = 6

/** Whoever addresses the bot in a group begins with its name; where the name ends, only the command tells. */
function readingsOf(text: string): NameOfficers[] {
  let rest = text.trim()
  const readings: NameOfficers[] = []
  for (let words = rest.startsWith('@') ? mostWordsOfName : 0; words >= 0; words--) {
    const command = parseCommand(rest)
    if (command?.kind === 'name_officers') readings.push(command)
    rest = rest.replace(/^\S+\s*/, '')
  }
  return readings
}

/** A request names exactly one agency, or none to cease; all else is a sentence that begins like one. */
async function requestIn(tx: Db, readings: NameOfficers[], provinceIds: number[]): Promise<Request | undefined> {
  const requests: Request[] = []
  for (const { on, agency } of readings) {
    const meant = await agencyMeant(tx, agency, provinceIds)
    if (meant !== undefined && !(on && meant.kind === 'none')) requests.push({ on, meant })
  }
  return requests.find(({ meant }) => meant.kind !== 'unknown') ?? requests[0]
}

const codeShape = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/

async function agencyMeant(tx: Db, written: string, provinceIds: number[]): Promise<Meant | undefined> {
  const name = plain(written)
  if (name === '') return { kind: 'none' }
  for (const provinceId of provinceIds) {
    const byCode = await findAgency(tx, provinceId, name)
    if (byCode !== undefined) return { kind: 'agency', provinceId, agencyId: byCode.id }
    const named = (await listAgencyNames(tx, provinceId)).filter((each) => plain(each.name) === name)
    const [agencyId, ...others] = new Set(named.map((each) => each.agencyId))
    if (agencyId !== undefined && others.length === 0) return { kind: 'agency', provinceId, agencyId }
  }
  return codeShape.test(name) ? { kind: 'unknown' } : undefined
}

/** As people write it: without diacritics, capitals and the full stop. */
function plain(name: string): string {
  return withoutDiacritics(name.normalize('NFC'))
    .replace(/[\s.,!?…]+$/, '')
    .trim()
    .replace(/\s+/g, ' ')
}

/** Binds the group to an agency of a province that the asker coordinates; what another province has bound stays. */
async function nameOfficers(
  tx: Db,
  chat: Chat,
  { on, meant }: Request,
  provinceIds: number[],
): Promise<{ provinceId?: number; what: Outgoing }> {
  const refuse = (reason: Extract<Outgoing, { kind: 'group_refused' }>['reason']) => ({
    what: { kind: 'group_refused' as const, reason },
  })
  if (chat.provinceId !== null && !provinceIds.includes(chat.provinceId)) return refuse('not_coordinator')
  const { platform } = await getBot(tx, chat.botId)
  // To cease is always possible.
  if (on && !mentions(platform as ChatPlatform)) return refuse('no_mentions')
  const bound =
    chat.provinceId === null || chat.agencyId === null
      ? undefined
      : { provinceId: chat.provinceId, agencyId: chat.agencyId }
  const agency = meant.kind === 'agency' ? meant : meant.kind === 'none' ? bound : undefined
  if (agency === undefined) return refuse('unknown_agency')
  const { provinceId, agencyId } = agency
  const isBound = bound?.agencyId === agencyId
  // A group in which another agency is named, or none, has nothing to cease.
  if (on || isBound) await bindGroup(tx, chat.id, { provinceId, agencyId, namesOfficers: on })
  const former = on && chat.namesOfficers && bound !== undefined && !isBound ? { formerAgencyId: bound.agencyId } : {}
  return { provinceId, what: { kind: 'group_named', agencyId, on, ...former } }
}
