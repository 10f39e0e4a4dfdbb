import { findAccount } from '../../db/accounts.ts'
import {
  inProvince,
  isHeld,
  listAssignments,
  notHeld,
  ofAgencies,
  ofPeriods,
  ofPlan,
  startedBy,
  unsettled,
  withIds,
} from '../../db/assignments.ts'
import { getChat } from '../../db/chats.ts'
import type { Db } from '../../db/database.ts'
import { broadcastClass, findLaterWaiting, type OutboxRow } from '../../db/outbox.ts'
import { getMembership, getPersonName, holdsMembership, listMemberships } from '../../db/people.ts'
import { getPlan } from '../../db/plans.ts'
import { getProvince } from '../../db/provinces.ts'
import type { QuestionKind } from '../../db/questions.ts'
import { listComposed, listSuperseded, moveReminders, skipReminders } from '../../db/reminders.ts'
import { getSubmission } from '../../db/submissions.ts'
import { type Assignment, isDemanding, isOpen, itemOf, toItem, toItems } from '../../domain/assignment.ts'
import { localDateOf } from '../../domain/calendar.ts'
import type { Item, Message, Role } from '../../domain/message.ts'
import { nextOpening } from '../../domain/remind.ts'
import type { OutgoingAction, OutgoingFile } from '../../platforms/platform.ts'
import { botContentOf } from '../bots/bot-content.ts'
import { digestOf } from '../digest/digest-of.ts'
import { platformContentOf } from '../people/platform-content.ts'
import { officerMemberships } from '../people/sender.ts'
import { whyNotRemind } from '../remind/recheck.ts'
import { chosenItemOf, itemQuestion, withdrawChoiceOf, withdrawnOf } from './answer-of.ts'
import { type Outgoing, readOutgoing } from './outgoing.ts'
import { countedLaterOf, receiptOf } from './receipt-of.ts'

type Question = { kind: QuestionKind; values: string[]; several: boolean }

export type Content =
  | {
      kind: 'message'
      message: Message
      /** What its numbers stand for; kept when the message is first sent. */
      question?: Question
      file?: OutgoingFile
    }
  /** Nothing to say: the platform is asked to do something. */
  | { kind: 'action'; action: OutgoingAction }
  | { kind: 'nothing'; reason: string }
  | { kind: 'later'; at: Date }

/**
 * What an outbox row says at this moment. Looked up when the row is about to be sent, so that nobody is told
 * what has ceased to be true since it was enqueued.
 */
export async function messageOf(db: Db, row: OutboxRow, now: Date): Promise<Content> {
  const outgoing = readOutgoing(row)
  const province = await getProvince(db, row.provinceId)
  const today = localDateOf(now, province.timeZone)
  const opening = nextOpening(now, province.timeZone)
  // Replies are never held back; what the bot says by itself waits for the day to open.
  if (row.class === broadcastClass && opening > now) return { kind: 'later', at: opening }
  if (isForCoordinators(outgoing.kind) && !(await isCoordinator(db, row, now))) return left
  // After a time in which nothing could be sent, the latest message says it all.
  const later = isRepeated(row) ? await findLaterWaiting(db, row) : undefined
  if (later !== undefined) {
    await moveReminders(db, row.id, later)
    return { kind: 'nothing', reason: 'superseded' }
  }
  const say = (message: Message): Content => ({ kind: 'message', message })
  const moment = { now, today, timeZone: province.timeZone }
  switch (outgoing.kind) {
    case 'reminder':
    case 'unstaffed': {
      const assignments = await stillToRemind(db, row, now)
      if (assignments.length === 0) return { kind: 'nothing', reason: 'settled' }
      if (outgoing.kind === 'reminder') {
        // A single item carries no number.
        const asks = assignments.length > 1 ? itemQuestion(assignments) : {}
        return await addressed(db, row, assignments, { items: toItems(assignments, today), today, ...asks })
      }
      return say({ kind: 'unstaffed', agencies: byAgency(assignments, today), today })
    }
    case 'held': {
      const held = await listAssignments(db, inProvince(row.provinceId), ofPlan(outgoing.planId), isHeld())
      if (held.length === 0) return { kind: 'nothing', reason: 'settled' }
      const plan = await getPlan(db, outgoing.planId)
      return say({ kind: 'held', planName: plan.name, agencies: byAgency(held, today) })
    }
    case 'receipt': {
      const groups = await receiptOf(db, row.id, today, province.timeZone)
      return groups.length === 0 ? { kind: 'nothing', reason: 'withdrawn' } : say({ kind: 'receipt', groups, today })
    }
    case 'logged': {
      const [assignment] = await listAssignments(db, withIds([outgoing.assignmentId]))
      const { note } = await getSubmission(db, outgoing.submissionId)
      if (assignment === undefined) return { kind: 'nothing', reason: 'settled' }
      return say({ kind: 'logged', item: toItem(assignment, today), note: note ?? '', surplus: outgoing.surplus })
    }
    case 'todo': {
      const open = await listTodo(db, row, now)
      return { ...say({ kind: 'todo', agencies: byAgency(open, today), today }), ...itemQuestion(open) }
    }
    case 'item': {
      const chosen = await chosenItemOf(db, row, outgoing.assignmentId, moment)
      return chosen === undefined ? left : say(chosen)
    }
    case 'withdraw_choice':
      return await withdrawChoiceOf(db, row, moment)
    case 'withdrawn':
      return say(await withdrawnOf(db, row, outgoing, moment))
    case 'welcome':
    case 'already_member': {
      const membership = await getMembership(db, outgoing.membershipId)
      const { role, agencyName: agency, provinceName } = membership
      if (outgoing.kind === 'already_member')
        return say({ kind: 'already_member', role, agency, province: provinceName })
      const items = toItems(await listOpen(db, row.provinceId, membership.agencyId, now), today)
      const name = await getPersonName(db, membership.personId)
      return say({
        kind: 'welcome',
        name,
        role,
        agency,
        province: provinceName,
        open: items.length,
        nearest: items[0] ?? null,
        today,
      })
    }
    case 'counted_later': {
      const message = await countedLaterOf(db, outgoing, today)
      if (message !== undefined && !(await isOfficerOf(db, row, message.agencyId, now))) return left
      return message === undefined ? { kind: 'nothing', reason: 'undone' } : say(message.message)
    }
    case 'done_by': {
      const [assignment] = await listAssignments(db, withIds([outgoing.assignmentId]))
      if (assignment === undefined || isDemanding(assignment, today)) return { kind: 'nothing', reason: 'undone' }
      if (!(await isOfficerOf(db, row, assignment.agencyId, now))) return left
      const sameAgency = await listAssignments(db, ofAgencies([assignment.agencyId]), ofPeriods([assignment.periodKey]))
      const by = await getPersonName(db, outgoing.byPersonId)
      return say({ kind: 'done_by', by, item: itemOf(assignment, sameAgency, today) })
    }
    case 'reopened': {
      const [assignment] = await listAssignments(db, withIds([outgoing.assignmentId]))
      if (assignment === undefined || !isDemanding(assignment, today)) return { kind: 'nothing', reason: 'undone' }
      if (!(await isOfficerOf(db, row, assignment.agencyId, now))) return left
      const sameAgency = await listAssignments(db, ofAgencies([assignment.agencyId]), ofPeriods([assignment.periodKey]))
      const by = await getPersonName(db, outgoing.byPersonId)
      return say({ kind: 'reopened', by, item: itemOf(assignment, sameAgency, today), today })
    }
    case 'digest':
      return say({ kind: 'digest', digest: await digestOf(db, province, { week: outgoing.week, now }) })
    case 'help':
      return say({ kind: 'help', roles: await rolesOf(db, row, now), understood: outgoing.understood })
    case 'platforms':
    case 'platform_preferred':
    case 'account_code':
    case 'account_linked':
    case 'account_code_refused':
    case 'group_named':
    case 'group_refused':
      return await platformContentOf(db, outgoing, { row, now })
    case 'bots':
    case 'bot_state':
    case 'bot_resuming':
    case 'session_ending':
    case 'login_begun':
    case 'login_qr':
    case 'login_ended':
      return await botContentOf(db, outgoing, { row, province, now })
    case 'accept_contact':
      return { kind: 'action', action: { kind: 'accept_contact' } }
    case 'log_refused':
    case 'nothing_to_withdraw':
    case 'answer_refused':
    case 'files_kept':
    case 'code_refused':
    case 'stranger':
    case 'links_kept':
    case 'chased':
    case 'not_allowed':
      return say(outgoing)
  }
}

/** What the bot says by itself again and again. */
function isRepeated(row: OutboxRow): boolean {
  return row.class === broadcastClass && ['reminder', 'unstaffed', 'digest'].includes(row.kind)
}

/** What names agencies is said only to who may still hear it. */
function isForCoordinators(kind: Outgoing['kind']): boolean {
  return kind === 'digest' || kind === 'held' || kind === 'unstaffed'
}

const left: Content = { kind: 'nothing', reason: 'left' }

async function isOfficerOf(db: Db, row: OutboxRow, agencyId: number, now: Date): Promise<boolean> {
  const { provinceId, personId } = row
  return personId !== null && (await holdsMembership(db, { provinceId, personId, agencyId, roles: ['officer'] }, now))
}

async function isCoordinator(db: Db, { provinceId, personId }: OutboxRow, now: Date): Promise<boolean> {
  const roles: Role[] = ['coordinator', 'admin']
  return personId !== null && (await holdsMembership(db, { provinceId, personId, agencyId: null, roles }, now))
}

/** The assignments of a reminder that may still be spoken of; the others are recorded as skipped, with why. */
async function stillToRemind(db: Db, row: OutboxRow, now: Date): Promise<Assignment[]> {
  // After a time in which nothing could be sent, only the latest message about an assignment is worth sending.
  await skipReminders(db, await listSuperseded(db, row.id, now), 'superseded')
  const reminders = await listComposed(db, row.id)
  const assignments = await listAssignments(db, withIds(reminders.map((reminder) => reminder.assignmentId)))
  const live: Assignment[] = []
  for (const reminder of reminders) {
    const assignment = assignments.find((each) => each.id === reminder.assignmentId)
    const reason = await whyNotRemind(db, reminder, assignment, now)
    if (reason !== undefined) await skipReminders(db, [reminder.id], reason)
    else if (assignment !== undefined) live.push(assignment)
  }
  return live
}

/** In a group the officer is named, is asked nothing, and hears of the group's own agency alone. */
async function addressed(
  db: Db,
  row: OutboxRow,
  assignments: Assignment[],
  { question, ...said }: { items: Item[]; today: string; question?: Question },
): Promise<Content> {
  const chat = await getChat(db, row.chatId)
  if (chat.kind === 'direct' || row.personId === null) {
    return { kind: 'message', message: { kind: 'reminder', ...said }, ...(question === undefined ? {} : { question }) }
  }
  const account = await findAccount(db, { botId: chat.botId, personId: row.personId })
  const isTheirs = chat.namesOfficers && assignments.every(({ agencyId }) => agencyId === chat.agencyId)
  if (account === undefined || !isTheirs) return { kind: 'nothing', reason: 'unreachable' }
  const mention = { name: await getPersonName(db, row.personId), nativeId: account.nativeId }
  return { kind: 'message', message: { kind: 'reminder', ...said, mention } }
}

async function listTodo(db: Db, row: OutboxRow, now: Date): Promise<Assignment[]> {
  if (row.personId === null) return []
  const memberships = officerMemberships(await listMemberships(db, row.personId, now))
  const own = memberships.filter((each) => each.provinceId === row.provinceId)
  const lists = await Promise.all(own.map((each) => listOpen(db, row.provinceId, each.agencyId, now)))
  return lists.flat()
}

async function listOpen(db: Db, provinceId: number, agencyId: number | null, now: Date): Promise<Assignment[]> {
  if (agencyId === null) return []
  const { timeZone } = await getProvince(db, provinceId)
  const started = startedBy(localDateOf(now, timeZone))
  const open = await listAssignments(
    db,
    inProvince(provinceId),
    ofAgencies([agencyId]),
    started,
    notHeld(),
    unsettled(),
  )
  return open.filter(isOpen)
}

async function rolesOf(db: Db, row: OutboxRow, now: Date): Promise<Role[]> {
  if (row.personId === null) return []
  return (await listMemberships(db, row.personId, now)).map((membership) => membership.role)
}

/** Agencies in the order of their nearest deadline. */
function byAgency(assignments: Assignment[], today: string): { agency: string; items: Item[] }[] {
  const groups = new Map<string, Item[]>()
  for (const item of toItems(assignments, today)) groups.set(item.agency, [...(groups.get(item.agency) ?? []), item])
  return [...groups].map(([agency, items]) => ({ agency, items }))
}
