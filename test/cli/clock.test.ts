import { describe, expect, test } from 'vitest'
import { claimClock, findClock, readClock } from '../../src/cli/clock.ts'
import { useDatabase } from '../support/database.ts'

const db = await useDatabase()
const now = new Date('2026-01-10T00:00:00Z')

describe('--clock', () => {
  test('is left out for the real clock', () => {
    expect(readClock(null, now)).toEqual({ kind: 'real' })
  })

  test.each([
    ['2026-01-10T01:00:00Z', 3_600_000],
    ['2026-01-10T07:00+07:00', 0],
    ['2026-01-10T07:00:00.500+07:00', 500],
    ['2026-01-09T00:00:00Z', -86_400_000],
  ])('shifts to an instant with its offset: %s', (given, byMs) => {
    expect(readClock(given, now)).toEqual({ kind: 'shifted', byMs })
  })

  test.each([
    '',
    'mai',
    '2024-11-25',
    '2024-11-25T08:00',
    '2024-11-25 08:00+07:00',
    '2024-13-25T08:00Z',
    '25/11/2024',
    '1732500000',
  ])('is no instant: %j', (given) => {
    expect(readClock(given, now)).toBeUndefined()
  })
})

describe('a database', () => {
  const shifted = { kind: 'shifted', byMs: -3_600_000 } as const

  test('that has been served on the real clock is never served on a shifted one', async () => {
    expect(await claimClock(db, { kind: 'real' })).toBe(true)
    expect(await claimClock(db, shifted)).toBe(false)
    expect(await claimClock(db, { kind: 'real' })).toBe(true)
    expect((await findClock(db, () => now))()).toEqual(now)
  })

  test('of a rehearsal stays one, may be shifted anew, and commands go by its clock', async () => {
    expect((await findClock(db, () => now))()).toEqual(now)
    expect(await claimClock(db, shifted)).toBe(true)
    expect(await claimClock(db, { kind: 'real' })).toBe(false)
    expect((await findClock(db, () => now))()).toEqual(new Date('2026-01-09T23:00:00Z'))
    expect(await claimClock(db, { kind: 'shifted', byMs: 60_000 })).toBe(true)
    expect((await findClock(db, () => now))()).toEqual(new Date('2026-01-10T00:01:00Z'))
  })
})
