import { listAgencies, listAssignees } from '../../db/agencies.ts'
import type { Db } from '../../db/database.ts'
import { findLatestVersion, findPlan, listDuties, type PlanRow } from '../../db/plans.ts'
import { findProvince, listProvinces, type Province } from '../../db/provinces.ts'
import type { LocalDate } from '../../domain/calendar.ts'
import type { Assignees } from '../../domain/plan.ts'
import {
  type Assignee,
  type Occurrence,
  type Scenario,
  type Summary,
  simulate,
  summarize,
} from '../../domain/simulate.ts'

export type AskedSimulation = {
  code: string
  /** Needed only where several provinces have a plan of that code. */
  province: string | null
  /** Only what this agency owes. */
  agency: string | null
  /** Without bounds: from the plan's first day until nothing of it is left to come. */
  from: LocalDate | null
  to: LocalDate | null
}

export type Simulation =
  | { kind: 'unknown_province'; code: string }
  | { kind: 'unknown_plan' }
  | { kind: 'ambiguous'; provinces: string[] }
  | { kind: 'unknown_agency'; code: string; province: string }
  | {
      kind: 'simulated'
      plan: { code: string; name: string; version: number }
      range: Scenario['range']
      /** Made while it is read, once; the database is not needed any more. */
      events: Iterable<Occurrence | Summary>
    }

/** Plays an imported plan's latest version without sending anything. Reads one state of the database and writes none. */
export async function simulatePlan(db: Db, asked: AskedSimulation): Promise<Simulation> {
  return await db.transaction((tx) => load(tx, asked), { isolationLevel: 'repeatable read', accessMode: 'read only' })
}

async function load(tx: Db, asked: AskedSimulation): Promise<Simulation> {
  const named = asked.province === null ? undefined : await findProvince(tx, asked.province)
  if (asked.province !== null && named === undefined) return { kind: 'unknown_province', code: asked.province }
  const found: { province: Province; plan: PlanRow }[] = []
  for (const province of named === undefined ? await listProvinces(tx) : [named]) {
    const plan = await findPlan(tx, province.id, asked.code)
    if (plan !== undefined) found.push({ province, plan })
  }
  const [only, ...others] = found
  if (only === undefined) return { kind: 'unknown_plan' }
  if (others.length > 0) return { kind: 'ambiguous', provinces: found.map(({ province }) => province.code) }

  const { province, plan } = only
  const version = await findLatestVersion(tx, plan.id)
  if (version === undefined) return { kind: 'unknown_plan' }
  const agencies = (await listAgencies(tx, province.id)).filter(({ code }) => code === (asked.agency ?? code))
  if (asked.agency !== null && agencies.length === 0) {
    return { kind: 'unknown_agency', code: asked.agency, province: province.code }
  }
  const names = new Map(agencies.map(({ id, code, name }) => [id, { code, name }]))
  // Many duties are owed by the same agencies, who are kept once.
  const known = new Map<string, Assignee[]>()
  const assigneesOf = async (assignees: Assignees): Promise<Assignee[]> => {
    const key = JSON.stringify(assignees)
    const spans = known.get(key) ?? namedSpans(await listAssignees(tx, province.id, assignees), names)
    known.set(key, spans)
    return spans
  }
  const duties: Scenario['duties'] = []
  for (const { rule } of await listDuties(tx, version.id)) {
    duties.push({ rule, assignees: await assigneesOf(rule.assignees) })
  }
  const bounds = { year: plan.year, effectiveOn: version.effectiveOn }
  const range = { from: asked.from ?? version.effectiveOn, to: asked.to }
  return {
    kind: 'simulated',
    plan: { code: plan.code, name: plan.name, version: version.n },
    range,
    events: summarize(simulate({ plan: bounds, duties, timeZone: province.timeZone, range })),
  }
}

function namedSpans(
  spans: Awaited<ReturnType<typeof listAssignees>>,
  names: Map<number, Assignee['agency']>,
): Assignee[] {
  return spans.flatMap(({ agencyId, fromOn, toOn }) => {
    const agency = names.get(agencyId)
    return agency === undefined ? [] : [{ agency, fromOn, toOn }]
  })
}
