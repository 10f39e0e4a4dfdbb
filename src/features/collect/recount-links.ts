import { listSites, type SiteRow } from '../../db/agencies.ts'
import { inProvince, listAssignments } from '../../db/assignments.ts'
import { findDirectChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { holdsMembership, lockAgencies } from '../../db/people.ts'
import {
  listTakenLinks,
  listUncountedLinks,
  moveSubmission,
  setSubmissionSite,
  type UncountedLink,
} from '../../db/submissions.ts'
import { normalizeLink } from '../../domain/link.ts'
import { matchSite } from '../../domain/match.ts'
import { announce } from '../deliver/outgoing.ts'
import { credit } from './credit.ts'
import { targetOn } from './target-on.ts'

/**
 * Looks again at the links of a province whose address led nowhere, after its sites or duties have changed: whoever
 * sent one was told that it need not be sent again. Tells each sender who is still there what is counted now.
 */
export async function recountLinks(tx: Db, provinceId: number, now: Date): Promise<void> {
  const uncounted = await listUncountedLinks(tx, provinceId)
  if (uncounted.length === 0) return
  const sites = await listSites(tx, provinceId)
  const owners = sites.flatMap((site) => site.agencyId ?? [])
  await lockAgencies(tx, [...new Set([...uncounted.map((each) => each.agencyId), ...owners])])
  await recount(tx, { provinceId, uncounted, sites, why: 'site' }, now)
}

/** Looks again at links that did not count because these submissions, taken back now, had the pages counted already. */
export async function recountTaken(tx: Db, provinceId: number, withdrawnIds: number[], now: Date): Promise<void> {
  const uncounted = await listTakenLinks(tx, provinceId, withdrawnIds)
  if (uncounted.length === 0) return
  await recount(tx, { provinceId, uncounted, sites: await listSites(tx, provinceId), why: 'free' }, now)
}

type Recount = { provinceId: number; uncounted: UncountedLink[]; sites: SiteRow[]; why: 'site' | 'free' }

async function recount(tx: Db, { provinceId, uncounted, sites, why }: Recount, now: Date): Promise<void> {
  const assignments = await listAssignments(tx, inProvince(provinceId))
  const counted = new Map<string, { personId: number; agencyId: number; submissionIds: number[] }>()
  for (const { submissionId, agencyId: filedUnder, personId, articleId, url } of uncounted) {
    const link = normalizeLink(url)
    const site = link === undefined ? undefined : matchSite(link, sites)
    if (site === undefined) continue
    const agencyId = site.agencyId ?? filedUnder
    const target = targetOn(site, agencyId, assignments, { now, answered: [] })
    const sender = { provinceId, agencyId, personId, roles: ['officer' as const] }
    if (target === undefined) continue
    if (agencyId !== filedUnder) {
      // Of an officer of two agencies, a link on an unknown address was filed under the first.
      const isTheirs = await holdsMembership(tx, sender, now)
      if (!isTheirs || !(await moveSubmission(tx, submissionId, agencyId))) continue
    }
    const sameAgency = assignments.filter((each) => each.agencyId === agencyId)
    const given = { submissionId, articleId, personId, channel: site.channel, at: now }
    await setSubmissionSite(tx, submissionId, site.id)
    if (!(await credit(tx, target, sameAgency, given))) continue
    const key = `${personId} ${agencyId}`
    const before = counted.get(key)?.submissionIds ?? []
    counted.set(key, { personId, agencyId, submissionIds: [...before, submissionId] })
  }
  for (const { personId, agencyId, submissionIds } of counted.values()) {
    const chat = await findDirectChat(tx, personId, now)
    const isOfficer = await holdsMembership(tx, { provinceId, agencyId, personId, roles: ['officer'] }, now)
    if (chat === undefined || !isOfficer) continue
    const dedupeKey = `counted:${submissionIds[0]}:${personId}`
    await announce(
      tx,
      { provinceId, personId, chat },
      { kind: 'counted_later', submissionIds, why },
      { dedupeKey, now },
    )
  }
}
