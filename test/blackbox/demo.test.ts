import { expect, test } from 'vitest'
import { type Ended, run, scratchFolder, start } from '../support/blackbox/program.ts'

type Figures = Record<string, number>
type Said = { to: string; text: string }

/** The demo makes a temporary database of its own; DATA_DIR would only be touched by mistake. */
function play(): Promise<Ended> {
  return run(['demo', '--json'], { DATA_DIR: scratchFolder() })
}

test('two runs play the same month, and its figures are those of the conversation', { timeout: 240_000 }, async () => {
  const first = await play()
  const second = await play()
  expect([first.code, first.err]).toEqual([0, ''])
  expect(second).toEqual(first)

  const lines = first.out.trimEnd().split('\n')
  const figures = JSON.parse(lines.at(-1) ?? '') as Figures
  expect(Object.keys(figures)).toEqual([
    'assignments',
    'met',
    'open',
    'remindersSent',
    'linksRecorded',
    'duplicates',
    'digestsSent',
  ])

  const sent = botMessages(first.out)
  const beginning = (words: string) => sent.filter(({ text }) => text.startsWith(words))
  expect(figures.remindersSent).toBe(beginning('Nhắc việc').length)
  expect(figures.digestsSent).toBe(beginning('TỔNG HỢP').length)
  expect(beginning('TỔNG HỢP').map(({ to }) => to)).toEqual(Array(figures.digestsSent).fill('Nguyễn Văn Minh'))
  const duplicates = countIn(sent, /– (\d+) đường dẫn trùng/g)
  expect(duplicates).toBeGreaterThanOrEqual(1)
  expect(figures.duplicates).toBe(duplicates)
  expect(figures.linksRecorded).toBe(countIn(sent, /đã nhận (\d+) đường dẫn/g) - duplicates)

  // By 5 February: one document and one year for 29 agencies, six weeks for 12 duties, two months for 6.
  expect(figures.assignments).toBe(29 + 29 + 6 * 12 + 2 * 6)
  expect(figures.met).toBeGreaterThanOrEqual(1)
  expect(figures.open).toBeGreaterThan(0)
  // The 12 duties of the week before the plan came here are held: neither met nor asked for.
  expect(Number(figures.met) + Number(figures.open)).toBe(Number(figures.assignments) - 12)

  const overdue = beginning('Nhắc việc').filter(({ text }) => text.includes('Đã quá hạn'))
  expect(overdue.length).toBeGreaterThanOrEqual(1)
  expect(sent.some(({ text }) => text.includes('chưa có trong danh sách trang'))).toBe(true)
})

test('what is typed where there is no terminal does not keep the demo waiting', { timeout: 120_000 }, async () => {
  const demo = start(['demo'], { DATA_DIR: scratchFolder() })
  demo.type('Lan: viec\n+1d\n')
  const { code, err } = await demo.ended
  expect([code, err]).toEqual([0, ''])
  expect(demo.out()).toContain('TỔNG HỢP TUẦN')
})

/** What the bot says in the printed conversation: a line that names to whom, then the text, indented. */
function botMessages(out: string): Said[] {
  const messages: Said[] = []
  let last: Said | undefined
  for (const line of out.split('\n')) {
    const heading = /^Nhắc Việc gửi (.+) \(.+\):$/.exec(line)
    if (heading !== null) {
      last = { to: heading[1] ?? '', text: '' }
      messages.push(last)
    } else if (!line.startsWith('  ')) last = undefined
    else if (last !== undefined) last.text += `${line.slice(2)}\n`
  }
  return messages
}

function countIn(messages: Said[], number: RegExp): number {
  const found = messages.flatMap(({ text }) => [...text.matchAll(number)].map((match) => Number(match[1])))
  return found.reduce((sum, each) => sum + each, 0)
}
