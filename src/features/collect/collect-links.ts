import { listSites, type SiteRow } from '../../db/agencies.ts'
import { inProvince, listAssignments, ofAgencies } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { findOpenReceipt } from '../../db/outbox.ts'
import { lockAgencies } from '../../db/people.ts'
import { listRemindedBy } from '../../db/reminders.ts'
import {
  findLiveSubmission,
  insertSentLink,
  insertSubmission,
  isCredited,
  type SentLink,
  saveArticle,
  setSubmissionSite,
} from '../../db/submissions.ts'
import type { Assignment } from '../../domain/assignment.ts'
import { localDateOf } from '../../domain/calendar.ts'
import { type NormalLink, normalizeLink } from '../../domain/link.ts'
import { isSurplus, matchAssignment, matchSite } from '../../domain/match.ts'
import { reply } from '../deliver/outgoing.ts'
import { credit } from './credit.ts'
import { type MemberMessage, type OfficerMembership, officerMemberships } from './inbound-context.ts'

/** A receipt waits this long for the rest of a burst. */
const burstMs = 1_500

/** What an officer's links are matched against: loaded once, brought up to date as links are credited. */
type Desk = { officer: OfficerMembership[]; sites: SiteRow[]; assignments: Assignment[]; answered: number[] }

/** Where a link belongs: for which agency it counts, on which site it stands, which assignment takes it. */
type Place = { agency: OfficerMembership; site: SiteRow | undefined; target: Assignment | undefined }

/**
 * Records every address of an officer's message: kept once, credited where a duty of the agency asks for it,
 * and answered with one receipt. All of it happens in the transaction that settles the message.
 */
export async function collectLinks(tx: Db, from: MemberMessage): Promise<void> {
  const desk = await openDesk(tx, from)
  const receipts = new Map<number, number>()
  for (const [position, written] of from.message.links.entries()) {
    const link = normalizeLink(written)
    const place = placeOf(link, desk, from.now)
    if (place === undefined) return
    const { provinceId, agencyId } = place.agency
    const receiptId = receipts.get(provinceId) ?? (await receiptFor(tx, from, provinceId))
    receipts.set(provinceId, receiptId)
    const line = { provinceId, agencyId, inboundId: from.inboundId, position, receiptId }
    if (link === undefined) {
      await insertSentLink(tx, { ...line, url: written, host: '', outcome: 'unreadable' })
      continue
    }
    const result = await recordLink(tx, from, link, place)
    if (result.assignmentId !== undefined) desk.assignments = await loadAssignments(tx, desk.officer)
    await insertSentLink(tx, {
      ...line,
      url: link.url,
      host: link.host,
      channel: place.site?.channel ?? null,
      ...result,
    })
  }
}

async function openDesk(tx: Db, from: MemberMessage): Promise<Desk> {
  const officer = officerMemberships(from.memberships)
  await lockAgencies(
    tx,
    officer.map((each) => each.agencyId),
  )
  const provinceIds = [...new Set(officer.map((each) => each.provinceId))]
  return {
    officer,
    sites: (await Promise.all(provinceIds.map((id) => listSites(tx, id)))).flat(),
    assignments: await loadAssignments(tx, officer),
    answered: from.message.replyTo === null ? [] : await listRemindedBy(tx, from.chat.id, from.message.replyTo),
  }
}

async function loadAssignments(tx: Db, officer: OfficerMembership[]): Promise<Assignment[]> {
  const loaded: Assignment[] = []
  for (const { provinceId, agencyId } of officer) {
    loaded.push(...(await listAssignments(tx, inProvince(provinceId), ofAgencies([agencyId]))))
  }
  return loaded
}

/** The site decides for which of the officer's agencies a link counts; on a shared site, what is still open does. */
function placeOf(link: NormalLink | undefined, desk: Desk, now: Date): Place | undefined {
  const places = desk.officer.map((agency) => {
    const sites = desk.sites.filter((site) => site.provinceId === agency.provinceId)
    const site = link === undefined ? undefined : matchSite(link, sites)
    const mine = site !== undefined && (site.agencyId === null || site.agencyId === agency.agencyId)
    const candidates = desk.assignments.filter((each) => each.agencyId === agency.agencyId)
    const today = localDateOf(now, candidates[0]?.timeZone ?? 'UTC')
    const target = mine
      ? matchAssignment(candidates, { channel: site.channel, today, answered: desk.answered })
      : undefined
    return { agency, site, target }
  })
  return (
    places.find(({ agency, site }) => site?.agencyId === agency.agencyId) ??
    places.find(({ site, target }) => site !== undefined && target !== undefined && !isSurplus(target, site.channel)) ??
    places.find(({ target }) => target !== undefined) ??
    places.find(({ site }) => site !== undefined) ??
    places[0]
  )
}

type LinkResult = Pick<SentLink, 'outcome'> & { submissionId: number; assignmentId?: number }

async function recordLink(tx: Db, from: MemberMessage, link: NormalLink, place: Place): Promise<LinkResult> {
  const { provinceId, agencyId } = place.agency
  const articleId = await saveArticle(tx, { provinceId, urlKey: link.key, url: link.url, now: from.now })
  const known = await findLiveSubmission(tx, agencyId, articleId)
  if (known !== undefined && (place.target === undefined || (await isCredited(tx, known.id)))) {
    return { outcome: 'duplicate', submissionId: known.id }
  }
  const submissionId = known?.id ?? (await submit(tx, from, place, articleId))
  if (place.site === undefined) return { outcome: 'unknown_site', submissionId }
  if (known !== undefined) await setSubmissionSite(tx, known.id, place.site.id)
  if (place.site.agencyId !== null && place.site.agencyId !== agencyId) return { outcome: 'foreign_site', submissionId }
  if (place.target === undefined) return { outcome: 'no_duty', submissionId }
  const given = { submissionId, articleId, personId: from.personId, channel: place.site.channel, at: from.now }
  if (!(await credit(tx, place.target, given))) return { outcome: 'taken', submissionId }
  return {
    outcome: isSurplus(place.target, place.site.channel) ? 'surplus' : 'counted',
    submissionId,
    assignmentId: place.target.id,
  }
}

async function submit(tx: Db, from: MemberMessage, place: Place, articleId: number): Promise<number> {
  const id = await insertSubmission(tx, {
    provinceId: place.agency.provinceId,
    agencyId: place.agency.agencyId,
    personId: from.personId,
    kind: 'link',
    articleId,
    siteId: place.site?.id ?? null,
    inboundId: from.inboundId,
    sentAt: from.message.sentAt,
  })
  // The agency is locked, so nobody else can have submitted it since we looked.
  if (id === undefined) throw new Error('the submission was not written')
  return id
}

/** The chat's receipt that still waits, else a new one. */
async function receiptFor(tx: Db, from: MemberMessage, provinceId: number): Promise<number> {
  const open = await findOpenReceipt(tx, { chatId: from.chat.id, provinceId }, from.now)
  if (open !== undefined) return open
  const to = { provinceId, personId: from.personId, chat: from.chat }
  const dedupeKey = `receipt:${from.inboundId}:${provinceId}`
  const availableAt = new Date(from.now.getTime() + burstMs)
  const id = await reply(tx, to, { kind: 'receipt' }, { dedupeKey, now: from.now, availableAt })
  if (id === undefined) throw new Error('the receipt was not written')
  return id
}
