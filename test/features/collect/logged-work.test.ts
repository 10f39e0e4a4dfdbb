import { describe, expect, test } from 'vitest'
import { credits, submissions } from '../../../src/db/schema.ts'
import { useDatabase } from '../../support/database.ts'
import { createWorld } from '../../support/world.ts'

const db = await useDatabase()

const periodsCredited = async () => {
  const rows = await db.execute<{ period: string }>(
    'select a.period_key as period from credits c join assignments a on a.id = c.assignment_id order by c.id',
  )
  return rows.map(({ period }) => period)
}

describe('a broadcast, reported in words,', () => {
  test('counts in the week of its day, is surplus in a week that is met, and waits for its day to come', async () => {
    const world = await createWorld({ at: '2024-01-03 09:00' })
    await world.tick()
    const ha = await world.joins('Phạm Thu Hà', 'officer', 'ubnd-huyen-bac-binh')
    world.sleepUntil('2024-01-16 09:00')
    await world.tick()
    await world.settle()
    world.told(ha)

    // Week 1 was never met: the day that is named decides, not what is oldest.
    await world.says(ha, 'phát thanh 15/01 17h30 Nộp hồ sơ trực tuyến')
    expect(world.told(ha)).toEqual([
      'Đã ghi nhận kết quả của UBND huyện Bắc Bình: “15/01 17h30 Nộp hồ sơ trực tuyến”.\nPhát thanh hằng tuần, tuần 3: 1/1, đã đủ.',
    ])
    await world.says(ha, 'PHAT THANH: ngày 14/01/2024 lúc 17.30, Một cửa')
    expect(world.told(ha)[0]).toContain('Phát thanh hằng tuần, tuần 2: 1/1, đã đủ.')
    await world.says(ha, '/phatthanh 17h Thủ tục đất đai')
    expect(world.told(ha)).toEqual([
      'Đã ghi nhận kết quả của UBND huyện Bắc Bình: “17h Thủ tục đất đai”.\n' +
        'Phát thanh hằng tuần, tuần 3 đã đủ từ trước; kết quả này được lưu thêm, ngoài chỉ tiêu.',
    ])
    expect(await periodsCredited()).toEqual(['2024-W03', '2024-W02', '2024-W03'])
    expect(await db.select().from(submissions)).toMatchObject([
      { kind: 'broadcast', note: '15/01 17h30 Nộp hồ sơ trực tuyến', articleId: null },
      { kind: 'broadcast', note: 'ngày 14/01/2024 lúc 17.30, Một cửa' },
      { kind: 'broadcast', note: '17h Thủ tục đất đai' },
    ])

    await world.says(ha, 'phát thanh 17/01 17h30 Ngày mai')
    expect(world.told(ha)).toEqual([
      'Chưa ghi nhận được vì ngày phát chưa đến. Đề nghị anh/chị gửi lại sau khi bài đã phát.',
    ])
    await world.says(ha, 'phát thanh 20/12 17h30 Năm trước')
    await db.execute("update assignments set locked_at = now() where period_key = '2024-W01'")
    await world.says(ha, 'phát thanh 03/01 17h30 Tuần đã chốt')
    const closed =
      'Chưa ghi nhận được vì ngày phát không thuộc kỳ đang mở. Nếu cần bổ sung, đề nghị anh/chị liên hệ Sở Nội vụ.'
    expect(world.told(ha)).toEqual([closed, closed])
    expect(await db.$count(credits)).toBe(3)
  })

  test('says what was done, or is asked to', async () => {
    const world = await createWorld({ at: '2024-01-16 09:00' })
    await world.tick()
    const ha = await world.joins('Phạm Thu Hà', 'officer', 'ubnd-huyen-bac-binh')
    const asked = 'Đề nghị anh/chị ghi thêm ngày, giờ và tên bài đã phát, ví dụ: phát thanh 17/01 17h30 Tên bài.'
    for (const empty of ['phát thanh', 'Phát thanh viên huyện nghỉ phép']) {
      await world.says(ha, empty)
      expect(world.told(ha)).toEqual([asked])
    }
    await world.says(ha, 'văn bản đã gửi')
    expect(world.told(ha)[0]).toContain('ghi đủ số, ký hiệu')
    expect(await db.$count(submissions)).toBe(0)
  })

  test('with a link in it is both: the link is collected, and the broadcast counts', async () => {
    const world = await createWorld({ at: '2024-01-16 09:00' })
    await world.tick()
    const ha = await world.joins('Phạm Thu Hà', 'officer', 'ubnd-huyen-bac-binh')
    await world.says(ha, 'phát thanh 15/01 17h30 Tên bài https://bacbinh.binhthuan.gov.vn/1')
    const answers = world.told(ha).join('\n')
    expect(answers).toContain('Phát thanh hằng tuần, tuần 3: 1/1, đã đủ.')
    expect(answers).toContain('Tin, bài trên Trang TTĐT: 1 bài')
    // Of words that report nothing, only the link remains.
    await world.says(ha, 'Bản tin tuyên truyền: https://bacbinh.binhthuan.gov.vn/2')
    expect(world.told(ha)).toEqual([expect.stringContaining('Tin, bài trên Trang TTĐT: 1 bài')])
  })
})

test('a document counts with its number, a newsletter with its date, each where it is owed', async () => {
  const world = await createWorld({ at: '2024-01-16 09:00' })
  await world.tick()
  const vu = await world.joins('Ngô Vũ', 'officer', 'so-noi-vu')
  await world.says(vu, 'văn bản số 15/KH-SNV ngày 12/01/2024')
  expect(world.told(vu)).toEqual([
    'Đã ghi nhận kết quả của Sở Nội vụ: “số 15/KH-SNV ngày 12/01/2024”.\nBan hành kế hoạch tuyên truyền năm 2024: 1/1, đã đủ.',
  ])
  await world.says(vu, 'van ban so 16/KH-SNV ngay 30/01/2024')
  expect(world.told(vu)[0]).toContain('ngày của văn bản chưa đến')
  await world.says(vu, 'bản tin 15/01 số 03')
  expect(world.told(vu)[0]).toContain('Bản tin điện tử CCHC hằng tuần, tuần 3: 1/1, đã đủ.')
  await world.says(vu, 'bản tin')
  expect(world.told(vu)[0]).toContain('ghi thêm ngày phát hành và số của bản tin')
  await world.says(vu, 'phát thanh 15/01 17h30 Tên bài')
  expect(world.told(vu)).toEqual([
    'Chưa ghi nhận được: đơn vị của anh/chị hiện không có nhiệm vụ phát thanh đang mở. Trả lời “việc” để xem các việc đang mở.',
  ])
  expect(await periodsCredited()).toEqual(['once', '2024-W03'])
})

test('a one-off that is overdue still takes the document that was late', async () => {
  const world = await createWorld({ at: '2024-01-16 09:00' })
  await world.tick()
  const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  world.sleepUntil('2024-02-20 09:00')
  await world.says(lan, 'văn bản số 12/KH-STP ngày 19/02/2024')
  expect(world.told(lan)[0]).toContain('Ban hành kế hoạch tuyên truyền năm 2024: 1/1, đã đủ.')
})
