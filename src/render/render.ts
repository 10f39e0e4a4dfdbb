import type { FormattedText, Language, Message } from '../domain/message.ts'
import { renderItem, renderWithdrawChoice, renderWithdrawn } from './answers.ts'
import { renderBotState, renderBots, renderLogin, renderSessionEnding } from './bots.ts'
import { renderDigest } from './digest.ts'
import { renderAlreadyMember, renderHelp, renderStranger, renderWelcome } from './joining.ts'
import { addressTo, toFormattedText } from './markup.ts'
import {
  renderAccountCode,
  renderAccountLinked,
  renderGroupNamed,
  renderPlatformPreferred,
  renderPlatforms,
} from './platforms.ts'
import { renderCountedLater, renderDoneBy, renderLogged, renderReceipt, renderReopened } from './receipt.ts'
import { renderHeld, renderReminder, renderTodo, renderUnstaffed } from './reminder.ts'
import type { Say, Translator } from './translator.ts'

export function renderMessage(t: Translator, language: Language, message: Message): FormattedText {
  const formatted = toFormattedText(renderKind((key, args) => t(language, key, args), message))
  return message.kind === 'reminder' && message.mention !== undefined
    ? addressTo(message.mention, formatted)
    : formatted
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
    case 'item':
      return renderItem(say, message)
    case 'answer_refused':
      return say('answer-refused', { reason: message.reason, max: message.max })
    case 'withdraw_choice':
      return renderWithdrawChoice(say, message)
    case 'withdrawn':
      return renderWithdrawn(say, message)
    case 'nothing_to_withdraw':
      return say('nothing-to-withdraw')
    case 'files_kept':
      return say('files-kept', { count: message.count })
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
    case 'reopened':
      return renderReopened(say, message)
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
    case 'platforms':
      return renderPlatforms(say, message)
    case 'platform_preferred':
      return renderPlatformPreferred(say, message)
    case 'account_code':
      return renderAccountCode(say, message)
    case 'account_linked':
      return renderAccountLinked(say, message)
    case 'account_code_refused':
      return say('account-code-refused', { reason: message.reason })
    case 'bots':
      return renderBots(say, message)
    case 'bot_state':
      return renderBotState(say, message)
    case 'session_ending':
      return renderSessionEnding(say, message)
    case 'bot_resuming':
    case 'login_begun':
    case 'login_qr':
    case 'login_ended':
      return renderLogin(say, message)
    case 'group_named':
      return renderGroupNamed(say, message)
    case 'group_refused':
      return say('group-refused', { reason: message.reason })
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
