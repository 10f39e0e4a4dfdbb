import { HolderVanishedError } from '../db/data-dir-lock.ts'
import { DatabaseUnreachableError } from '../db/database.ts'

export type Say = (key: string, args?: Record<string, string | number>) => string

/** What went wrong, in words that may be told to the operator. */
export function sentenceOf(say: Say, error: unknown): string {
  if (error instanceof DatabaseUnreachableError)
    return say('cli-database-unreachable', { host: `${error.host}:${error.port}`, reason: error.reason })
  if (error instanceof HolderVanishedError) return say('cli-holder-gone')
  // The message of an unexpected error may quote secrets or what people wrote; its kind does not.
  return say('cli-internal', { error: error instanceof Error ? error.name : 'unknown' })
}
