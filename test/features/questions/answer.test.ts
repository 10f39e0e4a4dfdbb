import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { credits, inbound, memberships, questions } from '../../../src/db/schema.ts'
import { useDatabase } from '../../support/database.ts'
import { consoleStage } from '../../support/stage.ts'
import { createWorld } from '../../support/world.ts'
import { visit } from '../remind/small-world.ts'
import { lastTo, officerOfJustice, ownSite, portal } from './officer.ts'

const db = await useDatabase()

const noQuestion = expect.stringContaining('Không có danh sách nào đang chờ trả lời bằng số')
const lastOutcome = async () => (await db.select().from(inbound).orderBy(inbound.id)).at(-1)?.outcome

describe('a number after “việc”', () => {
  test('shows that task, with its basis, its deadline and how to report it', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, portal(1))
    await world.says(lan, 'việc')
    const list = world.told(lan).at(-1) ?? ''
    expect(list).toContain('Trả lời số thứ tự để xem căn cứ và cách báo kết quả của từng việc.')
    const number = /(\d)\. Tin, bài trên Cổng/.exec(list)?.[1] ?? ''
    await world.says(lan, `số ${number}`)
    expect(world.told(lan)).toEqual([
      [
        'Sở Tư pháp: Tin, bài trên Cổng TTĐT tỉnh, tháng 1: đã có 1/2, còn thiếu 1.',
        'Nơi đăng, phát, gửi: Cổng TTĐT tỉnh.',
        'Căn cứ: điểm d khoản 1 mục III Kế hoạch tuyên truyền CCHC năm 2024.',
        'Gần nhất: Trần Thị Lan gửi ngày 16/01.',
        'Hạn: hết thứ Tư 31/01.',
        'Tin, bài đã đăng: đề nghị anh/chị gửi đường dẫn vào đây.',
      ].join('\n'),
    ])
  })

  test('may be several numbers, and the list stays open for more', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'việc')
    world.told(lan)
    await world.says(lan, '1 và 3')
    expect(world.told(lan)).toHaveLength(2)
    await world.says(lan, '2')
    expect(world.told(lan)).toHaveLength(1)
  })

  test('counts through all agencies of the one message', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, `/start ${await world.invite('officer', 'so-y-te')}`)
    await world.says(lan, 'việc')
    const list = world.told(lan).at(-1) ?? ''
    const lines = [...list.matchAll(/^(\d+)\. ([^:]+):|^(Sở [^:]+) có/gm)]
    let agency = ''
    let numbered = 0
    for (const [, number, title = '', heading] of lines) {
      if (heading !== undefined) agency = heading
      if (number === undefined) continue
      numbered += 1
      await world.says(lan, number)
      expect(world.told(lan)[0]).toContain(`${agency}: ${title}`)
    }
    expect(numbered).toBeGreaterThan(4)
    expect(agency).toBe('Sở Y tế')
  })

  test('is told what the list holds where it goes beyond, and that a code of letters, a link or a command is none', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'việc')
    world.told(lan)
    for (const beyond of ['0', '9', '1, 9']) {
      await world.says(lan, beyond)
      expect(world.told(lan)).toEqual(['Danh sách có 3 mục; đề nghị anh/chị trả lời số từ 1 đến 3.'])
    }
    await world.says(lan, `1 ${ownSite(1)}`)
    expect(world.told(lan)[0]).toContain('đã nhận 1 đường dẫn, tính 1.')
    await world.says(lan, 'việc')
    expect(world.told(lan)[0]).toContain('việc đang mở')
  })
})

describe('a lone number', () => {
  test('is meant for the list that had been shown when it was written, not for one that is still on its way', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, ownSite(1))
    await world.says(lan, 'rút lại')
    world.told(lan)
    world.fake.failNext({ method: 'sendMessage', kind: 'status', code: 401, times: 1 })
    await world.says(lan, 'việc')
    expect(world.told(lan)).toEqual([])
    await world.says(lan, '1')
    await visit(world, '2024-01-16 10:10')
    const told = world.told(lan)
    expect(told.filter((text) => text.includes('Đã rút lại 1 kết quả'))).toHaveLength(1)
    expect(told.filter((text) => text.startsWith('Sở Tư pháp: Tin, bài'))).toEqual([])
  })

  test('written before the list was shown is no answer to it', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'việc')
    world.told(lan)
    await world.says(lan, '1', { date: new Date(world.clock().getTime() - 600_000) })
    expect(world.told(lan)).toEqual([noQuestion])
  })

  test('without a list is told so', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, '1')
    expect(world.told(lan)).toEqual([noQuestion])
    expect(await lastOutcome()).toBe('answer_refused')
  })

  test('answers a list of seven days at most', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'việc')
    const { messageId } = lastTo(world, lan)
    world.told(lan)
    world.sleepUntil('2024-01-22 10:00')
    await world.says(lan, '1')
    expect(world.told(lan)[0]).toContain('Căn cứ:')
    world.sleepUntil('2024-01-23 10:00')
    await world.says(lan, '1')
    await world.says(lan, '1', { replyToMessageId: messageId })
    expect(world.told(lan)).toEqual([noQuestion, noQuestion])
  })

  test('answers a reminder of several tasks by its own numbers', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, ownSite(1))
    await world.says(lan, 'rút lại')
    world.told(lan)
    world.sleepUntil('2024-01-24 08:00')
    await world.tick()
    await world.settle()
    const [reminder = ''] = world.told(lan)
    const title = /^2\. ([^,:]+)/m.exec(reminder)?.[1] ?? 'the reminder has no second task'
    await world.says(lan, '2')
    expect(world.told(lan)).toEqual([expect.stringContaining(title)])
    expect(await db.$count(credits)).toBe(1)
  })

  test('does not reach back to a list of things to take back, unless that is quoted', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, ownSite(1))
    await world.says(lan, 'rút lại')
    const { messageId } = lastTo(world, lan)
    world.told(lan)
    world.sleepUntil('2024-01-16 11:00')
    await world.says(lan, '1')
    expect(world.told(lan)).toEqual([noQuestion])
    await world.says(lan, '1', { replyToMessageId: messageId })
    expect(world.told(lan)[0]).toContain('Đã rút lại 1 kết quả')
  })
})

test('a quoted list is answered, not the latest one', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, ownSite(1))
  await world.says(lan, 'rút lại')
  const choice = lastTo(world, lan)
  await world.says(lan, 'việc')
  const list = lastTo(world, lan)
  world.told(lan)
  await world.says(lan, '1')
  expect(world.told(lan)[0]).toContain('Căn cứ:')
  await world.says(lan, '1', { replyToMessageId: choice.messageId })
  expect(world.told(lan)[0]).toContain('Đã rút lại 1 kết quả')
  await world.says(lan, '1', { replyToMessageId: list.messageId })
  expect(world.told(lan)[0]).toContain('Căn cứ:')
})

test('a quoted message that asked nothing is not answered by a number, whatever list is open', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, ownSite(1))
  const receipt = lastTo(world, lan)
  await world.says(lan, 'rút lại')
  world.told(lan)
  await world.says(lan, '1', { replyToMessageId: receipt.messageId })
  expect(world.told(lan)).toEqual([noQuestion])
  await world.says(lan, '1')
  expect(world.told(lan)[0]).toContain('Đã rút lại 1 kết quả')
})

test('polite words around a number or a command are understood', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, ownSite(1))
  world.told(lan)
  await world.says(lan, 'Dạ em rút lại 1 ạ')
  expect(world.told(lan)[0]).toContain('Các kết quả anh/chị gửi gần đây')
  await world.says(lan, 'Dạ số 1 ạ')
  expect(world.told(lan)[0]).toContain('Đã rút lại 1 kết quả')
  await world.says(lan, 'Vâng, việc ạ')
  expect(world.told(lan)[0]).toContain('việc đang mở')
})

test('who leaves the agency before the answer is out is shown nothing of it', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, ownSite(1))
  /** The answer can be sent an hour later only, when she has left. */
  const answersLate = async (list: string, at: string) => {
    await db.update(memberships).set({ toOn: null })
    await world.says(lan, list)
    world.told(lan)
    world.fake.failNext({ method: 'sendMessage', kind: 'status', code: 401, times: 1 })
    await world.says(lan, '1')
    await db.update(memberships).set({ toOn: '2024-01-15' })
    expect(world.told(lan)).toEqual([])
    await visit(world, at)
    return world.told(lan)
  }
  expect(await answersLate('việc', '2024-01-16 10:10')).toEqual([])
  expect(await answersLate('rút lại', '2024-01-16 11:20')).toEqual([
    'Đã rút lại 1 kết quả, không tính nữa:\n– “stp.binhthuan.gov.vn/tin-1”',
  ])
})

test('a question of which one may be chosen takes one, and is closed by it', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, 'việc')
  world.told(lan)
  await db.update(questions).set({ kind: 'platform', several: false, values: ['telegram', 'zalo-bot'] })
  await world.says(lan, '1 và 2')
  expect(world.told(lan)).toEqual(['Đề nghị anh/chị chỉ chọn một số.'])
  await world.says(lan, '1')
  expect(await lastOutcome()).toBe('answer')
  world.told(lan)
  await world.says(lan, '1')
  expect(world.told(lan)).toEqual([noQuestion])
})

test('a question is answered by the person who was asked, in the chat in which they were', async () => {
  const { world, lan } = await officerOfJustice()
  const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
  await world.says(lan, 'việc')
  const { messageId } = lastTo(world, lan)
  await world.says(huy, '1')
  await world.says(huy, '1', { replyToMessageId: messageId })
  expect(world.told(huy)).toEqual([noQuestion, noQuestion])
})

test('who has left the agency is shown nothing of it any more', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, `/start ${await world.invite('officer', 'so-y-te')}`)
  await world.says(lan, 'việc')
  world.told(lan)
  await db
    .update(memberships)
    .set({ toOn: '2024-01-15' })
    .where(eq(memberships.id, (await oldest()) ?? 0))
  await world.says(lan, '1')
  expect(world.told(lan)).toEqual([noQuestion])
})

const oldest = async () => (await db.select().from(memberships).orderBy(memberships.id))[0]?.id

test('where there are no buttons, numbers do the same', async () => {
  const world = await createWorld({ at: '2024-01-16 09:00', stages: [consoleStage] })
  await world.tick()
  const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  await world.writes(lan, 'việc')
  const [list = ''] = world.hears(lan)
  await world.writes(lan, '1')
  expect(world.hears(lan)[0]).toContain(/^1\. ([^:]+):/m.exec(list)?.[1])
})

test('an album, whose pictures come one by one, is answered once', async () => {
  const { world, lan } = await officerOfJustice()
  for (let n = 0; n < 3; n++) await world.sends(lan, '', { caption: '' })
  await world.settle()
  expect(world.told(lan)).toEqual([expect.stringContaining('Đã nhận 3 ảnh, tệp')])
  await world.says(lan, '', { caption: '' })
  expect(world.told(lan)).toEqual([expect.stringContaining('Đã nhận 1 ảnh, tệp')])
})

test('pictures without a word that says what they prove are answered with what to do', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, '', { caption: '' })
  expect(world.told(lan)).toEqual([
    'Đã nhận 1 ảnh, tệp, nhưng hệ thống hiện chưa tự đọc được nội dung nên chưa ghi nhận kết quả. ' +
      'Đề nghị anh/chị dán đường dẫn tin, bài vào đây, hoặc trả lời “phát thanh …”, “bản tin …”, “văn bản số …” kèm ngày.',
  ])
  await world.says(lan, '', { caption: `Ảnh hội nghị ${ownSite(1)}` })
  expect(world.told(lan)[0]).toContain('đã nhận 1 đường dẫn, tính 1.')
  const minh = await world.joins('Nguyễn Văn Minh', 'coordinator')
  await world.says(minh, '', { caption: '' })
  expect(world.told(minh)[0]).toContain('chưa nhận ra nội dung')
})
