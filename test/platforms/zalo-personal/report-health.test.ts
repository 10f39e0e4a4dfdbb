import { beforeEach, describe, expect, it } from 'vitest'
import type { BotHealth } from '../../../src/platforms/platform.ts'
import { createReport } from '../../../src/platforms/zalo-personal/report-health.ts'

const connecting: BotHealth = { kind: 'connecting' }
const connected: BotHealth = { kind: 'connected' }

let told: BotHealth[]
let isAway: boolean
let pauses: number[]
/** Ends the pauses that are being held. */
let pass: () => void
let report: ReturnType<typeof createReport>
beforeEach(() => {
  told = []
  isAway = false
  pauses = []
  pass = () => {}
  report = createReport(
    async (health) => {
      if (isAway) throw new Error('the database is away')
      told.push(health)
    },
    {
      log: () => undefined,
      randomInt: () => 0,
      pause: (ms, signal) =>
        new Promise<void>((resolve) => {
          pauses.push(ms)
          pass = resolve
          signal?.addEventListener('abort', () => resolve(), { once: true })
        }),
    },
  )
})

describe('telling how the connection is', () => {
  it('says each change once, in its order', async () => {
    await Promise.all([connecting, connected, connected, connecting].map(report.tell))
    expect(told).toEqual([connecting, connected, connecting])
  })

  it('tries again, longer and longer apart', async () => {
    isAway = true
    await report.tell(connected)
    for (let times = 1; times < 4; times++) {
      pass()
      await expect.poll(() => pauses.length).toBe(times + 1)
    }
    isAway = false
    pass()
    await expect.poll(() => told).toEqual([connected])
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000])
  })

  it('does not come back to what is no longer so', async () => {
    isAway = true
    await report.tell(connecting)
    isAway = false
    await report.tell(connected)
    pass()
    await report.tell(connected)
    await report.end()
    expect(told).toEqual([connected])
  })

  it('says nothing more once it has ended', async () => {
    isAway = true
    await report.tell(connected)
    isAway = false
    await report.end()
    pass()
    await new Promise((resolve) => setImmediate(resolve))
    expect(told).toEqual([])
  })
})
