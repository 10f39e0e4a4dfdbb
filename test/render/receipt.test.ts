import { describe, expect, test } from 'vitest'
import { parseCommand } from '../../src/domain/command.ts'
import type { Item, ReceiptGroup } from '../../src/domain/message.ts'
import {
  boldRuns,
  broadcastItem,
  documentItem,
  formatted,
  portalItem,
  receiptGroup,
  rendered,
  siteItem,
} from './voice.ts'

const today = '2024-11-28'

function receipt(...groups: Partial<ReceiptGroup>[]): string {
  return rendered({ kind: 'receipt', groups: groups.map(receiptGroup), today })
}

describe('a receipt', () => {
  test('says what was counted where, and what remains until when', () => {
    expect(
      receipt({
        total: 4,
        counted: 3,
        byAssignment: [
          { count: 2, surplus: 0, item: siteItem({ done: 52 }) },
          { count: 1, surplus: 0, item: portalItem({ done: 1 }) },
        ],
        duplicates: [{ on: '2024-11-12', counted: true }],
      }),
    ).toBe(
      [
        'Sở Tư pháp: đã nhận 4 đường dẫn, tính 3.',
        '– Tin, bài trên Trang TTĐT: 2 bài (lũy kế năm 2024: 52/60, còn 8, hạn hết 31/12)',
        '– Tin, bài trên Cổng TTĐT tỉnh: 1 bài (tháng 11: 1/2, còn 1, hạn hết 30/11)',
        '– 1 đường dẫn trùng, đã nhận ngày 12/11 và đã được tính',
        'Gửi nhầm: trả lời “rút lại”.',
      ].join('\n'),
    )
  })

  test('tells what is complete, what is beyond the quota and what is late', () => {
    const text = receipt({
      byAssignment: [
        { count: 3, surplus: 1, item: portalItem({ done: 3 }) },
        { count: 1, surplus: 0, item: portalItem({ done: 1, overdueDays: 3 }) },
        { count: 1, surplus: 0, item: documentItem({ done: 1 }) },
      ],
    })
    expect(text).toContain('3 bài, trong đó 1 bài ngoài chỉ tiêu (tháng 11: 3/2, đã đủ)')
    expect(text).toContain('1 bài (tháng 11: 1/2, còn 1, đã quá hạn 03 ngày)')
    expect(text).toContain('1 bài (1/1, đã đủ)')
  })

  test('says so where the first of a duplicate is not counted yet', () => {
    const duplicate = { on: '2024-11-13', counted: false }
    expect(receipt({ total: 2, duplicates: [duplicate, duplicate] })).toBe(
      'Sở Tư pháp: đã nhận 2 đường dẫn, không có bài mới được tính.\n' +
        '– 2 đường dẫn trùng, đã nhận ngày 13/11 nhưng chưa được tính; đã lưu, không cần gửi lại',
    )
  })

  test('speaks of today, and names the year once it is not evident', () => {
    const byAssignment = [{ count: 1, surplus: 0, item: portalItem({ done: 1 }) }]
    const duplicates = [{ on: '2024-11-12', counted: true }]
    const on = (day: string) =>
      rendered({ kind: 'receipt', groups: [receiptGroup({ byAssignment, duplicates })], today: day })
    expect(on('2024-11-30')).toContain('(tháng 11: 1/2, còn 1, hạn hết hôm nay)')
    expect(on('2025-01-02')).toContain('(tháng 11/2024: 1/2, còn 1, hạn hết 30/11/2024)')
    expect(on('2025-01-02')).toContain('đã nhận ngày 12/11/2024 và')
  })

  test('keeps what was counted through somebody else, and does not say through whom', () => {
    expect(receipt({ total: 2, taken: 2 })).toBe(
      'Sở Tư pháp: đã nhận 2 đường dẫn, không có bài mới được tính.\n' +
        'Đã lưu nhưng chưa tính 2 đường dẫn: bài đã được ghi nhận từ trước. ' +
        'Sở Nội vụ sẽ thấy trong bản tổng hợp; anh/chị không cần gửi lại.',
    )
  })

  test('keeps what stands on an unknown address and says that nothing more is to be done', () => {
    expect(receipt({ agency: 'UBND huyện Bắc Bình', unknownSites: [{ host: 'ttvhbacbinh.vn', count: 1 }] })).toBe(
      'UBND huyện Bắc Bình: đã nhận 1 đường dẫn, không có bài mới được tính.\n' +
        'Đã lưu nhưng chưa tính 1 đường dẫn: địa chỉ “ttvhbacbinh.vn” chưa có trong danh sách trang của ' +
        'UBND huyện Bắc Bình. Sở Nội vụ sẽ thấy trong bản tổng hợp; khi địa chỉ được đăng ký và bài được tính, ' +
        'hệ thống sẽ báo. Anh/chị không cần gửi lại.',
    )
  })

  test('says the same of an address of another agency', () => {
    const sites = [{ host: 'sxd.binhthuan.gov.vn', count: 2 }]
    expect(receipt({ foreignSites: sites })).toBe(receipt({ unknownSites: sites }))
  })

  test('tells what no duty asks for, and what could not be read', () => {
    expect(receipt({ total: 2, noDuty: [{ channel: 'portal', count: 1 }], unreadable: ['http://'] })).toBe(
      [
        'Sở Tư pháp: đã nhận 2 đường dẫn, không có bài mới được tính.',
        'Đã lưu nhưng không tính 1 đường dẫn trên Cổng TTĐT tỉnh: hiện đơn vị không có chỉ tiêu tin, bài đang mở ở đây.',
        'Chưa đọc được 1 địa chỉ: “http://”. Đề nghị anh/chị kiểm tra và gửi lại.',
      ].join('\n'),
    )
  })

  test('shortens long lists', () => {
    const unknownSites = Array.from({ length: 10 }, (_, n) => ({ host: `trang${n}.vn`, count: 1 }))
    const duplicates = Array.from({ length: 8 }, (_, n) => ({ on: `2024-11-0${n + 1}`, counted: true }))
    const text = receipt({ unknownSites, duplicates, unreadable: ['x'.repeat(500)] })
    expect(text).toContain('“trang4.vn” và 5 địa chỉ khác chưa có trong danh sách')
    expect(text).toContain('– 3 đường dẫn trùng khác')
    expect(text.length).toBeLessThan(1000)
  })

  test('names every agency in bold', () => {
    const groups = [receiptGroup(), receiptGroup({ agency: 'Thanh tra tỉnh' })]
    expect(boldRuns(formatted({ kind: 'receipt', groups, today }))).toEqual(['Sở Tư pháp', 'Thanh tra tỉnh'])
  })
})

test('links that could not be counted when they were sent are told once they are', () => {
  const byAssignment = [{ count: 2, surplus: 0, item: siteItem({ agency: 'UBND huyện Bắc Bình', done: 50 }) }]
  expect(rendered({ kind: 'counted_later', why: 'site', agency: 'UBND huyện Bắc Bình', byAssignment, today })).toBe(
    'UBND huyện Bắc Bình: địa chỉ trang đã được đăng ký, nên các đường dẫn đã gửi trước đây nay được tính:\n' +
      '– Tin, bài trên Trang TTĐT: 2 bài (lũy kế năm 2024: 50/60, còn 10, hạn hết 31/12)',
  )
})

describe('work reported in words', () => {
  const item = broadcastItem({ done: 1 })
  const note = '28/11 17h30 Nộp hồ sơ trực tuyến'

  test('is logged', () => {
    expect(rendered({ kind: 'logged', item, note, surplus: false })).toBe(
      'Đã ghi nhận kết quả của UBND huyện Bắc Bình: “28/11 17h30 Nộp hồ sơ trực tuyến”.\n' +
        'Phát thanh hằng tuần, tuần 48: 1/1, đã đủ.',
    )
    const document = documentItem({ done: 1 })
    expect(rendered({ kind: 'logged', item: document, note: 'số 12/KH-STP ngày 20/01/2024', surplus: false })).toBe(
      'Đã ghi nhận kết quả của Sở Tư pháp: “số 12/KH-STP ngày 20/01/2024”.\n' +
        'Ban hành kế hoạch tuyên truyền năm 2024: 1/1, đã đủ.',
    )
  })

  test('beyond the quota is kept', () => {
    expect(rendered({ kind: 'logged', item, note, surplus: true })).toContain(
      'Phát thanh hằng tuần, tuần 48 đã đủ từ trước; kết quả này được lưu thêm, ngoài chỉ tiêu.',
    )
  })

  const todo = 'Trả lời “việc” để xem các việc đang mở.'
  const contact = 'Nếu cần bổ sung, đề nghị anh/chị liên hệ Sở Nội vụ.'

  test.each([
    [
      'broadcast',
      'no_duty',
      `Chưa ghi nhận được: đơn vị của anh/chị hiện không có nhiệm vụ phát thanh đang mở. ${todo}`,
    ],
    [
      'broadcast',
      'no_note',
      'Đề nghị anh/chị ghi thêm ngày, giờ và tên bài đã phát, ví dụ: phát thanh 17/01 17h30 Tên bài.',
    ],
    ['broadcast', 'future', 'Chưa ghi nhận được vì ngày phát chưa đến. Đề nghị anh/chị gửi lại sau khi bài đã phát.'],
    ['broadcast', 'closed', `Chưa ghi nhận được vì ngày phát không thuộc kỳ đang mở. ${contact}`],
    [
      'newsletter',
      'no_duty',
      `Chưa ghi nhận được: đơn vị của anh/chị hiện không có nhiệm vụ phát hành bản tin đang mở. ${todo}`,
    ],
    ['newsletter', 'no_note', 'Đề nghị anh/chị ghi thêm ngày phát hành và số của bản tin, ví dụ: bản tin 15/01 số 03.'],
    [
      'newsletter',
      'future',
      'Chưa ghi nhận được vì ngày phát hành chưa đến. Đề nghị anh/chị gửi lại sau khi bản tin đã phát hành.',
    ],
    ['newsletter', 'closed', `Chưa ghi nhận được vì ngày phát hành không thuộc kỳ đang mở. ${contact}`],
    [
      'document',
      'no_duty',
      `Chưa ghi nhận được: đơn vị của anh/chị hiện không có nhiệm vụ ban hành văn bản đang mở. ${todo}`,
    ],
    [
      'document',
      'no_note',
      'Đề nghị anh/chị ghi đủ số, ký hiệu (có dấu “/”) và ngày của văn bản, ví dụ: văn bản số 12/KH-STP ngày 20/01/2024.',
    ],
    [
      'document',
      'future',
      'Chưa ghi nhận được vì ngày của văn bản chưa đến. Đề nghị anh/chị kiểm tra ngày rồi gửi lại.',
    ],
    ['document', 'closed', `Chưa ghi nhận được vì ngày của văn bản không thuộc kỳ đang mở. ${contact}`],
  ] as const)('that is refused says what to do: %s, %s', (work, reason, text) => {
    expect(rendered({ kind: 'log_refused', work, reason })).toBe(text)
  })

  test.each(['vi', 'en'] as const)('is asked for by examples that the bot takes: %s', (language) => {
    const asked = (['broadcast', 'newsletter', 'document'] as const).map((work) => {
      const text = rendered({ kind: 'log_refused', work, reason: 'no_note' }, language)
      return parseCommand(/: ((?:phát|bản|văn) .+)\.$/.exec(text)?.[1] ?? '')
    })
    expect(asked).toMatchObject([
      { kind: 'log', work: 'broadcast', note: expect.stringMatching(/^17\/01 17h30 /) },
      { kind: 'log', work: 'newsletter', note: '15/01 số 03' },
      { kind: 'log', work: 'document', note: 'số 12/KH-STP ngày 20/01/2024' },
    ])
  })
})

describe('colleagues hear', () => {
  const doneBy = (item: Item) => rendered({ kind: 'done_by', by: 'Trần Thị Lan', item })

  test('that it is done', () => {
    expect(doneBy(portalItem({ done: 2 }))).toBe(
      'Trần Thị Lan đã gửi kết quả của Sở Tư pháp. Tin, bài trên Cổng TTĐT tỉnh, tháng 11: 2/2, đã đủ. ' +
        'Anh/chị không cần gửi thêm.',
    )
  })

  test('that an average is on pace, and that this is for now', () => {
    expect(doneBy(siteItem({ done: 55 }))).toBe(
      'Trần Thị Lan đã gửi kết quả của Sở Tư pháp. Tin, bài trên Trang TTĐT: lũy kế 55/55, ' +
        'đúng tiến độ đến hết tháng 11 (chỉ tiêu năm 60, hạn hết 31/12); anh/chị không cần gửi thêm lúc này.',
    )
  })

  test('that an average is complete for the year', () => {
    expect(doneBy(siteItem({ done: 60 }))).toMatch(/TTĐT, năm 2024: 60\/60, đã đủ\. Anh\/chị không cần gửi thêm\.$/)
  })

  test('what is still short', () => {
    expect(doneBy(portalItem({ done: 1 }))).toMatch(/đã có 1\/2, còn thiếu 1\.$/)
  })
})
