import { listAssignments, ofAgencies, ofPeriods, withIds } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import type { OutboxRow } from '../../db/outbox.ts'
import { holdsMembership } from '../../db/people.ts'
import { listCreditsOf } from '../../db/submissions.ts'
import { listFormerAssignments, listPieces } from '../../db/withdrawals.ts'
import { type Assignment, itemOf, shownAssignments } from '../../domain/assignment.ts'
import { type LocalDate, localDateOf } from '../../domain/calendar.ts'
import type { Item, Message } from '../../domain/message.ts'
import { latestPieces } from '../collect/ask-what-to-withdraw.ts'
import type { Content } from './message-of.ts'

type Moment = { now: Date; today: LocalDate; timeZone: string }
type Question = NonNullable<Extract<Content, { kind: 'message' }>['question']>

/** What the numbers of a list of these assignments stand for: they run through its agencies in the order shown. */
export function itemQuestion(assignments: Assignment[]): { question?: Question } {
  const byAgency = new Map<string, number[]>()
  for (const { agencyName, id } of shownAssignments(assignments)) {
    byAgency.set(agencyName, [...(byAgency.get(agencyName) ?? []), id])
  }
  const values = [...byAgency.values()].flat().map(String)
  return values.length === 0 ? {} : { question: { kind: 'item', values, several: true } }
}

/** The one that was chosen from a list; undefined where the reader is no longer concerned. */
export async function chosenItemOf(
  db: Db,
  row: OutboxRow,
  assignmentId: number,
  { now, today }: Moment,
): Promise<Message | undefined> {
  const [item] = await itemsFor(db, row, [assignmentId], { now, today })
  return item === undefined ? undefined : { kind: 'item', item, today }
}

/** The pieces that the reader can take back at this moment, with what their numbers stand for. */
export async function withdrawChoiceOf(db: Db, row: OutboxRow, { now, timeZone }: Moment): Promise<Content> {
  const { personId } = row
  const pieces = personId === null ? [] : await latestPieces(db, personId, now)
  if (pieces.length === 0) return { kind: 'message', message: { kind: 'nothing_to_withdraw' } }
  return {
    kind: 'message',
    message: {
      kind: 'withdraw_choice',
      pieces: pieces.map(({ agency, text, sentAt }) => ({ agency, text, sentOn: localDateOf(sentAt, timeZone) })),
    },
    question: { kind: 'withdraw', values: pieces.map(({ id }) => String(id)), several: true },
  }
}

/** What was taken back now or before, what could not be or stands all the same, and where things stand now. */
export async function withdrawnOf(
  db: Db,
  row: OutboxRow,
  ids: { submissionIds: number[]; lockedIds: number[]; keptIds: number[]; beforeIds: number[] },
  { now, today }: Moment,
): Promise<Message> {
  const textsOf = async (which: number[]) => (await listPieces(db, row.provinceId, which)).map(({ text }) => text)
  const former = await listFormerAssignments(db, [...ids.submissionIds, ...ids.beforeIds])
  const credited = new Set((await listCreditsOf(db, ids.keptIds)).map(({ submissionId }) => submissionId))
  return {
    kind: 'withdrawn',
    pieces: await textsOf(ids.submissionIds),
    before: await textsOf(ids.beforeIds),
    locked: await textsOf(ids.lockedIds),
    kept: {
      counted: await textsOf(ids.keptIds.filter((id) => credited.has(id))),
      uncounted: await textsOf(ids.keptIds.filter((id) => !credited.has(id))),
    },
    items: await itemsFor(db, row, former, { now, today }),
    today,
  }
}

/** These assignments as they are shown, each item once; only those of agencies of which the reader is still an officer. */
async function itemsFor(
  db: Db,
  { provinceId, personId }: OutboxRow,
  assignmentIds: number[],
  { now, today }: Omit<Moment, 'timeZone'>,
): Promise<Item[]> {
  const assignments = await listAssignments(db, withIds(assignmentIds))
  const sameAgency = await listAssignments(
    db,
    ofAgencies(assignments.map(({ agencyId }) => agencyId)),
    ofPeriods(assignments.map(({ periodKey }) => periodKey)),
  )
  const items: Item[] = []
  for (const assignment of shownAssignments(assignments)) {
    const { agencyId } = assignment
    const reader = { provinceId, agencyId, roles: ['officer' as const] }
    if (personId === null || !(await holdsMembership(db, { ...reader, personId }, now))) continue
    items.push(itemOf(assignment, sameAgency, today))
  }
  return items
}
