import { isChoice } from '../domain/chat-platform.ts'
import { showCode } from '../domain/command.ts'
import type { ChatPlatform, Message } from '../domain/message.ts'
import { bold } from './markup.ts'
import type { Say } from './translator.ts'

type Of<K extends Message['kind']> = Extract<Message, { kind: K }>

/** Numbered where there is a choice. */
export function renderPlatforms(say: Say, { accounts }: Of<'platforms'>): string {
  const canChoose = isChoice(accounts)
  const lines = accounts.map(({ platform, name, preferred, reachable }, index) => {
    const line = say('platforms-account', {
      account: renderAccount(say, { platform, name }),
      preferred: canChoose && preferred ? 'yes' : 'no',
      reachable: reachable ? 'yes' : 'no',
    })
    return `${canChoose ? `${index + 1}.` : '–'} ${line}`
  })
  return [say('platforms'), ...lines, ...(canChoose ? [say('platforms-choose')] : []), say('platforms-add')].join('\n')
}

export function renderPlatformPreferred(say: Say, { platform }: Of<'platform_preferred'>): string {
  return say('platform-preferred', { platform: bold(renderPlatform(say, platform)) })
}

/** Without another bot there is nowhere to send the code to. */
export function renderAccountCode(say: Say, { code, minutes, bots }: Of<'account_code'>): string {
  if (bots.length === 0) return say('account-code-none')
  const names = bots.map(({ platform, name }) => ({ platform, name: bold(name) }))
  return [
    say('account-code', { code: bold(showCode(code)), minutes }),
    say('account-code-send', { bots: renderBotNames(say, names) }),
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

export function renderGroupNamed(say: Say, { agency, on, former = '' }: Of<'group_named'>): string {
  const ended = former === '' ? '' : bold(former)
  return say('group-named', { agency: bold(agency), on: on ? 'yes' : 'no', former: ended })
}

/** Where to find our bots: “Nhắc Việc trên Zalo Bot; @nhacviec_bot trên Telegram”. */
export function renderBotNames(say: Say, bots: { platform: ChatPlatform; name: string }[]): string {
  return bots
    .map(({ platform, name }) => say('account-code-bot', { name, platform: renderPlatform(say, platform) }))
    .join('; ')
}

/** One of our accounts or somebody's: “Zalo “Nhắc Việc””. */
export function renderAccount(say: Say, { platform, name }: { platform: ChatPlatform; name: string }): string {
  return say('platform-account', { platform: renderPlatform(say, platform), name: bold(name) })
}

function renderPlatform(say: Say, platform: ChatPlatform): string {
  return say('platform', { platform })
}
