import { type SQL, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { App } from '../../../src/app.ts'
import { insertProvince } from '../../../src/db/provinces.ts'
import { assignments, attempts, outbox, reminders } from '../../../src/db/schema.ts'
import { importPlan } from '../../../src/features/plans/import-plan.ts'
import { connectAgain, onPostgres, useDatabase } from '../../support/database.ts'
import type { World } from '../../support/world.ts'
import {
  assignmentsOf,
  monthly,
  noiVu,
  outboxOf,
  planFile,
  remindersOf,
  smallWorld,
  taiChinh,
  tuPhap,
  visit,
  weekly,
} from './small-world.ts'

const db = await useDatabase()

async function countRows({ db }: World): Promise<number[]> {
  return await Promise.all([assignments, reminders, outbox, attempts].map((table) => db.$count(table)))
}

describe('1. what is due is decided by rows', () => {
  it('a tick that runs twice does nothing more', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00', duties: [monthly, weekly] })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-27 08:00')
    expect(world.told(lan)).toHaveLength(1)
    const before = await countRows(world)
    const nextAt = (await assignmentsOf(world)).map((each) => each.nextRemindAt)

    for (const local of ['2024-03-27 08:00', '2024-03-27 08:01', '2024-03-27 17:00', '2024-03-26 08:00']) {
      await visit(world, local)
    }
    expect(world.told(lan)).toEqual([])
    expect(await countRows(world)).toEqual(before)
    expect((await assignmentsOf(world)).map((each) => each.nextRemindAt)).toEqual(nextAt)
  })

  it('a tick hours late reminds of what it would have reminded of, once', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    await visit(world, '2024-03-24 13:10')
    expect(world.told(lan)).toEqual([expect.stringContaining('0/2 tin, bài tháng 3')])
    expect(await remindersOf(world)).toEqual(['2024-03 -7 sent'])
  })

  it('a tick days late sends the latest step, and records the stale ones with why they were not sent', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    await visit(world, '2024-03-30 09:45')
    expect(world.told(lan)).toHaveLength(1)
    expect(await remindersOf(world)).toEqual([
      '2024-03 -7 skipped stale',
      '2024-03 -3 skipped stale',
      '2024-03 -1 sent',
    ])
    await visit(world, '2024-03-31 08:00')
    expect(world.told(lan)).toEqual([expect.stringContaining('Hạn hết hôm nay')])
  })

  it('a tick weeks late opens every period since, and is still one message per person', async () => {
    const world = await smallWorld({
      at: '2024-03-01 07:00',
      agencies: [tuPhap, noiVu],
      duties: [monthly, weekly],
    })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    const minh = await world.joins('Minh', 'officer', noiVu.code)
    await visit(world, '2024-03-01 07:30')
    await visit(world, '2024-05-08 10:20')

    const months = (await assignmentsOf(world)).map((each) => each.periodKey)
    expect(months).toEqual(['2024-03', '2024-03', '2024-04', '2024-04', '2024-05', '2024-05'])
    const weeks = (await assignmentsOf(world, weekly)).map((each) => each.periodKey)
    expect([...new Set(weeks)]).toEqual([
      '2024-W09',
      ...Array.from({ length: 10 }, (_, index) => `2024-W${String(index + 10)}`),
    ])
    expect(weeks).toHaveLength(22)
    for (const person of [lan, minh]) {
      const [text = '', ...more] = world.told(person)
      expect(more).toEqual([])
      for (const period of ['tháng 3', 'tháng 4', 'tuần 9', 'tuần 14', 'tuần 18', 'tuần 19']) {
        expect(text).toContain(period)
      }
      expect(text).not.toContain('tháng 5')
    }
    // March ran when the process stopped: of its steps the last is sent, the others are recorded.
    const march = (await remindersOf(world)).filter((each) => each.startsWith('2024-03 '))
    expect(new Set(march)).toEqual(
      new Set([...['-7', '-3', '-1', '0', '+1'].map((step) => `2024-03 ${step} skipped stale`), '2024-03 +3 sent']),
    )
    expect((await outboxOf(world))['reminder sent']).toBe(2)
  })

  it('a plan imported late opens every period since it took effect', async () => {
    const world = await smallWorld({ at: '2024-05-08 07:00', effectiveOn: '2024-01-15' })
    await visit(world, '2024-05-08 08:00')
    expect((await assignmentsOf(world)).map(({ periodKey, startsOn }) => `${periodKey} ${startsOn}`)).toEqual([
      '2024-01 2024-01-15',
      '2024-02 2024-02-01',
      '2024-03 2024-03-01',
      '2024-04 2024-04-01',
      '2024-05 2024-05-01',
    ])
  })

  it('an agency or a duty that is added later gets its periods too, and nobody gets theirs again', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    await visit(world, '2024-03-05 08:00')
    const imported = await importPlan(
      world.db,
      { name: 'plan.yaml', text: planFile('2024-03-01', monthly, weekly) },
      world.clock(),
    )
    expect(imported.kind).toBe('imported')
    await visit(world, '2024-03-05 08:01')
    expect(await assignmentsOf(world)).toHaveLength(1)
    expect((await assignmentsOf(world, weekly)).map((each) => each.periodKey)).toEqual(['2024-W09', '2024-W10'])
  })

  it('a province whose tick fails does not keep the next from its own', async () => {
    // Nobody knows that zone, so that every look at the province fails.
    await insertProvince(db, { code: 'hong', name: 'tỉnh Hỏng', timeZone: 'Nowhere/At_All' })
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-24 08:00')
    expect(world.events).toContain('tick.failed')
    expect(world.told(lan)).toHaveLength(1)
  })

  describe.skipIf(!onPostgres)('on two machines', () => {
    async function drain(app: App): Promise<void> {
      while (await app.work());
    }

    /** Holds a row as another process does that has begun with it and not finished. */
    async function whileAnotherHolds(rows: SQL, meanwhile: () => Promise<void>): Promise<void> {
      const { db: theirs } = await connectAgain()
      await theirs.transaction(async (tx) => {
        expect(await tx.execute(rows)).toHaveLength(1)
        await meanwhile()
      })
    }

    it.each([
      ['opens the periods', sql`select id from plans for update`],
      ['plans one of the steps', sql`select id from assignments where period_key = '2024-04' for update`],
    ])('nothing is composed of one half while another process %s', async (_, rows) => {
      const world = await smallWorld({ at: '2024-03-01 07:00', duties: [monthly, weekly] })
      const lan = await world.joins('Lan', 'officer', tuPhap.code)
      await visit(world, '2024-04-03 09:00')
      world.told(lan)
      world.sleepUntil('2024-05-03 09:00')
      await whileAnotherHolds(rows, async () => {
        await world.tick()
        await world.settle()
        expect(world.told(lan)).toEqual([])
      })
      await visit(world, '2024-05-03 09:01')
      expect(world.told(lan)).toHaveLength(1)
    })

    it('planned, composed and sent by both at once, nothing is doubled and nothing lost', async () => {
      const agencies = [tuPhap, noiVu, taiChinh]
      const world = await smallWorld({ at: '2024-03-01 07:00', agencies, duties: [monthly, weekly] })
      const officers = []
      for (const [index, { code }] of agencies.entries()) {
        officers.push(
          await world.joins(`Lan ${index}`, 'officer', code),
          await world.joins(`Minh ${index}`, 'officer', code),
        )
      }
      const coordinator = await world.joins('Hà', 'coordinator')
      const other = await world.another(await connectAgain())

      for (const local of ['2024-03-01 08:00', '2024-03-24 08:00', '2024-03-27 08:00', '2024-05-13 08:30']) {
        world.sleepUntil(local)
        await Promise.all([world.tick(), other.tick(), world.tick(), other.tick()])
        await Promise.all([drain(world.app), drain(other)])
        await world.settle()
      }
      expect(world.events).not.toContain('tick.failed')
      expect(world.events).not.toContain('outbox.fault')
      const months = await assignmentsOf(world)
      expect(months).toHaveLength(3 * agencies.length)

      for (const person of officers) {
        const texts = world.told(person)
        // At the start W09, at -7 both, on Wednesday both, after seven weeks all of it: each once, each whole.
        expect(texts).toHaveLength(4)
        expect(texts[1]).toContain('tháng 3')
        expect(texts[3]).toContain('tuần 13')
        expect(texts[3]).toContain('tháng 4')
        expect(texts[3]).toContain('tuần 19')
      }
      const digests = world.told(coordinator).filter((text) => text.startsWith('TỔNG HỢP'))
      // One for each of the three visits that came after a Monday.
      expect(digests.map((text) => text.split(' ')[3])).toEqual(['11', '12', '19'])
      const states = await remindersOf(world)
      expect(states.filter((each) => !/ (sent|skipped stale)$/.test(each))).toEqual([])
    })
  })
})
