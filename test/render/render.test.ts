import { describe, expect, test } from 'vitest'
import type { BotView, Message } from '../../src/domain/message.ts'
import { bold, capitalize, excerpt, toFormattedText } from '../../src/render/markup.ts'
import { broadcastItem, formatted, portalItem, receiptGroup, siteItem, sources, t, year2024 } from './voice.ts'

const agency = 'Sở Tư pháp'
const province = 'tỉnh Bình Thuận'
const today = '2024-11-28'
const items = [portalItem({ latest: { by: 'Trần Thị Lan', on: '2024-11-12' } }), siteItem(), broadcastItem()]

const bot: BotView = {
  platform: 'zalo-personal',
  name: 'Nhắc Việc',
  state: 'displaced',
  since: { on: today, time: '08:30' },
  resumes: { on: today, time: '09:00' },
  waiting: 1,
}

/** One of every kind: a new kind does not compile until it is here. */
const messages: { [K in Message['kind']]: Extract<Message, { kind: K }> } = {
  reminder: { kind: 'reminder', items, today },
  unstaffed: { kind: 'unstaffed', agencies: [{ agency, items }], today },
  held: { kind: 'held', planName: 'Kế hoạch A', agencies: [{ agency, items }] },
  receipt: {
    kind: 'receipt',
    groups: [receiptGroup({ counted: 1, byAssignment: items.map((item) => ({ count: 1, surplus: 0, item })) })],
    today,
  },
  logged: { kind: 'logged', item: broadcastItem(), note: '28/11 17h30', surplus: false },
  log_refused: { kind: 'log_refused', work: 'document', reason: 'closed' },
  todo: { kind: 'todo', agencies: [{ agency, items }], today },
  item: { kind: 'item', item: siteItem(), today },
  withdraw_choice: { kind: 'withdraw_choice', pieces: [{ agency, text: 'a.vn/1', sentOn: today }] },
  withdrawn: {
    kind: 'withdrawn',
    pieces: ['a.vn/1'],
    before: ['a.vn/3'],
    locked: ['a.vn/2'],
    kept: { counted: ['a.vn/4'], uncounted: ['a.vn/5'] },
    items,
    today,
  },
  nothing_to_withdraw: { kind: 'nothing_to_withdraw' },
  answer_refused: { kind: 'answer_refused', reason: 'out_of_range', max: 3 },
  files_kept: { kind: 'files_kept', count: 2 },
  welcome: { kind: 'welcome', name: 'Lan', role: 'officer', agency, province, open: 3, nearest: portalItem(), today },
  already_member: { kind: 'already_member', role: 'admin', agency: null, province },
  code_refused: { kind: 'code_refused', reason: 'expired' },
  stranger: { kind: 'stranger', linksKept: 2 },
  links_kept: { kind: 'links_kept', count: 1 },
  counted_later: {
    kind: 'counted_later',
    agency,
    why: 'free',
    byAssignment: items.map((item) => ({ count: 1, surplus: 1, item })),
    today,
  },
  done_by: { kind: 'done_by', by: 'Lan', item: portalItem({ done: 2 }) },
  reopened: { kind: 'reopened', by: 'Lan', item: portalItem(), today },
  digest: {
    kind: 'digest',
    digest: {
      province,
      week: null,
      at: { on: today, time: '08:30' },
      shiftedClock: true,
      duties: [
        {
          title: 'Tin, bài trên Trang TTĐT',
          clause: 'III.1.b',
          period: year2024,
          total: 3,
          met: ['Tuy Phong'],
          short: [{ agency: 'Hàm Tân', done: 48, need: 50 }],
          missing: ['Phú Quý'],
          overdue: false,
          pace: '2024-10-31',
        },
      ],
      unreachable: [agency],
      uncounted: [{ agency, host: 'b.vn', count: 2 }],
      unverifiedHosts: ['a.vn'],
      inDoubt: 1,
      parked: 1,
      held: 1,
    },
  },
  chased: { kind: 'chased', count: 1 },
  not_allowed: { kind: 'not_allowed', command: 'chase' },
  platforms: {
    kind: 'platforms',
    accounts: [
      { platform: 'telegram', name: 'Lan', preferred: true, reachable: true },
      { platform: 'zalo-bot', name: 'Lan', preferred: false, reachable: false },
    ],
  },
  platform_preferred: { kind: 'platform_preferred', platform: 'zalo-bot' },
  account_code: { kind: 'account_code', code: 'ABCDEFGH2345', minutes: 15, bots: [bot] },
  account_linked: { kind: 'account_linked', platform: 'telegram', name: 'Lan', others: ['zalo-personal', 'console'] },
  account_code_refused: { kind: 'account_code_refused', reason: 'own' },
  bots: {
    kind: 'bots',
    accounts: [{ platform: 'telegram', name: 'Lan', preferred: true, reachable: true }],
    bots: [{ ...bot, number: 1 }],
  },
  bot_state: { kind: 'bot_state', bot },
  bot_resuming: { kind: 'bot_resuming', bot },
  session_ending: { kind: 'session_ending', bot, on: today, days: 2 },
  login_begun: { kind: 'login_begun', bot },
  login_qr: { kind: 'login_qr', bot, seconds: 100 },
  login_ended: { kind: 'login_ended', bot, outcome: 'failed' },
  group_named: { kind: 'group_named', agency, on: true },
  group_refused: { kind: 'group_refused', reason: 'no_mentions' },
  help: { kind: 'help', roles: ['officer', 'coordinator'], understood: false },
}

describe.each(Object.values(messages))('$kind', (message) => {
  test.each(['vi', 'en'] as const)('has a text in %s, with its spans inside', (language) => {
    const { text, spans } = formatted(message, language)
    expect(text).toBe(text.trim())
    expect(text).not.toMatch(/[{}\uE000\uE001]|undefined|null|NaN| {2}| \n|\.\./)
    for (const { start, length } of spans) {
      expect(start).toBeGreaterThanOrEqual(0)
      expect(length).toBeGreaterThan(0)
      expect(start + length).toBeLessThanOrEqual(text.length)
    }
  })
})

test('a clause about an argument that may be empty', () => {
  const outOfRange = (from: string, to: string) =>
    t('vi', 'cli-file-problem-out-of-range', { got: '2025-05-01', from, to })
  expect(outOfRange('2024-01-01', '2024-12-31')).toBe(
    '“2025-05-01” không nằm trong khoảng từ 2024-01-01 đến 2024-12-31',
  )
  expect(outOfRange('2025-06-01', '')).toBe('“2025-05-01” trước ngày 2025-06-01; chỉ nhận từ ngày này trở đi')
  expect(outOfRange('', '2024-12-31')).toBe('“2025-05-01” sau ngày 2024-12-31; chỉ nhận đến hết ngày này')
  const problem = (path: string) =>
    t('vi', 'cli-file-problem', { file: 'a.yaml', line: '3', path, problem: 'còn thiếu' })
  expect(problem('duties[3].quota')).toBe('a.yaml, dòng 3, duties[3].quota: còn thiếu')
  expect(problem('')).toBe('a.yaml, dòng 3: còn thiếu')
})

test('an English text', () => {
  expect(formatted({ kind: 'reminder', items: [portalItem({ overdueDays: 1 })], today: '2024-12-01' }, 'en').text).toBe(
    'Reminder: Sở Tư pháp has 0/2 articles for November on the provincial portal, 2 to go. ' +
      'Basis: point d, clause 1, part III, Kế hoạch tuyên truyền CCHC năm 2024. ' +
      'Overdue by 1 day (was due by the end of Saturday 30 Nov). ' +
      'Published articles: please send their links here.',
  )
})

describe('the translator', () => {
  test('takes a missing key or argument for a bug', () => {
    expect(() => t('vi', 'no-such-key')).toThrow('No text "no-such-key" in "vi"')
    expect(() => t('vi', 'held')).toThrow('planName')
  })

  test('speaks both languages', () => {
    expect(sources.vi).not.toBe(sources.en)
    expect(t('en', 'todo-none')).not.toBe(t('vi', 'todo-none'))
  })
})

test('a name that begins a line has a capital', () => {
  expect(capitalize('tỉnh Bình Thuận')).toBe('Tỉnh Bình Thuận')
  expect(capitalize('đặc khu Phú Quý')).toBe('Đặc khu Phú Quý')
})

describe('marks', () => {
  test('become spans, stray ones vanish', () => {
    expect(toFormattedText(`a ${bold('b')} \uE001c\uE000${bold('')}`)).toEqual({
      text: 'a b c',
      spans: [{ start: 2, length: 1, style: 'bold' }],
    })
  })

  test('an excerpt is one line and cuts no character in two', () => {
    expect(excerpt(' một\n hai ', 20)).toBe('một hai')
    expect(excerpt('😀😀😀', 2)).toBe('😀…')
  })
})
