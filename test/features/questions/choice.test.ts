import { eq, isNull } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { App } from '../../../src/app.ts'
import type { Db } from '../../../src/db/database.ts'
import { findOpenQuestion, findQuestion, findQuestionByMessage } from '../../../src/db/questions.ts'
import { attempts, credits, inbound, outbox, questions, submissions } from '../../../src/db/schema.ts'
import { connectAgain, onPostgres, useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import type { World } from '../../support/world.ts'
import { happens, lastTo, officerOfJustice, ownSite, portal, presses } from './officer.ts'

const db = await useDatabase()

const live = () => db.$count(submissions, isNull(submissions.withdrawnAt))
const lastOutcome = async () => (await db.select().from(inbound).orderBy(inbound.id)).at(-1)?.outcome

describe('a button', () => {
  test('does what its number does, each time for another piece, and twice for the same only once', async () => {
    const { world, lan } = await officerOfJustice()
    for (const n of [1, 2]) await world.says(lan, ownSite(n))
    await world.says(lan, 'rút lại')
    const list = lastTo(world, lan)
    expect(list.buttons).toHaveLength(2)
    world.told(lan)
    const press = (n: number) =>
      happens(world, () => world.fake.userPresses(lan, list.messageId, list.buttons[n]?.callback_data ?? ''))
    await press(0)
    await press(0)
    expect(world.told(lan)).toEqual([expect.stringContaining('– “stp.binhthuan.gov.vn/tin-2”')])
    expect(await live()).toBe(1)
    await press(1)
    expect(world.told(lan)).toEqual([expect.stringContaining('– “stp.binhthuan.gov.vn/tin-1”')])
    expect(await live()).toBe(0)
    expect(world.fake.spinning).toEqual([])
  })

  test('under a list of tasks shows the task', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'việc')
    const title = /^2\. ([^:]+)/m.exec(world.told(lan)[0] ?? '')?.[1] ?? 'no second task'
    await presses(world, lan, 2)
    expect(world.told(lan)[0]).toContain(title)
  })

  test('that is pressed by somebody else, or forged, does nothing and answers nothing', async () => {
    const { world, lan } = await officerOfJustice()
    const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
    await world.says(lan, ownSite(1))
    await world.says(lan, 'rút lại')
    const { messageId, buttons } = lastTo(world, lan)
    const value = buttons[0]?.callback_data ?? ''
    await world.says(huy, 'việc')
    const his = lastTo(world, huy).messageId
    for (const person of [lan, huy]) world.told(person)
    // The value of her question, from his chat; then values that nobody was ever shown.
    await happens(world, () => world.fake.userPresses(huy, his, value))
    expect(await lastOutcome()).toBe('choice_foreign')
    const [, id] = value.split(':')
    for (const forged of [`q:${id}:999`, `q:${id}:0`, 'q:999999:1', `${value} `, `q:${id}`, 'rút lại', `q:-${id}:1`]) {
      await happens(world, () => world.fake.userPresses(lan, messageId, forged))
      expect([forged, await lastOutcome()]).toEqual([forged, 'choice_unknown'])
    }
    expect([...world.told(lan), ...world.told(huy)]).toEqual([])
    expect(await live()).toBe(1)
  })

  test('is pressed in vain by the right person in another chat, and by another person in the right one', async () => {
    const { world, lan } = await officerOfJustice()
    const huy = await world.joins('Lê Quốc Huy', 'officer', 'so-tu-phap')
    await world.says(huy, 'việc')
    const [his] = await db.select().from(questions)
    await world.says(lan, ownSite(1))
    await world.says(lan, 'rút lại')
    const [hers] = await db.select().from(questions).where(eq(questions.kind, 'withdraw'))
    if (his === undefined || hers === undefined) throw new Error('nothing was asked')
    const button = lastTo(world, lan)
    for (const { chatId, personId } of [
      { chatId: his.chatId, personId: hers.personId },
      { chatId: hers.chatId, personId: his.personId },
    ]) {
      await db.update(questions).set({ chatId, personId }).where(eq(questions.id, hers.id))
      const value = button.buttons[0]?.callback_data ?? ''
      await happens(world, () => world.fake.userPresses(lan, button.messageId, value))
      expect(await lastOutcome()).toBe('choice_foreign')
    }
    expect(await live()).toBe(1)
  })

  test('is of no use once its question is answered or has expired; the latter is said', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'việc')
    world.told(lan)
    await db.update(questions).set({ several: false })
    await presses(world, lan, 1)
    expect(world.told(lan)).toHaveLength(1)
    const { messageId, buttons } =
      world.fake.accepted.findLast(({ buttons }) => buttons.length > 0) ?? lastTo(world, lan)
    const again = () => happens(world, () => world.fake.userPresses(lan, messageId, buttons[0]?.callback_data ?? ''))
    await again()
    expect(await lastOutcome()).toBe('answered_before')
    expect(world.told(lan)).toEqual([])
    await db.update(questions).set({ answeredAt: null })
    world.sleepUntil('2024-01-25 09:00')
    await again()
    expect(world.told(lan)).toEqual([expect.stringContaining('hết hiệu lực')])
  })

  test('works after the process has ended and another one has begun', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'việc')
    world.told(lan)
    await world.restart()
    await presses(world, lan, 1)
    expect(world.told(lan)[0]).toContain('Căn cứ:')
  })
})

test('a list that is sent again, since nobody knows whether it arrived, asks what it shows then', async () => {
  const { world, lan } = await officerOfJustice()
  await world.says(lan, ownSite(1))
  world.told(lan)
  world.fake.failNext({ method: 'sendMessage', kind: 'drop_before' })
  await world.sends(lan, 'rút lại')
  await world.app.work()
  await db
    .insert(submissions)
    .values({ ...(await anySubmission()), kind: 'broadcast', note: 'Bài mới', articleId: null })
  await world.settle()
  expect(world.told(lan).at(-1)).toMatch(/^1\. “Bài mới”/m)
  expect(await db.$count(questions)).toBe(1)
  expect(await db.$count(attempts)).toBeGreaterThan(await db.$count(outbox))
  await world.says(lan, '1')
  expect(world.told(lan)[0]).toContain('– “Bài mới”')
})

async function anySubmission() {
  const [row] = await db.select().from(submissions)
  if (row === undefined) throw new Error('nothing was sent')
  const { id: _, ...rest } = row
  return rest
}

describe.skipIf(!onPostgres)('two processes at once', () => {
  /** Two presses of the first button, each in a queue of its own, so that nothing but the rows keeps them apart. */
  async function pressTwice(world: World, lan: Person, second: App): Promise<void> {
    const { messageId, buttons } = lastTo(world, lan)
    world.told(lan)
    for (let n = 0; n < 2; n++) {
      const stored = world.events.length
      world.fake.userPresses(lan, messageId, buttons[0]?.callback_data ?? '')
      await world.fake.waitFor(() => world.events.indexOf('inbound.stored', stored) >= 0)
    }
    const presses = await db.select().from(inbound).where(eq(inbound.state, 'new'))
    expect(presses).toHaveLength(2)
    for (const [n, { id }] of presses.entries()) {
      await db
        .update(inbound)
        .set({ chatNativeId: `press-${n}` })
        .where(eq(inbound.id, id))
    }
    await Promise.all([world.app.work(), second.work()])
    await world.settle()
  }

  test('take one answer to a question of which one may be chosen', async () => {
    const { world, lan } = await officerOfJustice()
    const second = await world.another(await connectAgain())
    for (let round = 0; round < 5; round++) {
      await world.says(lan, 'việc')
      await db.update(questions).set({ several: false })
      await pressTwice(world, lan, second)
      expect(world.told(lan)).toHaveLength(1)
      const outcomes = (await db.select().from(inbound).orderBy(inbound.id)).slice(-2).map(({ outcome }) => outcome)
      expect(outcomes.sort()).toEqual(['answer', 'answered_before'])
    }
  })

  test('keep a question from each other while one of them takes the answer', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, 'việc')
    const [question] = await db.select().from(questions)
    const { id = 0, chatId = 0 } = question ?? {}
    const quoted = String(lastTo(world, lan).messageId)
    const other = (await connectAgain()).db
    for (const find of [
      (tx: Db) => findQuestion(tx, id),
      (tx: Db) => findOpenQuestion(tx, chatId, { now: world.clock(), writtenAt: world.clock() }),
      (tx: Db) => findQuestionByMessage(tx, chatId, quoted),
    ]) {
      await db.transaction(async (tx) => {
        expect(await find(tx)).toMatchObject({ id })
        expect(await other.select().from(questions).for('update', { skipLocked: true })).toEqual([])
      })
    }
  })

  test('take a piece back once', async () => {
    const { world, lan } = await officerOfJustice()
    const second = await world.another(await connectAgain())
    for (let round = 0; round < 5; round++) {
      await world.says(lan, portal(round))
      await world.says(lan, 'rút lại')
      await pressTwice(world, lan, second)
      expect(world.told(lan)).toEqual([expect.stringContaining('Đã rút lại 1 kết quả')])
      expect(await live()).toBe(0)
    }
    expect(await db.$count(credits, isNull(credits.revokedAt))).toBe(0)
    expect(await db.$count(inbound, eq(inbound.failures, 0))).toBe(await db.$count(inbound))
  })
})
