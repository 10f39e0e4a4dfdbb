import type { ChatPlatform } from './message.ts'

/**
 * What decides where something may be asked for, of each platform. Adapters say the same of themselves (`can`); this
 * is for where there is no adapter at hand, since another process may serve the bot.
 */
const abilities: Record<ChatPlatform, { sendsFiles: boolean; mentions: boolean }> = {
  telegram: { sendsFiles: true, mentions: true },
  'zalo-bot': { sendsFiles: false, mentions: false },
  'zalo-personal': { sendsFiles: true, mentions: true },
  console: { sendsFiles: false, mentions: false },
}

/** Whether a picture can be shown in a chat there. */
export function sendsPictures(platform: ChatPlatform): boolean {
  return abilities[platform].sendsFiles
}

/** Whether somebody who is named in a group there hears it ring. */
export function mentions(platform: ChatPlatform): boolean {
  return abilities[platform].mentions
}

/** Whether accounts leave somebody a choice between platforms. */
export function isChoice(accounts: { platform: ChatPlatform }[]): boolean {
  return new Set(accounts.map(({ platform }) => platform)).size > 1
}
