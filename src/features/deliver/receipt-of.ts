import { listAgenciesById } from '../../db/agencies.ts'
import { listAssignments, ofAgencies, ofPeriods, withIds } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { listCreditsOf, listDuplicates, listSentLinks, type SentLink } from '../../db/submissions.ts'
import { itemOf } from '../../domain/assignment.ts'
import { type LocalDate, localDateOf } from '../../domain/calendar.ts'
import type { Message, ReceiptGroup } from '../../domain/message.ts'
import type { Channel } from '../../domain/plan.ts'

type ByAssignment = ReceiptGroup['byAssignment']

/** What became of the links that one receipt answers, by agency, with how things stand now. */
export async function receiptOf(
  db: Db,
  receiptId: number,
  today: LocalDate,
  timeZone: string,
): Promise<ReceiptGroup[]> {
  const links = await listSentLinks(db, receiptId)
  const duplicates = await listDuplicates(db, receiptId)
  const groups: ReceiptGroup[] = []
  for (const agency of await listAgenciesById(db, [...new Set(links.map((link) => link.agencyId))])) {
    const own = links.filter((link) => link.agencyId === agency.id)
    const withOutcome = (outcome: SentLink['outcome']) => own.filter((link) => link.outcome === outcome)
    const counted = own.flatMap(({ assignmentId, outcome }) =>
      assignmentId === null ? [] : [{ assignmentId, surplus: outcome === 'surplus' }],
    )
    groups.push({
      agency: agency.name,
      total: own.length,
      counted: counted.length,
      byAssignment: await sumByAssignment(db, counted, today),
      duplicates: duplicates
        .filter(({ agencyId }) => agencyId === agency.id)
        .map((each) => ({ on: localDateOf(each.sentAt, timeZone), counted: each.counted })),
      taken: withOutcome('taken').length,
      unknownSites: countBy(withOutcome('unknown_site').map((link) => link.host)).map(toHost),
      foreignSites: countBy(withOutcome('foreign_site').map((link) => link.host)).map(toHost),
      noDuty: countBy(withOutcome('no_duty').map((link) => link.channel as Channel)).map(([channel, count]) => ({
        channel,
        count,
      })),
      unreadable: withOutcome('unreadable').map((link) => link.url),
    })
  }
  return groups
}

/** What links that were sent earlier count toward now; undefined where they have ceased to count meanwhile. */
export async function countedLaterOf(
  db: Db,
  { submissionIds, why }: { submissionIds: number[]; why: 'site' | 'free' },
  today: LocalDate,
): Promise<{ agencyId: number; message: Message } | undefined> {
  const credits = await listCreditsOf(db, submissionIds)
  // Shared credits stand beside the one that was looked for; the first is that one.
  const first = [...new Map([...credits].reverse().map((each) => [each.submissionId, each])).values()]
  const counted = first.map(({ assignmentId }) => ({ assignmentId, surplus: false }))
  const byAssignment = await sumByAssignment(db, counted, today)
  const [some] = byAssignment
  const [assignment] = await listAssignments(db, withIds(counted.slice(0, 1).map((each) => each.assignmentId)))
  if (some === undefined || assignment === undefined) return undefined
  const { agencyId } = assignment
  return { agencyId, message: { kind: 'counted_later', agency: some.item.agency, why, byAssignment, today } }
}

async function sumByAssignment(
  db: Db,
  counted: { assignmentId: number; surplus: boolean }[],
  today: LocalDate,
): Promise<ByAssignment> {
  const assignments = await listAssignments(db, withIds([...new Set(counted.map((each) => each.assignmentId))]))
  const periods = assignments.map((each) => each.periodKey)
  const sameAgency = await listAssignments(db, ofAgencies(assignments.map((each) => each.agencyId)), ofPeriods(periods))
  return assignments.map((assignment) => {
    const own = counted.filter((each) => each.assignmentId === assignment.id)
    const surplus = own.filter((each) => each.surplus).length
    return { count: own.length, surplus, item: itemOf(assignment, sameAgency, today) }
  })
}

function toHost([host, count]: [string, number]): { host: string; count: number } {
  return { host, count }
}

function countBy<K>(keys: K[]): [K, number][] {
  const counts = new Map<K, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts]
}
