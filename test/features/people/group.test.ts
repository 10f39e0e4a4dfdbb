import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { findGroupNaming } from '../../../src/db/chats.ts'
import { listReachableAgencies, listRecipients } from '../../../src/db/people.ts'
import { accounts, agencies, agencyAliases, chats, questions, reminders } from '../../../src/db/schema.ts'
import type { ChatPlatform } from '../../../src/domain/message.ts'
import { handleGroup } from '../../../src/features/collect/handle-group.ts'
import { useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import { at, type World } from '../../support/world.ts'
import { createCast } from '../bots/cast.ts'
import { before25March, firstAssignment, monthly, smallWorld, taiChinh, tuPhap, visit } from '../remind/small-world.ts'

const db = await useDatabase()
const groupId = '-100500'

/** Somebody writes in the group; what that comes to, and what the bot answers there. */
async function inGroup(botId: number, nativeId: string, text: string, now: Date) {
  const before = (await db.query.outbox.findMany()).length
  const chat = { nativeId: groupId, kind: 'group' as const, topic: '' }
  const sender = { nativeId, name: 'Ai đó', username: null }
  const more = { messageId: '1', links: [], files: [], replyTo: null, sentAt: now }
  const event = { kind: 'message' as const, chat, sender, text, ...more }
  const row = { id: 1000 + before, botId, chatNativeId: groupId, receivedAt: now }
  const { outcome } = await db.transaction((tx) => handleGroup(tx, row, event, now))
  const rows = (await db.query.outbox.findMany({ orderBy: ({ id }) => id })).slice(before)
  return { outcome, answers: rows.map(({ kind, args }) => ({ kind, ...(args as object) })) }
}

describe('in a group', () => {
  async function group(platform: ChatPlatform = 'telegram') {
    const cast = await createCast(db)
    const provinceId = await cast.province('binh-thuan')
    const agencyId = await cast.agency(provinceId, 'so-a')
    const bot = await cast.bot(platform, 'nhacviec_bot')
    const coordinator = await cast.on(bot, await cast.member('Theo dõi', provinceId, 'coordinator'))
    const officer = await cast.on(bot, await cast.member('Đầu mối', provinceId, 'officer', agencyId))
    const says = (who: { account: { nativeId: string } }, text: string) =>
      inGroup(bot.id, who.account.nativeId, text, cast.clock())
    const bound = async () => {
      const [row] = await db.select().from(chats).where(eq(chats.nativeId, groupId))
      return row && { kind: row.kind, of: row.agencyId, in: row.provinceId, names: row.namesOfficers }
    }
    return { cast, provinceId, agencyId, bot, coordinator, officer, says, bound }
  }

  test('the bot is silent, whoever says what', async () => {
    const { cast, bot, coordinator, officer, says, bound } = await group()
    const stranger = await cast.on(bot, null)
    for (const text of [
      ...['việc', 'kênh', 'https://a.vn/1', '1', 'nhắc nhóm', 'Nhắc nhóm nhé', '@Lan nhắc nhóm giúp em'],
      ...['Thôi nhắc nhóm nữa nhé các anh', 'Nhắc nhóm: 15h chiều nay họp', 'Nhắc nhóm mình nộp báo cáo nhé'],
      ...['nhắc nhóm so-a nộp báo cáo', 'nhắc nhóm so-a so-b', 'nhắc nhóm 24-11', 'em nhắc nhóm so-a'],
    ]) {
      for (const who of [coordinator, officer, stranger]) {
        expect([text, await says(who, text)]).toEqual([text, { outcome: 'group', answers: [] }])
      }
    }
    expect(await says({ account: { nativeId: 'nobody' } }, 'nhắc nhóm so-a')).toEqual({ outcome: 'group', answers: [] })
    expect(await bound()).toEqual({ kind: 'group', of: null, in: null, names: false })
    // Whoever only talks in a group is not written down.
    expect(await db.$count(accounts)).toBe(3)
  })

  test('a coordinator has the officers of an agency named, and no longer', async () => {
    const { agencyId, provinceId, coordinator, says, bound } = await group()
    const named = { kind: 'group_named', agencyId }
    expect((await says(coordinator, '@nhacviec_bot Nhắc nhóm SO-A')).answers).toEqual([{ ...named, on: true }])
    expect(await bound()).toEqual({ kind: 'group', of: agencyId, in: provinceId, names: true })
    expect((await says(coordinator, 'thôi nhắc nhóm')).answers).toEqual([{ ...named, on: false }])
    expect((await bound())?.names).toBe(false)
  })

  test.each([
    ...[
      '@Nhắc Việc nhắc nhóm so-a',
      '@Bot Nhắc Việc Nhắc nhóm so-a',
      '@nhacviec_bot  nhac nhom so-a.',
      'nhắc nhóm: SO-A',
    ],
    ...['nhacnhom so-a', '/nhacnhom@nhacviec_bot so-a', '/nhacnhom so-a'],
    ...['nhắc nhóm Sở Đất', 'nhắc nhóm so dat!', 'NHAC NHOM SĐ', 'nhắc nhóm sd', 'nhắc nhóm Sở  so-a'],
  ])('a coordinator asks for it in many ways: %s', async (text) => {
    const { agencyId, provinceId, coordinator, says, bound } = await group()
    await db.update(agencies).set({ shortName: 'Sở Đất' }).where(eq(agencies.id, agencyId))
    await db.insert(agencyAliases).values({ provinceId, agencyId, alias: 'SĐ' })
    expect((await says(coordinator, text)).answers).toEqual([{ kind: 'group_named', agencyId, on: true }])
    expect(await bound()).toMatchObject({ of: agencyId, names: true })
    for (const end of ['thoinhacnhom', '@Nhắc Việc Thôi nhắc nhóm!', '/thoinhacnhom@nhacviec_bot sd']) {
      await says(coordinator, 'nhắc nhóm so-a')
      expect((await says(coordinator, end)).answers).toEqual([{ kind: 'group_named', agencyId, on: false }])
      expect((await bound())?.names).toBe(false)
    }
  })

  test('a name that two agencies have in common names neither', async () => {
    const { cast, provinceId, coordinator, says } = await group()
    await cast.agency(provinceId, 'so-b')
    await db.update(agencies).set({ shortName: 'Sở Đất' })
    expect((await says(coordinator, 'nhắc nhóm Sở Đất')).answers).toEqual([])
  })

  test('another agency may take its place, and that is said', async () => {
    const { cast, provinceId, agencyId, bot, coordinator, says, bound } = await group()
    const second = await cast.agency(provinceId, 'so-b')
    await cast.on(bot, null)
    await says(coordinator, 'nhắc nhóm so-a')
    // What is not named here cannot be ended.
    expect((await says(coordinator, 'thôi nhắc nhóm so-b')).answers).toMatchObject([{ agencyId: second, on: false }])
    expect(await bound()).toMatchObject({ of: agencyId, names: true })
    const { answers } = await says(coordinator, 'nhắc nhóm so-b')
    expect(answers).toEqual([{ kind: 'group_named', agencyId: second, on: true, formerAgencyId: agencyId }])
    const row = (await cast.rows()).at(-1)
    expect(row && (await cast.says(row))).toMatchObject({ message: { agency: 'Sở so-b', former: 'Sở so-a', on: true } })
    expect(await bound()).toMatchObject({ of: second, names: true })
    // Asked for once more, nothing has ended.
    expect((await says(coordinator, 'nhắc nhóm so-b')).answers).toEqual([
      { kind: 'group_named', agencyId: second, on: true },
    ])
  })

  test('nobody else does, and an agency has to be there', async () => {
    const { officer, coordinator, says, bound } = await group()
    const refused = (reason: string) => [{ kind: 'group_refused', reason }]
    expect((await says(officer, 'nhắc nhóm so-a')).answers).toEqual([])
    expect((await says(coordinator, 'nhắc nhóm so-la')).answers).toEqual(refused('unknown_agency'))
    expect((await says(officer, 'nhắc nhóm so-la')).answers).toEqual([])
    expect((await says(coordinator, 'thôi nhắc nhóm')).answers).toEqual(refused('unknown_agency'))
    expect(await bound()).toMatchObject({ of: null, names: false })
  })

  test('where naming somebody does not ring, nobody is named; to cease is possible', async () => {
    const { coordinator, officer, says, bound } = await group('zalo-bot')
    const refused = (reason: string) => [{ kind: 'group_refused', reason }]
    expect((await says(coordinator, 'nhắc nhóm so-a')).answers).toEqual(refused('no_mentions'))
    expect((await says(officer, 'nhắc nhóm so-a')).answers).toEqual([])
    expect((await bound())?.names).toBe(false)
    expect((await says(coordinator, 'thôi nhắc nhóm so-a')).answers).toMatchObject([{ kind: 'group_named', on: false }])
    expect((await bound())?.of).toBe(null)
  })

  test('a coordinator of another province neither takes a bound group over nor ends it', async () => {
    const { cast, bot, agencyId, coordinator, says, bound } = await group()
    const other = await cast.province('lam-dong')
    await cast.agency(other, 'so-a')
    const foreign = await cast.on(bot, await cast.member('Nơi khác', other, 'admin'))
    await says(coordinator, 'nhắc nhóm so-a')
    for (const text of ['nhắc nhóm so-a', 'thôi nhắc nhóm']) {
      expect((await says(foreign, text)).answers).toEqual([{ kind: 'group_refused', reason: 'not_coordinator' }])
    }
    expect(await bound()).toMatchObject({ of: agencyId, names: true })
  })
})

test('an officer without an account on the group’s bot is neither named there nor counted as reachable', async () => {
  const cast = await createCast(db)
  const provinceId = await cast.province('binh-thuan')
  const agencyId = await cast.agency(provinceId, 'so-a')
  const [telegram, zalo] = [await cast.bot('telegram', 'nhacviec_bot'), await cast.bot('zalo-personal', 'Nhắc Việc')]
  const personId = await cast.member('Đầu mối', provinceId, 'officer', agencyId)
  const elsewhere = await cast.on(zalo, personId)
  await db.update(chats).set({ goneAt: cast.clock() }).where(eq(chats.id, elsewhere.chat.id))
  await db
    .insert(chats)
    .values({ botId: telegram.id, nativeId: groupId, kind: 'group', provinceId, agencyId, namesOfficers: true })
  const of = { provinceId, agencyId, personId, dutyId: 0 }
  const reached = async () => [
    await listRecipients(db, of, cast.clock()),
    await listReachableAgencies(db, provinceId, cast.clock()),
    (await findGroupNaming(db, of, cast.clock()))?.nativeId,
  ]
  expect(await reached()).toEqual([[], [], undefined])
  await cast.on(telegram, personId)
  await db.update(chats).set({ goneAt: cast.clock() }).where(eq(chats.kind, 'direct'))
  expect(await reached()).toEqual([[personId], [agencyId], groupId])
})

describe('an officer who cannot be reached directly', () => {
  /** Officers of two agencies who have blocked the bot, and a group that a coordinator may bind. */
  async function unreachable(duties: object[] = [monthly]) {
    const world = await smallWorld({ at: '2024-03-20 09:00', agencies: [tuPhap, taiChinh], duties })
    await world.tick()
    const officer = await world.joins('Trần Thị Lan', 'officer', tuPhap.code)
    const colleague = await world.joins('Lê Quốc Huy', 'officer', tuPhap.code)
    const both = await world.joins('Phạm Văn Nam', 'officer', tuPhap.code)
    await world.says(both, await world.invite('officer', taiChinh.code))
    const coordinator = await world.joins('Nguyễn Văn Minh', 'coordinator')
    const chat = { id: Number(groupId), type: 'group' as const, title: 'Đầu mối' }
    const bind = (text: string) => world.says(coordinator, text, { chat })
    const block = async (...people: Person[]) => {
      for (const { id } of people)
        await db
          .update(chats)
          .set({ goneAt: world.clock() })
          .where(eq(chats.nativeId, String(id)))
    }
    const heard = () => world.fake.accepted.filter(({ chatId }) => chatId === Number(groupId)).map(({ text }) => text)
    return { world, officer, colleague, both, coordinator, bind, block, heard }
  }
  const morning = async (world: World) => {
    await world.moveTo('2024-03-24 09:00')
    // A group takes a message every few seconds.
    for (let n = 0; n < 3; n++) await world.settle()
  }

  test('is named in the agency’s group, and hears there of that agency alone', async () => {
    const { world, officer, colleague, both, bind, block, heard } = await unreachable()
    await bind(`nhắc nhóm ${tuPhap.code}`)
    await block(officer, colleague, both)
    await morning(world)
    const said = heard().filter((text) => text.includes('Nhắc việc:'))
    // One for each of the three, none lost to the others'.
    expect(said.map((text) => text.split('\n')[0]).sort()).toEqual(['Lê Quốc Huy', 'Phạm Văn Nam', 'Trần Thị Lan'])
    expect(said.join('\n')).not.toContain('Sở Tài chính')
    const [mention] = world.fake.accepted.filter(
      ({ chatId, text }) => chatId === Number(groupId) && text.startsWith('Trần'),
    )
    expect(mention?.text).toMatch(/^Trần Thị Lan\nNhắc việc: Sở Tư pháp /)
    expect(mention?.entities).toContainEqual(
      expect.objectContaining({ type: 'text_mention', offset: 0, length: 'Trần Thị Lan'.length }),
    )
  })

  test('is not named where nobody asked for it: the coordinator hears of the agency as before', async () => {
    const { world, officer, colleague, both, coordinator, bind, block, heard } = await unreachable()
    await bind(`nhắc nhóm ${tuPhap.code}`)
    await bind('thôi nhắc nhóm')
    world.told(coordinator)
    await block(officer, colleague, both)
    await morning(world)
    expect(heard().filter((text) => text.includes('Nhắc việc:'))).toEqual([])
    expect(world.told(coordinator).join('\n')).toContain('Chưa nhắc được 2 đơn vị')
  })

  test('of two agencies of which one has a group counts as unreachable for the other', async () => {
    const { world, officer, colleague, both, coordinator, bind, block, heard } = await unreachable()
    await bind(`nhắc nhóm ${taiChinh.code}`)
    world.told(coordinator)
    await block(officer, colleague, both)
    await morning(world)
    const said = heard().filter((text) => text.includes('Nhắc việc:'))
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^Phạm Văn Nam\nNhắc việc: Sở Tài chính /)
    const told = world.told(coordinator).join('\n')
    expect(told).toContain('Chưa nhắc được 1 đơn vị')
    expect(told).toContain('Sở Tư pháp')
  })

  test('hears nothing there when the group has passed to another agency since', async () => {
    const { world, officer, colleague, both, bind, block, heard } = await unreachable()
    await bind(`nhắc nhóm ${tuPhap.code}`)
    await block(officer, colleague, both)
    world.sleepUntil('2024-03-24 08:00')
    await world.tick()
    await bind(`nhắc nhóm ${taiChinh.code}`)
    await world.settle()
    expect(heard().filter((text) => text.includes('Sở Tư pháp') && text.includes('Nhắc việc:'))).toEqual([])
  })

  test('of two agencies hears of each in its own group', async () => {
    const { world, both, coordinator, bind, block, heard } = await unreachable()
    await bind(`nhắc nhóm ${tuPhap.code}`)
    const second = { id: -100600, type: 'group' as const, title: 'Tài chính' }
    await world.says(coordinator, `nhắc nhóm ${taiChinh.code}`, { chat: second })
    await block(both)
    await morning(world)
    const inSecond = world.fake.accepted.filter(({ chatId }) => chatId === second.id).map(({ text }) => text)
    for (const [texts, agency] of [
      [heard(), 'Sở Tư pháp'],
      [inSecond, 'Sở Tài chính'],
    ] as const) {
      const said = texts.filter((text) => text.includes('Nhắc việc:'))
      expect(said).toEqual([expect.stringMatching(new RegExp(`^Phạm Văn Nam\\nNhắc việc: ${agency} `))])
    }
  })

  test('who is reached directly is not named', async () => {
    const { world, officer, both, bind, block, heard } = await unreachable()
    await bind(`nhắc nhóm ${tuPhap.code}`)
    await block(both)
    world.told(officer)
    await morning(world)
    expect(heard().filter((text) => text.startsWith('Trần'))).toEqual([])
    expect(world.told(officer).join('\n')).toContain('Nhắc việc: Sở Tư pháp')
  })

  test('is asked nothing there, where nobody could tell whose answer a number is', async () => {
    const { world, officer, colleague, both, bind, block, heard } = await unreachable([
      { ...monthly, due: { kind: 'date', on: '2024-03-25', inclusive: false }, cadence: 'once' },
      before25March,
    ])
    await bind(`nhắc nhóm ${tuPhap.code}`)
    await block(colleague, both)
    await block(officer)
    await db.delete(questions)
    await morning(world)
    const said = heard().filter((text) => text.startsWith('Trần'))
    expect(said.join('\n')).toContain(monthly.title)
    expect(said.join('\n')).toContain(before25March.title)
    expect(await db.query.questions.findMany()).toEqual([])
  })
})

test('a coordinator is not told in a group which agencies nobody can be reached in', async () => {
  const world = await smallWorld({ at: '2024-03-20 09:00', duties: [before25March] })
  await world.tick()
  const coordinator = await world.joins('Nguyễn Văn Minh', 'coordinator')
  const chat = { id: Number(groupId), type: 'group' as const, title: 'Đầu mối' }
  await world.says(coordinator, `nhắc nhóm ${tuPhap.code}`, { chat })
  const { id, dueAt, provinceId } = await firstAssignment(world, before25March)
  const [person] = await db.query.persons.findMany()
  const instants = { dueAt, plannedAt: world.clock(), releaseAt: at('2024-03-21 08:00') }
  const [planned] = await db
    .insert(reminders)
    .values({ provinceId, assignmentId: id, personId: person?.id ?? 0, rung: 'coordinator', step: 'x', ...instants })
    .returning()
  await db.update(chats).set({ goneAt: world.clock() }).where(eq(chats.kind, 'direct'))
  await visit(world, '2024-03-21 08:00')
  await world.settle()
  const heard = world.fake.accepted.filter(({ chatId }) => chatId === Number(groupId)).map(({ text }) => text)
  expect(heard).toEqual([expect.stringContaining('Từ nay, lời nhắc')])
  const [told] = await db
    .select()
    .from(reminders)
    .where(eq(reminders.id, planned?.id ?? 0))
  expect(told).toMatchObject({ state: 'skipped', reason: 'unreachable' })
})
