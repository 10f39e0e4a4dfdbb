import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** The program runs in here, where no `.env` of the developer's lies. */
const dist = fileURLToPath(new URL('../../../dist/', import.meta.url))

const readyMs = 60_000

export type Variables = Record<string, string>
export type Ended = { code: number | null; out: string; err: string }
export type LogLine = { at: string; event: string } & Record<string, unknown>

/** The built program as a process of its own: what it is given, what it says, how it ends. */
export type Program = {
  pid: number
  out(): string
  err(): string
  /** What it has logged so far; throws on a line that is not JSON. */
  log(): LogLine[]
  /** Resolves when it has logged such an event; rejects where it ends before. */
  logged(event: string): Promise<LogLine>
  /** Writes to its standard input and leaves it open. */
  type(text: string): void
  /** Resolves when standard error shows that it serves; rejects where it ends before. */
  ready: Promise<void>
  ended: Promise<Ended>
  isAlive(): boolean
  /** Asks it to end, as an operator or a container does. */
  terminate(): Promise<Ended>
  /** Ends it as the kernel does when memory runs out: nothing in it runs any more. */
  kill(): Promise<Ended>
}

/** Starts the program with these variables and no others of ours. */
export function start(args: string[], variables: Variables = {}): Program {
  const env = { PATH: process.env.PATH ?? '', ...variables }
  const child = spawn(process.execPath, ['--disable-warning=DEP0040', 'main.js', ...args], { cwd: dist, env })
  const said = { out: '', err: '' }
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...said })))
  listen(child, said)
  const ready = new Promise<void>((resolve, reject) => {
    const look = () => said.err.includes('Đang chạy:') && resolve()
    child.stderr.on('data', look)
    const complain = (how: string) => reject(new Error(`${args.join(' ')} ${how}: ${said.err}${said.out}`))
    const timer = setTimeout(() => complain('is not ready'), readyMs).unref()
    void ended.then(({ code }) => [clearTimeout(timer), complain(`ended with ${code}`)])
  })
  // Whoever never asks whether it is ready is not to hear that it was not.
  ready.catch(() => {})
  const signal = (name: NodeJS.Signals) => {
    child.kill(name)
    return ended
  }
  return {
    pid: child.pid ?? 0,
    out: () => said.out,
    err: () => said.err,
    log: () => logLines(said.out),
    logged: (event) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const line = logLines(said.out).find((each) => each.event === event)
          if (line !== undefined) resolve(line)
        }
        child.stdout.on('data', look)
        void ended.then(() => reject(new Error(`ended without ${event}`)))
        look()
      }),
    type: (text) => void child.stdin.write(text),
    ready,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    terminate: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
  }
}

/** Starts the bot; it ends with the test at the latest. */
export function serve(variables: Variables, ...options: string[]): Program {
  const program = start(['serve', ...options], variables)
  onTestFinished(() => void program.kill())
  return program
}

/** Runs a command to its end. */
export function run(args: string[], variables: Variables = {}): Promise<Ended> {
  return start(args, variables).ended
}

/** Runs a command that must succeed; answers what it printed. */
export async function operate(args: string[], variables: Variables): Promise<string> {
  const { code, out, err } = await run(args, variables)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`)
  return out
}

/** A province with the agencies and the plan that ship with the program. */
export async function setUpProvince(variables: Variables): Promise<void> {
  await operate(['province', 'add', 'binh-thuan', '--name', 'tỉnh Bình Thuận'], variables)
  await operate(['agency', 'import', 'plans/binh-thuan.agencies.yaml'], variables)
  await operate(['plan', 'import', 'binh-thuan-2024'], variables)
}

/** Makes an invitation; answers its code, and the link that carries it once the bot is known. */
export async function invite(
  variables: Variables,
  role: string,
  agency?: string,
): Promise<{ code: string; link: string }> {
  const forAgency = agency === undefined ? [] : ['--agency', agency]
  const out = await operate(['invite', '--province', 'binh-thuan', '--role', role, ...forAgency], variables)
  const [code = ''] = /[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/.exec(out) ?? []
  const [link = ''] = /https:\S+/.exec(out) ?? []
  return { code, link }
}

/** An empty folder, gone after the test. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nhac-viec-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function logLines(out: string): LogLine[] {
  const whole = out.slice(0, out.lastIndexOf('\n') + 1)
  return whole.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LogLine]))
}

function listen(child: ChildProcessWithoutNullStreams, said: { out: string; err: string }): void {
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  // A process that is killed does not read what was still being typed.
  child.stdin.on('error', () => {})
}
