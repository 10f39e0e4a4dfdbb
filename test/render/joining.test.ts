import { describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/message.ts'
import { broadcastItem, rendered } from './voice.ts'

const agency = 'UBND huyện Bắc Bình'
const province = 'tỉnh Bình Thuận'
const today = '2024-11-28'
const privacy = [
  'Hệ thống lưu họ tên, tài khoản của anh/chị, nội dung và thời điểm gửi; chỉ dùng để theo dõi nhiệm vụ của kế hoạch.',
  'Đề nghị không gửi tài liệu mật, dữ liệu cá nhân của người dân.',
]

describe('a welcome', () => {
  test('tells an officer what is open, how to report and what is stored', () => {
    const nearest = broadcastItem()
    const person = { name: 'Trần Thị Lan', role: 'officer' as const, agency, province, today }
    expect(rendered({ kind: 'welcome', ...person, open: 3, nearest })).toBe(
      [
        'Chào anh/chị Trần Thị Lan. Anh/chị đã được ghi nhận là cán bộ đầu mối CCHC của UBND huyện Bắc Bình.',
        'Đơn vị có 3 việc đang mở, gần nhất: Phát thanh hằng tuần, tuần 48. Hạn: hết Chủ nhật 01/12; ngày làm việc cuối: thứ Sáu 29/11.',
        'Gửi đường dẫn tin, bài vào đây để báo kết quả; trả lời “việc” để xem các việc đang mở, “hướng dẫn” để xem cách dùng.',
        ...privacy,
      ].join('\n'),
    )
    expect(rendered({ kind: 'welcome', ...person, open: 1, nearest, today: '2024-12-01' })).toContain(
      'tuần 48. Hạn hết hôm nay, Chủ nhật 01/12.',
    )
    expect(rendered({ kind: 'welcome', ...person, open: 0, nearest: null })).toContain(
      '\nĐơn vị hiện không có việc đang mở.\n',
    )
  })

  test('tells a coordinator of digests', () => {
    const person = { name: 'Nguyễn Văn An', role: 'coordinator' as const, agency: null, province, today }
    expect(rendered({ kind: 'welcome', ...person, open: 0, nearest: null })).toBe(
      [
        'Chào anh/chị Nguyễn Văn An. Anh/chị đã được ghi nhận là chuyên viên theo dõi CCHC của tỉnh Bình Thuận.',
        'Bản tổng hợp tuần được gửi vào đây. Trả lời “tổng hợp” để xem số liệu lúc này, “đôn đốc” để nhắc các việc đã quá hạn từ trước khi đưa kế hoạch vào hệ thống, “hướng dẫn” để xem cách dùng.',
        ...privacy,
      ].join('\n'),
    )
  })

  test('promises an admin the digests only where nobody else gets them', () => {
    const person = { name: 'Đỗ Anh Tuấn', role: 'admin' as const, agency: null, province, today }
    expect(rendered({ kind: 'welcome', ...person, open: 0, nearest: null })).toContain(
      '\nKhi chưa có chuyên viên theo dõi, bản tổng hợp tuần được gửi vào đây. Trả lời “tổng hợp” để xem',
    )
  })
})

test('a member who sends a code again', () => {
  expect(rendered({ kind: 'already_member', role: 'officer', agency, province })).toBe(
    'Anh/chị đã là cán bộ đầu mối của UBND huyện Bắc Bình từ trước, không cần dùng mã này. Trả lời “hướng dẫn” để xem cách dùng.',
  )
})

test.each([
  [
    'unknown',
    'Chưa tìm thấy mã mời này. Đề nghị anh/chị kiểm tra từng ký tự rồi gửi lại, hoặc liên hệ Sở Nội vụ để nhận mã.',
  ],
  ['used', 'Mã mời này đã được sử dụng. Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mới.'],
  ['expired', 'Mã mời này đã hết hạn. Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mới.'],
  ['revoked', 'Mã mời này đã được thu hồi. Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mới.'],
] as const)('a refused code says what to do: %s', (reason, text) => {
  expect(rendered({ kind: 'code_refused', reason })).toBe(text)
})

test('a stranger is shown the way in, and that nothing was lost', () => {
  const wayIn =
    'Chào anh/chị. Đây là kênh nhắc việc tuyên truyền CCHC dành cho đầu mối của các cơ quan, đơn vị. ' +
    'Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mời, rồi gửi mã vào đây.'
  expect(rendered({ kind: 'stranger', linksKept: 0 })).toBe(wayIn)
  expect(rendered({ kind: 'stranger', linksKept: 2 })).toBe(
    `${wayIn}\nĐã giữ 2 đường dẫn anh/chị gửi; sau khi anh/chị tham gia, hệ thống sẽ xử lý, không cần gửi lại.`,
  )
})

test('a member who is no officer learns what becomes of their links', () => {
  expect(rendered({ kind: 'links_kept', count: 2 })).toBe(
    'Đã lưu nhưng chưa tính 2 đường dẫn anh/chị gửi, vì anh/chị chưa là cán bộ đầu mối của đơn vị nào. ' +
      'Sau khi anh/chị tham gia với vai trò cán bộ đầu mối của một đơn vị, hệ thống sẽ xử lý cho đơn vị đó; ' +
      'không cần gửi lại.',
  )
})

describe('help', () => {
  const common = [
    '– kênh: xem và chọn kênh nhận tin; thêm kênh: liên kết tài khoản trên kênh khác',
    '– Mã mời do Sở Nội vụ cấp: để tham gia',
    '– hướng dẫn: xem nội dung này',
  ]
  const help = (roles: Role[], understood = true) => rendered({ kind: 'help', roles, understood }).split('\n')

  test('of an officer whose message was not understood', () => {
    expect(help(['officer'], false)).toEqual([
      'Hệ thống chưa nhận ra nội dung cần xử lý trong tin nhắn vừa rồi.',
      'Anh/chị có thể gửi:',
      '– Đường dẫn tin, bài đã đăng: để được ghi nhận; có thể gửi nhiều đường dẫn một lần',
      '– phát thanh <ngày, giờ, tên bài>: báo tin, bài đã phát, ví dụ: phát thanh 17/01 17h30 Tên bài',
      '– bản tin <ngày, số>: báo bản tin đã phát hành, ví dụ: bản tin 15/01 số 03',
      '– văn bản số …/… ngày …: báo văn bản đã ban hành, ví dụ: văn bản số 12/KH-STP ngày 20/01/2024',
      '– việc: xem các việc đang mở',
      '– rút lại: chọn kết quả gửi nhầm để rút lại',
      ...common,
    ])
  })

  test.each(['coordinator', 'admin'] as const)('of a %s', (role) => {
    expect(help([role])).toEqual([
      'Anh/chị có thể gửi:',
      '– tổng hợp: xem tình hình thực hiện lúc này',
      '– đôn đốc: nhắc các việc đã quá hạn từ trước khi đưa kế hoạch vào hệ thống',
      '– nhắc nhóm <đơn vị>, viết trong nhóm của đơn vị: cán bộ đầu mối không nhận được tin riêng sẽ được nhắc tên tại nhóm; thôi nhắc nhóm: ngừng nhắc',
      ...common,
    ])
  })
})
