import { z } from 'zod'

const languages = ['vi', 'en'] as const

/** An empty variable is an unset one, as in a copied `.env.example`. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional())

const configSchema = z.object({
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  DATA_DIR: z.preprocess((value) => (value === '' ? undefined : value), z.string().default('./data')),
  TELEGRAM_BOT_TOKEN: optional(z.string().regex(/^\d+:[\w-]+$/)),
  TELEGRAM_API_ROOT: optional(z.url({ protocol: /^https?$/ })),
  INVITE_SECRET: optional(z.string().min(16)),
  NHACVIEC_LANG: z.preprocess((value) => (value === '' ? undefined : value), z.enum(languages).default('vi')),
})

export type Config = {
  /** PostgreSQL; without it the embedded database in `dataDir` is used. */
  databaseUrl: string | undefined
  dataDir: string
  telegram: { token: string; apiRoot?: string } | undefined
  inviteSecret: string | undefined
  /** The language in which the operator's command line speaks. */
  language: (typeof languages)[number]
}

/** What is wrong with one variable; never its value, which may be a secret. */
export type ConfigProblem = {
  variable: string
  problem:
    | { kind: 'not_a_url'; example: string }
    | { kind: 'not_allowed'; allowed: string[] }
    | { kind: 'too_short'; min: number }
    | { kind: 'bad_token' }
    | { kind: 'unknown' }
}

export type ConfigResult = { kind: 'ok'; config: Config } | { kind: 'problems'; problems: ConfigProblem[] }

/** Variables whose names begin like ours but which we do not know are mistyped ones, and stop the start. */
const ours = /^(NHACVIEC_|TELEGRAM_|INVITE_)/

export function parseConfig(env: Record<string, string | undefined>): ConfigResult {
  const parsed = configSchema.safeParse(env)
  const unknown = Object.keys(env).filter((name) => ours.test(name) && !(name in configSchema.shape))
  const problems: ConfigProblem[] = unknown.map((variable) => ({ variable, problem: { kind: 'unknown' } }))
  if (!parsed.success) {
    const variables = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
    for (const variable of variables) problems.push({ variable, problem: problemOf(variable) })
  }
  if (!parsed.success || problems.length > 0) return { kind: 'problems', problems }
  const { DATABASE_URL, DATA_DIR, TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT, INVITE_SECRET, NHACVIEC_LANG } = parsed.data
  return {
    kind: 'ok',
    config: {
      databaseUrl: DATABASE_URL,
      dataDir: DATA_DIR,
      telegram:
        TELEGRAM_BOT_TOKEN === undefined
          ? undefined
          : {
              token: TELEGRAM_BOT_TOKEN,
              ...(TELEGRAM_API_ROOT === undefined ? {} : { apiRoot: TELEGRAM_API_ROOT.replace(/\/+$/, '') }),
            },
      inviteSecret: INVITE_SECRET,
      language: NHACVIEC_LANG,
    },
  }
}

function problemOf(variable: string): ConfigProblem['problem'] {
  switch (variable) {
    case 'DATABASE_URL':
      return { kind: 'not_a_url', example: 'postgres://nhacviec@localhost:5432/nhacviec' }
    case 'TELEGRAM_API_ROOT':
      return { kind: 'not_a_url', example: 'https://api.telegram.org' }
    case 'TELEGRAM_BOT_TOKEN':
      return { kind: 'bad_token' }
    case 'INVITE_SECRET':
      return { kind: 'too_short', min: 16 }
    default:
      return { kind: 'not_allowed', allowed: [...languages] }
  }
}
