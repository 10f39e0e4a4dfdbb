import { describe, expect, test } from 'vitest'
import { credits, sentLinks, submissions } from '../../../src/db/schema.ts'
import { importAgencies } from '../../../src/features/plans/import-agencies.ts'
import { useDatabase } from '../../support/database.ts'
import { createWorld, type World } from '../../support/world.ts'

const db = await useDatabase()

const takeBack = 'Gửi nhầm: trả lời “rút lại”.'

const page = 'https://binhthuan.gov.vn/tin-chung'
const outcomes = async () => (await db.select().from(sentLinks).orderBy(sentLinks.id)).map(({ outcome }) => outcome)

async function openedWorld(): Promise<World> {
  const world = await createWorld({ at: '2024-01-16 09:00' })
  await world.tick()
  return world
}

/** Imports more sites beside those there are. */
async function register(world: World, ...sites: string[]): Promise<void> {
  const text = [
    'province: binh-thuan',
    'agencies:',
    '  - { code: so-tu-phap, name: Sở Tư pháp, shortName: Sở Tư pháp }',
    'sites:',
    ...sites.map((site) => `  - ${site}`),
  ].join('\n')
  expect(await importAgencies(db, { name: 'sites.yaml', text })).toMatchObject({
    kind: 'imported',
  })
  await world.tick()
}

describe('one page of the portal, sent by two agencies,', () => {
  test('counts for the first only, and the second is not told whose it is', async () => {
    const world = await openedWorld()
    const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
    const hung = await world.joins('Võ Hùng', 'officer', 'so-tttt')
    await world.says(lan, page)
    expect(world.told(lan).join()).toContain('tính 1.')
    await world.says(hung, page)

    const [answer = ''] = world.told(hung)
    expect(answer).toBe(
      'Sở Thông tin và Truyền thông: đã nhận 1 đường dẫn, không có bài mới được tính.\n' +
        'Đã lưu nhưng chưa tính 1 đường dẫn: bài đã được ghi nhận từ trước. Sở Nội vụ sẽ thấy trong bản tổng hợp; anh/chị không cần gửi lại.',
    )
    expect(world.told(lan)).toEqual([])
    expect(await outcomes()).toEqual(['counted', 'taken'])
    expect(await db.select().from(submissions)).toHaveLength(2)
    expect(await db.select().from(credits)).toHaveLength(1)

    // Sent again it is still the same, and still no duplicate of the other's.
    await world.says(hung, page)
    expect(world.told(hung)).toEqual([answer])
    expect(await db.select().from(submissions)).toHaveLength(2)
  })

  test('by two officers of one agency is one submission, and the second is shown when it came', async () => {
    const world = await openedWorld()
    const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
    const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
    await world.says(lan, page)
    world.sleepUntil('2024-01-17 09:00')
    await world.says(huy, page)
    expect(world.told(huy)).toEqual([
      'Sở Tư pháp: đã nhận 1 đường dẫn, không có bài mới được tính.\n– 1 đường dẫn trùng, đã nhận ngày 16/01 và đã được tính',
    ])
    expect(await db.select().from(submissions)).toHaveLength(1)
  })
})

test('a link on another agency’s site reads like an unknown address, and never says whose it is', async () => {
  const world = await openedWorld()
  const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  await world.says(lan, 'https://syt.binhthuan.gov.vn/tin-1')
  await world.says(lan, 'https://khong-ai-biet.vn/tin-1')
  const [foreign = '', unknown = ''] = world.told(lan)
  expect(await outcomes()).toEqual(['foreign_site', 'unknown_site'])
  expect(foreign.replace('syt.binhthuan.gov.vn', 'khong-ai-biet.vn')).toBe(unknown)
  expect(foreign).not.toContain('Y tế')
  expect(await db.$count(credits)).toBe(0)
})

test('the province’s portal is kept for an agency that owes nothing there, and says so', async () => {
  const world = await openedWorld()
  const ha = await world.joins('Phạm Thu Hà', 'officer', 'ubnd-huyen-bac-binh')
  await world.says(ha, `${page} https://bacbinh.binhthuan.gov.vn/1348/33980/tin.aspx`)
  expect(world.told(ha)).toEqual([
    'UBND huyện Bắc Bình: đã nhận 2 đường dẫn, tính 1.\n' +
      '– Tin, bài trên Trang TTĐT: 1 bài (lũy kế năm 2024: 1/60, còn 59, hạn hết 31/12)\n' +
      'Đã lưu nhưng không tính 1 đường dẫn trên Cổng TTĐT tỉnh: hiện đơn vị không có chỉ tiêu tin, bài đang mở ở đây.\n' +
      takeBack,
  ])
  expect(await db.$count(submissions)).toBe(2)
})

const laterSite = '{ host: tuphapbinhthuan.vn, channel: own_site, agency: so-tu-phap }'

test('a link on a site that is registered later counts from then on, and whoever sent it and is still there hears of it', async () => {
  const world = await openedWorld()
  const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  const mai = await world.joins('Đỗ Mai', 'officer', 'so-tu-phap')
  const minh = await world.joins('Nguyễn Văn Minh', 'coordinator')
  await world.says(lan, 'https://tuphapbinhthuan.vn/tin-1')
  await world.says(lan, 'https://tuphapbinhthuan.vn/tin-1')
  await world.says(mai, 'https://tuphapbinhthuan.vn/tin-2')
  expect(await outcomes()).toEqual(['unknown_site', 'duplicate', 'unknown_site'])
  expect(world.told(lan).at(-1)).toContain('1 đường dẫn trùng, đã nhận ngày 16/01 nhưng chưa được tính')
  await db.execute(`update memberships set to_on = '2024-01-15' where person_id =
    (select person_id from accounts where native_id = '${mai.id}')`)
  world.told(mai)

  await register(world, laterSite)
  await world.settle()
  expect(world.told(lan)).toEqual([
    expect.stringMatching(/^Sở Tư pháp: địa chỉ trang đã được đăng ký.*\n.*Trang TTĐT.*: 2\/60/),
  ])
  expect(world.told(mai)).toEqual([])
  await world.says(lan, 'https://tuphapbinhthuan.vn/tin-1')
  expect(world.told(lan)).toEqual([expect.stringContaining('1 đường dẫn trùng, đã nhận ngày 16/01 và đã được tính')])
  expect(await db.$count(submissions)).toBe(2)
  expect(await db.$count(credits)).toBe(2)

  // Nobody has confirmed the address: what counts on it is shown to the coordinator.
  await world.says(minh, 'tổng hợp')
  const digest = world.told(minh).at(-1)
  expect(digest).toContain('Có tin, bài đã tính trên địa chỉ chưa được xác nhận: tuphapbinhthuan.vn')
  expect(digest).not.toContain('Chờ xem xét')
})

test('a link that does not count yet is looked at anew whenever it is sent again', async () => {
  const world = await openedWorld()
  const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  const link = 'https://tuphapbinhthuan.vn/tin-1'
  await world.says(lan, link)
  await db.execute(`insert into sites (province_id, agency_id, host, channel)
    select province_id, id, 'tuphapbinhthuan.vn', 'own_site' from agencies where code = 'so-tu-phap'`)
  await world.says(lan, link)
  await world.says(lan, link)
  expect(world.told(lan).slice(-2)).toEqual([
    expect.stringContaining('đã nhận 1 đường dẫn, tính 1.'),
    expect.stringContaining('1 đường dẫn trùng, đã nhận ngày 16/01 và đã được tính'),
  ])
  expect(await outcomes()).toEqual(['unknown_site', 'counted', 'duplicate'])
  expect(await db.$count(submissions)).toBe(1)
})

test('a coordinator’s links are kept, and count once they are an officer', async () => {
  const world = await openedWorld()
  const minh = await world.joins('Nguyễn Văn Minh', 'coordinator')
  await world.says(minh, 'https://binhthuan.gov.vn/1')
  expect(world.told(minh).at(-1)).toContain('Đã lưu nhưng chưa tính 1 đường dẫn anh/chị gửi')
  expect(await outcomes()).toEqual([])
  await world.says(minh, `/start ${await world.invite('officer', 'so-noi-vu')}`)
  expect(world.told(minh).at(-1)).toContain('Sở Nội vụ: đã nhận 1 đường dẫn, tính 1.')
})

test('a confirmed address counts without being shown, an unconfirmed one counts and is shown', async () => {
  const world = await openedWorld()
  const ha = await world.joins('Phạm Thu Hà', 'officer', 'ubnd-huyen-bac-binh')
  const tan = await world.joins('Hồ Tân', 'officer', 'ubnd-huyen-ham-tan')
  const minh = await world.joins('Nguyễn Văn Minh', 'coordinator')
  await world.says(ha, 'https://bacbinh.binhthuan.gov.vn/1')
  await world.says(minh, 'tổng hợp')
  expect(world.told(minh)[0]).not.toContain('chưa được xác nhận')
  await world.says(tan, 'https://hamtan.binhthuan.gov.vn/1')
  await world.says(minh, 'tổng hợp')
  expect(world.told(minh)[0]).toContain('địa chỉ chưa được xác nhận: hamtan.binhthuan.gov.vn\n')
  expect(await outcomes()).toEqual(['counted', 'counted'])
})

test('for an officer of two agencies the link’s site decides, and on a shared site what is still owed', async () => {
  const world = await openedWorld()
  const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  await world.says(lan, `/start ${await world.invite('officer', 'so-y-te')}`)
  world.told(lan)
  // Sở Y tế owes nothing on the portal.
  await world.says(lan, 'https://syt.binhthuan.gov.vn/1 https://stp.binhthuan.gov.vn/1 https://binhthuan.gov.vn/1')
  const [answer = ''] = world.told(lan)
  expect(answer.split('\n\n')).toEqual([
    'Sở Tư pháp: đã nhận 2 đường dẫn, tính 2.\n' +
      '– Tin, bài trên Cổng TTĐT tỉnh: 1 bài (tháng 1: 1/2, còn 1, hạn hết 31/01)\n' +
      '– Tin, bài trên Trang TTĐT: 1 bài (lũy kế năm 2024: 1/60, còn 59, hạn hết 31/12)',
    'Sở Y tế: đã nhận 1 đường dẫn, tính 1.\n' +
      '– Tin, bài trên Trang TTĐT: 1 bài (lũy kế năm 2024: 1/60, còn 59, hạn hết 31/12)\n' +
      takeBack,
  ])
})

test('a page that was sent before for one of an officer’s agencies is not counted again for the other', async () => {
  const world = await openedWorld()
  const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  await world.says(lan, `/start ${await world.invite('officer', 'so-tttt')}`)
  await world.says(lan, `${page}-1 ${page}-2`)
  world.told(lan)
  await world.says(lan, `${page}-1`)
  expect(world.told(lan)).toEqual([
    expect.stringMatching(/^Sở Tư pháp: .*không có bài mới được tính.*\n– 1 đường dẫn trùng/),
  ])
  await world.says(lan, `${page}-3`)
  expect(world.told(lan)).toEqual([expect.stringMatching(/^Sở Thông tin và Truyền thông: .*tính 1\./)])
})

test('one article of Sở KHĐT on the portal counts toward both clauses that ask for it, and is told once', async () => {
  const world = await openedWorld()
  const khoa = await world.joins('Lý Khoa', 'officer', 'so-khdt')
  await world.says(khoa, 'việc')
  expect(world.told(khoa)[0]?.match(/Cổng TTĐT tỉnh/g)).toHaveLength(1)
  await world.says(khoa, 'https://binhthuan.gov.vn/dau-tu-1 https://binhthuan.gov.vn/dau-tu-2')
  expect(world.told(khoa)[0]).toMatch(/tính 2\.\n– Tin, bài[^\n]*: 2 bài \(tháng 1: 2\/2, đã đủ\)\n/)
  expect(await db.$count(submissions)).toBe(2)
  expect(await db.$count(credits)).toBe(4)
  const minh = await world.joins('Nguyễn Văn Minh', 'coordinator')
  await world.says(minh, 'tổng hợp')
  const [digest = ''] = world.told(minh)
  expect(digest).toContain('Tin, bài trên Cổng TTĐT tỉnh, tháng 1 (điểm d khoản 1 mục III): đạt 1/5')
  expect(digest).toContain('Tin, bài về hỗ trợ đầu tư trên Cổng TTĐT tỉnh, tháng 1 (khoản 6 mục III): đạt 1/1')
})

test('whoever was reminded and did not do it learns that it is done; whoever has left learns nothing', async () => {
  const world = await openedWorld()
  const lan = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
  const mai = await world.joins('Đỗ Mai', 'officer', 'so-tu-phap')
  world.sleepUntil('2024-01-24 08:00')
  await world.tick()
  await world.settle()
  for (const each of [lan, huy, mai]) expect(world.told(each).join()).toContain('Cổng TTĐT tỉnh')
  await db.execute(`update memberships set to_on = '2024-01-23' where person_id =
    (select person_id from accounts where native_id = '${mai.id}')`)

  await world.says(lan, 'https://binhthuan.gov.vn/1 https://binhthuan.gov.vn/2')
  expect(world.told(huy)).toEqual([
    'Trần Thị Lan đã gửi kết quả của Sở Tư pháp. Tin, bài trên Cổng TTĐT tỉnh, tháng 1: 2/2, đã đủ. Anh/chị không cần gửi thêm.',
  ])
  expect(world.told(mai)).toEqual([])
})
