import { isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { credits } from '../../../src/db/schema.ts'
import { useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import type { World } from '../../support/world.ts'
import { happens, officerOfJustice, portal } from '../questions/officer.ts'

const db = await useDatabase()

const live = () => db.$count(credits, isNull(credits.revokedAt))

/** Sở Tư pháp sent the page first; the other was told that it is taken. */
async function sentByTwo(): Promise<{ world: World; lan: Person; hung: Person; messageId: number }> {
  const { world, lan } = await officerOfJustice()
  const hung = await world.joins('Võ Hùng', 'officer', 'so-tttt')
  const messageId = await world.says(lan, portal(1))
  await world.says(hung, portal(1))
  expect(world.told(hung).at(-1)).toContain('bài đã được ghi nhận từ trước')
  world.told(lan)
  return { world, lan, hung, messageId }
}

describe('a page that was taken', () => {
  test('counts once the first one takes it back, and its sender hears of it, not of whose it was', async () => {
    const { world, lan, hung } = await sentByTwo()
    await world.says(lan, 'rút lại')
    await world.says(lan, '1')
    expect(world.told(hung)).toEqual([
      'Sở Thông tin và Truyền thông: đường dẫn đã gửi trước đây, khi đó chưa được tính, nay được tính:\n' +
        '– Tin, bài trên Cổng TTĐT tỉnh: 1 bài (tháng 1: 1/2, còn 1, hạn hết 31/01)',
    ])
    expect(await live()).toBe(1)
    // From now on it is taken for the one who was first.
    world.told(lan)
    await world.says(lan, portal(1))
    expect(world.told(lan)).toEqual([expect.stringContaining('bài đã được ghi nhận từ trước')])
  })

  test('counts where the first one’s message is edited', async () => {
    const { world, lan, hung, messageId } = await sentByTwo()
    await happens(world, () => world.fake.userEdits(messageId, { from: lan, text: 'nhầm' }))
    expect(world.told(hung)).toEqual([expect.stringContaining('nay được tính')])
  })

  test('counts for one of those who wait, the first', async () => {
    const { world, lan, hung } = await sentByTwo()
    const tam = await world.joins('Đỗ Tâm', 'officer', 'so-noi-vu')
    await world.says(tam, portal(1))
    world.told(tam)
    await world.says(lan, 'rút lại')
    await world.says(lan, '1')
    expect(world.told(hung)).toHaveLength(1)
    expect(world.told(tam)).toEqual([])
    expect(await live()).toBe(1)
  })

  test('does not count where its sender has taken it back as well', async () => {
    const { world, lan, hung } = await sentByTwo()
    for (const person of [hung, lan]) {
      await world.says(person, 'rút lại')
      await world.says(person, '1')
    }
    expect(await live()).toBe(0)
  })
})
