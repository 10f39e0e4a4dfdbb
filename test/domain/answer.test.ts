import { describe, expect, test } from 'vitest'
import { readAnswer } from '../../src/domain/answer.ts'

describe('an answer by numbers', () => {
  test.each([
    [[1], ['1', '1.', '(1)', '1)', '[1]', '#1', '01', ' 1 ', '1️⃣', '①', '１', '1\u200b']],
    [[2], ['số 2', 'so 2', 'Số 2', 'số 2'.normalize('NFD'), 'SO 2.', 'chọn 2', 'chọn số 2', 'Trả lời: 2', 'việc 2']],
    [
      [1],
      ['Dạ 1', 'Vâng 1', 'Dạ số 1 ạ', 'dạ vâng, số 1 ạ', 'ok 1', 'OK em, 1 nhé em', 'da 1', 'Dạ 1'.normalize('NFD')],
    ],
    [[2], ['em chọn số 2 ạ', '2 nhé', '2 ạ.', 'xin chọn mục 2']],
    [
      [1, 3],
      ['1,3', '1, 3', '1 3', '1 và 3', '1 va 3', '1 và 3'.normalize('NFD'), '1;3', '1 & 3', '1\n3', '1, và 3.'],
    ],
    [
      [1, 3],
      ['số 1 và số 3', 'chọn các số 1, 3', '1. 3.', '1) 3)', '1,3,', '1 3 1'],
    ],
    [[0], ['0', 'số 0']],
    [[99], ['99']],
  ])('%o', (numbers, texts) => {
    for (const text of texts) expect([text, readAnswer(text)]).toEqual([text, numbers])
  })

  test.each([
    ['a date or an hour', ['11/12', '11-12', '11.12', '17h30', '17:30', 'ngày 11', '11/12/2024']],
    ['a telephone number', ['0912345678', '0912 345 678', '09 12 34 56 78', '02523.821.234', '+84 912 345 678']],
    [
      'a sentence',
      ['1 bài', 'có 2 tin', 'việc 1 đã xong', '2 rồi', '1a', 'số', '', 'và 1', '1 hoặc 2', 'phát thanh 1'],
    ],
    ['a number beyond any list', ['100', '2024', '1 2 300']],
    ['a word around no number', ['dạ', 'dạ vâng ạ', 'đã 1', 'dạ 1 bài ạ', 'em gửi dạ 1']],
    ['a word of the sender’s own', ['việc', 'rút lại', 'tổng hợp']],
  ])('is not %s', (_, texts) => {
    for (const text of texts) expect([text, readAnswer(text)]).toEqual([text, undefined])
  })

  test('holds twenty different numbers at most', () => {
    const numbers = Array.from({ length: 21 }, (_, index) => index + 1)
    expect(readAnswer(numbers.slice(0, 20).join(', '))).toEqual(numbers.slice(0, 20))
    expect(readAnswer(numbers.join(', '))).toBeUndefined()
    expect(readAnswer('1 '.repeat(2_000))).toBeUndefined()
  })
})
