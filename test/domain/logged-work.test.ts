import { expect, test } from 'vitest'
import { dayOfWork } from '../../src/domain/logged-work.ts'

test.each([
  ['17/01 17h30 Giảm hồ sơ trễ hẹn', '2024-01-17'],
  ['15/1/24 17h30 Bài', '2024-01-15'],
  ['15.01.24 Bài', '2024-01-15'],
  ['17h30 ngày 15 tháng 1 Bài', '2024-01-15'],
  ['ngày 15 tháng 01 năm 2024 Bài', '2024-01-15'],
  ['đường dây nóng 24/7, phát ngày 17/01', '2024-01-17'],
  ['17-18/01 Bài', '2024-01-18'],
  ['17h30 ngày 5/1/2024', '2024-01-05'],
  ['05-01-2024 Tên bài', '2024-01-05'],
  ['số 12/KH-STP ngày 20/01/2024', '2024-01-20'],
  ['số 15/2024/KH-UBND ngày 15.01.2024', '2024-01-15'],
  ['17.30 ngày 12/01 Tên bài', '2024-01-12'],
  ['30/12 Tên bài', '2023-12-30'],
  ['29/02/2023, sửa lại 28/02/2023', '2023-02-28'],
  ['29/2 Tên bài', '2024-02-29'],
])('the day of “%s” is %s', (note, day) => {
  expect(dayOfWork(note, '2024-01-20')).toBe(day)
})

test('a year is the one in which the day is nearest', () => {
  expect(dayOfWork('02/01', '2024-12-30')).toBe('2025-01-02')
  expect(dayOfWork('30/12', '2025-01-02')).toBe('2024-12-30')
  expect(dayOfWork('15/6', '2024-01-20')).toBe('2024-06-15')
})

test.each(['17h30 Tên bài', 'tuần này', '32/01', '12/13', '1/12345', '112/01', ''])(
  'without a day it is today: %j',
  (note) => {
    expect(dayOfWork(note, '2024-01-20')).toBe('2024-01-20')
  },
)
