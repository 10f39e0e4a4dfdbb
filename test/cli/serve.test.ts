import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Environment } from '../../src/cli/environment.ts'
import { startFakeBotApi } from '../support/telegram/fake-bot-api.ts'
import { startFakeZaloBot } from '../support/zalo/fake-zalo-bot.ts'
import { type Ran, run, temporaryFolder } from './command-line.ts'

const DATA_DIR = join(temporaryFolder(), 'data')
const clock = () => new Date()
const rehearsal = '2024-01-25T08:05:00+07:00'

beforeAll(async () => {
  await run(['province', 'add', 'binh-thuan', '--name', 'tỉnh Bình Thuận'], { DATA_DIR })
  await run(['agency', 'import', 'plans/binh-thuan.agencies.yaml'], { DATA_DIR })
  await run(['plan', 'import', 'binh-thuan-2024'], { DATA_DIR })
}, 60_000)

/** Serves until the test ends it; resolves when the bot runs. */
async function startServing(variables: Environment['variables'], ...options: string[]) {
  const stop = new AbortController()
  let ready = () => {}
  const running = new Promise<void>((resolve) => {
    ready = resolve
  })
  const said: string[] = []
  const lines: string[] = []
  const ended: Promise<Ran> = run(['serve', ...options], variables, {
    clock,
    stop: stop.signal,
    out: (text) => lines.push(text),
    err: (text) => {
      said.push(text)
      ready()
    },
  })
  await Promise.race([running, ended])
  const end = async () => {
    stop.abort()
    return (await ended).code
  }
  onTestFinished(async () => void (await end()))
  return { said, lines, end }
}

describe('serve', () => {
  test('runs on a shifted clock, lets commands run beside it, and stops when it is told to', async () => {
    const fake = await startFakeBotApi()
    onTestFinished(() => fake.close())
    const variables = { DATA_DIR, TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.url }
    const served = await startServing(variables, '--clock', rehearsal)
    expect(served.said).toEqual(['Đang chạy: telegram @nhac_viec_bot. Nhấn Ctrl+C để dừng.\n'])

    const invited = await run(['invite', '--province', 'binh-thuan', '--agency', 'so-tu-phap', '--role', 'officer'], {
      DATA_DIR,
    })
    expect(invited).toMatchObject({ code: 0, err: '' })
    // By the clock that is served on.
    expect(invited.out).toContain('dùng đến hết 08/02/2024.')
    const [, code = ''] = /https:\/\/t\.me\/nhac_viec_bot\?start=(\w+)\n/.exec(invited.out) ?? []

    const lan = { id: 7, first_name: 'Trần', last_name: 'Thị Lan' }
    fake.userSays({ from: lan, text: `/start ${code}` })
    const welcome = await fake.waitFor(() => fake.accepted.find(({ chatId }) => chatId === lan.id), 20_000)
    expect(welcome.text).toContain('cán bộ đầu mối CCHC của Sở Tư pháp')

    await fake.waitFor(() => served.lines.some((line) => line.includes('assignments.opened')), 20_000)
    expect(await run(['health'], { DATA_DIR })).toEqual({
      code: 0,
      out: 'Hoạt động bình thường. Cơ sở dữ liệu: trong DATA_DIR\n',
      err: '',
    })
    expect(await run(['province', 'add', 'binh-thuan', '--name', 'x'], { DATA_DIR })).toEqual({
      code: 1,
      out: '',
      err: 'Đã có binh-thuan từ trước, không thay đổi.\n',
    })
    expect(await run(['serve', '--clock', rehearsal], variables, { clock })).toEqual({
      code: 1,
      out: '',
      err: `Thư mục dữ liệu đang được tiến trình ${process.pid} sử dụng.\n`,
    })

    expect(await served.end()).toBe(0)
    const log = served.lines.map((line) => JSON.parse(line))
    for (const entry of log)
      expect(entry).toMatchObject({ at: expect.stringMatching(/^2024-01-25T01:/), event: expect.any(String) })
    const whole = served.lines.join('')
    for (const secret of [code, fake.token, 'Lan', 'Tư pháp']) expect(whole).not.toContain(secret)

    // What has been a rehearsal stays one.
    const stop = AbortSignal.timeout(10_000)
    expect(await run(['serve'], variables, { clock, stop })).toEqual({
      code: 2,
      out: '',
      err: 'Cơ sở dữ liệu này chỉ để chạy thử (--clock), không chạy theo giờ thực được.\n',
    })
  }, 60_000)

  test('begins with the platforms that answer, and takes the others in when they can be reached', async () => {
    const telegram = await startFakeBotApi()
    const zalo = await startFakeZaloBot()
    onTestFinished(() => telegram.close())
    onTestFinished(() => zalo.close())
    telegram.failNext({ method: 'getMe', kind: 'drop_before' })
    const folder = temporaryFolder()
    const variables = {
      DATA_DIR: folder,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.url,
      ZALO_BOT_TOKEN: zalo.token,
      ZALO_BOT_API_ROOT: zalo.url,
    }
    await run(['province', 'add', 'binh-thuan', '--name', 'tỉnh Bình Thuận'], { DATA_DIR: folder })
    const served = await startServing(variables)
    expect(served.said).toEqual(['Đang chạy: zalo-bot @bot.NhacViec. Nhấn Ctrl+C để dừng.\n'])
    zalo.userSays({ from: { id: 'a1', name: 'Lan' }, text: 'xin chào' })
    await zalo.waitFor(() => zalo.accepted.length === 1, 20_000)
    telegram.userSays({ from: { id: 7, first_name: 'Huy' }, text: 'xin chào' })
    await telegram.waitFor(() => telegram.accepted.length === 1, 20_000)
    expect(await served.end()).toBe(0)
  }, 60_000)

  test('gives up on a token that Telegram refuses', async () => {
    const fake = await startFakeBotApi()
    onTestFinished(() => fake.close())
    const variables = { DATA_DIR, TELEGRAM_BOT_TOKEN: '1:khac', TELEGRAM_API_ROOT: fake.url }
    const stop = AbortSignal.timeout(10_000)
    expect(await run(['serve', '--clock', rehearsal], variables, { clock, stop })).toMatchObject({
      code: 2,
      err: 'Biến môi trường TELEGRAM_BOT_TOKEN: máy chủ không chấp nhận mã bot này\n',
    })
  })
})
