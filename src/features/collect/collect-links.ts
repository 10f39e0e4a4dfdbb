import { listSites, type SiteRow } from '../../db/agencies.ts'
import { inProvince, listAssignments, ofAgencies } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { findOpenReceipt } from '../../db/outbox.ts'
import { lockAgencies } from '../../db/people.ts'
import { listRemindedBy } from '../../db/reminders.ts'
import {
  findLiveSubmission,
  hasSubmitted,
  insertSentLink,
  insertSubmission,
  isCredited,
  type SentLink,
  saveArticle,
  setSubmissionSite,
} from '../../db/submissions.ts'
import type { Assignment } from '../../domain/assignment.ts'
import { type NormalLink, normalizeLink } from '../../domain/link.ts'
import { isSurplus, matchSite } from '../../domain/match.ts'
import { reply } from '../deliver/outgoing.ts'
import { type MemberMessage, type OfficerMembership, officerMemberships } from '../people/sender.ts'
import { credit } from './credit.ts'
import { targetOn } from './target-on.ts'

/** A receipt waits this long for the rest of a burst. */
const burstMs = 1_500

/** What an officer's links are matched against. Loaded once; `credit` keeps the assignments up to date. */
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
    const place = await placeOf(tx, link, desk, from.now)
    if (place === undefined) return
    const { provinceId, agencyId } = place.agency
    const receiptId = receipts.get(provinceId) ?? (await receiptFor(tx, from, provinceId))
    receipts.set(provinceId, receiptId)
    const line = { provinceId, agencyId, inboundId: from.inboundId, position, receiptId }
    if (link === undefined) {
      await insertSentLink(tx, { ...line, url: written, host: '', outcome: 'unreadable' })
      continue
    }
    const result = await recordLink(tx, from, link, place, desk)
    const channel = place.site?.channel ?? null
    await insertSentLink(tx, { ...line, url: link.url, host: link.host, channel, ...result })
  }
}

async function openDesk(tx: Db, from: MemberMessage): Promise<Desk> {
  const officer = officerMemberships(from.memberships)
  await lockAgencies(
    tx,
    officer.map((each) => each.agencyId),
  )
  const desk: Desk = {
    officer,
    sites: [],
    assignments: [],
    answered: from.message.replyTo === null ? [] : await listRemindedBy(tx, from.chat.id, from.message.replyTo),
  }
  for (const provinceId of new Set(officer.map((each) => each.provinceId))) {
    const agencyIds = officer.filter((each) => each.provinceId === provinceId).map((each) => each.agencyId)
    desk.sites.push(...(await listSites(tx, provinceId)))
    desk.assignments.push(...(await listAssignments(tx, inProvince(provinceId), ofAgencies(agencyIds))))
  }
  return desk
}

/**
 * The site decides for which of the officer's agencies a link counts. On a shared site it is the one that has
 * sent the page before, else the one that still needs it.
 */
async function placeOf(tx: Db, link: NormalLink | undefined, desk: Desk, now: Date): Promise<Place | undefined> {
  const places: (Place & { isKnown: boolean })[] = []
  for (const agency of desk.officer) {
    const sites = desk.sites.filter((site) => site.provinceId === agency.provinceId)
    const site = link === undefined ? undefined : matchSite(link, sites)
    const target = targetOn(site, agency.agencyId, desk.assignments, { now, answered: desk.answered })
    const isKnown = link !== undefined && desk.officer.length > 1 && (await hasSubmitted(tx, agency, link.key))
    places.push({ agency, site, target, isKnown })
  }
  return (
    places.find(({ agency, site }) => site?.agencyId === agency.agencyId) ??
    places.find(({ isKnown }) => isKnown) ??
    places.find(({ site, target }) => site !== undefined && target !== undefined && !isSurplus(target, site.channel)) ??
    places.find(({ target }) => target !== undefined) ??
    places.find(({ site }) => site !== undefined) ??
    places[0]
  )
}

type LinkResult = Pick<SentLink, 'outcome'> & { submissionId: number; assignmentId?: number }

async function recordLink(
  tx: Db,
  from: MemberMessage,
  link: NormalLink,
  { agency, site, target }: Place,
  desk: Desk,
): Promise<LinkResult> {
  const { provinceId, agencyId } = agency
  const articleId = await saveArticle(tx, { provinceId, urlKey: link.key, url: link.url, now: from.now })
  const known = await findLiveSubmission(tx, agencyId, articleId)
  if (known !== undefined && (target === undefined || (await isCredited(tx, known.id)))) {
    return { outcome: 'duplicate', submissionId: known.id }
  }
  const submissionId = known?.id ?? (await submit(tx, from, { agency, site, articleId }))
  if (site === undefined) return { outcome: 'unknown_site', submissionId }
  if (known !== undefined) await setSubmissionSite(tx, known.id, site.id)
  if (site.agencyId !== null && site.agencyId !== agencyId) return { outcome: 'foreign_site', submissionId }
  if (target === undefined) return { outcome: 'no_duty', submissionId }
  const outcome = isSurplus(target, site.channel) ? 'surplus' : 'counted'
  const given = { submissionId, articleId, personId: from.personId, channel: site.channel, at: from.now }
  const sameAgency = desk.assignments.filter((each) => each.agencyId === agencyId)
  if (!(await credit(tx, target, sameAgency, given))) return { outcome: 'taken', submissionId }
  return { outcome, submissionId, assignmentId: target.id }
}

async function submit(
  tx: Db,
  from: MemberMessage,
  { agency, site, articleId }: Pick<Place, 'agency' | 'site'> & { articleId: number },
): Promise<number> {
  const id = await insertSubmission(tx, {
    provinceId: agency.provinceId,
    agencyId: agency.agencyId,
    personId: from.personId,
    kind: 'link',
    articleId,
    siteId: site?.id ?? null,
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
