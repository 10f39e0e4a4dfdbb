import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allowedOptions } from '../../src/cli/arguments.ts'
import { run, temporaryFolder } from './command-line.ts'

const folder = temporaryFolder()
/** Nothing here may need, or make, a database. */
const DATA_DIR = join(folder, 'never')

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('help', () => {
  test.each(['vi', 'en'])('in %s lists every command with its options, and every variable', async (language) => {
    const { code, out, err } = await run(['--help'], { NHACVIEC_LANG: language, DATA_DIR })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const entries = out.split(/\n {2}(?=\S)/)
    for (const [command, options] of Object.entries(allowedOptions)) {
      const shown = entries.find((entry) =>
        new RegExp(`^${command === 'help' ? '--help' : command}(?=\\s)`).test(entry),
      )
      expect({ command, shown }).toEqual({ command, shown: expect.any(String) })
      for (const option of options) expect(shown).toContain(`--${option}`)
    }
    for (const variable of [
      'DATABASE_URL',
      'DATA_DIR',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_API_ROOT',
      'INVITE_SECRET',
      'NHACVIEC_LANG',
    ]) {
      expect(out).toMatch(new RegExp(`^ +${variable} `, 'm'))
    }
  })

  test('comes whatever the variables are', async () => {
    expect(await run(['invite', '--help'], { TELEGRAM_TOKEN: 'x' })).toMatchObject({ code: 0, err: '' })
  })
})

describe('a command line that cannot be understood', () => {
  test.each([
    ['nhac', 'Không có lệnh “nhac”. Xem các lệnh: npm run nhacviec -- --help\n'],
    ['plan show', 'Còn thiếu CODE|FILE. Xem cách dùng: npm run nhacviec -- --help\n'],
    ['serve --port 80', 'Không nhận tùy chọn --port. Xem cách dùng: npm run nhacviec -- --help\n'],
  ])('is answered with one sentence: %s', async (line, sentence) => {
    expect(await run(line.split(' '), { DATA_DIR })).toEqual({ code: 2, out: '', err: sentence })
  })

  test('in English where that is asked for', async () => {
    const { err } = await run(['nhac'], { NHACVIEC_LANG: 'en', DATA_DIR })
    expect(err).toBe('There is no command “nhac”. See the commands: npm run nhacviec -- --help\n')
  })
})

describe('a variable that cannot be used', () => {
  const start = 'Biến môi trường'

  test.each([
    [
      'DATABASE_URL',
      'mysql://nv:matkhau@db/nv',
      'không phải là địa chỉ dùng được, ví dụ: postgres://nhacviec@localhost:5432/nhacviec',
    ],
    ['TELEGRAM_BOT_TOKEN', 'matkhau', 'không đúng dạng mã bot do BotFather cấp (123456:ABC…)'],
    ['TELEGRAM_API_ROOT', 'matkhau', 'không phải là địa chỉ dùng được, ví dụ: https://api.telegram.org'],
    ['INVITE_SECRET', 'matkhau', 'ngắn hơn 16 ký tự'],
    ['NHACVIEC_LANG', 'matkhau', 'chỉ nhận: vi, en'],
    ['TELEGRAM_TOKEN', 'matkhau', 'không có biến này, có thể tên bị gõ nhầm. Xem các biến: npm run nhacviec -- --help'],
  ])('is named with what is allowed, never with its value: %s', async (variable, value, words) => {
    for (const line of [['serve'], ['plan', 'list'], ['health']]) {
      const ran = await run(line, { DATA_DIR, [variable]: value })
      expect(ran).toEqual({ code: 2, out: '', err: `${start} ${variable}: ${words}\n` })
    }
  })
})

describe('serve', () => {
  test('without a token points at the demo', async () => {
    expect(await run([], { DATA_DIR })).toEqual({
      code: 2,
      out: '',
      err: 'Chưa có TELEGRAM_BOT_TOKEN, ZALO_BOT_TOKEN hoặc ZALO_CREDENTIALS_KEY nên chưa chạy được bot; để xem thử không cần mã bot, chạy: npm run demo\n',
    })
  })

  test('refuses a --clock that is no instant', async () => {
    for (const clock of ['2024-11-25', 'mai', '2024-11-25T08:00']) {
      expect(await run(['serve', '--clock', clock], { DATA_DIR })).toEqual({
        code: 2,
        out: '',
        err: 'Tùy chọn --clock: không phải là thời điểm ISO có múi giờ, như 2024-11-29T08:00+07:00\n',
      })
    }
  })
})

test('a database that cannot be reached is named without its password', async () => {
  const ran = await run(['plan', 'list'], { DATABASE_URL: 'postgres://nv:matkhau@127.0.0.1:1/nv' })
  expect(ran).toEqual({ code: 1, out: '', err: 'Chưa kết nối được cơ sở dữ liệu tại 127.0.0.1:1 (ECONNREFUSED).\n' })
})

describe('plan show', () => {
  test('prints a shipped plan as JSON in the shape that other programs read', async () => {
    const { code, out, err } = await run(['plan', 'show', 'binh-thuan-2024', '--json'], { DATA_DIR })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const plan = JSON.parse(out)
    expect(plan).toEqual({
      code: 'binh-thuan-2024',
      province: 'binh-thuan',
      year: 2024,
      name: 'Kế hoạch tuyên truyền CCHC năm 2024',
      number: null,
      signedOn: null,
      effectiveOn: '2024-01-01',
      theme: expect.any(String),
      parent: '4912/KH-UBND ngày 15/12/2023',
      openQuestions: [{ question: expect.any(String), default: expect.any(String) }],
      duties: expect.any(Array),
    })
    expect(plan.duties).toHaveLength(18)
    for (const duty of plan.duties) {
      expect(duty).toEqual({
        key: expect.stringMatching(/^[a-z0-9-]+$/),
        clause: expect.stringMatching(/^III\.\d/),
        title: expect.any(String),
        assignees: { groups: expect.any(Array), agencies: expect.any(Array), except: expect.any(Array) },
        evidence: expect.any(Array),
        requirements: expect.any(Array),
        mode: expect.stringMatching(/^(all|any)$/),
        cadence: expect.stringMatching(/^(once|week|month|quarter|half|year|named|ongoing)$/),
        periods: [],
        quota: duty.cadence === 'ongoing' ? null : expect.any(Object),
        due: {
          kind: expect.stringMatching(/^(end_of_period|date|none)$/),
          on: duty.due.kind === 'date' ? expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) : null,
          inclusive: duty.due.kind === 'none' ? null : expect.any(Boolean),
        },
        judgedBy: expect.stringMatching(/^(published|sent|document)$/),
        sharesCreditWith: expect.any(Array),
        openQuestions: expect.any(Array),
      })
      for (const requirement of duty.requirements) {
        expect(requirement).toEqual({ channel: expect.any(String), min: expect.any(Number) })
      }
    }
    const quotaOf = (key: string) => plan.duties.find((duty: { key: string }) => duty.key === key).quota
    expect(quotaOf('tin-bai-cong-ttdt')).toEqual({ min: 2, stated: true })
    expect(quotaOf('tin-bai-trang-ttdt')).toEqual({ average: 5, perYear: 60 })
  })

  test('prints it for people, with what it leaves open, in either language', async () => {
    const vietnamese = await run(['plan', 'show', 'binh-thuan-2024'], { DATA_DIR })
    expect(vietnamese.code).toBe(0)
    expect(vietnamese.out).toContain('điểm d khoản 1 mục III: Tin, bài trên Cổng TTĐT tỉnh')
    expect(vietnamese.out).toContain('  Thời hạn: hết ngày 31/01/2024')
    expect(vietnamese.out).toContain('5 điểm kế hoạch chưa nói rõ')
    const english = await run(['plan', 'show', 'binh-thuan-2024'], { DATA_DIR, NHACVIEC_LANG: 'en' })
    expect(english.out).toContain('Tin, bài trên Cổng TTĐT tỉnh')
    expect(english.out).not.toContain('Thời hạn')
  })

  test('of a file with slips names file, line, path and what is allowed', async () => {
    const path = write(
      'sai.yaml',
      [
        'code: mau-2024',
        'province: mau',
        'year: 2024',
        'name: Mẫu',
        'effectiveOn: 15/01/2024',
        'duties:',
        '  - key: tin-bai',
        '    clause: III.1',
        '    title: Tin, bài',
        '    assignees: { groups: [so-nganh] }',
        '    cadence: fortnight',
        '    chanel: portal',
      ].join('\n'),
    )
    const ran = await run(['plan', 'show', path], { DATA_DIR })
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 1, out: '' })
    const lines = ran.err.trimEnd().split('\n')
    expect(lines).toContain('sai.yaml, dòng 5, effectiveOn: “15/01/2024” không phải là ngày dạng YYYY-MM-DD')
    expect(lines).toContain(
      'sai.yaml, dòng 11, duties[0].cadence: “fortnight” không dùng được; chỉ nhận: once, week, month, quarter, half, year, named, ongoing',
    )
    expect(lines.find((line) => line.includes('dòng 12'))).toContain(
      'không có mục “chanel”; các mục có thể dùng: key, clause',
    )
  })

  test('of a plan that there is not says where to look', async () => {
    expect(await run(['plan', 'show', 'ha-noi-2024'], { DATA_DIR })).toEqual({
      code: 1,
      out: '',
      err: 'Chưa có kế hoạch “ha-noi-2024”. Xem danh sách: plan list\n',
    })
  })
})

test('none of this has made a database', () => {
  expect(existsSync(DATA_DIR)).toBe(false)
})
