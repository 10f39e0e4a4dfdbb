import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Plan } from '../domain/plan.ts'
import { readPlanFile } from '../features/plans/read-plan-file.ts'
import { createTranslator, type Translator } from '../render/translator.ts'

/** What ships beside the program: migrations, texts and plans. */
export type Resources = { migrations: string; plans: string; translator: Translator }

export function loadResources(folder: string): Resources {
  const text = (language: string) => readFileSync(join(folder, 'locales', `${language}.ftl`), 'utf8')
  return {
    migrations: join(folder, 'migrations'),
    plans: join(folder, 'plans'),
    translator: createTranslator({ vi: text('vi'), en: text('en') }),
  }
}

/** Reads a file given by its path, or one that ships with the program by its name or code. Undefined where there is none. */
export function readGivenFile(plans: string, given: string): { name: string; text: string } | undefined {
  const path = existsSync(given) ? given : join(plans, `${basename(given, '.yaml')}.yaml`)
  try {
    return { name: basename(path), text: readFileSync(path, 'utf8') }
  } catch {
    return undefined
  }
}

/** The plans that ship and can be imported. A template, `mau-….yaml`, is there to be copied and is no plan of anybody. */
export function listShippedPlans(plans: string): Plan[] {
  return readdirSync(plans)
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.agencies.yaml') && !name.startsWith('mau-'))
    .flatMap((name) => {
      const read = readPlanFile(readFileSync(join(plans, name), 'utf8'), name)
      return read.kind === 'ok' ? [read.value] : []
    })
}
