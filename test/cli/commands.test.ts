import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Ran, run, temporaryFolder } from './command-line.ts'

const folder = temporaryFolder()
const DATA_DIR = join(folder, 'data')
const operate = (...argv: string[]) => run(argv, { DATA_DIR })
const done = (out: string) => ({ code: 0, out: `${out}\n`, err: '' })
const refused = (err: string) => ({ code: 1, out: '', err: `${err}\n` })
const agencyFile = 'plans/binh-thuan.agencies.yaml'
const shippedBeside = [
  'binh-phuoc-2022  Kế hoạch tuyên truyền CCHC năm 2022 (binh-phuoc, có sẵn, chưa nhập)',
  'binh-thuan-2021  Kế hoạch tuyên truyền CCHC năm 2021 (binh-thuan, có sẵn, chưa nhập)',
  'khanh-hoa-2021  Kế hoạch tuyên truyền CCHC năm 2021 (khanh-hoa, có sẵn, chưa nhập)',
  'ninh-thuan-2023  Kế hoạch tuyên truyền CCHC năm 2023 (ninh-thuan, có sẵn, chưa nhập)',
]

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** What an operator does on the first day, and what each step printed. */
const firstDay: Record<string, Ran> = {}

beforeAll(async () => {
  firstDay.noProvinces = await operate('province', 'list')
  firstDay.shipped = await operate('plan', 'list')
  firstDay.template = await operate('plan', 'import', 'mau-2026')
  firstDay.planWithoutProvince = await operate('plan', 'import', 'binh-thuan-2024')
  firstDay.agenciesWithoutProvince = await operate('agency', 'import', agencyFile)
  firstDay.added = await operate('province', 'add', 'binh-thuan', '--name', 'tỉnh Bình Thuận')
  firstDay.noAgencies = await operate('agency', 'list', '--province', 'binh-thuan')
  firstDay.planWithoutAgencies = await operate('plan', 'import', 'binh-thuan-2024')
  firstDay.agencies = await operate('agency', 'import', agencyFile)
  firstDay.plan = await operate('plan', 'import', 'binh-thuan-2024')
}, 60_000)

describe('on an empty database', () => {
  test('there is nothing to list but the plans that ship', () => {
    expect(firstDay.noProvinces).toEqual(done('Chưa có tỉnh, thành phố nào. Thêm bằng: province add CODE --name "…"'))
    expect(firstDay.shipped).toEqual(
      done(
        shippedBeside
          .toSpliced(2, 0, 'binh-thuan-2024  Kế hoạch tuyên truyền CCHC năm 2024 (binh-thuan, có sẵn, chưa nhập)')
          .join('\n'),
      ),
    )
  })

  test('a template is not imported as if it were a plan', () => {
    const missing = 'Chưa có tỉnh, thành phố “ma-tinh”. Thêm bằng: province add ma-tinh --name "…"'
    expect(firstDay.template).toEqual(refused(missing))
  })

  test('files wait for their province', () => {
    const missing = 'Chưa có tỉnh, thành phố “binh-thuan”. Thêm bằng: province add binh-thuan --name "…"'
    expect(firstDay.planWithoutProvince).toEqual(refused(missing))
    expect(firstDay.agenciesWithoutProvince).toEqual(refused(missing))
  })
})

describe('a province', () => {
  test('is added once and listed', async () => {
    expect(firstDay.added).toEqual(done('Đã thêm tỉnh Bình Thuận (binh-thuan), múi giờ Asia/Ho_Chi_Minh.'))
    expect(await operate('province', 'add', 'binh-thuan', '--name', 'Tên khác')).toEqual(
      refused('Đã có binh-thuan từ trước, không thay đổi.'),
    )
    expect(await operate('province', 'list')).toEqual(done('binh-thuan  tỉnh Bình Thuận (Asia/Ho_Chi_Minh)'))
  })
})

describe('agencies', () => {
  test('are imported, counted and listed with their groups', async () => {
    expect(firstDay.noAgencies).toEqual(
      done('Chưa có cơ quan nào trong tỉnh Bình Thuận. Nhập bằng: agency import FILE'),
    )
    expect(firstDay.agencies).toEqual(
      done('Cơ quan: thêm 31, cập nhật 0. Nhóm: 3. Trang: 32, trong đó 27 chưa xác nhận.'),
    )
    const listed = await operate('agency', 'list', '--province', 'binh-thuan')
    expect(listed.out.trimEnd().split('\n')).toHaveLength(31)
    expect(listed.out).toContain('so-tu-phap  Sở Tư pháp (Các sở, ban, ngành tỉnh)\n')
    expect(await operate('agency', 'import', agencyFile)).toEqual(
      done('Cơ quan: thêm 0, cập nhật 31. Nhóm: 3. Trang: 32, trong đó 27 chưa xác nhận.'),
    )
  })

  test('of a province that there is not are not listed', async () => {
    expect(await operate('agency', 'list', '--province', 'ha-noi')).toEqual(
      refused('Chưa có tỉnh, thành phố “ha-noi”. Thêm bằng: province add ha-noi --name "…"'),
    )
  })

  test('in a file with slips are named by line, and none of them is taken over', async () => {
    const path = write(
      'co-quan.yaml',
      [
        'province: binh-thuan',
        'agencies:',
        '  - { code: so-moi, name: Sở Mới, shortName: Sở Mới }',
        'sites:',
        '  - { host: https://so-moi.vn, channel: own_site, agency: so-khac }',
      ].join('\n'),
    )
    const { code, out, err } = await operate('agency', 'import', path)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(
      'co-quan.yaml, dòng 5, sites[0].host: cần tên miền viết thường, không có https://, như binhthuan.gov.vn, đang là “https://so-moi.vn”',
    )
    expect((await operate('agency', 'list', '--province', 'binh-thuan')).out).not.toContain('so-moi')
  })
})

describe('a plan', () => {
  test('before its agencies names every unknown code with its line', () => {
    const { code, out, err } = firstDay.planWithoutAgencies as Ran
    expect({ code, out }).toEqual({ code: 1, out: '' })
    const lines = err.trimEnd().split('\n')
    expect(lines[0]).toBe('binh-thuan-2024.yaml, dòng 20, duties[0].assignees.groups[0]: chưa khai báo “so-nganh”')
    expect(lines).toContain(
      'binh-thuan-2024.yaml, dòng 56, duties[3].assignees.agencies[2]: chưa khai báo “so-tu-phap”',
    )
    expect(new Set(lines.map((line) => /“(.+)”/.exec(line)?.[1]))).toEqual(
      new Set([
        'so-nganh',
        'cap-huyen',
        'so-noi-vu',
        'so-tttt',
        'so-tu-phap',
        'so-khdt',
        'van-phong-ubnd',
        'dai-ptth',
        'bao-binh-thuan',
      ]),
    )
  })

  test('is imported with its open points listed, and the second time left as it is', async () => {
    const { code, out, err } = firstDay.plan as Ran
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const [first, second, ...open] = out.trimEnd().split('\n')
    expect(first).toBe(
      'Đã nhập kế hoạch binh-thuan-2024, phiên bản 1: 18 nhiệm vụ, theo dõi và nhắc 7, thường xuyên 11.',
    )
    expect(second).toBe('5 điểm kế hoạch chưa nói rõ, đang thực hiện theo cách mặc định:')
    expect(open).toHaveLength(5)
    expect(open.every((line) => line.startsWith('– ') && line.includes(' Mặc định: '))).toBe(true)
    expect(await operate('plan', 'import', 'binh-thuan-2024')).toEqual(
      done('Kế hoạch binh-thuan-2024 không thay đổi, vẫn là phiên bản 1.'),
    )
    expect(await operate('plan', 'list')).toEqual(
      done(
        [
          'binh-thuan-2024  Kế hoạch tuyên truyền CCHC năm 2024 (binh-thuan, đã nhập phiên bản 1)',
          ...shippedBeside,
        ].join('\n'),
      ),
    )
  })

  test('in a file that is not there, or has slips, is not imported', async () => {
    expect(await operate('plan', 'import', 'khong-co.yaml')).toEqual(refused('Không đọc được tệp khong-co.yaml.'))
    expect(await operate('agency', 'import', 'khong-co.yaml')).toEqual(refused('Không đọc được tệp khong-co.yaml.'))
    const { code, err } = await operate('plan', 'import', write('sai.yaml', 'code: "mau 2024"\nyear: 2024'))
    expect(code).toBe(1)
    expect(err).toContain('sai.yaml, dòng 1, code: cần mã gồm chữ thường không dấu')
    expect(err).toContain('sai.yaml, dòng 1, province: còn thiếu')
  })
})

describe('an invitation', () => {
  test('is printed with its code, for whom it is and how long it holds', async () => {
    const officer = await operate('invite', '--province', 'binh-thuan', '--agency', 'so-tu-phap', '--role', 'officer')
    expect(officer).toMatchObject({ code: 0, err: '' })
    expect(officer.out).toMatch(
      /^Mã mời: [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4} \(cán bộ đầu mối của Sở Tư pháp\), dùng đến hết 30\/01\/2024\.\n.*gửi mã mời cho bot của hệ thống\.\n$/,
    )
    const coordinator = await operate('invite', '--province', 'binh-thuan', '--role', 'coordinator', '--days', '3')
    expect(coordinator.out).toContain('(chuyên viên theo dõi của tỉnh Bình Thuận), dùng đến hết 19/01/2024.')
  })

  test.each([
    ['--province binh-thuan --role officer', 'Mời cán bộ đầu mối cần có --agency CODE.'],
    [
      '--province binh-thuan --agency so-la --role officer',
      'Chưa có cơ quan “so-la” trong binh-thuan. Xem danh sách: agency list --province binh-thuan',
    ],
    ['--province ha-noi --role admin', 'Chưa có tỉnh, thành phố “ha-noi”. Thêm bằng: province add ha-noi --name "…"'],
  ])('that cannot be made says why: %s', async (options, sentence) => {
    expect(await operate('invite', ...options.split(' '))).toEqual(refused(sentence))
  })
})

test('migrate says where things stand, health that nobody serves', async () => {
  expect(await operate('migrate')).toEqual(done('Cấu trúc cơ sở dữ liệu đã ở phiên bản mới nhất.'))
  expect(await operate('health')).toEqual(
    refused('Chưa thấy tiến trình serve hoạt động trong 3 phút qua. Đề nghị kiểm tra rồi khởi động lại.'),
  )
})

test('commands that come at the same moment all run, one after the other', async () => {
  const codes = Array.from({ length: 3 }, (_, n) => `tinh-${n}`)
  const ran = await Promise.all(codes.map((code) => operate('province', 'add', code, '--name', code)))
  expect(ran.map(({ err }) => err)).toEqual(['', '', ''])
  const { out } = await operate('province', 'list')
  for (const code of codes) expect(out).toContain(`${code}  ${code} (`)
})
