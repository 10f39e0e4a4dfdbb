import { fork } from 'node:child_process'
import { once } from 'node:events'
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

const bundled = new Map<string, string>()

/** Plain JavaScript starts several times faster than TypeScript through a loader. */
function bundle(script: string): string {
  const name = `${basename(script, '.ts')}-${process.pid}-${process.env.VITEST_POOL_ID}.mjs`
  const outfile = bundled.get(script) ?? join('node_modules/.cache/nhac-viec-children', name)
  if (!bundled.has(script)) {
    buildSync({ entryPoints: [script], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm' })
    bundled.set(script, outfile)
  }
  return outfile
}
