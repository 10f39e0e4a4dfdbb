import { eq, isNull, sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import type { Db } from '../../../src/db/database.ts'
import { lockAgencies } from '../../../src/db/people.ts'
import { agencies, articles, credits, persons, sentLinks, submissions } from '../../../src/db/schema.ts'
import { withdrawSent } from '../../../src/features/collect/withdraw-sent.ts'
import { connectAgain, onPostgres, useDatabase } from '../../support/database.ts'
import type { Person } from '../../support/telegram/fake-bot-api.ts'
import type { World } from '../../support/world.ts'
import { officerOfJustice, ownSite, portal } from '../questions/officer.ts'

const db = await useDatabase()

const live = () => db.$count(credits, isNull(credits.revokedAt))

async function agencyId(code: string): Promise<number> {
  const [row] = await db.select().from(agencies).where(eq(agencies.code, code))
  return row?.id ?? 0
}

/** Until somebody in this database waits for a lock that another holds. */
async function somebodyWaits(): Promise<void> {
  const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await expect.poll(async () => (await db.execute(waiting)).length, { interval: 5, timeout: 5_000 }).toBe(1)
}

/** Somebody else is at work, in a transaction of its own, while the app handles what waits, or does what it would do then. */
async function whileAtWork(
  world: World,
  begin: (tx: Db) => Promise<unknown>,
  whenWaiting: (tx: Db) => Promise<unknown>,
  act: () => Promise<unknown> = () => world.app.work(),
): Promise<void> {
  const other = (await connectAgain()).db
  let handled: Promise<unknown> | undefined
  await other.transaction(async (tx) => {
    await begin(tx)
    handled = act()
    await somebodyWaits()
    await whenWaiting(tx)
  })
  await handled
  await world.settle()
}

const edits = async (world: World, from: Person, messageId: number, text: string) => {
  const stored = world.events.length
  world.fake.userEdits(messageId, { from, text })
  await world.fake.waitFor(() => world.events.indexOf('inbound.stored', stored) >= 0)
}

describe.skipIf(!onPostgres)('taking something back while somebody else is at work for the agency', () => {
  test('by number sees what has become of it meanwhile', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, portal(1))
    await world.says(lan, 'rút lại')
    world.told(lan)
    await world.sends(lan, '1')
    const justice = await agencyId('so-tu-phap')
    const earlier = new Date('2024-01-16T00:00:00Z')
    await whileAtWork(
      world,
      (tx) => lockAgencies(tx, [justice]),
      (tx) => tx.update(submissions).set({ withdrawnAt: earlier }),
    )
    expect(world.told(lan)).toEqual([expect.stringMatching(/^Đã được rút lại từ trước 1 kết quả/)])
    expect(await db.select().from(submissions)).toMatchObject([{ withdrawnAt: earlier }])
  })

  test('by recalling one of two messages with the page sees that the other is gone too', async () => {
    const { world, lan } = await officerOfJustice()
    for (let n = 0; n < 2; n++) await world.says(lan, portal(1))
    const [first, second] = await db.select().from(sentLinks).orderBy(sentLinks.id)
    const [person] = await db.select().from(persons)
    if (first === undefined || second === undefined || person === undefined) throw new Error('nothing was sent')
    expect(second.submissionId).toBe(first.submissionId)
    const justice = await agencyId('so-tu-phap')
    const now = world.clock()
    const recall = { lines: [first], logged: [], personId: person.id, reason: 'recalled', now }
    await whileAtWork(
      world,
      (tx) => lockAgencies(tx, [justice]),
      (tx) => tx.update(sentLinks).set({ withdrawnAt: now }).where(eq(sentLinks.id, second.id)),
      () => db.transaction((tx) => withdrawSent(tx, recall)),
    )
    expect(await live()).toBe(0)
  })

  test('by an edit waits for all agencies at once, in one order, so that nobody waits for each other', async () => {
    const { world, lan } = await officerOfJustice()
    await world.says(lan, `/start ${await world.invite('officer', 'so-y-te')}`)
    const [first, last] = [await agencyId('so-tu-phap'), await agencyId('so-y-te')].sort((a, b) => a - b) as [
      number,
      number,
    ]
    const pages = {
      [await agencyId('so-y-te')]: 'https://syt.binhthuan.gov.vn/tin-1',
      [await agencyId('so-tu-phap')]: ownSite(1),
    }
    const id = await world.says(lan, `${pages[last]} trang`)
    await edits(world, lan, id, `${pages[first]} trang`)
    await whileAtWork(
      world,
      (tx) => lockAgencies(tx, [first]),
      async (tx) => {
        const free = tx.select({ id: agencies.id }).from(agencies).where(eq(agencies.id, last))
        expect(await free.for('update', { skipLocked: true })).toEqual([{ id: last }])
      },
    )
    expect(await live()).toBe(1)
  })

  test('lets the page count for an agency that is sending it at that very moment', async () => {
    const { world, lan } = await officerOfJustice()
    const hung = await world.joins('Võ Hùng', 'officer', 'so-tttt')
    await world.says(lan, portal(1))
    await world.says(hung, portal(2))
    await world.says(lan, 'rút lại')
    world.told(hung)
    await world.sends(lan, '1')
    const [page] = await db.select().from(articles).orderBy(articles.id)
    const theirs = { articleId: page?.id ?? 0 }
    // What the other has found taken, and is about to commit.
    const [other] = await db.select().from(submissions).orderBy(sql`${submissions.id} desc`).limit(1)
    const [line] = await db
      .select()
      .from(sentLinks)
      .where(eq(sentLinks.submissionId, other?.id ?? 0))
    if (other === undefined || line === undefined) throw new Error('nothing was sent')
    await whileAtWork(
      world,
      async (tx) => {
        const { id: _, ...submission } = other
        const [mine] = await tx
          .insert(submissions)
          .values({ ...submission, ...theirs })
          .returning()
        const { id: __, ...rest } = line
        await tx.insert(sentLinks).values({ ...rest, position: 9, outcome: 'taken', submissionId: mine?.id ?? 0 })
      },
      async () => {},
    )
    expect(world.told(hung)).toEqual([expect.stringContaining('nay được tính')])
    expect(await live()).toBe(2)
  })
})
