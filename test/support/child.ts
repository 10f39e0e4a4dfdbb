import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { buildSync } from 'esbuild'
import { onTestFinished } from 'vitest'

export type Child = {
  pid: number
  /** The next message that the child sent and nobody has read. Throws when it ends without one. */
  next(): Promise<unknown>
  tell(message: string): void
  /** SIGKILL, as by the kernel when memory runs out: nothing in the child runs any more. */
  kill(): Promise<void>
}

/** Runs a script of test/ as a process of its own, until the test ends at the latest. */
export function startChild(script: string, ...args: string[]): Child {
  const child = fork(bundle(script), args, { stdio: 'inherit' })
  const ended = once(child, 'exit')
  const unread: unknown[] = []
  let arrived = () => {}
  child.on('message', (message) => {
    unread.push(message)
    arrived()
  })

  async function next(): Promise<unknown> {
    while (unread.length === 0) {
      const message = new Promise<void>((resolve) => {
        arrived = resolve
      })
      if ((await Promise.race([message, ended])) && unread.length === 0) throw new Error(`${script} ended silently`)
    }
    return unread.shift()
  }

  async function kill(): Promise<void> {
    child.kill('SIGKILL')
    await ended
  }

  onTestFinished(kill)
  return { pid: child.pid ?? 0, next, kill, tell: (message) => child.send(message) }
}

const cache = 'node_modules/.cache/nhac-viec-children'

/** Plain JavaScript starts several times faster than TypeScript through a loader. */
function bundle(script: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [script],
    outdir: 'unused',
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
  })
  const [output] = outputFiles
  if (!output) throw new Error(`nothing came of ${script}`)
  const file = join(cache, `${basename(script, '.ts')}-${output.hash.replaceAll(/\W/g, '')}.mjs`)
  if (existsSync(file)) return file
  mkdirSync(cache, { recursive: true })
  const draft = `${file}.${process.pid}-${process.env.VITEST_POOL_ID}`
  writeFileSync(draft, output.contents)
  renameSync(draft, file)
  return file
}
