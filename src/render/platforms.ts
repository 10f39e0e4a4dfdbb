import { showCode } from '../domain/command.ts'
import type { ChatPlatform, Message } from '../domain/message.ts'
import { bold } from './markup.ts'
import type { Say } from './translator.ts'

type Of<K extends Message['kind']> = Extract<Message, { kind: K }>

/** Numbered where there is a choice. */
export function renderPlatforms(say: Say, { accounts }: Of<'platforms'>): string {
  const isChoice = new Set(accounts.map(({ platform }) => platform)).size > 1
  const lines = accounts.map(({ platform, name, preferred, reachable }, index) => {
    const line = say('platforms-account', {
      account: renderAccount(say, { platform, name }),
      preferred: isChoice && preferred ? 'yes' : 'no',
      reachable: reachable ? 'yes' : 'no',
    })
    return `${isChoice ? `${index + 1}.` : '–'} ${line}`
  })
  return [say('platforms'), ...lines, ...(isChoice ? [say('platforms-choose')] : []), say('platforms-add')].join('\n')
}

export function renderPlatformPreferred(say: Say, { platform }: Of<'platform_preferred'>): string {
  return say('platform-preferred', { platform: bold(renderPlatform(say, platform)) })
}

/** Without another bot there is nowhere to send the code to. */
export function renderAccountCode(say: Say, { code, minutes, bots }: Of<'account_code'>): string {
  if (bots.length === 0) return say('account-code-none')
  const names = bots.map(({ platform, name }) =>
    say('account-code-bot', { name: bold(name), platform: renderPlatform(say, platform) }),
  )
  return [
    say('account-code', { code: bold(showCode(code)), minutes }),
    say('account-code-send', { bots: names.join('; ') }),
    say('account-code-secret'),
  ].join('\n')
}

export function renderAccountLinked(say: Say, { platform, name, others }: Of<'account_linked'>): string {
  return [
    say('account-linked', {
      account: renderAccount(say, { platform, name }),
      others: others.map((other) => renderPlatform(say, other)).join(', '),
    }),
    say('account-linked-choose'),
    say('account-linked-secure'),
  ].join('\n')
}

/** One of our accounts or somebody's: “Zalo “Nhắc Việc””. */
export function renderAccount(say: Say, { platform, name }: { platform: ChatPlatform; name: string }): string {
  return say('platform-account', { platform: renderPlatform(say, platform), name: bold(name) })
}

export function renderPlatform(say: Say, platform: ChatPlatform): string {
  return say('platform', { platform })
}
