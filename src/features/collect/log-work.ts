import { inProvince, listAssignments, ofAgencies } from '../../db/assignments.ts'
import type { Db } from '../../db/database.ts'
import { lockAgencies } from '../../db/people.ts'
import { insertSubmission } from '../../db/submissions.ts'
import { type Assignment, channelMet } from '../../domain/assignment.ts'
import { type LocalDate, localDateOf } from '../../domain/calendar.ts'
import { dayOfWork, type LoggedWork, loggedWorks } from '../../domain/logged-work.ts'
import type { Channel } from '../../domain/plan.ts'
import { type Outgoing, reply } from '../deliver/outgoing.ts'
import { type MemberMessage, type OfficerMembership, officerMemberships } from '../people/sender.ts'
import { credit } from './credit.ts'

/**
 * Records work that leaves no link: a broadcast, a newsletter, an official document. What was written is the
 * evidence; the day it names decides the period. Beside links that were collected from the same message, words
 * that report nothing are let pass. False where nothing was recorded.
 */
export async function logWork(
  tx: Db,
  from: MemberMessage,
  { work, note }: { work: LoggedWork; note: string },
  besideLinks = false,
): Promise<boolean> {
  const officer = officerMemberships(from.memberships)
  await lockAgencies(
    tx,
    officer.map((each) => each.agencyId),
  )
  const found = await findTarget(tx, officer, from, work, note)
  if (found.kind === 'refused') {
    const [first] = from.memberships
    if (besideLinks || first === undefined) return false
    await answer(tx, from, first.provinceId, { kind: 'log_refused', work, reason: found.reason })
    return false
  }
  const { assignment, channel, sameAgency } = found
  const surplus = channelMet(assignment, channel)
  const submissionId = await insertSubmission(tx, {
    provinceId: assignment.provinceId,
    agencyId: assignment.agencyId,
    personId: from.personId,
    kind: work,
    note,
    inboundId: from.inboundId,
    sentAt: from.message.sentAt,
  })
  if (submissionId === undefined) throw new Error('the submission was not written')
  await credit(tx, assignment, sameAgency, {
    submissionId,
    articleId: null,
    personId: from.personId,
    channel,
    at: from.now,
  })
  await answer(tx, from, assignment.provinceId, { kind: 'logged', submissionId, assignmentId: assignment.id, surplus })
  return true
}

/** A sentence that merely begins with the word is no report: a broadcast names a day or an hour, a document its number. */
const saysWhatWasDone = { broadcast: /\d/, newsletter: /\d/, document: /\d+\s*\/\s*\p{L}/u }

type Target =
  | { kind: 'found'; assignment: Assignment; channel: Channel; sameAgency: Assignment[] }
  | { kind: 'refused'; reason: 'no_note' | 'future' | 'no_duty' | 'closed' }

async function findTarget(
  tx: Db,
  officer: OfficerMembership[],
  from: MemberMessage,
  work: LoggedWork,
  note: string,
): Promise<Target> {
  if (!saysWhatWasDone[work].test(note)) return { kind: 'refused', reason: 'no_note' }
  const asked: {
    assignment: Assignment
    channel: Channel
    sameAgency: Assignment[]
    on: LocalDate
    today: LocalDate
  }[] = []
  for (const { provinceId, agencyId } of officer) {
    const sameAgency = await listAssignments(tx, inProvince(provinceId), ofAgencies([agencyId]))
    for (const assignment of sameAgency) {
      const channel = loggedWorks[work].find((each) =>
        assignment.rule.requirements.some((need) => need.channel === each),
      )
      const today = localDateOf(from.now, assignment.timeZone)
      if (channel !== undefined) asked.push({ assignment, channel, sameAgency, on: dayOfWork(note, today), today })
    }
  }
  if (asked.length === 0) return { kind: 'refused', reason: 'no_duty' }
  if (asked.some(({ on, today }) => on > today)) return { kind: 'refused', reason: 'future' }
  // A one-off stays asked for until it is there; of a weekly duty, the day names the week.
  const fitting = asked.filter(
    ({ assignment: { rule, startsOn, endsOn }, on }) => rule.cadence === 'once' || (startsOn <= on && on <= endsOn),
  )
  const open = fitting.filter(({ assignment }) => !assignment.locked && !assignment.excused)
  const best = open.find(({ assignment, channel }) => !channelMet(assignment, channel)) ?? open[0]
  return best === undefined ? { kind: 'refused', reason: 'closed' } : { kind: 'found', ...best }
}

async function answer(tx: Db, from: MemberMessage, provinceId: number, what: Outgoing): Promise<void> {
  const to = { provinceId, personId: from.personId, chat: from.chat }
  await reply(tx, to, what, { dedupeKey: `log:${from.inboundId}`, now: from.now })
}
