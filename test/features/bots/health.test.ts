import { describe, expect, test } from 'vitest'
import type { ChatPlatform } from '../../../src/domain/message.ts'
import { mayResume } from '../../../src/features/bots/may-resume.ts'
import { recordHealth } from '../../../src/features/bots/record-health.ts'
import type { BotHealth } from '../../../src/platforms/platform.ts'
import { useDatabase } from '../../support/database.ts'
import { at } from '../../support/world.ts'
import { createCast } from './cast.ts'

const db = await useDatabase()

async function servedBot(platform: ChatPlatform = 'zalo-personal') {
  const cast = await createCast(db)
  const bot = await cast.bot(platform, 'Nhắc Việc')
  const report = (kind: BotHealth['kind']) =>
    recordHealth(db, bot.id, { kind, reason: 'vì sao' }, cast.clock(), cast.log)
  const resumesIn = async () => {
    const { resumeAt } = await cast.get(bot)
    return resumeAt === null ? null : (resumeAt.getTime() - cast.clock().getTime()) / 60_000
  }
  /** Displaced, left alone until it may come back, connected for a while, and opened elsewhere again. */
  const comesBackFor = async (minutes: number) => {
    await cast.later((await resumesIn()) ?? 0)
    await report('connecting')
    await report('connected')
    await cast.later(minutes)
  }
  return { cast, bot, report, resumesIn, comesBackFor }
}

describe('the state of a bot', () => {
  test('is kept with its reason, and since when it is so', async () => {
    const { cast, bot, report } = await servedBot()
    cast.moveTo('2024-11-25 10:00')
    await report('unreachable')
    cast.moveTo('2024-11-25 10:05')
    await report('unreachable')
    expect(await cast.get(bot)).toMatchObject({
      state: 'unreachable',
      stateReason: 'vì sao',
      stateSince: at('2024-11-25 10:00'),
    })
    await recordHealth(db, bot.id, { kind: 'connected' }, cast.clock(), cast.log)
    expect(await cast.get(bot)).toMatchObject({
      state: 'connected',
      stateReason: null,
      stateSince: at('2024-11-25 10:05'),
      resumeAt: null,
    })
  })

  test('lets receiving begin, but for an account that was opened elsewhere, has expired or is banned', async () => {
    const { cast, bot, report } = await servedBot()
    for (const kind of ['connecting', 'connected', 'unreachable'] as const) {
      await report(kind)
      expect(await mayResume(db, bot.id, cast.clock())).toBe(true)
    }
    for (const kind of ['displaced', 'expired', 'banned'] as const) {
      await report(kind)
      expect(await mayResume(db, bot.id, cast.clock())).toBe(false)
    }
  })
})

describe('an account that was opened elsewhere', () => {
  test('is left alone for half an hour, however often it is asked and told', async () => {
    const { cast, bot, report } = await servedBot()
    await report('displaced')
    await cast.later(29)
    // The adapter tells it, and so does whoever ran it.
    await report('displaced')
    expect(await mayResume(db, bot.id, cast.clock())).toBe(false)
    await cast.later(1)
    expect(await mayResume(db, bot.id, cast.clock())).toBe(true)
  })

  test('is left alone longer each time in a row, at most six hours', async () => {
    const { report, resumesIn, comesBackFor } = await servedBot()
    const pauses: (number | null)[] = []
    for (let time = 0; time < 7; time++) {
      await report('displaced')
      pauses.push(await resumesIn())
      await comesBackFor(20)
    }
    expect(pauses).toEqual([30, 60, 120, 240, 360, 360, 360])
  })

  test('is forgiven a day after it came back, however often its connection was cut meanwhile', async () => {
    const { cast, report, resumesIn, comesBackFor } = await servedBot()
    await report('displaced')
    await comesBackFor(20)
    await report('displaced')
    expect(await resumesIn()).toBe(60)
    await comesBackFor(23 * 60 + 50)
    await report('displaced')
    expect(await resumesIn()).toBe(120)
    await comesBackFor(0)
    for (let hour = 0; hour < 24; hour++) {
      await report('unreachable')
      await report('connecting')
      await report('connected')
      await cast.later(60)
    }
    await report('displaced')
    expect(await resumesIn()).toBe(30)
  })

  test('that is expired or banned waits for somebody, however long', async () => {
    const { cast, bot, report, resumesIn } = await servedBot()
    await report('displaced')
    await report('expired')
    expect(await resumesIn()).toBe(null)
    await cast.later(30 * 24 * 60)
    expect(await mayResume(db, bot.id, cast.clock())).toBe(false)
  })

  test('whose token was refused tries again after five minutes: nobody logs it in', async () => {
    const { cast, bot, report, resumesIn } = await servedBot('zalo-bot')
    await report('expired')
    expect(await resumesIn()).toBe(5)
    await cast.later(5)
    expect(await mayResume(db, bot.id, cast.clock())).toBe(true)
  })
})
