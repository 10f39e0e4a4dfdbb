import { eq, isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { chats, credits, inbound, submissions } from '../../../src/db/schema.ts'
import { useDatabase } from '../../support/database.ts'
import { zaloPersonalStage } from '../../support/stage.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import { createWorld, type World } from '../../support/world.ts'
import { happens } from '../questions/officer.ts'
import { agencyFile, monthly, planFile, smallWorld, taiChinh, tuPhap } from '../remind/small-world.ts'

const db = await useDatabase()

const at = '2024-03-20 09:00'
const page = (n: number) => `https://binhthuan.gov.vn/bai/${n}`
const chat = { id: -100500, type: 'group' as const, title: 'Đầu mối' }

/** A group bound to Sở Tư pháp, with an officer of it, one of Sở Tài chính, and one of both. */
async function boundGroup() {
  const world = await smallWorld({ at, agencies: [tuPhap, taiChinh] })
  await world.tick()
  const officer = await world.joins('Trần Thị Lan', 'officer', tuPhap.code)
  const other = await world.joins('Lê Quốc Huy', 'officer', taiChinh.code)
  const both = await world.joins('Phạm Văn Nam', 'officer', taiChinh.code)
  await world.says(both, await world.invite('officer', tuPhap.code))
  const coordinator = await world.joins('Nguyễn Văn Minh', 'coordinator')
  let seen = 0
  const heard = async () => {
    // A group takes a message every few seconds.
    await world.settle()
    const all = world.fake.accepted.filter(({ chatId }) => chatId === chat.id).map(({ text }) => text)
    const news = all.slice(seen)
    seen = all.length
    return news
  }
  const says = async (who: Person, text: string) => await world.says(who, text, { chat })
  await says(coordinator, `nhắc nhóm ${tuPhap.code}`)
  const everybody = [officer, other, both, coordinator]
  const toldDirectly = () => everybody.flatMap((who) => world.told(who))
  toldDirectly()
  await heard()
  return { world, officer, other, both, coordinator, says, heard, toldDirectly }
}

const live = () => db.$count(credits, isNull(credits.revokedAt))
const rawOf = async () => {
  const rows = await db
    .select()
    .from(inbound)
    .where(eq(inbound.chatNativeId, String(chat.id)))
    .orderBy(inbound.id)
  return rows.map(({ raw, outcome }) => [outcome, JSON.stringify(raw) === '{}' ? 'blank' : 'kept'])
}

describe('links that an officer sends in the group of their agency', () => {
  test('are counted, and the receipt comes to the group', async () => {
    const { officer, says, heard, toldDirectly } = await boundGroup()
    await says(officer, `@nhacviec_bot đã nộp ${page(1)}`)
    expect(await heard()).toEqual([expect.stringMatching(/^Sở Tư pháp: đã nhận 1 đường dẫn, tính 1/)])
    expect(toldDirectly()).toEqual([])
    expect(await live()).toBe(1)
    expect((await rawOf()).at(-1)).toEqual(['links', 'kept'])
  })

  test('count for that agency alone, whatever else the officer belongs to', async () => {
    const { both, says, heard } = await boundGroup()
    // Alone with the bot, this page would count for the agency whose site it is.
    await says(both, `https://${taiChinh.host}/1 ${page(2)}`)
    const said = (await heard()).join('\n')
    expect(said).toContain('Sở Tư pháp: đã nhận 2 đường dẫn, tính 1')
    expect(said).not.toContain('Sở Tài chính')
    expect(await db.$count(submissions)).toBe(2)
  })

  test('are nobody else’s to send there, and nothing but links is heard', async () => {
    const { world, officer, other, coordinator, says, heard, toldDirectly } = await boundGroup()
    const stranger: Person = { id: 77, first_name: 'Ai' }
    for (const who of [other, coordinator, stranger]) await says(who, page(3))
    for (const text of ['việc', '1', 'phát thanh 20/03 17h30 Tin', 'rút lại']) await says(officer, text)
    expect(await heard()).toEqual([])
    expect(toldDirectly()).toEqual([])
    expect(await db.$count(submissions)).toBe(0)
    expect((await rawOf()).slice(1)).toEqual(Array.from({ length: 7 }, () => ['group', 'blank']))
    // Where no agency is bound, an officer’s are none either.
    const elsewhere = { ...chat, id: -100600 }
    await world.says(officer, page(4), { chat: elsewhere })
    expect(world.fake.accepted.filter(({ chatId }) => chatId === elsewhere.id)).toEqual([])
    expect(await db.$count(submissions)).toBe(0)
  })

  test('are as the message reads after an edit', async () => {
    const { world, officer, other, says, heard, toldDirectly } = await boundGroup()
    const id = await says(officer, page(5))
    const words = await says(officer, 'em gửi sau ạ')
    await heard()
    const edits = (from: Person, messageId: number, text: string) =>
      happens(world, () => world.fake.userEdits(messageId, { from, text, chat }))
    await edits(other, id, 'ngày mai họp')
    await edits(officer, words, 'em gửi sau nhé')
    expect(await heard()).toEqual([])
    expect((await rawOf()).slice(-3)).toEqual(Array.from({ length: 3 }, () => ['group', 'blank']))
    await edits(officer, id, page(6))
    expect(await heard()).toEqual([
      expect.stringMatching(/^Đã rút lại 1 kết quả/),
      expect.stringContaining('Sở Tư pháp: đã nhận 1 đường dẫn, tính 1'),
    ])
    await edits(officer, words, `em gửi đây ạ ${page(7)}`)
    expect(await heard()).toEqual([expect.stringContaining('Sở Tư pháp: đã nhận 1 đường dẫn, tính 1')])
    await edits(officer, id, 'em xin lỗi')
    expect(await heard()).toEqual([expect.stringMatching(/^Đã rút lại 1 kết quả/)])
    expect((await rawOf()).at(-1)).toEqual(['edited', 'blank'])
    expect(await live()).toBe(1)
    expect(toldDirectly()).toEqual([])
  })
})

describe('a message that is taken back in the group', () => {
  type Zalo = Awaited<ReturnType<typeof zaloPersonalStage>>['fake']

  async function onZalo() {
    const fakes: Zalo[] = []
    const stage = async (now: () => Date) => {
      const opened = await zaloPersonalStage(now)
      fakes.push(opened.fake)
      return opened
    }
    const plan = planFile(at.slice(0, 10), monthly)
    const world = await createWorld({ at, plan, agencies: agencyFile([tuPhap]), stages: [stage] })
    const [zalo] = fakes
    if (zalo === undefined) throw new Error('no Zalo')
    await world.tick()
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'coordinator')
    const group = { id: '9001', name: 'Đầu mối' }
    const happen = async (act: () => unknown) => {
      const stored = () => world.events.filter((event) => event === 'inbound.stored').length
      const before = stored()
      act()
      await expect.poll(stored, { interval: 5 }).toBeGreaterThan(before)
      await world.settle()
    }
    const writes = async ({ id, first_name: name }: Person, text: string, more: { offline?: boolean } = {}) => {
      let msgId = ''
      const say = () => {
        msgId = zalo.userSays({ from: { uid: String(id), name }, text, group, ...more })
      }
      if (more.offline === true) say()
      else await happen(say)
      return msgId
    }
    let seen = 0
    const heard = () => {
      const all = zalo.accepted.filter(({ to }) => to === group.id).map(({ text }) => text)
      const news = all.slice(seen)
      seen = all.length
      return news
    }
    await writes(minh, `nhắc nhóm ${tuPhap.code}`)
    expect(heard()).toHaveLength(1)
    const recalls = (msgId: string) => happen(() => zalo.userRecalls(msgId))
    return { world, zalo, lan, writes, recalls, heard, happen }
  }
  const lastOutcome = async (_: World) => (await db.select().from(inbound).orderBy(inbound.id)).at(-1)?.outcome

  test('counts no longer, and that is said there', async () => {
    const { world, lan, writes, recalls, heard } = await onZalo()
    const id = await writes(lan, page(1))
    expect(heard()).toEqual([expect.stringContaining('đã nhận 1 đường dẫn, tính 1')])
    expect(await live()).toBe(1)
    await recalls(id)
    expect(heard()).toEqual([expect.stringMatching(/^Đã rút lại 1 kết quả/)])
    expect(await live()).toBe(0)
    expect(await lastOutcome(world)).toBe('recalled')
  })

  test('is not collected where it arrives only then', async () => {
    const { world, zalo, lan, writes, recalls, heard, happen } = await onZalo()
    const id = await writes(lan, page(2), { offline: true })
    await recalls(id)
    await happen(() => zalo.delivers([id], { kind: 'group' }))
    expect(await lastOutcome(world)).toBe('recalled')
    expect(heard()).toEqual([])
    expect(await db.$count(submissions)).toBe(0)
  })

  test('is nothing to us where the group is bound to nobody', async () => {
    const { world, lan, writes, recalls, heard } = await onZalo()
    await db.update(chats).set({ agencyId: null, provinceId: null }).where(eq(chats.kind, 'group'))
    await recalls(await writes(lan, page(3)))
    expect(heard()).toEqual([])
    expect(await lastOutcome(world)).toBe('group')
  })
})
