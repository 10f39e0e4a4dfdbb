import { expect, onTestFinished, test } from 'vitest'
import { mentions, sendsPictures } from '../../src/domain/chat-platform.ts'
import { consoleHarness, telegramHarness, zaloBotHarness, zaloPersonalHarness } from './contract/harnesses.ts'

const harnesses = [
  ['telegram', telegramHarness],
  ['zalo-bot', zaloBotHarness],
  ['zalo-personal', zaloPersonalHarness],
  ['console', consoleHarness],
] as const

test.each(harnesses)(
  'what is said of %s without its adapter is what the adapter says of itself',
  async (name, open) => {
    const { platform, close } = await open()
    onTestFinished(close)
    expect(platform.name).toBe(name)
    expect({ sendsFiles: sendsPictures(name), mentions: mentions(name) }).toEqual({
      sendsFiles: platform.can.sendsFiles,
      mentions: platform.can.mentions,
    })
  },
)
