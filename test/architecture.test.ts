import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

type Room = { mayKnow: string[]; packages: string[] }

/** The rooms of ARCHITECTURE.md: what each may import from the others, and which packages it may use. */
const rooms: Record<string, Room> = {
  'main.ts': { mayKnow: ['cli'], packages: ['node:'] },
  cli: {
    mayKnow: ['cli', 'app.ts', 'config.ts', 'log.ts', 'domain', 'db', 'features', 'render', 'platforms'],
    packages: ['node:', 'zod', 'jsqr', 'pngjs', 'uqr'],
  },
  'app.ts': { mayKnow: ['schedule.ts', 'log.ts', 'db', 'features', 'render', 'platforms/platform.ts'], packages: [] },
  'schedule.ts': { mayKnow: [], packages: ['node-cron'] },
  'config.ts': { mayKnow: [], packages: ['zod'] },
  'log.ts': { mayKnow: [], packages: [] },
  domain: { mayKnow: ['domain'], packages: ['temporal-polyfill', 'linkify-it'] },
  db: { mayKnow: ['db', 'domain'], packages: ['drizzle-orm', 'postgres', '@electric-sql/pglite', 'node:'] },
  render: { mayKnow: ['render', 'domain'], packages: ['@fluent/bundle'] },
  features: {
    mayKnow: ['features', 'domain', 'db', 'render', 'platforms/platform.ts', 'log.ts'],
    packages: ['zod', 'yaml', 'node:crypto'],
  },
  'platforms/platform.ts': { mayKnow: ['domain'], packages: [] },
  'platforms/tell-changes.ts': { mayKnow: ['platforms/platform.ts'], packages: [] },
  'platforms/telegram': {
    mayKnow: ['platforms/telegram', 'platforms/platform.ts', 'platforms/tell-changes.ts', 'domain'],
    packages: ['grammy', 'zod'],
  },
  'platforms/zalo-bot': {
    mayKnow: ['platforms/zalo-bot', 'platforms/platform.ts', 'platforms/tell-changes.ts', 'domain'],
    packages: ['zod', 'node:'],
  },
  'platforms/zalo-personal': {
    mayKnow: ['platforms/zalo-personal', 'platforms/platform.ts', 'domain'],
    packages: ['zca-js', 'zod', 'node:'],
  },
  'platforms/console': { mayKnow: ['platforms/console', 'platforms/platform.ts', 'domain'], packages: ['zod'] },
}

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)

function roomOf(file: string): string {
  const room = Object.keys(rooms).find((name) => file === name || file.startsWith(`${name}/`))
  if (room === undefined) throw new Error(`src/${file} stands in no room`)
  return room
}

function read(file: string): string {
  return readFileSync(join(root, 'src', file), 'utf8')
}

function importsOf(file: string): string[] {
  const imports = read(file).matchAll(/^(?:import|export)\b[^'()]*?from '([^']+)'|\bimport\('([^']+)'\)/gm)
  return [...imports].map(([, named, loaded]) => named ?? loaded ?? '')
}

function isWithin(name: string, allowed: string[]): boolean {
  return allowed.some((each) => name === each || name.startsWith(each.endsWith(':') ? each : `${each}/`))
}

describe('the rooms of the house', () => {
  it('know only the rooms and packages that they may know', () => {
    const trespassing = files.flatMap((file) => {
      const { mayKnow, packages } = rooms[roomOf(file)] as Room
      return importsOf(file)
        .filter((specifier) => {
          if (!specifier.startsWith('.')) return !isWithin(specifier, packages)
          return !isWithin(normalize(join(dirname(file), specifier)), mayKnow)
        })
        .map((specifier) => `${file} imports ${specifier}`)
    })
    expect(trespassing).toEqual([])
  })

  it('hand the features only the types of the port and the log', () => {
    const values = files
      .filter((file) => file.startsWith('features/'))
      .filter((file) => /^import (?!type )[^\n]*(platforms\/platform|log)\.ts/m.test(read(file)))
    expect(values).toEqual([])
  })

  it('have no barrels and no catch-all names', () => {
    const vague = /(^|\/)(index|utils?|helpers?|types|services?|managers?|handlers?|common)(\.ts$|\/)/
    expect(files.filter((file) => vague.test(file))).toEqual([])
  })
})

describe('the world outside', () => {
  it('is read from the environment in one place', () => {
    expect(files.filter((file) => /process\.env|loadEnvFile/.test(read(file)))).toEqual(['main.ts'])
  })

  it('gives the time and chance only through the composition root', () => {
    const own =
      /\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\bperformance\.now\(|import .*\brandom.*node:crypto|\bTemporal\.Now\b/
    expect(files.filter((file) => file !== 'main.ts' && own.test(read(file)))).toEqual([])
  })

  it('never hears the console below the command line', () => {
    expect(files.filter((file) => /\bconsole\.(log|info|warn|error)\b/.test(read(file)))).toEqual([])
  })
})

describe('the code', () => {
  it('has no escape from the type system', () => {
    const escapes = /\bas any\b|: any\b|@ts-ignore|@ts-expect-error|biome-ignore/
    expect(files.filter((file) => escapes.test(read(file).replace(/^\s*(\/\/|\/?\*).*$/gm, '')))).toEqual([])
  })

  it('says in the documents where every room is', () => {
    const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
    const missing = [...new Set(files.map((file) => file.split('/')[0] ?? ''))].filter(
      (name) => !architecture.includes(name),
    )
    expect(missing.map((name) => relative('.', name))).toEqual([])
  })
})
