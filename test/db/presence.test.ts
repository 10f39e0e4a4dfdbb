import { randomInt } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Database, Db } from '../../src/db/database.ts'
import { liveWorkerIds, openPresence } from '../../src/db/presence.ts'
import { startChild } from '../support/child.ts'
import { connectAgain, onPostgres, useDatabase, workerDatabase, workerUrl } from '../support/database.ts'

const db = await useDatabase()
const database = await workerDatabase()

/** A presence whose losses and returns can be waited for. */
async function enter(on: Database, draw = randomInt as (below: number) => number) {
  const events: string[] = []
  let happened = () => {}
  const note = (event: string) => {
    events.push(event)
    happened()
  }
  const presence = await openPresence(on, {
    randomInt: draw,
    onLost: () => note('lost'),
    onRegained: () => note('regained'),
  })
  onTestFinished(() => presence.close())
  const until = async (event: string) => {
    while (!events.includes(event)) {
      await new Promise<void>((resolve) => {
        happened = resolve
      })
    }
  }
  return { presence, events, until }
}

async function listLiveWorkers(db: Db): Promise<number[]> {
  const rows = await db.execute<{ id: number }>(sql`select id from ${liveWorkerIds} as live (id) order by id`)
  return rows.map((row) => row.id)
}

describe('a process', () => {
  it('is seen from the start to the end of its presence', async () => {
    const { presence } = await enter(database)
    expect(await listLiveWorkers(db)).toEqual([presence.workerId])
    expect(presence.lost.aborted).toBe(false)
    await presence.close()
    expect(await listLiveWorkers(db)).toEqual([])
  })

  it('has a role until it releases it, and cannot have it twice', async () => {
    const { presence } = await enter(database)
    const [first, second] = await Promise.all([
      presence.tryHold('poller of bot 3'),
      presence.tryHold('poller of bot 3'),
    ])
    expect([first, second]).toEqual([true, false])
    expect(await presence.tryHold('poller of bot 4')).toBe(true)
    await presence.release('poller of bot 3')
    expect(await presence.tryHold('poller of bot 3')).toBe(true)
  })

  it('releases a role that it does not have without harm', async () => {
    const { presence } = await enter(database)
    await presence.release('poller of bot 3')
    expect(await presence.tryHold('poller of bot 3')).toBe(true)
  })
})

describe.skipIf(!onPostgres)('among several processes', () => {
  it('a role is had by one, and goes to the next when the first one closes', async () => {
    const { presence: first } = await enter(database)
    const { presence: second } = await enter(await connectAgain())
    expect(await listLiveWorkers(db)).toEqual([first.workerId, second.workerId].sort((a, b) => a - b))
    expect(await first.tryHold('sender')).toBe(true)
    expect(await second.tryHold('sender')).toBe(false)
    await first.close()
    expect(await second.tryHold('sender')).toBe(true)
  })

  it('an id that somebody has is not taken again', async () => {
    const draws = [5, 5, 8]
    const draw = () => draws.shift() ?? 0
    const { presence: first } = await enter(database, draw)
    const { presence: second } = await enter(database, draw)
    expect([first.workerId, second.workerId]).toEqual([6, 9])
  })

  it('one that is killed is gone at once, with its roles', async () => {
    const { presence } = await enter(database)
    const child = startChild('test/db/children/be-present.ts', workerUrl(), 'sender')
    const id = await child.next()
    expect(await listLiveWorkers(db)).toContain(id)
    expect(await presence.tryHold('sender')).toBe(false)
    await child.kill()
    // The kernel has closed the socket; the server needs a moment to read that.
    await expect.poll(() => listLiveWorkers(db), { interval: 5, timeout: 1000 }).not.toContain(id)
    expect(await presence.tryHold('sender')).toBe(true)
  })

  it('one whose connection breaks learns it, and comes back under its id without its roles', async () => {
    const { presence, until, events } = await enter(database)
    const { presence: other } = await enter(await connectAgain())
    await presence.tryHold('sender')
    const { lost } = presence
    await breakConnectionOf(presence.workerId)
    await until('lost')
    expect(lost.aborted).toBe(true)
    await until('regained')
    expect(presence.lost.aborted).toBe(false)
    expect(await listLiveWorkers(db)).toContain(presence.workerId)
    expect(await other.tryHold('sender')).toBe(true)
    expect(await presence.tryHold('sender')).toBe(false)
    expect(events).toEqual(['lost', 'regained'])
  })

  it('one that is away gets no role', async () => {
    const { presence, until } = await enter(database)
    let answer: Promise<boolean> | undefined
    presence.lost.addEventListener('abort', () => {
      answer = presence.tryHold('sender')
    })
    await breakConnectionOf(presence.workerId)
    await until('regained')
    expect(await answer).toBe(false)
  })
})

async function breakConnectionOf(workerId: number): Promise<void> {
  await db.execute(
    sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${workerId}`,
  )
}
