import { createHash } from 'node:crypto'
import { listAgencies, listGroupCodes } from '../../db/agencies.ts'
import type { Db } from '../../db/database.ts'
import { findLatestVersion, findPlan, insertPlanVersion } from '../../db/plans.ts'
import { findProvince, lockProvince } from '../../db/provinces.ts'
import type { Plan } from '../../domain/plan.ts'
import { readPlanFile } from './read-plan-file.ts'
import type { FileProblem } from './yaml-file.ts'

export type PlanImport =
  | { kind: 'imported'; plan: Plan; version: number }
  | { kind: 'unchanged'; plan: Plan; version: number }
  | { kind: 'unknown_province'; code: string }
  | { kind: 'problems'; problems: FileProblem[] }

/** Imports a plan file as the plan's next version; the same file again changes nothing. */
export async function importPlan(db: Db, file: { name: string; text: string }, now: Date): Promise<PlanImport> {
  const read = readPlanFile(file.text, file.name)
  if (read.kind === 'problems') return read
  const province = await findProvince(db, read.value.province)
  if (province === undefined) return { kind: 'unknown_province', code: read.value.province }
  const known = {
    agencies: (await listAgencies(db, province.id)).map((agency) => agency.code),
    groups: await listGroupCodes(db, province.id),
  }
  const checked = readPlanFile(file.text, file.name, known)
  if (checked.kind === 'problems') return checked
  const plan = checked.value

  const hash = createHash('sha256').update(file.text).digest('hex')
  return await db.transaction(async (tx): Promise<PlanImport> => {
    await lockProvince(tx, province.id)
    const existing = await findPlan(tx, province.id, plan.code)
    const latest = existing === undefined ? undefined : await findLatestVersion(tx, existing.id)
    if (latest?.hash === hash) return { kind: 'unchanged', plan, version: latest.n }
    const version = await insertPlanVersion(tx, province.id, plan, { source: file.text, hash, importedAt: now })
    return { kind: 'imported', plan, version: version.n }
  })
}
