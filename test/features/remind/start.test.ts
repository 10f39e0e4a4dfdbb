import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { openPresence } from '../../../src/db/presence.ts'
import type { Platform } from '../../../src/platforms/platform.ts'
import { createTelegram } from '../../../src/platforms/telegram/telegram.ts'
import { createTranslator } from '../../../src/render/translator.ts'
import { useDatabase, workerDatabase } from '../../support/database.ts'
import { newLinks, smallWorld, tuPhap, visit } from './small-world.ts'

await useDatabase()

async function asleep(ms: number, signal?: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {})
}

describe('1. after an outage', () => {
  it('what was written meanwhile counts toward the period that began meanwhile', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00' })
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-20 08:00')
    await world.says(lan, newLinks(2))
    world.told(lan)
    world.sleepUntil('2024-04-02 09:00')
    const waiting = world.events.length
    world.fake.userSays({ from: lan, text: newLinks(1) })
    await world.fake.waitFor(() => world.events.slice(waiting).includes('inbound.stored'))

    const { url: apiRoot, token, bot } = world.fake
    const telegram = createTelegram({ token, apiRoot, shift: (date) => date, log() {}, pause: asleep })
    const platform: Platform = { ...telegram, receive: (_, signal) => asleep(60_000, signal).then(() => undefined) }
    const database = await workerDatabase()
    const presence = await openPresence(database, { randomInt: () => 77_000, onLost() {}, onRegained() {} })
    let onHandled = () => {}
    const handled = new Promise<void>((resolve) => {
      onHandled = resolve
    })
    const app = await createApp({
      database,
      presence,
      platforms: [{ platform, identity: { nativeId: String(bot.id), username: null } }],
      translator: createTranslator({ vi: '', en: '' }),
      clock: world.clock,
      pause: asleep,
      openBot: () => undefined,
      login: undefined,
      randomBytes: (size) => new Uint8Array(size),
      randomInt: () => 0,
      inviteSecret: undefined,
      log: (event) => event === 'inbound.handled' && onHandled(),
      onBroken() {},
    })
    app.start()
    await handled
    await app.stop()
    await presence.close()
    await world.settle()
    expect(world.told(lan)).toEqual([expect.stringContaining('tháng 4: 1/2')])
  })
})
