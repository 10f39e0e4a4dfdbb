import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { agencyFile, average, monthly, planFile, tuPhap } from '../features/remind/small-world.ts'
import { run, temporaryFolder } from './command-line.ts'

const folder = temporaryFolder()
const DATA_DIR = join(folder, 'data')
const operate = (...argv: string[]) => run(argv, { DATA_DIR })
const simulate = (...options: string[]) => operate('plan', 'simulate', 'ke-hoach', ...options)
const refused = (err: string) => ({ code: 1, out: '', err: `${err}\n` })

/** The name would be a formula in a spreadsheet, and has everything that CSV has to quote. */
const tricky = { code: 'so-la', name: '=Sở "Lạ", phòng 1', host: 'sola.binhthuan.gov.vn' }

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

beforeAll(async () => {
  const plan = planFile('2024-01-15', { ...monthly, title: '+ Tin, bài' }, average)
  for (const argv of [
    ['province', 'add', 'binh-thuan', '--name', 'tỉnh Bình Thuận'],
    ['agency', 'import', write('co-quan.yaml', agencyFile([tuPhap, tricky]))],
    ['plan', 'import', write('ke-hoach.yaml', plan)],
  ]) {
    expect(await operate(...argv)).toMatchObject({ code: 0, err: '' })
  }
}, 60_000)

type Line = { kind: string; on: string; [field: string]: unknown }

async function jsonLines(...options: string[]): Promise<Line[]> {
  const { code, out, err } = await simulate('--json', ...options)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

/** RFC 4180, and nothing else: throws at a quote where none belongs. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (let at = 0; at < text.length; ) {
    const [whole = '', quoted, plain, end] =
      /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(text.slice(at)) ?? fail(text.slice(at, at + 80))
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    at += whole.length
    if (end === '\r\n') rows.push([])
  }
  expect(rows.pop()).toEqual([])
  return rows
}

function fail(near: string): never {
  throw new Error(`not CSV: ${near}`)
}

/** How many rows every table has. */
async function rowCounts(): Promise<Record<string, number>> {
  const { db, close } = await openDatabase({ dataDir: DATA_DIR })
  try {
    const tables = await db.execute<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
    )
    const counts: Record<string, number> = {}
    for (const { name } of tables) {
      const [row] = await db.execute<{ n: number }>(sql`select count(*)::int as n from ${sql.identifier(name)}`)
      counts[name] = row?.n ?? 0
    }
    return counts
  } finally {
    await close()
  }
}

describe('a simulated plan', () => {
  test('is told month by month, and summed up', async () => {
    const { code, out, err } = await simulate('--agency', 'so-tu-phap', '--from', '2024-01-29', '--to', '2024-02-01')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const [header, steps, ...lines] = out.trimEnd().split('\n')
    expect(header).toBe(
      'Chạy thử Kế hoạch tuyên truyền năm 2024 (ke-hoach, phiên bản 1) từ ngày 29/01/2024 đến ngày 01/02/2024, giả định chưa có kết quả nào gửi về. Không gửi tin, không thay đổi dữ liệu.',
    )
    expect(steps).toContain('-7, -3, -1 là trước hạn 7, 3, 1 ngày')
    expect(lines).toEqual([
      '',
      'Tháng 1/2024',
      '  30/01 08:00 nhắc -1: Sở Tư pháp (so-tu-phap), điểm d khoản 1 mục III, kỳ 2024-01, hạn 31/01',
      '  30/01 08:00 nhắc 2024-01:-1: Sở Tư pháp (so-tu-phap), điểm b khoản 1 mục III, kỳ 2024, hạn 31/12',
      '  31/01 đến hạn: Sở Tư pháp (so-tu-phap), điểm d khoản 1 mục III, kỳ 2024-01, từ 15/01',
      '  31/01 08:00 nhắc 0: Sở Tư pháp (so-tu-phap), điểm d khoản 1 mục III, kỳ 2024-01, hạn 31/01',
      '  31/01 08:00 nhắc 2024-01:0: Sở Tư pháp (so-tu-phap), điểm b khoản 1 mục III, kỳ 2024, hạn 31/12',
      '',
      'Tháng 2/2024',
      '  01/02 08:00 nhắc +1: Sở Tư pháp (so-tu-phap), điểm d khoản 1 mục III, kỳ 2024-01, hạn 31/01',
      '',
      'Tổng hợp theo tháng:',
      '  Tháng 1/2024: 1 việc đến hạn hoặc hết kỳ, 4 lượt nhắc, 1 cơ quan',
      '  Tháng 2/2024: 0 việc đến hạn hoặc hết kỳ, 1 lượt nhắc, 1 cơ quan',
      '  Cả thời gian: 1 việc đến hạn hoặc hết kỳ, 5 lượt nhắc, 1 cơ quan',
    ])
  })

  test('is one JSON object a line for other programs', async () => {
    const lines = await jsonLines()
    expect(lines.find(({ kind }) => kind === 'assignment')).toEqual({
      kind: 'assignment',
      on: '2024-01-31',
      agency: 'so-tu-phap',
      agencyName: 'Sở Tư pháp',
      duty: 'tin-bai-cong',
      clause: 'III.1.d',
      title: '+ Tin, bài',
      period: '2024-01',
      periodTitle: null,
      startsOn: '2024-01-15',
      endsOn: '2024-01-31',
      dueOn: '2024-01-31',
      dueStated: true,
    })
    expect(lines.find(({ kind }) => kind === 'reminder')).toMatchObject({
      on: '2024-01-24',
      time: '08:00',
      step: '-7',
      agency: 'so-tu-phap',
      period: '2024-01',
    })
    const count = (of: string) => lines.filter(({ kind }) => kind === of).length
    expect(count('month')).toBe(13)
    expect(lines.at(-1)).toEqual({
      kind: 'total',
      assignments: count('assignment'),
      reminders: count('reminder'),
      agencies: 2,
    })
    expect(count('assignment')).toBe(2 * (12 + 1))
  })

  test('is a table without formulas for spreadsheets', async () => {
    const { code, out, err } = await simulate('--csv')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const [header = [], ...rows] = readCsv(out)
    const records = rows.map((row) => Object.fromEntries(header.map((name, n) => [name, row[n]])))
    expect(rows.every((row) => row.length === header.length)).toBe(true)
    expect(rows.flat().filter((value) => /^[=+\-@]/.test(value))).toEqual([])
    expect(records).toHaveLength((await jsonLines()).length)
    expect(records.find(({ kind, agency }) => kind === 'reminder' && agency === 'so-la')).toMatchObject({
      agencyName: `'${tricky.name}`,
      title: "'+ Tin, bài",
      step: "'-7",
      on: '2024-01-24',
    })
    expect(records.find(({ kind }) => kind === 'month')).toMatchObject({ month: '2024-01', assignments: '2', on: '' })
  })

  test('is played only as far as somebody reads', async () => {
    const argv = ['plan', 'simulate', 'ke-hoach', '--csv']
    const lines = async (taken: () => Promise<boolean>) => {
      const { out } = await run(argv, { DATA_DIR }, { taken })
      return out.split('\r\n').length - 1
    }
    let pauses = 0
    const all = await lines(async () => ++pauses > 0)
    expect(pauses).toBe(Math.floor(all / 100))
    expect(await lines(async () => false)).toBe(100)
  })

  test('leaves every table as it is', async () => {
    const before = await rowCounts()
    expect(before).toMatchObject({ plans: 1, agencies: 2, assignments: 0, reminders: 0, outbox: 0 })
    expect(await simulate()).toMatchObject({ code: 0, err: '' })
    expect(await rowCounts()).toEqual(before)
  })
})

describe('what cannot be simulated says why', () => {
  test.each([
    [['khac'], 'Chưa nhập kế hoạch “khac”. Xem danh sách: plan list; nhập bằng: plan import khac'],
    [
      ['ke-hoach', '--agency', 'so-khac'],
      'Chưa có cơ quan “so-khac” trong binh-thuan. Xem danh sách: agency list --province binh-thuan',
    ],
    [
      ['ke-hoach', '--province', 'ha-noi'],
      'Chưa có tỉnh, thành phố “ha-noi”. Thêm bằng: province add ha-noi --name "…"',
    ],
  ])('%j', async (options, sentence) => {
    expect(await operate('plan', 'simulate', ...options)).toEqual(refused(sentence))
  })

  test.each([
    [['--from', '2024-02-30'], 'Không nhận tùy chọn --from 2024-02-30. Xem cách dùng: npm run nhacviec -- --help'],
    [
      ['--from', '2024-03-01', '--to', '2024-02-01'],
      'Ngày bắt đầu --from 2024-03-01 sau ngày kết thúc --to 2024-02-01. Đề nghị nhập lại.',
    ],
  ])('%j', async (options, sentence) => {
    expect(await simulate(...options)).toEqual({ code: 2, out: '', err: `${sentence}\n` })
  })
})
