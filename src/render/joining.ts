import type { Message } from '../domain/message.ts'
import { renderDeadline, renderTitle } from './item.ts'
import { bold } from './markup.ts'
import type { Say } from './translator.ts'

type Of<K extends Message['kind']> = Extract<Message, { kind: K }>

export function renderWelcome(say: Say, message: Of<'welcome'>): string {
  const { name, role } = message
  return [
    say('welcome', { name, role, ...place(message) }),
    ...(role === 'officer'
      ? [renderOpen(say, message), say('welcome-officer-next')]
      : [say('welcome-coordinator-next', { role })]),
    say('welcome-privacy'),
  ].join('\n')
}

export function renderAlreadyMember(say: Say, message: Of<'already_member'>): string {
  return say('already-member', { role: message.role, ...place(message) })
}

export function renderStranger(say: Say, { linksKept }: Of<'stranger'>): string {
  const invitation = say('stranger')
  return linksKept > 0 ? `${invitation}\n${say('stranger-links', { count: linksKept })}` : invitation
}

export function renderHelp(say: Say, { roles, understood }: Of<'help'>): string {
  const isOfficer = roles.includes('officer')
  const isCoordinator = roles.includes('coordinator') || roles.includes('admin')
  const lines: (string | false)[] = [
    !understood && say('help-not-understood'),
    say('help-head'),
    isOfficer && say('help-links'),
    isOfficer && say('help-broadcast'),
    isOfficer && say('help-newsletter'),
    isOfficer && say('help-document'),
    isOfficer && say('help-todo'),
    isOfficer && say('help-withdraw'),
    isCoordinator && say('help-digest'),
    isCoordinator && say('help-chase'),
    isCoordinator && say('help-group'),
    roles.length > 0 && say('help-platforms'),
    say('help-code'),
    say('help-help'),
  ]
  return lines.filter((line) => line !== false).join('\n')
}

function renderOpen(say: Say, { open, nearest, today }: Of<'welcome'>): string {
  if (!nearest) return say('welcome-open-none')
  return say('welcome-open', {
    count: open,
    title: renderTitle(say, nearest, today),
    deadline: renderDeadline(say, nearest, today),
  })
}

/** An officer belongs to an agency; whoever has none belongs to the province as a whole. */
function place({ agency, province }: { agency: string | null; province: string }) {
  return { agency: bold(agency ?? province), province: bold(province) }
}
