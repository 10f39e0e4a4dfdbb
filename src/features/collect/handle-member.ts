import type { Db } from '../../db/database.ts'
import { addToFilesKept } from '../../db/files-kept.ts'
import { keptLinks } from '../../db/inbound.ts'
import type { Command } from '../../domain/command.ts'
import { type Outgoing, reply } from '../deliver/outgoing.ts'
import { addPlatform, showPlatforms } from '../people/platforms.ts'
import { type MemberMessage, officerMemberships } from '../people/sender.ts'
import { answerByNumbers } from '../questions/answer.ts'
import { chaseHeld } from '../remind/chase-held.ts'
import { askWhatToWithdraw } from './ask-what-to-withdraw.ts'
import { collectLinks } from './collect-links.ts'
import type { CodeDeps } from './handle-direct.ts'
import { logWork } from './log-work.ts'

/** The answer to a picture waits this long for the rest of its album. */
const albumMs = 1_500

/** What somebody who belongs to a province says in their direct chat: links, else a command, else an answer. */
export async function handleMember(
  tx: Db,
  from: MemberMessage,
  command: Command | undefined,
  deps: CodeDeps,
): Promise<string> {
  // A pasted link always wins over a command's word; "bản tin …: https://…" may be both.
  if (from.message.links.length > 0) {
    if (officerMemberships(from.memberships).length === 0) return await keepLinks(tx, from)
    await collectLinks(tx, from)
    if (command?.kind === 'log') await logWork(tx, from, command, true)
    return 'links'
  }
  switch (command?.kind) {
    case 'log':
      await logWork(tx, from, command)
      return 'log'
    case 'todo':
      return await showTodo(tx, from)
    case 'withdraw':
      return await askWhatToWithdraw(tx, from)
    case 'digest':
    case 'chase':
      return await coordinate(tx, from, command.kind)
    case 'platforms':
      return await showPlatforms(tx, from)
    case 'add_platform':
      return await addPlatform(tx, from, deps)
    case 'start':
    case 'help':
      return await answer(tx, from, { kind: 'help', understood: true }, 'help')
    default:
      return (await answerByNumbers(tx, from)) ?? (await sayWhatIsUnderstood(tx, from))
  }
}

async function sayWhatIsUnderstood(tx: Db, from: MemberMessage): Promise<string> {
  const count = from.message.files.length
  if (count === 0 || officerMemberships(from.memberships).length === 0) {
    return await answer(tx, from, { kind: 'help', understood: false }, 'not_understood')
  }
  if (await addToFilesKept(tx, from.chat.id, count, from.now)) return 'files_kept'
  return await answer(tx, from, { kind: 'files_kept', count }, 'files_kept', albumMs)
}

async function answer(tx: Db, from: MemberMessage, what: Outgoing, outcome: string, afterMs = 0): Promise<string> {
  const [first] = from.memberships
  if (first === undefined) return 'no_membership'
  const to = { provinceId: first.provinceId, personId: from.personId, chat: from.chat }
  const availableAt = new Date(from.now.getTime() + afterMs)
  await reply(tx, to, what, { dedupeKey: `reply:${from.inboundId}`, now: from.now, availableAt })
  return outcome
}

async function showTodo(tx: Db, from: MemberMessage): Promise<string> {
  for (const provinceId of new Set(from.memberships.map((each) => each.provinceId))) {
    const to = { provinceId, personId: from.personId, chat: from.chat }
    const at = { dedupeKey: `todo:${from.inboundId}:${provinceId}`, now: from.now }
    await reply(tx, to, { kind: 'todo' }, at)
  }
  return 'todo'
}

/** Only officers send links for an agency. Those of other members wait, like a stranger's, until they are officers. */
async function keepLinks(tx: Db, from: MemberMessage): Promise<string> {
  const [first] = from.memberships
  if (first === undefined) return 'no_membership'
  const to = { provinceId: first.provinceId, personId: from.personId, chat: from.chat }
  const kept = { kind: 'links_kept' as const, count: from.message.links.length }
  await reply(tx, to, kept, { dedupeKey: `kept:${from.inboundId}`, now: from.now })
  return keptLinks
}

/** Commands of coordinators, in each province in which the sender is one. */
async function coordinate(tx: Db, from: MemberMessage, command: 'digest' | 'chase'): Promise<string> {
  const provinceIds = new Set(
    from.memberships.filter(({ role }) => role !== 'officer').map(({ provinceId }) => provinceId),
  )
  for (const provinceId of provinceIds) {
    const to = { provinceId, personId: from.personId, chat: from.chat }
    const at = { dedupeKey: `${command}:${from.inboundId}:${provinceId}`, now: from.now }
    if (command === 'digest') await reply(tx, to, { kind: 'digest', week: null }, at)
    else await reply(tx, to, { kind: 'chased', count: await chaseHeld(tx, provinceId) }, at)
  }
  if (provinceIds.size > 0) return command
  return await answer(tx, from, { kind: 'not_allowed', command }, 'not_allowed')
}
