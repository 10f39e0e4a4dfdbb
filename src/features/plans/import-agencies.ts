import { saveAgencies } from '../../db/agencies.ts'
import type { Db } from '../../db/database.ts'
import { findProvince, lockProvince } from '../../db/provinces.ts'
import type { AgencyFile } from '../../domain/plan.ts'
import { recountLinks } from '../collect/recount-links.ts'
import { readAgencyFile } from './read-agency-file.ts'
import type { FileProblem } from './yaml-file.ts'

export type AgencyImport =
  | { kind: 'imported'; file: AgencyFile; added: number }
  | { kind: 'unknown_province'; code: string }
  | { kind: 'problems'; problems: FileProblem[] }

/** Brings a province's agencies, groups and sites to what a file says, all or nothing. */
export async function importAgencies(db: Db, file: { name: string; text: string }, now: Date): Promise<AgencyImport> {
  const read = readAgencyFile(file.text, file.name)
  if (read.kind === 'problems') return read
  const province = await findProvince(db, read.value.province)
  if (province === undefined) return { kind: 'unknown_province', code: read.value.province }
  const { added } = await db.transaction(async (tx) => {
    await lockProvince(tx, province.id)
    const saved = await saveAgencies(tx, province.id, read.value)
    await recountLinks(tx, province.id, now)
    return saved
  })
  return { kind: 'imported', file: read.value, added }
}
