import type { FormattedText, Language, Message } from '../domain/message.ts'
import { renderDigest } from './digest.ts'
import { renderAlreadyMember, renderHelp, renderStranger, renderWelcome } from './joining.ts'
import { toFormattedText } from './markup.ts'
import { renderCountedLater, renderDoneBy, renderLogged, renderReceipt } from './receipt.ts'
import { renderHeld, renderReminder, renderTodo, renderUnstaffed } from './reminder.ts'
import type { Say, Translator } from './translator.ts'

export function renderMessage(t: Translator, language: Language, message: Message): FormattedText {
  return toFormattedText(renderKind((key, args) => t(language, key, args), message))
}

function renderKind(say: Say, message: Message): string {
  switch (message.kind) {
    case 'reminder':
      return renderReminder(say, message)
    case 'unstaffed':
      return renderUnstaffed(say, message)
    case 'held':
      return renderHeld(say, message)
    case 'todo':
      return renderTodo(say, message)
    case 'receipt':
      return renderReceipt(say, message)
    case 'links_kept':
      return say('links-kept', { count: message.count })
    case 'counted_later':
      return renderCountedLater(say, message)
    case 'logged':
      return renderLogged(say, message)
    case 'log_refused':
      return say('log-refused', { work: message.work, reason: message.reason })
    case 'done_by':
      return renderDoneBy(say, message)
    case 'welcome':
      return renderWelcome(say, message)
    case 'already_member':
      return renderAlreadyMember(say, message)
    case 'code_refused':
      return say('code-refused', { reason: message.reason })
    case 'stranger':
      return renderStranger(say, message)
    case 'help':
      return renderHelp(say, message)
    case 'digest':
      return renderDigest(say, message.digest)
    case 'chased':
      return say('chased', { count: message.count })
    case 'not_allowed':
      return say('not-allowed', { command: message.command })
    default:
      throw new Error(`No text for ${JSON.stringify(message satisfies never)}`)
  }
}
