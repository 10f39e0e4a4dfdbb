import { listAgenciesById } from '../../db/agencies.ts'
import { listAssignments, withIds } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { getSubmission, isCredited, listSentLinks, type SentLink } from '../../db/submissions.ts'
import { type Assignment, toItem } from '../../domain/assignment.ts'
import { type LocalDate, localDateOf } from '../../domain/calendar.ts'
import type { ReceiptGroup } from '../../domain/message.ts'
import type { Channel } from '../../domain/plan.ts'

/** What became of the links that one receipt answers, by agency, with how things stand now. */
export async function receiptOf(
  db: Db,
  receiptId: number,
  today: LocalDate,
  timeZone: string,
): Promise<ReceiptGroup[]> {
  const links = await listSentLinks(db, receiptId)
  const assignmentIds = links.flatMap((link) => link.assignmentId ?? [])
  const assignments = await listAssignments(db, withIds([...new Set(assignmentIds)]))
  const agencies = await listAgenciesById(db, [...new Set(links.map((link) => link.agencyId))])
  const groups: ReceiptGroup[] = []
  for (const agency of agencies) {
    const own = links.filter((link) => link.agencyId === agency.id)
    const counted = own.filter((link) => link.assignmentId !== null)
    groups.push({
      agency: agency.name,
      total: own.length,
      counted: counted.length,
      byAssignment: assignments
        .filter((assignment) => assignment.agencyId === agency.id)
        .map((assignment) => takenBy(assignment, counted, today)),
      duplicates: await duplicatesOf(
        db,
        own.filter((link) => link.outcome === 'duplicate'),
        timeZone,
      ),
      taken: own.filter((link) => link.outcome === 'taken').map((link) => link.url),
      unknownSites: countBy(
        own.filter((link) => link.outcome === 'unknown_site'),
        (link) => link.host,
      ).map(([host, count]) => ({ host, count })),
      foreignSites: countBy(
        own.filter((link) => link.outcome === 'foreign_site'),
        (link) => link.host,
      ).map(([host, count]) => ({ host, count })),
      noDuty: countBy(
        own.filter((link) => link.outcome === 'no_duty'),
        (link) => link.channel as Channel,
      ).map(([channel, count]) => ({ channel, count })),
      unreadable: own.filter((link) => link.outcome === 'unreadable').map((link) => link.url),
    })
  }
  return groups
}

function takenBy(assignment: Assignment, counted: SentLink[], today: LocalDate): ReceiptGroup['byAssignment'][number] {
  const own = counted.filter((link) => link.assignmentId === assignment.id)
  const surplus = own.filter((link) => link.outcome === 'surplus').length
  return { count: own.length, surplus, item: toItem(assignment, today) }
}

async function duplicatesOf(db: Db, links: SentLink[], timeZone: string): Promise<ReceiptGroup['duplicates']> {
  const duplicates: ReceiptGroup['duplicates'] = []
  for (const { url, submissionId } of links) {
    if (submissionId === null) continue
    const { sentAt } = await getSubmission(db, submissionId)
    duplicates.push({ url, on: localDateOf(sentAt, timeZone), counted: await isCredited(db, submissionId) })
  }
  return duplicates
}

function countBy<T, K>(rows: T[], key: (row: T) => K): [K, number][] {
  const counts = new Map<K, number>()
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1)
  return [...counts]
}
