import type { Sql } from 'postgres'
import type { FakeBotApi } from '../telegram/fake-bot-api.ts'
import { cast } from './cast.ts'

/** What a run has done to the bot, and what was said to it. */
export type Run = {
  /** Rows up to these ids are from before, when Telegram numbered its messages the same. */
  attemptsBefore: number
  inboundBefore: number
  kills: number
  cutSockets: number
  serverErrors: number
  said: { chatId: number; messageId: number; links: string[]; asks: 'receipt' | 'digest' | 'todo' }[]
  /** The last day on which the bot has looked what is due, at or after 08:00, by its clock. */
  lastDay: string
}

/**
 * Goes through the books of a run that has come to rest: what Telegram accepted, against what the database says.
 * Shares nothing with the program but the names of tables and columns. Every line of the answer is something wrong.
 */
export async function auditRun(sql: Sql, fake: FakeBotApi, run: Run): Promise<string[]> {
  return [
    ...(await unfinished(sql)),
    ...(await remindersTwice(sql, fake, run)),
    ...(await remindersWithoutEnd(sql)),
    ...(await stepsWithoutReminder(sql, run)),
    ...(await tooManyDoubts(sql, run)),
    ...(await lostLinks(sql, run)),
    ...(await missingAnswers(sql, fake, run)),
    ...(await missingDigests(sql, fake, run)),
  ]
}

type AttemptRow = {
  id: string
  outboxId: string
  kind: string
  part: number
  chat: string
  text: string
  outcome: string | null
  nativeIds: string[] | null
  reason: string | null
}

async function listAttempts(sql: Sql, run: Run): Promise<AttemptRow[]> {
  return await sql<AttemptRow[]>`
    select t.id, t.outbox_id as "outboxId", o.kind, t.part, c.native_id as chat, t.text, t.outcome,
      t.native_ids as "nativeIds", t.reason
    from attempts t join outbox o on o.id = t.outbox_id join chats c on c.id = t.chat_id
    where t.id > ${run.attemptsBefore} order by t.id`
}

const isReminder = ({ kind }: { kind: string }) => kind === 'reminder' || kind === 'unstaffed'

/** Nothing waits, nothing is half-done. */
async function unfinished(sql: Sql): Promise<string[]> {
  const outbox = await sql`select id, kind, state from outbox where state in ('waiting', 'claimed')`
  const inbound = await sql`select id, state, error from inbound where state <> 'done'`
  const attempts = await sql`select id from attempts where settled_at is null or outcome is null`
  return [
    ...outbox.map((row) => `outbox ${row.id} (${row.kind}) is left ${row.state}`),
    ...inbound.map((row) => `inbound ${row.id} is left ${row.state}: ${row.error}`),
    ...attempts.map((row) => `attempt ${row.id} is left unsettled`),
  ]
}

/**
 * The same words may rightly be sent again on a later day, so words alone do not show a double. Of each text in each
 * chat, what Telegram accepted is either known by its message id as one row's, or answers to one row that ended in doubt.
 */
async function remindersTwice(sql: Sql, fake: FakeBotApi, run: Run): Promise<string[]> {
  const attempts = await listAttempts(sql, run)
  const problems: string[] = []
  for (const [key, rows] of groupBy(attempts, ({ outboxId, part }) => `${outboxId} part ${part}`)) {
    const final = rows.filter(({ outcome }) => outcome !== 'retry' && outcome !== 'moved')
    if (rows.every(isReminder) && final.length > 1) problems.push(`reminder ${key} was tried ${final.length} times`)
  }
  const texts = groupBy(attempts, placeOf)
  for (const [place, accepted] of groupBy(fake.accepted, ({ chatId, text }) => `${chatId}\n${text}`)) {
    const tries = texts.get(place) ?? []
    const known = new Set(tries.flatMap(({ nativeIds }) => nativeIds ?? []))
    const unknown = accepted.filter(({ messageId }) => !known.has(String(messageId)))
    const doubts = tries.filter(({ outcome }) => outcome === 'doubt')
    if (accepted.length > tries.length) problems.push(`accepted more often than tried, chat ${place}`)
    if (!tries.some(isReminder)) continue
    const sent = new Set(tries.filter(({ outcome }) => outcome === 'sent').map(({ outboxId }) => outboxId))
    const onlyInDoubt = new Set(doubts.map(({ outboxId }) => outboxId).filter((id) => !sent.has(id)))
    if (unknown.length > onlyInDoubt.size) problems.push(`a reminder was accepted twice, chat ${place}`)
  }
  return problems
}

const placeOf = ({ chat, text }: AttemptRow) => `${chat}\n${text}`

/** Whatever was planned has come to one of the ends there are, and *sent* is only what Telegram took. */
async function remindersWithoutEnd(sql: Sql): Promise<string[]> {
  const open = await sql`
    select r.id, r.state, o.state as outbox from reminders r left join outbox o on o.id = r.outbox_id
    where r.state not in ('sent', 'doubt', 'skipped', 'cancelled')
      or (r.state in ('skipped', 'cancelled') and r.reason is null)
      or (r.state in ('sent', 'doubt') and o.state is distinct from r.state)`
  return open.map((row) => `reminder ${row.id} ended as ${row.state}, its message as ${row.outbox}`)
}

type Owed = {
  id: string
  cadence: string
  startsOn: string
  endsOn: string
  dueOn: string
  openedAt: Date
  personId: string
}

/** Days from the deadline on which an agency hears of a duty that is not met; of a weekly one, Wednesday and Friday. */
const stepsBy: Record<string, number[]> = { month: [-7, -3, -1, 0, 1, 3], week: [-4, -2, 1, 3] }

/** What is not met to the end was not met on any day: every step that passed has a reminder for every officer. */
async function stepsWithoutReminder(sql: Sql, run: Run): Promise<string[]> {
  const owed = await sql<Owed[]>`
    select a.id, v.rule ->> 'cadence' as cadence, a.starts_on::text as "startsOn", a.ends_on::text as "endsOn",
      a.computed_due_on::text as "dueOn", a.opened_at as "openedAt", m.person_id as "personId"
    from assignments a
    join duty_versions v on v.id = a.duty_version_id
    join memberships m on m.agency_id = a.agency_id and m.role = 'officer'
    where not a.held and v.rule ->> 'cadence' in ('week', 'month')
      and (select count(*) from credits c where c.assignment_id = a.id)
        < (select sum(q.min) from requirements q where q.duty_version_id = v.id)`
  const reminded = await sql`
    select assignment_id, person_id, planned_at from reminders where rung = 'officer' and state <> 'cancelled'`
  const key = (assignment: unknown, person: unknown, at: Date) => `${assignment} ${person} ${at.toISOString()}`
  const there = new Set(reminded.map((row) => key(row.assignment_id, row.person_id, row.planned_at)))
  const problems: string[] = []
  for (const { id, cadence, startsOn, dueOn, openedAt, personId } of owed) {
    const steps = (stepsBy[cadence] ?? []).map((offset) => dayAfter(dueOn, offset))
    const passed = steps.filter((on) => on >= startsOn && on <= run.lastDay && eightOn(on) > openedAt)
    for (const on of passed) {
      if (!there.has(key(id, personId, eightOn(on))))
        problems.push(`assignment ${id}: ${personId} not reminded on ${on}`)
    }
  }
  return problems
}

/** A doubt has a cause outside: a process that was killed in the middle of a send, a socket cut, an error 5xx. */
async function tooManyDoubts(sql: Sql, run: Run): Promise<string[]> {
  const doubts = (await listAttempts(sql, run)).filter(({ outcome }) => outcome === 'doubt')
  const ended = doubts.filter(({ reason }) => reason === 'process_ended').length
  const refused = doubts.filter(({ reason }) => reason?.startsWith('5')).length
  const cut = doubts.length - ended - refused
  const more = (count: number, most: number, what: string) =>
    count > most ? [`${count} attempts in doubt after ${most} ${what}`] : []
  return [
    ...more(ended, run.kills, 'kills'),
    ...more(cut, run.cutSockets, 'cut sockets'),
    ...more(refused, run.serverErrors, 'errors of the server'),
  ]
}

/** Each message that was said is stored once, each of its links has one line, each address of an agency one submission. */
async function lostLinks(sql: Sql, run: Run): Promise<string[]> {
  const stored = await sql`
    select raw -> 'message' -> 'chat' ->> 'id' as chat, raw -> 'message' ->> 'message_id' as message, id
    from inbound where id > ${run.inboundBefore}`
  const lines = await sql`
    select l.inbound_id, l.position, l.url, l.agency_id, l.outcome, s.id as submission, u.url as kept, s.agency_id as owner
    from sent_links l
    left join submissions s on s.id = l.submission_id
    left join article_urls u on u.article_id = s.article_id
    order by l.inbound_id, l.position`
  const problems: string[] = []
  for (const { chatId, messageId, links } of run.said) {
    const rows = stored.filter(({ chat, message }) => chat === String(chatId) && message === String(messageId))
    if (rows.length !== 1) problems.push(`message ${messageId} of ${chatId} is stored ${rows.length} times`)
    const kept = lines.filter((line) => line.inbound_id === rows[0]?.id)
    const same = kept.map(({ url }) => url).join(' ') === links.join(' ')
    if (!same)
      problems.push(`message ${messageId}: sent ${links.join(' ')}, kept ${kept.map(({ url }) => url).join(' ')}`)
    for (const line of kept) {
      if (line.kept !== line.url || line.owner !== line.agency_id) problems.push(`${line.url} has no submission`)
    }
  }
  const twice = await sql`
    select s.agency_id, u.url, count(*) from submissions s join article_urls u on u.article_id = s.article_id
    group by s.agency_id, u.url having count(*) > 1`
  return [...problems, ...twice.map((row) => `${row.url} is submitted ${row.count} times`)]
}

/** Telegram has accepted, in the asker's chat and after the question, what answers it. */
async function missingAnswers(sql: Sql, fake: FakeBotApi, run: Run): Promise<string[]> {
  const problems: string[] = []
  const receipts = await sql`
    select distinct i.raw -> 'message' ->> 'message_id' as message, i.raw -> 'message' -> 'chat' ->> 'id' as chat,
      t.native_ids as ids
    from sent_links l
    join inbound i on i.id = l.inbound_id
    left join attempts t on t.outbox_id = l.receipt_id and t.outcome = 'sent'`
  const heads = { digest: /^TỔNG HỢP, /, todo: /việc đang mở/, receipt: /đã nhận \d+ đường dẫn/ }
  for (const { chatId, messageId, asks } of run.said) {
    const answers = fake.accepted.filter((sent) => sent.chatId === chatId && sent.messageId > messageId)
    if (!answers.some(({ text }) => heads[asks].test(text))) problems.push(`no ${asks} for message ${messageId}`)
    if (asks !== 'receipt') continue
    const ids = receipts.filter(({ chat, message }) => chat === String(chatId) && message === String(messageId))
    const accepted = ids.some(({ ids: own }) => answers.some((sent) => own?.includes(String(sent.messageId))))
    if (!accepted) problems.push(`the receipt for message ${messageId} of ${chatId} was never accepted`)
  }
  const unsent = await sql`
    select id, kind, state, reason from outbox
    where kind not in ('reminder', 'unstaffed') and state not in ('sent', 'waiting', 'claimed')
      and not (state = 'skipped' and kind in ('done_by', 'held'))`
  return [...problems, ...unsent.map((row) => `outbox ${row.id} (${row.kind}) ended as ${row.state}: ${row.reason}`)]
}

/** Each Monday at 08:30 the coordinators get the week that ended. */
async function missingDigests(sql: Sql, fake: FakeBotApi, run: Run): Promise<string[]> {
  const [first] = await sql`select min(opened_at) as at from assignments`
  const problems: string[] = []
  for (let on = dayOf(first?.at); on <= run.lastDay; on = dayAfter(on, 1)) {
    if (new Date(on).getUTCDay() !== 1) continue
    const [from, to] = [dayAfter(on, -7), dayAfter(on, -1)].map((day) => `${day.slice(8)}/${day.slice(5, 7)}`)
    for (const { id, role } of cast) {
      const isIt = ({ chatId, text }: { chatId: number; text: string }) =>
        chatId === id && text.startsWith('TỔNG HỢP TUẦN') && text.includes(`(${from}–${to}`)
      if (role === 'coordinator' && !fake.accepted.some(isIt)) problems.push(`no digest of ${from}–${to} for ${id}`)
    }
  }
  return problems
}

function groupBy<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}

const dayMs = 86_400_000
const zoneMs = 7 * 3_600_000

function eightOn(on: string): Date {
  return new Date(`${on}T08:00:00+07:00`)
}

function dayAfter(on: string, days: number): string {
  return new Date(Date.parse(on) + days * dayMs).toISOString().slice(0, 10)
}

function dayOf(at: Date): string {
  return new Date(at.getTime() + zoneMs).toISOString().slice(0, 10)
}
