import { z } from 'zod'

const languages = ['vi', 'en'] as const

/** An empty variable is an unset one, as in a copied `.env.example`. */
const emptyIsUnset = (value: unknown) => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(emptyIsUnset, schema.optional())

const key = z
  .base64()
  .refine((text) => Buffer.from(text, 'base64').length === 32)
  .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))

const count = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number)

const port = count.refine((number) => number > 0 && number < 65_536)

const defaultWebhookPort = 8080

const token = z.string().regex(/^\d+:[\w-]+$/)

const configSchema = z.object({
  DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
  DATA_DIR: z.preprocess(emptyIsUnset, z.string().default('./data')),
  TELEGRAM_BOT_TOKEN: optional(token),
  TELEGRAM_API_ROOT: optional(z.url({ protocol: /^https?$/ })),
  ZALO_BOT_TOKEN: optional(token),
  ZALO_BOT_API_ROOT: optional(z.url({ protocol: /^https?$/ })),
  ZALO_BOT_WEBHOOK_URL: optional(z.url({ protocol: /^https$/ })),
  ZALO_BOT_WEBHOOK_SECRET: optional(z.string().min(8).max(256)),
  ZALO_BOT_WEBHOOK_PORT: optional(port),
  ZALO_CREDENTIALS_KEY: optional(key),
  ZALO_CREDENTIALS_KEY_PREVIOUS: optional(key),
  ZALO_PERSONAL_GAP_MS: optional(count),
  ZALO_PERSONAL_JITTER_MS: optional(count),
  ZALO_PERSONAL_PER_CHARACTER_MS: optional(count),
  ZALO_PERSONAL_STRANGERS_PER_DAY: optional(count),
  ZALO_BOT_GAP_MS: optional(count),
  INVITE_SECRET: optional(z.string().min(16)),
  NHACVIEC_LANG: z.preprocess(emptyIsUnset, z.enum(languages).default('vi')),
})

export type Config = {
  /** PostgreSQL; without it the embedded database in `dataDir` is used. */
  databaseUrl: string | undefined
  dataDir: string
  telegram: { token: string; apiRoot?: string } | undefined
  zaloBot:
    | {
        token: string
        apiRoot?: string
        /** Where Zalo brings events; without it they are fetched, which is for development. */
        webhook?: { url: string; secret: string; port: number }
        pace: { botMs?: number }
      }
    | undefined
  /** Personal Zalo accounts stand in the database; here is what they need from outside. */
  zaloPersonal: {
    /** Seals credentials; 32 bytes. Without it no personal account can be logged in. */
    keys: { current: Uint8Array; previous: Uint8Array[] } | undefined
    pace: { botMs?: number; jitterMs?: number; perCharacterMs?: number; strangersPerDay?: number }
  }
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
    | { kind: 'wrong_length'; min: number; max: number }
    | { kind: 'bad_token'; from: 'BotFather' | 'Zalo Bot Manager' }
    | { kind: 'bad_key' }
    | { kind: 'not_a_number' }
    | { kind: 'missing'; neededFor: string }
    | { kind: 'unknown' }
}

export type ConfigResult = { kind: 'ok'; config: Config } | { kind: 'problems'; problems: ConfigProblem[] }

/** Variables whose names begin like ours but which we do not know are mistyped ones, and stop the start. */
const ours = /^(NHACVIEC_|TELEGRAM_|ZALO_|INVITE_)/

export function parseConfig(env: Record<string, string | undefined>): ConfigResult {
  const parsed = configSchema.safeParse(env)
  const unknown = Object.keys(env).filter((name) => ours.test(name) && !(name in configSchema.shape))
  const problems: ConfigProblem[] = unknown.map((variable) => ({ variable, problem: { kind: 'unknown' } }))
  if (!parsed.success) {
    const variables = new Set(parsed.error.issues.map((issue) => String(issue.path[0])))
    for (const variable of variables) problems.push({ variable, problem: problemOf(variable) })
  } else {
    problems.push(...missingFrom(parsed.data))
  }
  if (!parsed.success || problems.length > 0) return { kind: 'problems', problems }
  const { DATABASE_URL, DATA_DIR, INVITE_SECRET, NHACVIEC_LANG } = parsed.data
  return {
    kind: 'ok',
    config: {
      databaseUrl: DATABASE_URL,
      dataDir: DATA_DIR,
      telegram: telegramOf(parsed.data),
      zaloBot: zaloBotOf(parsed.data),
      zaloPersonal: zaloPersonalOf(parsed.data),
      inviteSecret: INVITE_SECRET,
      language: NHACVIEC_LANG,
    },
  }
}

type Variables = z.infer<typeof configSchema>

/** Variables that are of use only together. */
function missingFrom(variables: Variables): ConfigProblem[] {
  const pairs = [
    ['ZALO_BOT_WEBHOOK_URL', 'ZALO_BOT_WEBHOOK_SECRET'],
    ['ZALO_BOT_WEBHOOK_URL', 'ZALO_BOT_TOKEN'],
    ['ZALO_BOT_WEBHOOK_SECRET', 'ZALO_BOT_WEBHOOK_URL'],
    ['ZALO_BOT_WEBHOOK_PORT', 'ZALO_BOT_WEBHOOK_URL'],
    ['ZALO_CREDENTIALS_KEY_PREVIOUS', 'ZALO_CREDENTIALS_KEY'],
  ] as const
  return pairs
    .filter(([one, other]) => variables[one] !== undefined && variables[other] === undefined)
    .map(([neededFor, variable]) => ({ variable, problem: { kind: 'missing', neededFor } }))
}

function telegramOf({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: apiRoot }: Variables): Config['telegram'] {
  return token === undefined ? undefined : { token, ...rootOf(apiRoot) }
}

function zaloBotOf(variables: Variables): Config['zaloBot'] {
  const { ZALO_BOT_TOKEN: token, ZALO_BOT_WEBHOOK_URL: url, ZALO_BOT_WEBHOOK_SECRET: secret } = variables
  if (token === undefined) return undefined
  return {
    token,
    ...rootOf(variables.ZALO_BOT_API_ROOT),
    ...(url === undefined || secret === undefined
      ? {}
      : { webhook: { url, secret, port: variables.ZALO_BOT_WEBHOOK_PORT ?? defaultWebhookPort } }),
    pace: withoutUnset({ botMs: variables.ZALO_BOT_GAP_MS }),
  }
}

function zaloPersonalOf(variables: Variables): Config['zaloPersonal'] {
  const { ZALO_CREDENTIALS_KEY: current, ZALO_CREDENTIALS_KEY_PREVIOUS: previous } = variables
  return {
    keys: current === undefined ? undefined : { current, previous: previous === undefined ? [] : [previous] },
    pace: withoutUnset({
      botMs: variables.ZALO_PERSONAL_GAP_MS,
      jitterMs: variables.ZALO_PERSONAL_JITTER_MS,
      perCharacterMs: variables.ZALO_PERSONAL_PER_CHARACTER_MS,
      strangersPerDay: variables.ZALO_PERSONAL_STRANGERS_PER_DAY,
    }),
  }
}

function rootOf(apiRoot: string | undefined): { apiRoot?: string } {
  return apiRoot === undefined ? {} : { apiRoot: apiRoot.replace(/\/+$/, '') }
}

function withoutUnset<K extends string>(values: Record<K, number | undefined>): Partial<Record<K, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<
    Record<K, number>
  >
}

function problemOf(variable: string): ConfigProblem['problem'] {
  switch (variable) {
    case 'DATABASE_URL':
      return { kind: 'not_a_url', example: 'postgres://nhacviec@localhost:5432/nhacviec' }
    case 'TELEGRAM_API_ROOT':
      return { kind: 'not_a_url', example: 'https://api.telegram.org' }
    case 'ZALO_BOT_API_ROOT':
      return { kind: 'not_a_url', example: 'https://bot-api.zaloplatforms.com' }
    case 'ZALO_BOT_WEBHOOK_URL':
      return { kind: 'not_a_url', example: 'https://nhacviec.example.vn/zalo' }
    case 'TELEGRAM_BOT_TOKEN':
      return { kind: 'bad_token', from: 'BotFather' }
    case 'ZALO_BOT_TOKEN':
      return { kind: 'bad_token', from: 'Zalo Bot Manager' }
    case 'ZALO_BOT_WEBHOOK_SECRET':
      return { kind: 'wrong_length', min: 8, max: 256 }
    case 'ZALO_CREDENTIALS_KEY':
    case 'ZALO_CREDENTIALS_KEY_PREVIOUS':
      return { kind: 'bad_key' }
    case 'INVITE_SECRET':
      return { kind: 'too_short', min: 16 }
    case 'NHACVIEC_LANG':
      return { kind: 'not_allowed', allowed: [...languages] }
    default:
      return { kind: 'not_a_number' }
  }
}
