import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { run } from './command-line.ts'

test('the demo plays the whole job without a token, and ends with its figures', async () => {
  const played = await run(['demo', '--json'])
  expect({ code: played.code, err: played.err }).toEqual({ code: 0, err: '' })
  for (const scene of [
    'Nhắc việc: Sở Tư pháp',
    'Phạm Thu Hà (UBND huyện Bắc Bình) gửi:\n  phát thanh',
    'Sở Tư pháp: đã nhận 2 đường dẫn, tính 2.',
    '1 đường dẫn trùng',
    'địa chỉ “ttvhbacbinh.vn” chưa có trong danh sách trang của UBND huyện Bắc Bình',
    'Đã quá hạn 01 ngày',
    'TỔNG HỢP TUẦN 5',
  ]) {
    expect(played.out).toContain(scene)
  }
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const excerpt = /```\n(──[^`]+)```/.exec(readme)?.[1] ?? 'README shows no excerpt'
  for (const line of excerpt.trim().split(/\n\s*/)) expect(played.out).toContain(line)
  const figures = JSON.parse(played.out.trimEnd().split('\n').at(-1) ?? '')
  expect(Object.keys(figures)).toEqual([
    'assignments',
    'met',
    'open',
    'remindersSent',
    'linksRecorded',
    'duplicates',
    'digestsSent',
  ])
  for (const figure of Object.values(figures)) expect(figure).toBeGreaterThan(0)
}, 60_000)
