import type { BotView, Message } from '../domain/message.ts'
import { renderDate, renderFullDate } from './dates.ts'
import { renderAccount, renderPlatforms } from './platforms.ts'
import type { Say } from './translator.ts'

type Of<K extends Message['kind']> = Extract<Message, { kind: K }>

/** One's own platforms, and below them our accounts, numbered where something can be done. */
export function renderBots(say: Say, { accounts, bots }: Of<'bots'>): string {
  return [renderPlatforms(say, { kind: 'platforms', accounts }), renderOwn(say, bots)].join('\n\n')
}

function renderOwn(say: Say, bots: Of<'bots'>['bots']): string {
  if (bots.length === 0) return say('bots-none')
  const lines = bots.map(({ number, ...bot }) => `${number === null ? '–' : `${number}.`} ${renderState(say, bot)}`)
  const canAct = bots.some(({ number }) => number !== null)
  return [say('bots'), ...lines, ...(canAct ? [say('bots-choose')] : [])].join('\n')
}

export function renderBotState(say: Say, { bot }: Of<'bot_state'>): string {
  if (bot.state === 'connected') return say('bot-back', { bot: renderAccount(say, bot) })
  return [renderState(say, bot), say('bot-lost')].join('\n')
}

export function renderSessionEnding(say: Say, { bot, on, days }: Of<'session_ending'>): string {
  return say('session-ending', { bot: renderAccount(say, bot), date: renderFullDate(say, on), days })
}

export function renderLogin(
  say: Say,
  message: Of<'login_begun' | 'login_qr' | 'login_ended' | 'bot_resuming'>,
): string {
  const bot = renderAccount(say, message.bot)
  switch (message.kind) {
    case 'bot_resuming':
      return say('bot-resuming', { bot })
    case 'login_begun':
      return say('login-begun', { bot })
    case 'login_qr':
      return say('login-qr', { bot, seconds: message.seconds })
    case 'login_ended':
      return say('login-ended', { bot, outcome: message.outcome })
  }
}

function renderState(say: Say, bot: BotView): string {
  return say('bot', {
    bot: renderAccount(say, bot),
    state: say('bot-state', { state: bot.state }),
    since: renderInstant(say, bot.since),
    resumes: renderInstant(say, bot.resumes),
    waiting: bot.waiting,
  })
}

function renderInstant(say: Say, at: BotView['since']): string {
  return at === null ? '' : say('bot-instant', { time: at.time, date: renderDate(say, at.on, at.on) })
}
