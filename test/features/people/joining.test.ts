import { describe, expect, test } from 'vitest'
import { inviteUses, memberships, persons, sentLinks } from '../../../src/db/schema.ts'
import { showCode } from '../../../src/domain/command.ts'
import { createInvite } from '../../../src/features/people/create-invite.ts'
import { connectAgain, onPostgres, useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import { createWorld, type World } from '../../support/world.ts'

const db = await useDatabase()

const stranger = (id: number, first_name: string, last_name = 'Mới'): Person => ({ id, first_name, last_name })
const lan = stranger(1, 'Trần', 'Thị Lan')
const huy = stranger(2, 'Lê', 'Quốc Huy')

async function openedWorld(): Promise<World> {
  const world = await createWorld({ at: '2024-01-16 09:00' })
  await world.tick()
  return world
}

const wayIn =
  'Chào anh/chị. Đây là kênh nhắc việc tuyên truyền CCHC dành cho đầu mối của các cơ quan, đơn vị. ' +
  'Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mời, rồi gửi mã vào đây.'

describe('an invitation', () => {
  test('by its link makes somebody an officer, who is told what is open and what is stored', async () => {
    const world = await openedWorld()
    await world.says(lan, `/start ${await world.invite('officer', 'so-tu-phap')}`)
    expect(world.told(lan)).toEqual([
      [
        'Chào anh/chị Trần Thị Lan. Anh/chị đã được ghi nhận là cán bộ đầu mối CCHC của Sở Tư pháp.',
        'Đơn vị có 3 việc đang mở, gần nhất: Ban hành kế hoạch tuyên truyền năm 2024. Hạn: hết thứ Tư 31/01.',
        'Gửi đường dẫn tin, bài vào đây để báo kết quả; trả lời “việc” để xem các việc đang mở, “hướng dẫn” để xem cách dùng.',
        'Hệ thống lưu họ tên, tài khoản của anh/chị, nội dung và thời điểm gửi; chỉ dùng để theo dõi nhiệm vụ của kế hoạch.',
        'Đề nghị không gửi tài liệu mật, dữ liệu cá nhân của người dân.',
      ].join('\n'),
    ])
    expect(await db.select().from(memberships)).toMatchObject([{ role: 'officer', fromOn: '2024-01-16', toOn: null }])
  })

  test('is also taken as a typed code, with dashes and in lower case', async () => {
    const world = await openedWorld()
    const code = await world.invite('coordinator')
    await world.says(lan, ` ${showCode(code).toLowerCase()} `)
    expect(world.told(lan)[0]).toContain('Anh/chị đã được ghi nhận là chuyên viên theo dõi CCHC của tỉnh Bình Thuận.')
    await world.says(huy, showCode(await world.invite('admin')))
    expect(world.told(huy)[0]).toContain('người quản trị hệ thống của tỉnh Bình Thuận')
  })

  test('that is wrong, used, expired or withdrawn is refused with its own sentence', async () => {
    const world = await openedWorld()
    const used = await world.invite('officer', 'so-tu-phap')
    const late = await world.invite('officer', 'so-tu-phap', 1)
    await world.says(lan, used)
    world.told(lan)
    world.sleepUntil('2024-01-17 09:30')
    const revoked = await world.invite('officer', 'so-tu-phap')
    await db.execute(`update invites set revoked_at = now() where id = (select max(id) from invites)`)

    for (const code of ['ABCD-2222-2222', '/start ABCD-3333', used, late, revoked]) await world.says(huy, code)
    const contact = 'Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mới.'
    const unknown =
      'Chưa tìm thấy mã mời này. Đề nghị anh/chị kiểm tra từng ký tự rồi gửi lại, hoặc liên hệ Sở Nội vụ để nhận mã.'
    expect(world.told(huy)).toEqual([
      unknown,
      unknown,
      `Mã mời này đã được sử dụng. ${contact}`,
      `Mã mời này đã hết hạn. ${contact}`,
      `Mã mời này đã được thu hồi. ${contact}`,
    ])
    expect(await db.$count(memberships)).toBe(1)
    expect(await db.$count(persons)).toBe(1)
  })

  test('holds to the last moment of its days, and not a moment longer', async () => {
    const world = await openedWorld()
    const codes = [await world.invite('officer', 'so-tu-phap', 1), await world.invite('officer', 'so-tu-phap', 1)]
    const expiresAt = new Date(world.clock().getTime() + 86_400_000)
    await db.execute(`update invites set expires_at = '${expiresAt.toISOString()}'`)
    world.sleepUntil('2024-01-17 08:59')
    await world.says(lan, codes[0] ?? '')
    expect(world.told(lan)[0]).toContain('cán bộ đầu mối')
    world.sleepUntil('2024-01-17 09:01')
    await world.says(huy, codes[1] ?? '')
    expect(world.told(huy)[0]).toContain('hết hạn')
  })

  test('that somebody sends twice greets them again; a second one to the same place is left for a colleague', async () => {
    const world = await openedWorld()
    const first = await world.invite('officer', 'so-tu-phap')
    const second = await world.invite('officer', 'so-tu-phap')
    await world.says(lan, first)
    world.told(lan)
    await world.says(lan, first)
    await world.says(lan, second)
    const already =
      'Anh/chị đã là cán bộ đầu mối của Sở Tư pháp từ trước, không cần dùng mã này. Trả lời “hướng dẫn” để xem cách dùng.'
    expect(world.told(lan)).toEqual([already, already])
    await world.says(huy, second)
    expect(world.told(huy)[0]).toContain('Chào anh/chị Lê Quốc Huy.')
    expect(await db.$count(memberships)).toBe(2)
    expect(await db.$count(inviteUses)).toBe(2)
  })

  test('for an officer needs an agency, and both must be known', async () => {
    const world = await openedWorld()
    const deps = { now: world.clock(), randomBytes: (n: number) => new Uint8Array(n), inviteSecret: undefined }
    const ask = (province: string, agency: string | null, role: 'officer' | 'admin' = 'officer') =>
      createInvite(db, { province, agency, role, days: 14 }, deps)
    expect(await ask('binh-thuan', null)).toEqual({ kind: 'needs_agency' })
    expect(await ask('binh-thuan', 'so-la')).toEqual({ kind: 'unknown_agency' })
    expect(await ask('tinh-la', 'so-tu-phap')).toEqual({ kind: 'unknown_province' })
    expect(await ask('binh-thuan', null, 'admin')).toMatchObject({ kind: 'created', agencyName: null })
  })

  test('is kept as a hash only: no table holds its code, before, while or after it is used', async () => {
    const world = await openedWorld()
    const codes = [await world.invite('officer', 'so-tu-phap'), await world.invite('officer', 'so-tu-phap')]
    const expectNowhere = async () => {
      const tables = await db.execute<{ name: string }>(
        "select tablename as name from pg_tables where schemaname = 'public'",
      )
      for (const { name } of tables) {
        const rows = await db.execute(`select t::text as whole from "${name}" t`)
        const stored = rows.map(({ whole }) => String(whole).toUpperCase().replaceAll('-', '')).join('\n')
        for (const code of codes) expect({ name, found: stored.includes(code) }).toEqual({ name, found: false })
      }
    }
    await expectNowhere()
    await world.says(lan, `/start ${showCode(codes[0] ?? '').toLowerCase()}`)
    expect(world.told(lan)[0]).toContain('cán bộ đầu mối')
    await expectNowhere()
    // This one stays good for somebody else.
    await world.says(lan, showCode(codes[1] ?? ''))
    expect(world.told(lan)[0]).toContain('từ trước')
    await expectNowhere()
  })
})

describe.skipIf(!onPostgres)('one code used by two people at the same moment', () => {
  test('makes one of them an officer', async () => {
    const world = await openedWorld()
    const second = await world.another(await connectAgain())
    for (let round = 0; round < 5; round++) {
      const code = await world.invite('officer', 'so-tu-phap')
      const pair = [stranger(100 + round, 'Một'), stranger(200 + round, 'Hai')]
      for (const person of pair) await world.sends(person, code)
      await Promise.all([world.app.work(), second.work()])
      await world.settle()
      const answers = pair.flatMap((person) => world.told(person)).sort()
      expect(answers).toEqual([expect.stringContaining('Chào anh/chị'), expect.stringContaining('đã được sử dụng')])
    }
    expect(await db.$count(memberships)).toBe(5)
    expect(await db.$count(inviteUses)).toBe(5)
  })
})

describe('a stranger', () => {
  test('is shown the way in, whatever they say', async () => {
    const world = await openedWorld()
    for (const text of ['/start', 'xin chào', 'việc', 'tổng hợp', 'đôn đốc', 'phát thanh 15/01 17h30 Tên bài']) {
      await world.says(lan, text)
      expect(world.told(lan)).toEqual([wayIn])
    }
  })

  test('whose links are kept has them counted, in their order, after joining', async () => {
    const world = await openedWorld()
    await world.says(lan, 'https://binhthuan.gov.vn/1 https://binhthuan.gov.vn/2')
    expect(world.told(lan)).toEqual([
      `${wayIn}\nĐã giữ 2 đường dẫn anh/chị gửi; sau khi anh/chị tham gia, hệ thống sẽ xử lý, không cần gửi lại.`,
    ])
    await world.says(lan, 'https://stp.binhthuan.gov.vn/3')
    await world.says(huy, 'https://stp.binhthuan.gov.vn/4')
    expect(await db.$count(sentLinks)).toBe(0)
    world.told(lan)

    world.sleepUntil('2024-01-18 09:00')
    await world.says(lan, await world.invite('officer', 'so-tu-phap'))
    const answers = world.told(lan)
    expect(answers[0]).toContain('Chào anh/chị Trần Thị Lan.')
    expect(answers.slice(1)).toEqual([expect.stringContaining('Sở Tư pháp: đã nhận 3 đường dẫn, tính 3.')])
    const stored = await db.query.sentLinks.findMany({ orderBy: ({ id }) => id })
    expect(stored.map(({ url }) => url.slice(-1))).toEqual(['1', '2', '3'])

    // Later the same pages are duplicates of the day on which they were really sent.
    await world.says(lan, 'https://binhthuan.gov.vn/1')
    expect(world.told(lan)[0]).toContain('đã nhận ngày 16/01 và đã được tính')
  })
})

test('whoever was removed is a stranger again, is reminded of nothing, and may be invited anew', async () => {
  const world = await openedWorld()
  const officer = await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap')
  const coordinator = await world.joins('Nguyễn Văn Minh', 'coordinator')
  await world.says(officer, 'việc')
  expect(world.told(officer)[0]).toContain('Sở Tư pháp có 3 việc đang mở')
  world.told(coordinator)
  await db.execute("update memberships set to_on = '2024-01-22'")

  // The last day still counts.
  world.sleepUntil('2024-01-22 10:00')
  await world.says(officer, 'việc')
  expect(world.told(officer)[0]).toContain('việc đang mở')
  await world.moveTo('2024-01-31 09:00')
  expect(world.told(officer)).toEqual([])
  expect(world.told(coordinator)).toEqual([])
  for (const text of ['việc', 'hướng dẫn', 'phát thanh 15/01 17h30 Tên bài']) await world.says(officer, text)
  for (const text of ['tổng hợp', 'đôn đốc']) await world.says(coordinator, text)
  expect(new Set([...world.told(officer), ...world.told(coordinator)])).toEqual(new Set([wayIn]))
  await world.says(officer, 'https://binhthuan.gov.vn/1')
  expect(world.told(officer)[0]).toContain('Đã giữ 1 đường dẫn')

  await world.says(officer, await world.invite('officer', 'so-tu-phap'))
  expect(world.told(officer).join('\n')).toMatch(/Chào anh\/chị Trần Thị Lan[\s\S]*tính 1\./)
  expect(await db.$count(persons)).toBe(2)
})
