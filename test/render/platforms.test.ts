import { describe, expect, test } from 'vitest'
import type { BotView } from '../../src/domain/message.ts'
import { boldRuns, formatted, portalItem, rendered } from './voice.ts'

const zalo: BotView = {
  platform: 'zalo-personal',
  name: 'Nhắc Việc',
  state: 'connected',
  since: { on: '2024-11-25', time: '07:30' },
  resumes: null,
  waiting: 0,
}
const telegram: BotView = { ...zalo, platform: 'telegram', name: '@nhacviec_bot' }

describe('a person’s platforms', () => {
  test('are numbered where there is a choice', () => {
    const message = {
      kind: 'platforms' as const,
      accounts: [
        { platform: 'telegram' as const, name: 'Lan', preferred: true, reachable: true },
        { platform: 'zalo-bot' as const, name: 'Trần Lan', preferred: false, reachable: false },
      ],
    }
    expect(rendered(message)).toBe(
      [
        'Các kênh liên lạc của anh/chị:',
        '1. Telegram “Lan”, kênh ưu tiên',
        '2. Zalo Bot “Trần Lan”, hiện chưa gửi tin đến được',
        'Để chọn kênh ưu tiên nhận tin, đề nghị anh/chị trả lời số thứ tự của kênh.',
        'Để liên kết thêm tài khoản trên kênh khác, đề nghị anh/chị trả lời “thêm kênh”.',
      ].join('\n'),
    )
    expect(rendered({ ...message, accounts: message.accounts.slice(0, 1) })).toBe(
      [
        'Các kênh liên lạc của anh/chị:',
        '– Telegram “Lan”',
        'Để liên kết thêm tài khoản trên kênh khác, đề nghị anh/chị trả lời “thêm kênh”.',
      ].join('\n'),
    )
  })

  test('can be chosen among', () => {
    expect(rendered({ kind: 'platform_preferred', platform: 'zalo-personal' })).toBe(
      'Từ nay tin được ưu tiên gửi qua Zalo. Khi kênh này gián đoạn, tin được gửi qua kênh khác của anh/chị.',
    )
  })
})

describe('a code to link an account', () => {
  const code = { kind: 'account_code' as const, code: 'ABCDEFGH2345', minutes: 15 }

  test('says where it may be sent, and to keep it', () => {
    expect(
      rendered({
        ...code,
        bots: [
          { platform: 'zalo-bot', name: 'Nhắc Việc' },
          { platform: 'telegram', name: '@nhacviec_bot' },
        ],
      }),
    ).toBe(
      [
        'Mã liên kết: ABCD-EFGH-2345 (có hiệu lực 15 phút, dùng một lần).',
        'Đề nghị anh/chị gửi mã này, từ tài khoản cần liên kết, cho Nhắc Việc trên Zalo Bot; @nhacviec_bot trên Telegram.',
        'Đề nghị không chuyển mã cho người khác: ai gửi mã sẽ nhận tin thay anh/chị.',
      ].join('\n'),
    )
  })

  test('is not shown where there is nowhere to send it to', () => {
    expect(rendered({ ...code, bots: [] })).toBe('Hiện hệ thống chưa có kênh nào khác để liên kết.')
  })

  test('has linked an account', () => {
    const linked = { kind: 'account_linked' as const, platform: 'zalo-bot' as const, name: 'Trần Lan' }
    expect(rendered({ ...linked, others: ['telegram'] })).toBe(
      [
        'Đã liên kết tài khoản Zalo Bot “Trần Lan” với anh/chị, cùng với tài khoản trên Telegram.',
        'Kết quả có thể gửi từ bất kỳ kênh nào; trả lời “kênh” để xem và chọn kênh ưu tiên nhận tin.',
        'Nếu không phải anh/chị thực hiện, đề nghị liên hệ ngay Sở Nội vụ.',
      ].join('\n'),
    )
    expect(rendered({ ...linked, others: [] })).toMatch(/^Đã liên kết tài khoản Zalo Bot “Trần Lan” với anh\/chị\.\n/)
  })

  test.each([
    ['used', 'Mã liên kết này đã được sử dụng.'],
    ['expired', 'Mã liên kết này đã hết hiệu lực.'],
    ['own', 'Tài khoản này đã là của anh/chị.'],
    ['other_member', 'Đề nghị anh/chị liên hệ người quản trị.'],
  ] as const)('is refused with what to do: %s', (reason, text) => {
    expect(rendered({ kind: 'account_code_refused', reason })).toContain(text)
  })
})

describe('our bots', () => {
  const lan = { platform: 'telegram' as const, name: 'Lan', preferred: true, reachable: true }

  test('are listed with how they are below one’s own platforms, and numbered where something can be done', () => {
    const resumes = { on: '2024-11-25', time: '08:00' }
    expect(
      rendered({
        kind: 'bots',
        accounts: [lan, { ...lan, platform: 'zalo-personal', preferred: false }],
        bots: [
          { ...telegram, number: null },
          { ...zalo, state: 'displaced', resumes, waiting: 3, number: 3 },
          { ...zalo, platform: 'zalo-bot', name: 'OA', state: 'connecting', since: null, number: null },
        ],
      }),
    ).toBe(
      [
        'Các kênh liên lạc của anh/chị:',
        '1. Telegram “Lan”, kênh ưu tiên',
        '2. Zalo “Lan”',
        'Để chọn kênh ưu tiên nhận tin, đề nghị anh/chị trả lời số thứ tự của kênh.',
        'Để liên kết thêm tài khoản trên kênh khác, đề nghị anh/chị trả lời “thêm kênh”.',
        '',
        'Các tài khoản gửi tin của hệ thống:',
        '– Telegram “@nhacviec_bot”: đang hoạt động từ 07:30 ngày 25/11.',
        '3. Zalo “Nhắc Việc”: tạm nhường vì tài khoản được mở ở nơi khác từ 07:30 ngày 25/11, tự kết nối lại lúc 08:00 ngày 25/11; 3 tin đang chờ gửi.',
        '– Zalo Bot “OA”: đang kết nối.',
        'Đề nghị anh/chị trả lời số thứ tự của tài khoản gửi tin: tài khoản đang tạm nhường sẽ kết nối lại ngay; tài khoản hết phiên hoặc bị khóa sẽ được đăng nhập lại bằng mã QR gửi vào đây.',
      ].join('\n'),
    )
    const nothingToDo = rendered({ kind: 'bots', accounts: [lan], bots: [{ ...telegram, number: null }] })
    expect(nothingToDo).not.toContain('số thứ tự')
    expect(rendered({ kind: 'bots', accounts: [lan], bots: [] })).toMatch(/\nHệ thống chưa có tài khoản gửi tin nào\.$/)
  })

  test.each([
    ['unreachable', 'mất kết nối với máy chủ'],
    ['displaced', 'tạm nhường vì tài khoản được mở ở nơi khác'],
    ['expired', 'hết phiên đăng nhập'],
    ['banned', 'bị khóa hoặc hạn chế'],
    ['absent', 'không có chương trình phục vụ'],
  ] as const)('that are lost are told of: %s', (state, text) => {
    expect(rendered({ kind: 'bot_state', bot: { ...zalo, state } })).toBe(
      `Zalo “Nhắc Việc”: ${text} từ 07:30 ngày 25/11.\n` +
        'Tin chờ gửi cho người có kênh khác được chuyển sang kênh đó. Trả lời “kênh” để xem và xử lý.',
    )
  })

  test('that are back are told of', () => {
    expect(rendered({ kind: 'bot_state', bot: zalo })).toBe(
      'Zalo “Nhắc Việc” đã hoạt động trở lại. Các tin đang chờ được gửi bình thường.',
    )
  })

  test.each([
    [0, 'hôm nay'],
    [1, 'ngày mai'],
    [2, 'còn 2 ngày'],
  ])('whose session ends are told of in time: %d', (days, text) => {
    expect(rendered({ kind: 'session_ending', bot: zalo, on: '2024-11-27', days })).toBe(
      `Phiên đăng nhập của Zalo “Nhắc Việc” hết hạn ngày 27/11/2024 (${text}). ` +
        'Khi phiên đã hết, đề nghị anh/chị trả lời “kênh” để đăng nhập lại bằng mã QR.',
    )
  })

  test('are logged in again by a picture', () => {
    expect(rendered({ kind: 'login_qr', bot: zalo, seconds: 100 })).toBe(
      'Đề nghị anh/chị mở Zalo trên điện thoại đang dùng tài khoản Zalo “Nhắc Việc”, quét mã này rồi xác nhận. ' +
        'Mã có hiệu lực 100 giây. Không chuyển mã cho người khác. ' +
        'Lưu ý: đây là cách đăng nhập không chính thức, Zalo có thể hạn chế hoặc khóa tài khoản; ' +
        'chỉ dùng số điện thoại phụ và không mở Zalo Web hoặc Zalo PC bằng tài khoản này.',
    )
    expect(rendered({ kind: 'login_qr', bot: zalo, seconds: 100 }, 'en')).toMatch(/unofficial.*spare number.*Zalo Web/)
    expect(rendered({ kind: 'login_ended', bot: zalo, outcome: 'unavailable' })).toContain('“kênh” từ một kênh khác')
    const outcomes = ['done', 'expired', 'declined', 'banned', 'wrong_account', 'failed', 'unavailable'] as const
    for (const language of ['vi', 'en'] as const) {
      const texts = outcomes.map((outcome) => rendered({ kind: 'login_ended', bot: zalo, outcome }, language))
      expect(new Set(texts).size).toBe(outcomes.length)
      for (const text of texts) expect(text).toContain('Nhắc Việc')
    }
  })
})

describe('in a group', () => {
  test('a reminder begins with the name of whom it is meant for', () => {
    const message = { kind: 'reminder' as const, items: [portalItem()], today: '2024-11-25' }
    const direct = formatted(message)
    const named = formatted({ ...message, mention: { name: 'Trần  Thị\nLan', nativeId: '77' } })
    expect(named.text).toBe(`Trần Thị Lan\n${direct.text}`)
    expect(named.spans[0]).toEqual({ start: 0, length: 12, style: 'mention', nativeId: '77' })
    expect(boldRuns(named).slice(1)).toEqual(boldRuns(direct))
  })

  test('a coordinator is told whether officers are named', () => {
    expect(rendered({ kind: 'group_named', agency: 'Sở Tư pháp', on: true })).toBe(
      'Từ nay, lời nhắc cho cán bộ đầu mối của Sở Tư pháp mà hệ thống không gửi riêng được sẽ được gửi vào nhóm này, có nêu tên.',
    )
    expect(rendered({ kind: 'group_named', agency: 'Sở Tư pháp', on: false })).toBe(
      'Hệ thống ngừng gửi lời nhắc của Sở Tư pháp vào nhóm này.',
    )
    for (const reason of ['unknown_agency', 'not_coordinator', 'no_mentions'] as const) {
      expect(rendered({ kind: 'group_refused', reason })).toMatch(/\.$|so-tu-phap$/)
    }
  })
})
