import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { setImmediate as takeTurns, setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runCli } from './cli/run.ts'

/** A second signal, or ten seconds after the first, ends the process whatever it is doing. */
const graceMs = 10_000

const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(1)
    stop.abort()
    setTimeout(() => process.exit(1), graceMs).unref()
  })
}

// What the environment sets wins over the file.
if (existsSync('.env')) process.loadEnvFile('.env')

// `plan show … | head` closes the pipe early, which is no fault.
process.stdout.on('error', () => process.exit(0))

const code = await runCli(process.argv.slice(2), {
  variables: process.env,
  resourceFolder: fileURLToPath(new URL('.', import.meta.url)),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  taken: async () => {
    await takeTurns()
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain')
    return true
  },
  terminal: process.stdin.isTTY ? { input: process.stdin, output: process.stdout } : undefined,
  clock: () => new Date(),
  fetch: (input, init) => fetch(input, init),
  pause: async (ms, signal) => {
    // A pause that is broken off has simply ended.
    await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
  },
  randomBytes: (size) => randomBytes(size),
  randomInt: (below) => randomInt(below),
  stop: stop.signal,
})
process.exitCode = code
