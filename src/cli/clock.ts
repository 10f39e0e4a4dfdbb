import type { Db } from '../db/database.ts'
import { findDeploymentFact, fixDeploymentFact, setDeploymentFact } from '../db/provinces.ts'

/**
 * A deployment is served either on the real clock or, as a rehearsal, on a shifted one; the two never mix in one
 * database, because the rehearsal's reminders and figures are of another day.
 */
export type ClockChoice = { kind: 'real' } | { kind: 'shifted'; byMs: number }

/** Reads `--clock`: an instant with its offset, `2024-11-25T07:59:00+07:00`. Undefined where it is none. */
export function readClock(given: string | null, realNow: Date): ClockChoice | undefined {
  if (given === null) return { kind: 'real' }
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(given)) return undefined
  const at = new Date(given)
  return Number.isNaN(at.getTime()) ? undefined : { kind: 'shifted', byMs: at.getTime() - realNow.getTime() }
}

/** Records on which clock a database is served from now on; false where it has been served on the other one. */
export async function claimClock(db: Db, choice: ClockChoice): Promise<boolean> {
  if ((await fixDeploymentFact(db, 'clock', choice.kind)) !== choice.kind) return false
  await setDeploymentFact(db, 'clock_shift_ms', choice.kind === 'shifted' ? String(choice.byMs) : '0')
  return true
}

/** The clock that the operator's commands go by: the one on which the database is served. */
export async function findClock(db: Db, realClock: () => Date): Promise<() => Date> {
  const shift = Number((await findDeploymentFact(db, 'clock_shift_ms')) ?? 0)
  return shiftedClock(realClock, shift)
}

export function shiftedClock(realClock: () => Date, byMs: number): () => Date {
  return () => new Date(realClock().getTime() + byMs)
}
