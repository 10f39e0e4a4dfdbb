import { listAgencies, listGroupNames } from '../db/agencies.ts'
import { saveBot, serveAllProvinces } from '../db/bots.ts'
import type { Db } from '../db/database.ts'
import { findLatestVersion, listPlans } from '../db/plans.ts'
import { findDeploymentFact, findProvince, insertProvince, listProvinces } from '../db/provinces.ts'
import { localDateOf } from '../domain/calendar.ts'
import { showCode } from '../domain/command.ts'
import type { Language } from '../domain/message.ts'
import type { Plan } from '../domain/plan.ts'
import { nameOf } from '../features/bots/bot-view.ts'
import { saveSealed } from '../features/bots/credentials.ts'
import { createInvite } from '../features/people/create-invite.ts'
import { importAgencies } from '../features/plans/import-agencies.ts'
import { importPlan } from '../features/plans/import-plan.ts'
import { simulatePlan } from '../features/plans/simulate-plan.ts'
import type { BotIdentity, PlatformName } from '../platforms/platform.ts'
import { renderFullDate } from '../render/dates.ts'
import { renderBotNames } from '../render/platforms.ts'
import type { Translator } from '../render/translator.ts'
import { renderFileProblems, renderOpenQuestions } from './plan-text.ts'
import type { Outcome, Request } from './request.ts'
import type { Say } from './sentence-of.ts'
import { renderSimulation } from './simulation-text.ts'

export type RequestContext = {
  db: Db
  databaseKind: 'postgres' | 'embedded'
  clock: () => Date
  randomBytes: (size: number) => Uint8Array
  inviteSecret: string | undefined
  translator: Translator
  language: Language
  /** The plans that ship with the program. */
  shipped: Plan[]
  /** The bots that the configuration of this moment has, as far as anybody knows who they are. */
  findBots: () => Promise<ConfiguredBot[]>
}

export type ConfiguredBot = BotIdentity & { platform: PlatformName }

/** The heartbeat beats once a minute; three missed ones mean that the process is stuck. */
const stalledMs = 180_000

/** Runs one command of the operator. Every expected problem is a sentence and `ok: false`. */
export async function runRequest(request: Request, context: RequestContext): Promise<Outcome> {
  const { db } = context
  const say: Say = (key, args) => context.translator(context.language, key, args)
  switch (request.kind) {
    case 'province_add': {
      const added = await insertProvince(db, request)
      await serveAllProvinces(db)
      if (added === undefined) return problem(say('cli-province-exists', { code: request.code }))
      return done(say('cli-province-added', { name: added.name, code: added.code, timezone: added.timeZone }))
    }
    case 'province_list': {
      const provinces = await listProvinces(db)
      if (provinces.length === 0) return done(say('cli-province-none'))
      return done(
        ...provinces.map(({ code, name, timeZone }) =>
          say('cli-province-list-line', { code, name, timezone: timeZone }),
        ),
      )
    }
    case 'agency_import':
      return await runAgencyImport(request.file, context, say)
    case 'agency_list': {
      const province = await findProvince(db, request.province)
      if (province === undefined) return problem(say('cli-province-unknown', { code: request.province }))
      const agencies = await listAgencies(db, province.id)
      if (agencies.length === 0) return done(say('cli-agency-none', { province: province.name }))
      const groups = await listGroupNames(db, province.id)
      return done(
        ...agencies.map(({ id, code, name }) =>
          say('cli-agency-list-line', { code, name, groups: (groups.get(id) ?? []).join(', ') }),
        ),
      )
    }
    case 'plan_import':
      return await runPlanImport(request.file, context, say)
    case 'plan_list':
      return await runPlanList(context, say)
    case 'plan_simulate':
      return await runSimulation(request, context, say)
    case 'invite':
      return await runInvite(request, context, say)
    case 'bot_save':
      return await runBotSave(request, context, say)
    case 'migrate':
      // Opening the database has migrated it already.
      return done(say('cli-migrated'))
    case 'health':
      return await runHealth(context, say)
  }
}

async function runAgencyImport(
  file: { name: string; text: string },
  { db }: RequestContext,
  say: Say,
): Promise<Outcome> {
  const result = await importAgencies(db, file)
  switch (result.kind) {
    case 'problems':
      return problem(...renderFileProblems(say, result.problems))
    case 'unknown_province':
      return problem(say('cli-province-unknown', { code: result.code }))
    case 'imported': {
      const { agencies, groups, sites } = result.file
      return done(
        say('cli-agency-imported', {
          added: result.added,
          changed: agencies.length - result.added,
          groups: groups.length,
          sites: sites.length,
          unverified: sites.filter((site) => !site.verified).length,
        }),
      )
    }
  }
}

async function runPlanImport(
  file: { name: string; text: string },
  context: RequestContext,
  say: Say,
): Promise<Outcome> {
  const result = await importPlan(context.db, file, context.clock())
  switch (result.kind) {
    case 'problems':
      return problem(...renderFileProblems(say, result.problems))
    case 'unknown_province':
      return problem(say('cli-province-unknown', { code: result.code }))
    case 'unchanged':
      return done(say('cli-plan-unchanged', { code: result.plan.code, version: result.version }))
    case 'imported': {
      const { code, duties } = result.plan
      const ongoing = duties.filter((duty) => duty.cadence === 'ongoing').length
      const counts = { code, version: result.version, duties: duties.length, chased: duties.length - ongoing, ongoing }
      return done(say('cli-plan-imported', counts), ...renderOpenQuestions(say, result.plan))
    }
  }
}

async function runPlanList({ db, shipped }: RequestContext, say: Say): Promise<Outcome> {
  const lines: string[] = []
  const imported = new Set<string>()
  for (const province of await listProvinces(db)) {
    for (const plan of await listPlans(db, province.id)) {
      const version = (await findLatestVersion(db, plan.id))?.n ?? 0
      imported.add(`${province.code} ${plan.code}`)
      lines.push(
        say('cli-plan-list-line', {
          code: plan.code,
          name: plan.name,
          province: province.code,
          state: 'imported',
          version,
        }),
      )
    }
  }
  for (const { code, name, province } of shipped) {
    if (imported.has(`${province} ${code}`)) continue
    lines.push(say('cli-plan-list-line', { code, name, province, state: 'shipped', version: 0 }))
  }
  return done(...(lines.length > 0 ? lines : [say('cli-plan-none')]))
}

async function runSimulation(
  request: Extract<Request, { kind: 'plan_simulate' }>,
  { db }: RequestContext,
  say: Say,
): Promise<Outcome> {
  const result = await simulatePlan(db, request)
  switch (result.kind) {
    case 'unknown_province':
      return problem(say('cli-province-unknown', { code: result.code }))
    case 'unknown_plan':
      return problem(say('cli-simulate-unknown-plan', { code: request.code }))
    case 'ambiguous':
      return problem(say('cli-simulate-ambiguous', { code: request.code, provinces: result.provinces.join(', ') }))
    case 'unknown_agency':
      return problem(say('cli-agency-unknown', { code: result.code, province: result.province }))
    case 'simulated':
      return { ok: true, lines: renderSimulation(say, result, request.format) }
  }
}

async function runInvite(
  request: Extract<Request, { kind: 'invite' }>,
  context: RequestContext,
  say: Say,
): Promise<Outcome> {
  const result = await createInvite(context.db, request, { ...context, now: context.clock() })
  switch (result.kind) {
    case 'unknown_province':
      return problem(say('cli-province-unknown', { code: request.province }))
    case 'unknown_agency':
      return problem(say('cli-agency-unknown', { code: request.agency ?? '', province: request.province }))
    case 'needs_agency':
      return problem(say('cli-invite-needs-agency'))
    case 'created': {
      const lines = [
        say('cli-invite-created', {
          code: showCode(result.code),
          role: request.role,
          agency: result.agencyName ?? '',
          province: result.provinceName,
          expires: renderFullDate(say, localDateOf(result.expiresAt, result.timeZone)),
        }),
      ]
      const bots = await context.findBots()
      const telegram = bots.find(({ platform }) => platform === 'telegram')
      if (telegram?.username) {
        lines.push(say('cli-invite-link', { link: `https://t.me/${telegram.username}?start=${result.code}` }))
      }
      lines.push(say('cli-invite-how', { bots: renderBotNames(say, bots.map(nameOf)) }))
      return done(...lines)
    }
  }
}

async function runBotSave(
  { platform, nativeId, username, sealed, expiresAt }: Extract<Request, { kind: 'bot_save' }>,
  { db, clock }: RequestContext,
  say: Say,
): Promise<Outcome> {
  const bot = await saveBot(db, { platform, nativeId, username })
  await saveSealed(db, bot.id, { sealed, expiresAt: expiresAt === null ? null : new Date(expiresAt), now: clock() })
  await serveAllProvinces(db)
  return done(say('cli-zalo-saved', { name: username ?? nativeId, id: nativeId }))
}

async function runHealth({ db, clock, databaseKind }: RequestContext, say: Say): Promise<Outcome> {
  const beat = await findDeploymentFact(db, 'heartbeat')
  const late = beat === undefined || clock().getTime() - new Date(beat).getTime() > stalledMs
  return late ? problem(say('cli-health-stalled')) : done(say('cli-health-ok', { database: databaseKind }))
}

function done(...lines: string[]): Outcome {
  return { ok: true, lines }
}

function problem(...lines: string[]): Outcome {
  return { ok: false, lines }
}
