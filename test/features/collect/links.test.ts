import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { attempts, credits, outbox, sentLinks, submissions } from '../../../src/db/schema.ts'
import { useDatabase } from '../../support/database.ts'
import { createWorld, type World } from '../../support/world.ts'

const db = await useDatabase()

const ownSite = (n: number | string) => `https://stp.binhthuan.gov.vn/tin-${n}`
const takeBack = 'Gửi nhầm: trả lời “rút lại”.'
const portal = (n: number | string) => `https://binhthuan.gov.vn/tin-${n}`

/** An officer of Sở Tư pháp on 16 January, with the plan's periods open and every greeting read. */
async function officerOfJustice(): Promise<{ world: World; lan: Awaited<ReturnType<World['joins']>> }> {
  const world = await createWorld({ at: '2024-01-16 09:00' })
  await world.tick()
  return { world, lan: await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap') }
}

const kept = () => db.select().from(sentLinks).orderBy(sentLinks.id)
const outcomes = async () => (await kept()).map(({ url, outcome }) => [url, outcome])

describe('a link that an officer sends', () => {
  test('is stored, counted where the duty asks for it, and answered with what remains', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, `Gửi bài: ${portal(1)}`)

    expect(world.told(lan)).toEqual([
      'Sở Tư pháp: đã nhận 1 đường dẫn, tính 1.\n– Tin, bài trên Cổng TTĐT tỉnh: 1 bài (tháng 1: 1/2, còn 1, hạn hết 31/01)\n' +
        takeBack,
    ])
    expect(await db.select().from(submissions)).toMatchObject([{ kind: 'link', note: null }])
    expect(await db.select().from(credits)).toMatchObject([{ channel: 'portal', revokedAt: null }])
  })

  test('counts once in each channel where the article is posted, and is then a duplicate with its date', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, `${ownSite(1)} và ${portal(1)}`)
    expect(world.told(lan)).toEqual([
      'Sở Tư pháp: đã nhận 2 đường dẫn, tính 2.\n' +
        '– Tin, bài trên Cổng TTĐT tỉnh: 1 bài (tháng 1: 1/2, còn 1, hạn hết 31/01)\n' +
        '– Tin, bài trên Trang TTĐT: 1 bài (lũy kế năm 2024: 1/60, còn 59, hạn hết 31/12)\n' +
        takeBack,
    ])

    world.sleepUntil('2024-01-18 10:00')
    await world.says(lan, `${portal(1)}?utm_source=zalo https://www.binhthuan.gov.vn/tin-1/#x ${ownSite(1)}`)
    expect(world.told(lan)).toEqual([
      'Sở Tư pháp: đã nhận 3 đường dẫn, không có bài mới được tính.\n' +
        '– 3 đường dẫn trùng, đã nhận ngày 16/01 và đã được tính',
    ])
    expect(await db.$count(submissions)).toBe(2)
    expect(await db.$count(credits)).toBe(2)
    expect((await kept()).map(({ outcome }) => outcome)).toEqual([
      'counted',
      'counted',
      'duplicate',
      'duplicate',
      'duplicate',
    ])
  })

  test('is kept, counted and named as surplus once the period is met', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, `${portal(1)} ${portal(2)}`)
    world.told(lan)
    await world.says(lan, `${portal(3)}`)
    expect(world.told(lan)).toEqual([
      'Sở Tư pháp: đã nhận 1 đường dẫn, tính 1.\n' +
        '– Tin, bài trên Cổng TTĐT tỉnh: 1 bài, trong đó 1 bài ngoài chỉ tiêu (tháng 1: 3/2, đã đủ)\n' +
        takeBack,
    ])
    expect(await db.$count(credits)).toBe(3)
    expect((await kept()).map(({ outcome }) => outcome)).toEqual(['counted', 'counted', 'surplus'])
  })

  test('is found behind words, in a caption, on a forwarded post and its buttons, and glued to emoji', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'xem tại đây', {
      entities: [{ type: 'text_link', offset: 4, length: 7, url: ownSite(1) }],
    })
    await world.says(lan, '', { caption: `Ảnh hội nghị ${ownSite(2)}` })
    await world.says(lan, `Tin mới ${ownSite(3)}`, {
      forward: { from: { id: -100, title: 'Trang Sở' }, buttons: [{ text: 'Đọc', url: ownSite(4) }] },
    })
    await world.says(lan, `👉🏽${ownSite(5)}👍\u200b${ownSite(6)}🇻🇳`, { entities: [] })
    await world.says(lan, `stp.binhthuan.gov.vn/tin-7,stp.binhthuan.gov.vn/tin-8`)

    expect(await outcomes()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => [ownSite(n), 'counted']))
    expect(world.told(lan).at(-1)).toContain('lũy kế năm 2024: 8/60')
  })

  test('on an address nobody registered is kept and answered, and no other province’s station is ours', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'https://btv.org.vn/tin-1 https://btv.org.vn/tin-2 https://tinmoi.vn/3')
    expect(world.told(lan)).toEqual([
      'Sở Tư pháp: đã nhận 3 đường dẫn, không có bài mới được tính.\n' +
        'Đã lưu nhưng chưa tính 3 đường dẫn: địa chỉ “btv.org.vn” (2 đường dẫn), “tinmoi.vn” chưa có trong danh sách trang của Sở Tư pháp. ' +
        'Sở Nội vụ sẽ thấy trong bản tổng hợp; khi địa chỉ được đăng ký và bài được tính, hệ thống sẽ báo. Anh/chị không cần gửi lại.',
    ])
    expect(await db.$count(submissions)).toBe(3)
    expect(await db.$count(credits)).toBe(0)
    const minh = await world.joins('Nguyễn Văn Minh', 'coordinator')
    await world.says(minh, 'tổng hợp')
    expect(world.told(minh).at(-1)).toContain(
      'Chờ xem xét: Sở Tư pháp 2 đường dẫn (btv.org.vn); Sở Tư pháp 1 đường dẫn (tinmoi.vn)',
    )
  })

  test('that cannot be read is kept and named, and the readable ones beside it count', async () => {
    const { world, lan } = await officerOfJustice()
    const hidden = 'https://lan:matkhau@stp.binhthuan.gov.vn/x'
    await world.says(lan, `${hidden} ${portal(1)}`, {
      entities: [
        { type: 'url', offset: 0, length: hidden.length },
        { type: 'url', offset: hidden.length + 1, length: portal(1).length },
      ],
    })
    expect(world.told(lan)).toEqual([
      'Sở Tư pháp: đã nhận 2 đường dẫn, tính 1.\n' +
        '– Tin, bài trên Cổng TTĐT tỉnh: 1 bài (tháng 1: 1/2, còn 1, hạn hết 31/01)\n' +
        `Chưa đọc được 1 địa chỉ: “${hidden}”. Đề nghị anh/chị kiểm tra và gửi lại.\n${takeBack}`,
    ])
    expect((await kept()).map(({ outcome }) => outcome)).toEqual(['unreadable', 'counted'])
  })
})

describe('many links', () => {
  test('in five messages at once are answered with one receipt', async () => {
    const { world, lan } = await officerOfJustice()
    for (const n of [1, 2, 3, 4, 5]) await world.sends(lan, ownSite(n))
    await world.settle()
    expect(world.told(lan)).toEqual([
      'Sở Tư pháp: đã nhận 5 đường dẫn, tính 5.\n' +
        '– Tin, bài trên Trang TTĐT: 5 bài (lũy kế năm 2024: 5/60, còn 55, hạn hết 31/12)\n' +
        takeBack,
    ])
    await world.says(lan, ownSite(6))
    expect(world.told(lan)).toHaveLength(1)
  })

  test('in one message, two hundred of them, are all stored and answered with one message', async () => {
    const { world, lan } = await officerOfJustice()
    // Each on a host of its own: the longest receipt there can be.
    const links = Array.from({ length: 200 }, (_, n) =>
      n < 50 ? ownSite(n) : n < 60 ? ownSite(n - 50) : `tm${n}.vn/${n}`,
    )
    const text = links.join(' ').replaceAll('https://', '')
    expect(text.length).toBeLessThanOrEqual(4096)
    await world.says(lan, text, { entities: [] })

    const stored = await kept()
    expect(stored).toHaveLength(200)
    expect(stored.map(({ position }) => position)).toEqual(links.map((_, n) => n))
    expect(await db.$count(credits)).toBe(50)
    expect(stored.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(10)
    const answers = world.told(lan)
    expect(answers).toHaveLength(1)
    expect(answers[0]).toContain('đã nhận 200 đường dẫn, tính 50.')
    expect(answers[0]).toContain('Đã lưu nhưng chưa tính 140 đường dẫn')
    expect(answers[0]?.length).toBeLessThanOrEqual(4096)
    expect(await db.$count(attempts, eq(attempts.outcome, 'sent'))).toBe(2)
  }, 60_000)

  test('are missed in none of 4,096 characters that hold no link: those are answered with help', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'Kính gửi Sở Nội vụ, đơn vị xin báo cáo như sau. '.repeat(90).slice(0, 4096))
    const [answer = ''] = world.told(lan)
    expect(answer).toMatch(/^Hệ thống chưa nhận ra nội dung cần xử lý trong tin nhắn vừa rồi\.\nAnh\/chị có thể gửi:/)
    expect(await kept()).toEqual([])
  })
})

describe('the period that a link counts for', () => {
  test('is the oldest that still needs it, or the one whose reminder it answers', async () => {
    const { world, lan } = await officerOfJustice()
    const portalPeriods = async () => (await world.told(lan)).join('\n').match(/tháng \d: \d\/2/g)
    // January's last reminder is out and was never answered; then February's alone comes.
    for (const morning of ['2024-02-03 08:00', '2024-02-28 08:00']) {
      world.sleepUntil(morning)
      await world.tick()
      await world.settle()
    }
    const february = world.fake.accepted.findLast(({ text }) => text.includes('Cổng TTĐT tỉnh'))
    world.told(lan)

    await world.says(lan, portal(1))
    expect(await portalPeriods()).toEqual(['tháng 1: 1/2'])
    await world.says(lan, portal(2), { replyToMessageId: february?.messageId ?? 0 })
    expect(await portalPeriods()).toEqual(['tháng 2: 1/2'])
    await world.says(lan, portal(3))
    expect(await portalPeriods()).toEqual(['tháng 1: 2/2'])
    await world.says(lan, portal(4))
    expect(await portalPeriods()).toEqual(['tháng 2: 2/2'])
  })
})

test('“việc” lists what is open, and only that', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, `${portal(1)} ${portal(2)}`)
  world.told(lan)
  for (const asked of ['việc', '/viec', 'VIỆC CỦA TÔI']) {
    await world.says(lan, asked)
    const [list = ''] = world.told(lan)
    expect(list).toContain('Sở Tư pháp có 2 việc đang mở:')
    expect(list).toContain('Ban hành kế hoạch tuyên truyền năm 2024')
    expect(list).toContain('Tin, bài trên Trang TTĐT: lũy kế 0/5')
    expect(list).not.toContain('Cổng TTĐT')
  }
})

test('an answer that was sent is not sent again when the process starts anew', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, portal(1))
  expect(world.told(lan)).toHaveLength(1)
  await world.restart()
  await world.settle()
  expect(world.told(lan)).toEqual([])
  expect(await db.$count(outbox, eq(outbox.kind, 'receipt'))).toBe(1)
})

test('a message in a group chat is stored and not answered, whoever wrote it', async () => {
  const { world, lan } = await officerOfJustice()
  const group = { id: -500, type: 'group' as const, title: 'Đầu mối CCHC' }
  await world.says(lan, `${portal(1)} việc tổng hợp`, { chat: group })
  await world.says(lan, 'việc', { chat: group })
  expect(world.fake.accepted.filter(({ chatId }) => chatId === group.id)).toEqual([])
  expect(world.told(lan)).toEqual([])
  expect(await kept()).toEqual([])
  const rows = await db.query.inbound.findMany()
  expect(rows.filter(({ chatNativeId }) => chatNativeId === '-500')).toMatchObject([
    { state: 'done', outcome: 'group' },
    { state: 'done', outcome: 'group' },
  ])
})
