import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  invite,
  operate,
  run,
  scratchFolder,
  serve,
  setUpProvince,
  type Variables,
} from '../support/blackbox/program.ts'
import { type FakeBotApi, type Person, startFakeBotApi } from '../support/telegram/fake-bot-api.ts'

const hue: Person = { id: 3001, first_name: 'Huệ', last_name: 'Lê Thị' }
const linkTo = (page: string) => `https://binhthuan.gov.vn/tin-tuc/${page}`

/** The program as it comes: without DATABASE_URL, everything in one folder. */
describe('the built program on the embedded database', () => {
  let fake: FakeBotApi
  beforeAll(async () => {
    fake = await startFakeBotApi()
  })
  afterAll(() => fake.close())

  function variablesOn(folder: string): Variables {
    return { DATA_DIR: folder, TELEGRAM_BOT_TOKEN: fake.token, TELEGRAM_API_ROOT: fake.url }
  }

  /** What somebody is told after they did something. */
  async function answered(person: Person, words: RegExp, act: () => void): Promise<string> {
    const after = fake.accepted.length
    act()
    const told = () => fake.accepted.slice(after).find((sent) => sent.chatId === person.id && words.test(sent.text))
    return (await fake.waitFor(told, 60_000)).text
  }

  test('runs commands beside serve, refuses a second one, and outlives SIGKILL', { timeout: 300_000 }, async () => {
    const folder = scratchFolder()
    const variables = variablesOn(folder)
    const withoutToken = { DATA_DIR: folder }
    const clock = ['--clock', '2024-11-25T09:00:00+07:00']
    const later = ['--clock', '2024-11-25T09:30:00+07:00']

    const nobody = await run(['health'], withoutToken)
    expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('Chưa thấy tiến trình serve')])

    const bot = serve(variables, ...clock)
    await bot.ready
    await setUpProvince(withoutToken)
    expect(await operate(['plan', 'list'], withoutToken)).toMatch(/binh-thuan-2024.*đã nhập phiên bản 1/)
    expect(await operate(['health'], withoutToken)).toContain('DATA_DIR')
    const bad = await run(['plan', 'import', 'binh-thuan.agencies'], withoutToken)
    expect([bad.code, bad.out]).toEqual([1, ''])
    expect(bad.err).toContain('binh-thuan.agencies.yaml, dòng')

    const { code, link } = await invite(withoutToken, 'officer', 'so-tu-phap')
    expect(link).toContain('https://t.me/nhac_viec_bot?start=')
    const welcome = await answered(hue, /^Chào anh\/chị/, () => fake.userSays({ from: hue, text: code }))
    expect(welcome).toContain('cán bộ đầu mối CCHC của Sở Tư pháp')

    const second = await run(['serve', ...clock], variables)
    expect(second.code).toBe(1)
    expect(second.err).toBe(`Thư mục dữ liệu đang được tiến trình ${bot.pid} sử dụng.\n`)
    expect(bot.isAlive()).toBe(true)

    // The next beat of the minute finds the plan.
    await bot.logged('assignments.opened')
    const receipt = await answered(hue, /đã nhận 1 đường dẫn/, () => fake.userSays({ from: hue, text: linkTo('a') }))
    expect(receipt).toContain('tính 1.')
    const heardBefore = fake.accepted.length
    fake.userSays({ from: hue, text: `${linkTo('a')} ${linkTo('b')} ${linkTo('c')}` })
    // Telegram forgets what is confirmed: from here on only the folder knows of those links.
    const confirmed = fake.confirmedOffset
    await fake.waitFor(() => fake.confirmedOffset > confirmed, 60_000)
    await bot.kill()

    const next = serve(variables, ...later)
    await next.ready
    const recovered = await fake.waitFor(
      () => fake.accepted.slice(heardBefore).find((sent) => sent.text.includes('đã nhận 3 đường dẫn')),
      60_000,
    )
    expect(recovered.text).toContain('tính 2.')
    expect(recovered.text).toContain('1 đường dẫn trùng')
    const again = await answered(hue, /đã nhận 3 đường dẫn/, () =>
      fake.userSays({ from: hue, text: `${linkTo('a')} ${linkTo('b')} ${linkTo('c')}` }),
    )
    expect(again).toContain('không có bài mới được tính')
    expect(await operate(['plan', 'list'], withoutToken)).toMatch(/binh-thuan-2024.*đã nhập phiên bản 1/)
    expect((await next.terminate()).code).toBe(0)
  })

  test('commands work where nobody serves, also several at once', { timeout: 120_000 }, async () => {
    const variables = { DATA_DIR: scratchFolder() }
    await setUpProvince(variables)
    const roles = ['coordinator', 'admin', 'coordinator']
    const invitations = await Promise.all(roles.map((role) => invite(variables, role)))
    expect(new Set(invitations.map(({ code }) => code)).size).toBe(3)
    expect(await operate(['province', 'list'], variables)).toContain('tỉnh Bình Thuận')
  })
})
