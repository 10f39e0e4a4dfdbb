import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConfigProblem, parseConfig } from '../config.ts'
import type { Language } from '../domain/message.ts'
import { readPlanFile } from '../features/plans/read-plan-file.ts'
import { planToJson } from '../features/plans/show-plan.ts'
import { type FileRequest, type Invocation, readArguments } from './arguments.ts'
import { readClock } from './clock.ts'
import { runDemo } from './demo.ts'
import type { Environment } from './environment.ts'
import { renderFileProblems, renderPlan } from './plan-text.ts'
import type { Outcome, Request } from './request.ts'
import { loadResources, type Resources, readGivenFile } from './resources.ts'
import type { Say } from './sentence-of.ts'
import { sentenceOf } from './sentence-of.ts'
import { printFromDatabase, type Session, serveUntilStopped } from './session.ts'
import { logInToZalo } from './zalo-login.ts'

/** Exit codes: a command that could not do what was asked; a program called or configured wrongly. */
const failed = 1
const misused = 2

type Call = { resources: Resources; language: Language; say: Say; environment: Environment }

/** Runs the program as the command line asks; resolves with the exit code. Every expected problem is a sentence. */
export async function runCli(argv: string[], environment: Environment): Promise<number> {
  const resources = loadResources(environment.resourceFolder)
  const language: Language = environment.variables.NHACVIEC_LANG === 'en' ? 'en' : 'vi'
  const say: Say = (key, args) => resources.translator(language, key, args)
  try {
    return await run(readArguments(argv), { resources, language, say, environment })
  } catch (error) {
    environment.err(`${sentenceOf(say, error)}\n`)
    return failed
  }
}

async function run(invocation: Invocation, call: Call): Promise<number> {
  const { resources, say, environment } = call
  switch (invocation.kind) {
    case 'help':
      return print(call, { ok: true, lines: [say('cli-usage')] })
    case 'problem':
      return print(call, { ok: false, lines: [say(invocation.problem.key, invocation.problem.args)] }, misused)
    case 'plan_show':
      return showPlan(call, invocation)
    case 'demo':
      return await demo(call, invocation.json)
  }
  const parsed = parseConfig(environment.variables)
  if (parsed.kind === 'problems') {
    const lines = parsed.problems.map((problem) => renderConfigProblem(say, problem))
    return print(call, { ok: false, lines }, misused)
  }
  const session: Session = { config: parsed.config, resources, language: call.language, environment }
  switch (invocation.kind) {
    case 'serve':
      return await serve(call, session, invocation.clock)
    case 'zalo_login': {
      const show = (line: string) => environment.err(`${line}\n`)
      return print(call, await logInToZalo(session, invocation.account, say, show))
    }
    case 'request':
      return await runRequested(call, session, invocation.request)
    case 'file':
      return await runOnFile(call, session, invocation.request)
  }
}

async function serve(call: Call, session: Session, clock: string | null): Promise<number> {
  const { say, environment } = call
  const refuse = (line: string) => print(call, { ok: false, lines: [line] }, misused)
  const choice = readClock(clock, environment.clock())
  if (choice === undefined) {
    return refuse(say('cli-option-problem', { option: '--clock', problem: say('cli-config-not-an-instant') }))
  }
  const { telegram, zaloBot, zaloPersonal } = session.config
  if (telegram === undefined && zaloBot === undefined && zaloPersonal.keys === undefined) {
    return refuse(say('cli-no-token'))
  }
  const onReady = (bots: string[]) => environment.err(`${say('cli-serving', { bots: bots.join(', ') })}\n`)
  const outcome = await serveUntilStopped({ ...session, choice, onReady })
  switch (outcome.kind) {
    case 'stopped':
      return 0
    case 'broken':
      return print(call, { ok: false, lines: [say('cli-database-broken')] })
    case 'held':
      return print(call, { ok: false, lines: [say('cli-data-dir-held', { pid: String(outcome.pid) })] })
    case 'wrong_clock':
      return refuse(say(outcome.asked === 'shifted' ? 'cli-clock-refused-real' : 'cli-clock-refused-shifted'))
    case 'refused':
      return refuse(
        say('cli-config-problem', {
          variable: outcome.platform === 'telegram' ? 'TELEGRAM_BOT_TOKEN' : 'ZALO_BOT_TOKEN',
          problem: say('cli-config-token-refused'),
        }),
      )
    case 'no_key':
      return refuse(
        say('cli-config-problem', { variable: 'ZALO_CREDENTIALS_KEY', problem: say('cli-config-key-missing') }),
      )
  }
}

async function runOnFile(call: Call, session: Session, { kind, path }: FileRequest): Promise<number> {
  const file = readGivenFile(call.resources.plans, path)
  if (file === undefined) return print(call, { ok: false, lines: [call.say('cli-file-unreadable', { file: path })] })
  return await runRequested(call, session, { kind, file })
}

async function runRequested({ environment }: Call, session: Session, request: Request): Promise<number> {
  const ok = await printFromDatabase(session, request, {
    out: (line) => environment.out(`${line}\n`),
    err: (line) => environment.err(`${line}\n`),
    taken: () => environment.taken(),
  })
  return ok ? 0 : failed
}

function showPlan(call: Call, { path, json }: Extract<Invocation, { kind: 'plan_show' }>): number {
  const { say, resources } = call
  const file = readGivenFile(resources.plans, path)
  if (file === undefined) return print(call, { ok: false, lines: [say('cli-plan-unknown', { code: path })] })
  const read = readPlanFile(file.text, file.name)
  if (read.kind === 'problems') return print(call, { ok: false, lines: renderFileProblems(say, read.problems) })
  const lines = json ? [JSON.stringify(planToJson(read.value), null, 2)] : renderPlan(say, read.value)
  return print(call, { ok: true, lines })
}

async function demo({ resources, language, environment }: Call, json: boolean): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nhac-viec-demo-'))
  try {
    const show = (line: string) => environment.out(`${line}\n`)
    await runDemo({ resources, dataDir, language, json, print: show, terminal: environment.terminal })
    return 0
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Results go to standard output, problems to standard error. */
function print({ environment }: Call, { ok, lines }: Outcome, code = failed): number {
  const write = ok ? environment.out : environment.err
  for (const line of lines) write(`${line}\n`)
  return ok ? 0 : code
}

function renderConfigProblem(say: Say, { variable, problem }: ConfigProblem): string {
  switch (problem.kind) {
    case 'not_a_url':
      return say('cli-config-problem', { variable, problem: say('cli-config-not-a-url', problem) })
    case 'not_allowed':
      return say('cli-config-problem', {
        variable,
        problem: say('cli-config-not-allowed', { allowed: problem.allowed.join(', ') }),
      })
    case 'too_short':
      return say('cli-config-problem', { variable, problem: say('cli-config-too-short', { min: problem.min }) })
    case 'wrong_length':
      return say('cli-config-problem', { variable, problem: say('cli-config-wrong-length', problem) })
    case 'bad_token':
      return say('cli-config-problem', { variable, problem: say('cli-config-bad-token', { from: problem.from }) })
    case 'bad_key':
      return say('cli-config-problem', { variable, problem: say('cli-config-bad-key') })
    case 'not_a_number':
      return say('cli-config-problem', { variable, problem: say('cli-config-not-a-number') })
    case 'missing':
      return say('cli-config-problem', {
        variable,
        problem: say('cli-config-missing', problem),
      })
    case 'unknown':
      return say('cli-config-problem', { variable, problem: say('cli-config-unknown') })
  }
}
