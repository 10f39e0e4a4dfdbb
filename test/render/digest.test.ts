import { describe, expect, test } from 'vitest'
import type { DigestDuty, DigestView } from '../../src/domain/message.ts'
import { boldRuns, formatted, rendered, week48, year2024 } from './voice.ts'

const eight = [
  'Phan Thiết',
  'La Gi',
  'Tuy Phong',
  'Bắc Bình',
  'Hàm Thuận Bắc',
  'Hàm Thuận Nam',
  'Tánh Linh',
  'Đức Linh',
]
const quiet: DigestView = {
  province: 'tỉnh Bình Thuận',
  week: { year: 2024, week: 48, startsOn: '2024-11-25', endsOn: '2024-12-01' },
  at: { on: '2024-12-02', time: '08:30' },
  shiftedClock: false,
  duties: [
    {
      title: 'Phát thanh hằng tuần',
      clause: 'III.1.c',
      period: week48,
      total: 10,
      met: eight,
      short: [],
      missing: ['Hàm Tân', 'Phú Quý'],
      overdue: true,
      pace: null,
    },
    {
      title: 'Tin, bài trên Trang TTĐT',
      clause: 'III.1.b',
      period: year2024,
      total: 10,
      met: eight,
      short: [{ agency: 'Hàm Tân', done: 48, need: 55 }],
      missing: ['Phú Quý'],
      overdue: false,
      pace: '2024-11-30',
    },
  ],
  unreachable: [],
  uncounted: [],
  unverifiedHosts: [],
  inDoubt: 0,
  parked: 0,
  held: 0,
}

test('a weekly digest says who has done what, and leaves out what is nothing', () => {
  expect(rendered({ kind: 'digest', digest: quiet })).toBe(
    [
      'TỔNG HỢP TUẦN 48 (25/11–01/12/2024), số liệu đến 08:30 ngày 02/12',
      'Tỉnh Bình Thuận',
      '– Phát thanh hằng tuần, tuần 48 (điểm c khoản 1 mục III), đã hết hạn: đạt 8/10; chưa có: Hàm Tân, Phú Quý',
      '– Tin, bài trên Trang TTĐT, năm 2024 (điểm b khoản 1 mục III): đạt tiến độ 8/10 (tính đến hết tháng 11); chậm 2: Hàm Tân 48/55; chưa có bài: Phú Quý',
      'Trả lời: tổng hợp',
    ].join('\n'),
  )
})

test('a digest shows what needs somebody to look', () => {
  const digest: DigestView = {
    ...quiet,
    week: null,
    duties: [],
    shiftedClock: true,
    unreachable: ['Phú Quý', 'Hàm Tân'],
    uncounted: [
      { agency: 'UBND huyện Bắc Bình', host: 'ttvhbacbinh.vn', count: 1 },
      { agency: 'Sở Tư pháp', host: 'btv.org.vn', count: 3 },
    ],
    unverifiedHosts: ['hamtan.binhthuan.gov.vn'],
    inDoubt: 1,
    parked: 2,
    held: 12,
  }
  expect(rendered({ kind: 'digest', digest })).toBe(
    [
      'TỔNG HỢP, số liệu đến 08:30 ngày 02/12/2024',
      'Tỉnh Bình Thuận',
      'Chạy thử: đồng hồ đã được dời, số liệu không dùng để đánh giá.',
      'Chưa có nhiệm vụ nào trong kỳ này.',
      'Chưa liên hệ được 2 đơn vị: Phú Quý, Hàm Tân',
      'Chờ xem xét: UBND huyện Bắc Bình 1 đường dẫn (ttvhbacbinh.vn); Sở Tư pháp 3 đường dẫn (btv.org.vn)',
      'Có tin, bài đã tính trên địa chỉ chưa được xác nhận: hamtan.binhthuan.gov.vn',
      'Chưa rõ đã đến người nhận: 1 tin nhắn',
      'Chưa xử lý được, đã để riêng: 2 tin nhắn gửi đến',
      'Quá hạn từ trước khi đưa kế hoạch vào hệ thống, chưa đôn đốc: 12 việc',
      'Trả lời: tổng hợp, đôn đốc',
    ].join('\n'),
  )
})

test('a digest names ten addresses that wait', () => {
  const uncounted = Array.from({ length: 12 }, (_, n) => ({ agency: `Sở ${n}`, host: `trang${n}.vn`, count: 1 }))
  const line = rendered({ kind: 'digest', digest: { ...quiet, uncounted } })
    .split('\n')
    .at(-2)
  expect(line).toMatch(/^Chờ xem xét: Sở 0 1 đường dẫn \(trang0\.vn\); .*\(trang9\.vn\); và 2 địa chỉ khác$/)
})

describe('an average', () => {
  const paced = (over: Partial<DigestDuty>, on: string) => {
    const duties = quiet.duties.slice(1).map((duty) => ({ ...duty, short: [], missing: [], ...over }))
    return rendered({ kind: 'digest', digest: { ...quiet, duties, at: { on, time: '08:30' } } }).split('\n')[2]
  }
  const all = [...eight, 'Hàm Tân', 'Phú Quý']

  test('names nobody where all are on pace', () => {
    expect(paced({ met: all }, '2024-12-02')).toMatch(/: đạt tiến độ 10\/10 \(tính đến hết tháng 11\)$/)
  })

  test('names those that sent nothing apart', () => {
    const short = [{ agency: 'Hàm Tân', done: 48, need: 55 }]
    expect(paced({ met: eight, short }, '2024-12-02')).toMatch(/; chậm 1: Hàm Tân 48\/55$/)
    expect(paced({ met: eight, missing: ['Hàm Tân', 'Phú Quý'] }, '2024-12-02')).toMatch(
      /; chậm 2; chưa có bài: Hàm Tân, Phú Quý$/,
    )
  })

  test('praises nobody before its first month is over', () => {
    expect(paced({ met: all, pace: '2024-01-31' }, '2024-01-31')).toBe(
      '– Tin, bài trên Trang TTĐT, năm 2024 (điểm b khoản 1 mục III): bắt đầu tính tiến độ từ cuối tháng 1',
    )
    expect(paced({ met: all, pace: '2024-01-31' }, '2024-02-01')).toContain('đạt tiến độ 10/10')
  })

  test('is measured like any other once its year is over', () => {
    const short = [{ agency: 'Hàm Tân', done: 48, need: 60 }]
    expect(paced({ met: eight, short, missing: ['Phú Quý'], pace: null }, '2025-01-06')).toContain(
      ': đạt 8/10; chưa đủ: Hàm Tân 48/60; chưa có: Phú Quý',
    )
  })
})

test('a week across two years shows both', () => {
  const week = { year: 2025, week: 1, startsOn: '2024-12-30', endsOn: '2025-01-05' }
  const digest = { ...quiet, week, at: { on: '2025-01-06', time: '08:30' } }
  expect(rendered({ kind: 'digest', digest }).split('\n')[0]).toBe(
    'TỔNG HỢP TUẦN 1 (30/12/2024–05/01/2025), số liệu đến 08:30 ngày 06/01',
  )
})

test('the heading and the duties are bold', () => {
  expect(boldRuns(formatted({ kind: 'digest', digest: quiet }))).toEqual([
    'TỔNG HỢP TUẦN 48 (25/11–01/12/2024), số liệu đến 08:30 ngày 02/12',
    'Phát thanh hằng tuần, tuần 48',
    'Tin, bài trên Trang TTĐT, năm 2024',
  ])
})

test('what was chased', () => {
  expect(rendered({ kind: 'chased', count: 3 })).toBe(
    'Đã đưa 3 việc quá hạn vào diện nhắc. Đầu mối của các đơn vị đã liên hệ được sẽ nhận lời nhắc.',
  )
  expect(rendered({ kind: 'chased', count: 0 })).toBe('Hiện không có việc nào cần đôn đốc thêm.')
})

test('a coordinator’s command from somebody else', () => {
  expect(rendered({ kind: 'not_allowed', command: 'digest' })).toBe(
    'Lệnh “tổng hợp” dành cho chuyên viên theo dõi của Sở Nội vụ. Để xem các việc của đơn vị, đề nghị anh/chị trả lời “việc”.',
  )
})
