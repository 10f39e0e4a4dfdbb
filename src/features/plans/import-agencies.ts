import { saveAgencies } from '../../db/agencies.ts'
import type { Db } from '../../db/database.ts'
import { findProvince, lockProvince } from '../../db/provinces.ts'
import type { AgencyFile } from '../../domain/plan.ts'
import { readAgencyFile } from './read-agency-file.ts'
import type { FileProblem } from './yaml-file.ts'

export type AgencyImport =
  | { kind: 'imported'; file: AgencyFile; added: number }
  | { kind: 'unknown_province'; code: string }
  | { kind: 'problems'; problems: FileProblem[] }

/**
 * Brings a province's agencies, groups and sites to what a file says, all or nothing. With the next beat, periods
 * are opened for agencies that are new and links on addresses that are new are counted.
 */
export async function importAgencies(db: Db, file: { name: string; text: string }): Promise<AgencyImport> {
  const read = readAgencyFile(file.text, file.name)
  if (read.kind === 'problems') return read
  const province = await findProvince(db, read.value.province)
  if (province === undefined) return { kind: 'unknown_province', code: read.value.province }
  const { added } = await db.transaction(async (tx) => {
    await lockProvince(tx, province.id)
    return await saveAgencies(tx, province.id, read.value)
  })
  return { kind: 'imported', file: read.value, added }
}
