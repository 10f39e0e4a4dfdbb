import { describe, expect, test } from 'vitest'
import { parseConfig } from '../src/config.ts'

const token = '123456:ABC-def_ghi'

describe('the configuration', () => {
  test('of an empty environment is the embedded database in ./data, without a bot, in Vietnamese', () => {
    const empty = {
      kind: 'ok',
      config: {
        databaseUrl: undefined,
        dataDir: './data',
        telegram: undefined,
        zaloBot: undefined,
        zaloPersonal: { keys: undefined, pace: {} },
        inviteSecret: undefined,
        language: 'vi',
      },
    }
    expect(parseConfig({})).toEqual(empty)
    expect(parseConfig({ PATH: '/bin', HOME: '/root', npm_config_x: '1' })).toEqual(empty)
    // As in a copied .env.example.
    const blank = { DATABASE_URL: '', DATA_DIR: '', TELEGRAM_BOT_TOKEN: '', TELEGRAM_API_ROOT: '' }
    expect(parseConfig({ ...blank, INVITE_SECRET: '', NHACVIEC_LANG: '' })).toEqual(empty)
  })

  test('takes what is set', () => {
    expect(
      parseConfig({
        DATABASE_URL: 'postgres://nv@db:5432/nv',
        DATA_DIR: '/srv/nv',
        TELEGRAM_BOT_TOKEN: token,
        TELEGRAM_API_ROOT: 'http://127.0.0.1:8081/',
        INVITE_SECRET: 'mười sáu ký tự trở lên',
        NHACVIEC_LANG: 'en',
      }),
    ).toEqual({
      kind: 'ok',
      config: {
        databaseUrl: 'postgres://nv@db:5432/nv',
        dataDir: '/srv/nv',
        telegram: { token, apiRoot: 'http://127.0.0.1:8081' },
        zaloBot: undefined,
        zaloPersonal: { keys: undefined, pace: {} },
        inviteSecret: 'mười sáu ký tự trở lên',
        language: 'en',
      },
    })
    expect(parseConfig({ DATABASE_URL: 'postgresql:///nv?host=/run/postgresql' }).kind).toBe('ok')
    expect(parseConfig({ TELEGRAM_BOT_TOKEN: token })).toMatchObject({ config: { telegram: { token } } })
  })

  test('takes what Zalo needs', () => {
    const key = Buffer.alloc(32, 7).toString('base64')
    const result = parseConfig({
      ZALO_BOT_TOKEN: token,
      ZALO_BOT_API_ROOT: 'http://127.0.0.1:8082/',
      ZALO_BOT_WEBHOOK_URL: 'https://nhacviec.example.vn/zalo',
      ZALO_BOT_WEBHOOK_SECRET: 'tám ký tự',
      ZALO_BOT_WEBHOOK_PORT: '8443',
      ZALO_BOT_GAP_MS: '0',
      ZALO_CREDENTIALS_KEY: key,
      ZALO_CREDENTIALS_KEY_PREVIOUS: Buffer.alloc(32, 6).toString('base64'),
      ZALO_PERSONAL_STRANGERS_PER_DAY: '12',
    })
    expect(result).toMatchObject({
      config: {
        zaloBot: {
          token,
          apiRoot: 'http://127.0.0.1:8082',
          webhook: { url: 'https://nhacviec.example.vn/zalo', secret: 'tám ký tự', port: 8443 },
          pace: { botMs: 0 },
        },
        zaloPersonal: {
          keys: { current: new Uint8Array(32).fill(7), previous: [new Uint8Array(32).fill(6)] },
          pace: { strangersPerDay: 12 },
        },
      },
    })
    expect(parseConfig({ ZALO_BOT_TOKEN: token })).toMatchObject({ config: { zaloBot: { token, pace: {} } } })
  })

  test.each([
    ['ZALO_BOT_WEBHOOK_SECRET', { ZALO_BOT_TOKEN: token, ZALO_BOT_WEBHOOK_URL: 'https://nv.example.vn' }],
    ['ZALO_BOT_WEBHOOK_URL', { ZALO_BOT_TOKEN: token, ZALO_BOT_WEBHOOK_SECRET: 'matkhau12' }],
    ['ZALO_BOT_WEBHOOK_URL', { ZALO_BOT_TOKEN: token, ZALO_BOT_WEBHOOK_PORT: '8443' }],
    ['ZALO_BOT_TOKEN', { ZALO_BOT_WEBHOOK_URL: 'https://nv.example.vn', ZALO_BOT_WEBHOOK_SECRET: 'matkhau12' }],
    ['ZALO_CREDENTIALS_KEY', { ZALO_CREDENTIALS_KEY_PREVIOUS: Buffer.alloc(32).toString('base64') }],
  ])('misses %s where another variable is of use only with it', (variable, variables) => {
    expect(parseConfig(variables)).toMatchObject({
      kind: 'problems',
      problems: [{ variable, problem: { kind: 'missing' } }],
    })
  })

  test.each([
    ['ZALO_BOT_TOKEN', 'matkhau', { kind: 'bad_token' }],
    ['ZALO_BOT_WEBHOOK_URL', 'http://matkhau.vn', { kind: 'not_a_url' }],
    ['ZALO_BOT_WEBHOOK_SECRET', 'matkhau', { kind: 'wrong_length', min: 8 }],
    ['ZALO_BOT_WEBHOOK_SECRET', 'matkhau'.repeat(40), { kind: 'wrong_length', max: 256 }],
    ['ZALO_BOT_WEBHOOK_PORT', '70000', { kind: 'not_a_number' }],
    ['ZALO_CREDENTIALS_KEY', 'bWF0a2hhdQ==', { kind: 'bad_key' }],
    ['ZALO_CREDENTIALS_KEY', 'không phải base64', { kind: 'bad_key' }],
    ['ZALO_PERSONAL_GAP_MS', '-5', { kind: 'not_a_number' }],
    ['ZALO_PERSONAL_STRANGERS_PER_DAY', 'nhiều', { kind: 'not_a_number' }],
    ['ZALO_TOKEN', 'matkhau', { kind: 'unknown' }],
    ['DATABASE_URL', 'mysql://nv:matkhau@db/nv', { kind: 'not_a_url' }],
    ['DATABASE_URL', 'matkhau', { kind: 'not_a_url' }],
    ['TELEGRAM_BOT_TOKEN', 'matkhau', { kind: 'bad_token' }],
    ['TELEGRAM_BOT_TOKEN', `${token} matkhau`, { kind: 'bad_token' }],
    ['TELEGRAM_API_ROOT', 'ftp://matkhau', { kind: 'not_a_url' }],
    ['INVITE_SECRET', 'matkhau', { kind: 'too_short', min: 16 }],
    ['NHACVIEC_LANG', 'matkhau', { kind: 'not_allowed', allowed: ['vi', 'en'] }],
    ['TELEGRAM_TOKEN', 'matkhau', { kind: 'unknown' }],
    ['NHACVIEC_LANGUAGE', 'matkhau', { kind: 'unknown' }],
    ['INVITE_KEY', 'matkhau', { kind: 'unknown' }],
  ])('names %s, and never repeats its value', (variable, value, problem) => {
    const result = parseConfig({ [variable]: value })
    expect(result).toMatchObject({ kind: 'problems', problems: [{ variable, problem }] })
    expect(JSON.stringify(result)).not.toContain('matkhau')
  })

  test('tells everything that is wrong at once', () => {
    const result = parseConfig({
      DATABASE_URL: 'x',
      TELEGRAM_TOKEN: 'x',
      INVITE_SECRET: 'x',
      TELEGRAM_BOT_TOKEN: token,
    })
    if (result.kind === 'ok') throw new Error('it is wrong')
    expect(result.problems.map(({ variable }) => variable).sort()).toEqual([
      'DATABASE_URL',
      'INVITE_SECRET',
      'TELEGRAM_TOKEN',
    ])
  })
})
