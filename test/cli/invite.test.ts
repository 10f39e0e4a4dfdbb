import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { saveBot } from '../../src/db/bots.ts'
import { openDatabase } from '../../src/db/database.ts'
import { startFakeBotApi } from '../support/telegram/fake-bot-api.ts'
import { startFakeZaloBot } from '../support/zalo/fake-zalo-bot.ts'
import { run, temporaryFolder } from './command-line.ts'

const DATA_DIR = join(temporaryFolder(), 'data')
const coordinator = ['invite', '--province', 'binh-thuan', '--role', 'coordinator']
const how = /người đó mở đường dẫn tham gia \(nếu có\), hoặc gửi mã mời cho (.*)\.\n$/

/** To whom the code may be sent, and the link, as an invitation says with these variables. */
async function invited(variables: Record<string, string>) {
  const { code, out } = await run(coordinator, { DATA_DIR, ...variables })
  expect(code).toBe(0)
  return { to: how.exec(out)?.[1], link: /https:\S+(?=\?start=)/.exec(out)?.[0] }
}

/** Bots that have run here before. */
async function haveRun(...bots: Parameters<typeof saveBot>[1][]) {
  const database = await openDatabase({ dataDir: DATA_DIR })
  for (const bot of bots) await saveBot(database.db, bot)
  await database.close()
}

beforeAll(async () => {
  await run(['province', 'add', 'binh-thuan', '--name', 'tỉnh Bình Thuận'], { DATA_DIR })
}, 60_000)

describe('an invitation says where its code may be sent', () => {
  test('in general words while no bot is configured', async () => {
    expect(await invited({})).toEqual({ to: 'bot của hệ thống', link: undefined })
  })

  test('on each platform, also before the bots have run', async () => {
    const telegram = await startFakeBotApi()
    const zalo = await startFakeZaloBot()
    onTestFinished(async () => void (await Promise.all([telegram.close(), zalo.close()])))
    const onZalo = { ZALO_BOT_TOKEN: zalo.token, ZALO_BOT_API_ROOT: zalo.url }
    const onTelegram = { TELEGRAM_BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: telegram.url }
    expect(await invited({ ...onTelegram, ...onZalo })).toEqual({
      to: expect.stringMatching(/^@nhac_viec_bot trên Telegram; \S.* trên Zalo Bot$/),
      link: 'https://t.me/nhac_viec_bot',
    })
    expect(await invited(onZalo)).toEqual({ to: expect.stringMatching(/^\S.* trên Zalo Bot$/), link: undefined })
  })

  test('of those that have run here only on what is configured now', async () => {
    await haveRun(
      { platform: 'telegram', nativeId: '699', username: 'cu_bot' },
      { platform: 'telegram', nativeId: '700', username: 'moi_bot' },
      { platform: 'zalo-personal', nativeId: '81', username: 'Nhắc Việc' },
    )
    expect(await invited({})).toEqual({ to: 'bot của hệ thống', link: undefined })
    const key = Buffer.alloc(32, 1).toString('base64')
    // Known already: nobody is asked.
    const nowhere = { TELEGRAM_BOT_TOKEN: '700:token', TELEGRAM_API_ROOT: 'http://127.0.0.1:9' }
    expect(await invited({ ...nowhere, ZALO_CREDENTIALS_KEY: key })).toEqual({
      to: '@moi_bot trên Telegram; Nhắc Việc trên Zalo',
      link: 'https://t.me/moi_bot',
    })
  })
})
