/** One event as one line: what happened, to which row. Never a message's text, never a secret. */
export type Log = (event: string, fields?: Record<string, string | number>) => void

/** Writes one JSON line per event. */
export function createLog(write: (line: string) => void, clock: () => Date): Log {
  return (event, fields = {}) => write(`${JSON.stringify({ at: clock().toISOString(), event, ...fields })}\n`)
}
