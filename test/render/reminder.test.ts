import { describe, expect, test } from 'vitest'
import type { Item } from '../../src/domain/message.ts'
import {
  boldRuns,
  broadcastItem,
  documentItem,
  formatted,
  newsletterItem,
  november,
  portalItem,
  rendered,
  siteItem,
  week48,
} from './voice.ts'

const today = '2024-11-28'
const latest = { by: 'Trần Thị Lan', on: '2024-11-12' }

function reminder(items: Item[], on = today): string {
  return rendered({ kind: 'reminder', items, today: on })
}

describe('a reminder of one duty', () => {
  test('says what is missing, on what basis, until when and how to send it', () => {
    expect(reminder([portalItem({ done: 1, latest })])).toBe(
      'Nhắc việc: Sở Tư pháp đã có 1/2 tin, bài tháng 11 trên Cổng TTĐT tỉnh, còn thiếu 1. ' +
        'Gần nhất: Trần Thị Lan gửi ngày 12/11. ' +
        'Căn cứ: điểm d khoản 1 mục III Kế hoạch tuyên truyền CCHC năm 2024. ' +
        'Hạn: hết thứ Bảy 30/11; ngày làm việc cuối: thứ Sáu 29/11. ' +
        'Tin, bài đã đăng: đề nghị anh/chị gửi đường dẫn vào đây.',
    )
  })

  test('on the last day says so', () => {
    expect(reminder([portalItem()], '2024-11-30')).toContain('Hạn hết hôm nay, thứ Bảy 30/11.')
  })

  test('does not name a working day that has passed', () => {
    expect(reminder([broadcastItem()], '2024-11-30')).toContain('Hạn: hết Chủ nhật 01/12. ')
  })

  test('after the deadline says how long ago', () => {
    const text = reminder([portalItem({ overdueDays: 3 })], '2024-12-03')
    expect(text).toContain('còn thiếu 2. ')
    expect(text).toContain('Đã quá hạn 03 ngày (hạn hết thứ Bảy 30/11).')
  })

  test('names the year once it is not evident', () => {
    const december = { ...november, key: '2024-12', startsOn: '2024-12-01', endsOn: '2024-12-31' }
    const text = reminder([portalItem({ period: december, dueOn: '2024-12-31', overdueDays: 3 })], '2025-01-03')
    expect(text).toContain('tin, bài tháng 12/2024 trên Cổng TTĐT tỉnh')
    expect(text).toContain('(hạn hết thứ Ba 31/12/2024)')
  })

  test('of an average speaks of pace, not of lateness', () => {
    expect(reminder([siteItem({ latest })])).toBe(
      'Nhắc việc Sở Tư pháp: tin, bài trên Trang TTĐT của đơn vị lũy kế 48/55, ' +
        'cần thêm 7 để đúng tiến độ đến hết tháng 11 (chỉ tiêu năm 60, hạn hết 31/12). ' +
        'Gần nhất: Trần Thị Lan gửi ngày 12/11. ' +
        'Căn cứ: điểm b khoản 1 mục III Kế hoạch tuyên truyền CCHC năm 2024. ' +
        'Tin, bài đã đăng: đề nghị anh/chị gửi đường dẫn vào đây.',
    )
  })

  test('of an average speaks of the deadline once the pace asks for the whole year', () => {
    const text = reminder([siteItem({ pace: { month: '2024-12-31', expected: 60 } })], '2024-12-20')
    expect(text).toContain('đã có 48/60 tin, bài năm 2024 trên Trang TTĐT của đơn vị, còn thiếu 12.')
    expect(text).toContain('Hạn: hết thứ Ba 31/12.')
  })

  test('of a broadcast gives the words to answer with', () => {
    expect(reminder([broadcastItem()])).toBe(
      'Nhắc việc: UBND huyện Bắc Bình đã có 0/1 tin, bài tuần 48 trên hệ thống truyền thanh, còn thiếu 1. ' +
        'Căn cứ: điểm c khoản 1 mục III Kế hoạch tuyên truyền CCHC năm 2024. ' +
        'Hạn: hết Chủ nhật 01/12; ngày làm việc cuối: thứ Sáu 29/11. ' +
        'Tin, bài đã phát: đề nghị anh/chị trả lời “phát thanh <ngày, giờ, tên bài>”, ' +
        'ví dụ: phát thanh 17/01 17h30 Tên bài.',
    )
  })

  test('of a document asks for its number and date', () => {
    expect(reminder([documentItem()], '2024-01-29')).toBe(
      'Nhắc việc: Sở Tư pháp có việc “Ban hành kế hoạch tuyên truyền năm 2024” chưa ghi nhận kết quả. ' +
        'Căn cứ: điểm a khoản 1 mục III Kế hoạch tuyên truyền CCHC năm 2024. ' +
        'Hạn: hết thứ Tư 31/01. ' +
        'Văn bản đã ban hành: đề nghị anh/chị trả lời “văn bản số …/… ngày …”, ' +
        'ví dụ: văn bản số 12/KH-STP ngày 20/01/2024.',
    )
  })

  test('of a newsletter asks for its date and number', () => {
    expect(reminder([newsletterItem()])).toMatch(
      /Bản tin đã phát hành: đề nghị anh\/chị trả lời “bản tin <ngày, số>”, ví dụ: bản tin 15\/01 số 03\.$/,
    )
  })

  test.each([
    ['all', 'trên Trang TTĐT của đơn vị và Cổng TTĐT tỉnh, còn'],
    ['any', 'trên Trang TTĐT của đơn vị hoặc Cổng TTĐT tỉnh, còn'],
  ] as const)('on two channels says whether both are asked for: %s', (mode, channels) => {
    const text = reminder([portalItem({ channels: ['own_site', 'portal'], mode })])
    expect(text).toContain(channels)
    expect(text.match(/gửi đường dẫn vào đây/g)).toHaveLength(1)
  })

  test('on three channels joins the last one only', () => {
    expect(reminder([portalItem({ channels: ['own_site', 'portal', 'loudspeaker'] })])).toContain(
      'trên Trang TTĐT của đơn vị, Cổng TTĐT tỉnh và hệ thống truyền thanh, còn',
    )
  })

  test('cites every clause of duties that share credit', () => {
    expect(reminder([portalItem({ clauses: ['III.1.đ', 'III.6'] })])).toContain(
      'Căn cứ: điểm đ khoản 1 mục III; khoản 6 mục III Kế hoạch tuyên truyền CCHC năm 2024.',
    )
  })
})

describe('a reminder of several duties', () => {
  const district = { agency: 'UBND huyện Bắc Bình' }

  test('is a numbered list with the ways to send at its end, each once', () => {
    const items = [broadcastItem(), siteItem(district), portalItem({ ...district, done: 1 })]
    expect(reminder(items)).toBe(
      [
        'Nhắc việc: UBND huyện Bắc Bình có 3 việc cần thực hiện theo Kế hoạch tuyên truyền CCHC năm 2024:',
        '1. Phát thanh hằng tuần, tuần 48: chưa ghi nhận. Căn cứ: điểm c khoản 1 mục III. Hạn: hết Chủ nhật 01/12; ngày làm việc cuối: thứ Sáu 29/11.',
        '2. Tin, bài trên Trang TTĐT: lũy kế 48/55, cần thêm 7 để đúng tiến độ đến hết tháng 11 (chỉ tiêu năm 60, hạn hết 31/12). Căn cứ: điểm b khoản 1 mục III.',
        '3. Tin, bài trên Cổng TTĐT tỉnh, tháng 11: đã có 1/2, còn thiếu 1. Căn cứ: điểm d khoản 1 mục III. Hạn: hết thứ Bảy 30/11; ngày làm việc cuối: thứ Sáu 29/11.',
        'Tin, bài đã phát: đề nghị anh/chị trả lời “phát thanh <ngày, giờ, tên bài>”, ví dụ: phát thanh 17/01 17h30 Tên bài.',
        'Tin, bài đã đăng: đề nghị anh/chị gửi đường dẫn vào đây.',
      ].join('\n'),
    )
  })

  test('is grouped by agency and cites the plan where the items differ in it', () => {
    const items = [broadcastItem(), portalItem(), siteItem({ planName: 'Kế hoạch B' }), portalItem(district)]
    const lines = reminder(items).split('\n')
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'Nhắc việc',
      'UBND huyện Bắc Bình, theo Kế hoạch tuyên truyền CCHC năm 2024',
      '1. Phát thanh hằng tuần, tuần 48',
      '2. Tin, bài trên Cổng TTĐT tỉnh, tháng 11',
      'Sở Tư pháp',
      '3. Tin, bài trên Cổng TTĐT tỉnh, tháng 11',
      '4. Tin, bài trên Trang TTĐT',
      'Tin, bài đã phát',
      'Tin, bài đã đăng',
    ])
    expect(lines[0]).toBe('Nhắc việc: anh/chị phụ trách 2 đơn vị có 4 việc cần thực hiện.')
    expect(lines[6]).toContain('Căn cứ: điểm b khoản 1 mục III Kế hoạch B.')
  })

  test('shows agencies in bold', () => {
    expect(boldRuns(formatted({ kind: 'reminder', items: [broadcastItem(), portalItem()], today }))).toEqual([
      'UBND huyện Bắc Bình',
      'Sở Tư pháp',
    ])
  })
})

describe('periods', () => {
  const named = { ...week48, cadence: 'named' as const, startsOn: '2023-12-15', endsOn: '2024-03-14' }

  test.each([
    [{ ...november, cadence: 'quarter' as const, endsOn: '2024-12-31' }, 'quý IV'],
    [{ ...november, cadence: 'half' as const, endsOn: '2024-06-30' }, '6 tháng đầu năm 2024'],
    [{ ...named, title: 'quý I' }, 'quý I'],
    [named, 'từ 15/12/2023 đến 14/03'],
    [{ ...week48, startsOn: '2024-12-30', endsOn: '2025-01-05' }, 'tuần 1/2025'],
    [{ ...november, startsOn: '2024-10-25', endsOn: '2024-11-24' }, 'tháng 11'],
  ])('%o', (period, name) => {
    expect(reminder([portalItem({ period })])).toContain(`tin, bài ${name} trên`)
  })
})

test('what is still open', () => {
  expect(
    rendered({
      kind: 'todo',
      today,
      agencies: [{ agency: 'UBND huyện Bắc Bình', items: [broadcastItem(), siteItem(), portalItem({ done: 1 })] }],
    }),
  ).toBe(
    [
      'UBND huyện Bắc Bình có 3 việc đang mở:',
      '1. Phát thanh hằng tuần, tuần 48: chưa ghi nhận. Hạn: hết Chủ nhật 01/12; ngày làm việc cuối: thứ Sáu 29/11.',
      '2. Tin, bài trên Trang TTĐT: lũy kế 48/55, cần thêm 7 để đúng tiến độ đến hết tháng 11 (chỉ tiêu năm 60, hạn hết 31/12).',
      '3. Tin, bài trên Cổng TTĐT tỉnh, tháng 11: đã có 1/2, còn thiếu 1. Hạn: hết thứ Bảy 30/11; ngày làm việc cuối: thứ Sáu 29/11.',
      'Trả lời số thứ tự để xem căn cứ và cách báo kết quả của từng việc.',
      'Tin, bài đã phát: đề nghị anh/chị trả lời “phát thanh <ngày, giờ, tên bài>”, ví dụ: phát thanh 17/01 17h30 Tên bài.',
      'Tin, bài đã đăng: đề nghị anh/chị gửi đường dẫn vào đây.',
    ].join('\n'),
  )
})

test('nothing is open', () => {
  expect(rendered({ kind: 'todo', today, agencies: [] })).toBe(
    'Hiện anh/chị không có việc nào đang mở. Khi có việc mới, hệ thống sẽ nhắc.',
  )
})

test('agencies that nobody could be reminded in', () => {
  const unstaffed = (on: string) =>
    rendered({ kind: 'unstaffed', agencies: [{ agency: 'UBND huyện Phú Quý', items: [broadcastItem()] }], today: on })
  expect(unstaffed(today)).toBe(
    [
      'Chưa nhắc được 1 đơn vị vì chưa có hoặc chưa liên hệ được cán bộ đầu mối:',
      '– UBND huyện Phú Quý: Phát thanh hằng tuần, tuần 48 (0/1, hạn hết 01/12)',
      'Đề nghị anh/chị đôn đốc trực tiếp và đề nghị người quản trị hệ thống cấp mã mời cho đầu mối của các đơn vị này.',
    ].join('\n'),
  )
  expect(unstaffed('2024-12-01')).toContain('(0/1, hạn hết hôm nay)')
  const overdue = [{ agency: 'UBND huyện Phú Quý', items: [broadcastItem({ overdueDays: 3 })] }]
  expect(rendered({ kind: 'unstaffed', agencies: overdue, today: '2024-12-04' })).toContain('(0/1, đã quá hạn 03 ngày)')
  const paced = [{ agency: 'UBND huyện Phú Quý', items: [siteItem()] }]
  expect(rendered({ kind: 'unstaffed', agencies: paced, today })).toContain(
    '– UBND huyện Phú Quý: Tin, bài trên Trang TTĐT (lũy kế 48/55 đến hết tháng 11)',
  )
})

test('what was overdue before the plan was imported', () => {
  const items = [documentItem(), portalItem(), portalItem(), portalItem(), portalItem()]
  const planName = 'Kế hoạch tuyên truyền CCHC năm 2024'
  expect(rendered({ kind: 'held', planName, agencies: [{ agency: 'Sở Tư pháp', items }] })).toBe(
    [
      'Khi đưa Kế hoạch tuyên truyền CCHC năm 2024 vào hệ thống, có 5 việc đã quá hạn. Các đơn vị sau chưa được nhắc về những việc này:',
      '– Sở Tư pháp: Ban hành kế hoạch tuyên truyền năm 2024 (0/1, hạn hết 31/01); Tin, bài trên Cổng TTĐT tỉnh, tháng 11 (0/2, hạn hết 30/11); Tin, bài trên Cổng TTĐT tỉnh, tháng 11 (0/2, hạn hết 30/11); và 2 việc khác',
      'Để nhắc các đơn vị, đề nghị anh/chị trả lời “đôn đốc”.',
    ].join('\n'),
  )
})

test('without a stated deadline it says so, and never that it is late', () => {
  const text = formatted({ kind: 'reminder', items: [portalItem({ dueStated: false })], today: '2024-12-15' }).text
  expect(text).toContain('Kế hoạch không nêu hạn; kỳ tính đến hết')
  expect(text).not.toMatch(/quá hạn|Hạn: hết/)
})
