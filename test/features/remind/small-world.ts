import { asc, eq } from 'drizzle-orm'
import { assignments, duties, outbox, reminders } from '../../../src/db/schema.ts'
import { endOf, type LocalDate } from '../../../src/domain/calendar.ts'
import { replan } from '../../../src/features/remind/replan.ts'
import { createWorld, type World } from '../../support/world.ts'

const endOfPeriod = { kind: 'end_of_period' }

/** Two articles a month on the provincial portal, asked of every department. */
export const monthly = {
  key: 'tin-bai-cong',
  clause: 'III.1.d',
  title: 'Tin, bài trên Cổng TTĐT tỉnh',
  assignees: { groups: ['so-nganh'] },
  cadence: 'month',
  quota: { min: 2 },
  requirements: [{ channel: 'portal', min: 2 }],
  evidence: ['link'],
  due: endOfPeriod,
  judgedBy: 'published',
}

export const weekly = {
  key: 'phat-thanh',
  clause: 'III.1.c',
  title: 'Phát thanh hằng tuần',
  assignees: { groups: ['so-nganh'] },
  cadence: 'week',
  quota: { min: 1 },
  requirements: [{ channel: 'loudspeaker', min: 1 }],
  evidence: ['broadcast'],
  due: endOfPeriod,
  judgedBy: 'published',
}

/** Two articles a month on average, twenty-four a year. */
export const average = {
  ...monthly,
  key: 'tin-bai-trang',
  clause: 'III.1.b',
  title: 'Tin, bài trên Trang TTĐT',
  cadence: 'year',
  quota: { average: 2, perYear: 24 },
  requirements: [{ channel: 'own_site', min: 24 }],
}

/** Due before 25 March: to the end of the 24th. */
export const before25March = {
  ...monthly,
  key: 'ban-hanh-ke-hoach',
  clause: 'III.1.a',
  title: 'Ban hành kế hoạch tuyên truyền',
  cadence: 'once',
  quota: { min: 1 },
  requirements: [{ channel: 'document', min: 1 }],
  evidence: ['document'],
  due: { kind: 'date', on: '2024-03-25', inclusive: false },
}

/** A plan file with these duties, in force from `effectiveOn`. JSON is YAML too. */
export function planFile(effectiveOn: LocalDate, ...duties: object[]): string {
  return JSON.stringify({
    code: 'ke-hoach',
    province: 'binh-thuan',
    year: 2024,
    name: 'Kế hoạch tuyên truyền năm 2024',
    effectiveOn,
    duties,
  })
}

export const tuPhap = { code: 'so-tu-phap', name: 'Sở Tư pháp', host: 'stp.binhthuan.gov.vn' }
export const noiVu = { code: 'so-noi-vu', name: 'Sở Nội vụ', host: 'snv.binhthuan.gov.vn' }
export const taiChinh = { code: 'so-tai-chinh', name: 'Sở Tài chính', host: 'stc.binhthuan.gov.vn' }
export const xayDung = { code: 'so-xay-dung', name: 'Sở Xây dựng', host: 'sxd.binhthuan.gov.vn' }
export const congThuong = { code: 'so-cong-thuong', name: 'Sở Công Thương', host: 'sct.binhthuan.gov.vn' }
export const yTe = { code: 'so-y-te', name: 'Sở Y tế', host: 'syt.binhthuan.gov.vn' }

export type SmallAgency = { code: string; name: string; host: string }

/** An agency file with these departments, each with its own site, and the portal that all share. */
export function agencyFile(agencies: SmallAgency[], province = 'binh-thuan'): string {
  return JSON.stringify({
    province,
    groups: [{ code: 'so-nganh', name: 'Các sở' }],
    agencies: agencies.map(({ code, name }) => ({ code, name, shortName: name, groups: [{ code: 'so-nganh' }] })),
    sites: [
      { host: 'binhthuan.gov.vn', channel: 'portal', verified: true },
      ...agencies.map(({ code, host }) => ({ host, channel: 'own_site', agency: code, verified: true })),
    ],
  })
}

/** A world of a few departments and duties, whose plan is in force from the day it begins on. */
export async function smallWorld(of: {
  at: string
  effectiveOn?: LocalDate
  agencies?: SmallAgency[]
  duties?: object[]
  sendTimeoutMs?: number
}): Promise<World> {
  const { at, effectiveOn = at.slice(0, 10), agencies = [tuPhap], duties = [monthly] } = of
  return await createWorld({
    at,
    plan: planFile(effectiveOn, ...duties),
    agencies: agencyFile(agencies),
    ...(of.sendTimeoutMs === undefined ? {} : { sendTimeoutMs: of.sendTimeoutMs }),
  })
}

/** Nobody was there until then; then one tick, and all that follows from it. */
export async function visit(world: World, local: string): Promise<void> {
  world.sleepUntil(local)
  await world.tick()
  await world.settle()
}

let lastArticle = 0

/** Addresses of articles that nobody has sent yet. */
export function newLinks(count: number, host = 'binhthuan.gov.vn'): string {
  return Array.from({ length: count }, () => `https://${host}/tin/${++lastArticle}`).join('\n')
}

/** Everything planned, composed, sent or set aside so far: "2024-03 -7 sent". */
export async function remindersOf(world: World): Promise<string[]> {
  const rows = await world.db
    .select({
      period: assignments.periodKey,
      step: reminders.step,
      state: reminders.state,
      reason: reminders.reason,
    })
    .from(reminders)
    .innerJoin(assignments, eq(assignments.id, reminders.assignmentId))
    .orderBy(asc(reminders.id))
  return rows.map(({ period, step, state, reason }) => [period, step, state, ...(reason ? [reason] : [])].join(' '))
}

/** How many messages of each kind are in each state: `{ 'reminder sent': 3 }`. */
export async function outboxOf(world: World): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { kind, state } of await world.db.select().from(outbox)) {
    counts[`${kind} ${state}`] = (counts[`${kind} ${state}`] ?? 0) + 1
  }
  return counts
}

export type AssignmentRow = typeof assignments.$inferSelect

/** Rows of one duty, oldest first. */
export async function assignmentsOf(world: World, duty: { key: string } = monthly): Promise<AssignmentRow[]> {
  const rows = await world.db
    .select({ assignment: assignments })
    .from(assignments)
    .innerJoin(duties, eq(duties.id, assignments.dutyId))
    .where(eq(duties.key, duty.key))
    .orderBy(assignments.startsOn, assignments.id)
  return rows.map((row) => row.assignment)
}

export async function firstAssignment(world: World, duty: { key: string } = monthly): Promise<AssignmentRow> {
  const [first] = await assignmentsOf(world, duty)
  if (first === undefined) throw new Error('no assignment is open')
  return first
}

/** Moves a deadline as an extension does, or with null takes the extension back; then brings the reminders in line. */
export async function moveDeadline(world: World, assignment: AssignmentRow, to: LocalDate | null): Promise<void> {
  const dueAt = endOf(to ?? assignment.computedDueOn, 'Asia/Ho_Chi_Minh')
  await world.db.transaction(async (tx) => {
    await tx.update(assignments).set({ extendedDueOn: to, dueAt }).where(eq(assignments.id, assignment.id))
    await replan(tx, assignment.id, world.clock())
  })
}
