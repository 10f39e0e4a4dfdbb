import type { Db } from '../../db/database.ts'
import { dropKeptLinks, keptLinks, listVersions, type MessageKey } from '../../db/inbound.ts'
import { listLines, listLogged } from '../../db/withdrawals.ts'
import { readAnswer } from '../../domain/answer.ts'
import { parseCommand, readCode } from '../../domain/command.ts'
import { normalizeLink } from '../../domain/link.ts'
import { type MemberMessage, officerMemberships } from '../people/sender.ts'
import { collectLinks } from './collect-links.ts'
import type { Sender } from './handle-direct.ts'
import { logWork } from './log-work.ts'
import { tellWithdrawn } from './tell-withdrawn.ts'
import { lockTouched } from './withdraw.ts'
import { withdrawSent } from './withdraw-sent.ts'

/** The outcomes of messages that were not understood: nothing came of them but an answer that says so. */
const notUnderstood: (string | null)[] = ['stranger', 'not_understood', 'answer_refused', 'code_refused']

/**
 * A message as it reads now, in the place of what it said before. Undefined where it is like a new one: we know
 * nothing of it, or did not understand it and do now.
 */
export async function handleEdited(tx: Db, from: Sender, message: MessageKey): Promise<string | undefined> {
  const versions = await listVersions(tx, message, from.inboundId)
  const last = versions.at(-1)
  if (last === undefined) return undefined
  const wasMistyped = notUnderstood.includes(last.outcome) && from.message.links.length === 0
  // What is still not understood may yet be mended.
  if (wasMistyped) return saysSomething(from) ? undefined : (last.outcome ?? 'edited')
  const before = versions.map(({ id }) => id)
  const officer = asOfficer(from)
  if (officer !== undefined) return await replaceSent(tx, officer, before)
  // Of who is no officer, links wait: from now on those of the new wording. That they do has been said.
  await dropKeptLinks(tx, before)
  if (from.message.links.length === 0) return 'edited'
  return versions.some(({ outcome }) => outcome === keptLinks) ? keptLinks : undefined
}

/** To a stranger, only a code means something. */
function saysSomething({ message: { text }, memberships }: Sender): boolean {
  const command = parseCommand(text)
  const isCode = readCode(text) !== undefined || (command?.kind === 'start' && command.code !== '')
  return isCode || (memberships.length > 0 && (command !== undefined || readAnswer(text) !== undefined))
}

/** Whoever sends something for an agency. */
function asOfficer(from: Sender): MemberMessage | undefined {
  const { personId } = from
  return personId === null || officerMemberships(from.memberships).length === 0 ? undefined : { ...from, personId }
}

/** Links and reports that are no longer there are taken back, new ones recorded, the others stay as they are. */
async function replaceSent(tx: Db, from: MemberMessage, before: number[]): Promise<string> {
  const { links, text } = from.message
  const lines = await listLines(tx, before)
  const logged = await listLogged(tx, before)
  // All at once, so that two officers who edit at the same moment do not wait for each other.
  const agencyIds = [...officerMemberships(from.memberships), ...lines].map(({ agencyId }) => agencyId)
  const sent = [...lines.flatMap(({ submissionId }) => submissionId ?? []), ...logged.map(({ id }) => id)]
  await lockTouched(tx, sent, agencyIds)

  const pages = new Set(links.map(pageOf))
  const known = new Set(lines.map(({ url }) => pageOf(url)))
  const command = parseCommand(text)
  const report = command?.kind === 'log' ? command : undefined
  const stays = logged.filter(({ work, note }) => work === report?.work && note === report.note)
  const gone = {
    lines: lines.filter(({ url }) => !pages.has(pageOf(url))),
    logged: logged.filter((one) => !stays.includes(one)),
  }
  const { personId, now } = from
  const result = await withdrawSent(tx, { ...gone, personId, reason: 'edited', now })

  const isNewReport = report !== undefined && stays.length === 0 && result.locked.length === 0
  const isReplaced = isNewReport && (await logWork(tx, from, report, links.length > 0))
  // What the new report says in its place need not be said twice.
  const replaced = isReplaced ? gone.logged.map(({ id }) => id) : []
  const withdrawn = result.withdrawn.filter(({ id }) => !replaced.includes(id))
  await tellWithdrawn(
    tx,
    { personId, chat: from.chat },
    { ...result, withdrawn, before: [] },
    { key: String(from.inboundId), now },
  )
  const fresh = links.filter((url) => !known.has(pageOf(url)))
  if (fresh.length > 0) await collectLinks(tx, { ...from, message: { ...from.message, links: fresh } })
  return 'edited'
}

/** What two addresses have in common that lead to the same page; one that cannot be read is only like itself. */
function pageOf(url: string): string {
  return normalizeLink(url)?.key ?? url
}
