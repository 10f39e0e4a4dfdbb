import { randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { Environment } from '../../src/cli/environment.ts'
import { runCli } from '../../src/cli/run.ts'

export const now = new Date('2024-01-16T02:00:00Z')
export const resourceFolder = fileURLToPath(new URL('../..', import.meta.url))

export type Ran = { code: number; out: string; err: string }

/** A folder that is gone when the file's tests are. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhac-viec-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs the program in this process, in a world of its own: no variables but these, a clock that stands. */
export async function run(
  argv: string[],
  variables: Environment['variables'] = {},
  more: Partial<Environment> = {},
): Promise<Ran> {
  const ran: Ran = { code: 0, out: '', err: '' }
  ran.code = await runCli(argv, {
    variables,
    resourceFolder,
    out: (text) => {
      ran.out += text
    },
    err: (text) => {
      ran.err += text
    },
    taken: async () => true,
    terminal: undefined,
    clock: () => now,
    fetch: (input, init) => fetch(input, init),
    pause: async (ms, signal) => {
      await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
    },
    randomBytes: (size) => randomBytes(size),
    randomInt: (below) => randomInt(below),
    stop: new AbortController().signal,
    ...more,
  })
  return ran
}
