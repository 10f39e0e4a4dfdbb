import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeCode, parseCommand, readCode, showCode, withoutDiacritics } from '../../src/domain/command.ts'

describe('a command', () => {
  test.each([
    ['todo', ['việc', 'viec', 'Việc của tôi', 'viec cua toi', 'VIỆC']],
    ['digest', ['tổng hợp', 'tong hop', 'tonghop', 'Tổng Hợp']],
    ['chase', ['đôn đốc', 'don doc', 'dondoc', 'ĐÔN ĐỐC']],
    ['help', ['hướng dẫn', 'huong dan', 'huongdan', 'help', 'HELP']],
  ])('%s is read with and without diacritics, in any case', (kind, spellings) => {
    for (const spelling of spellings) {
      for (const written of [spelling, spelling.toUpperCase(), spelling.normalize('NFD'), `  ${spelling} `]) {
        expect(parseCommand(written)).toEqual({ kind })
      }
      expect(parseCommand(`/${spelling}`)).toEqual({ kind })
      expect(parseCommand(`/${spelling}@nhac_viec_bot`)).toEqual({ kind })
      expect(parseCommand(`${spelling}.`)).toEqual({ kind })
    }
  })

  test.each([
    ['todo', ['việc ạ', 'viec a', 'Dạ việc', 'Dạ, việc ạ', 'vâng ạ, việc nhé em', 'ok việc nha!', 'da viec a']],
    ['withdraw', ['rút lại ạ', 'rút lại nhé', 'dạ rút lại', 'rút lại 1', 'Dạ rút lại số 1 và 2 ạ', 'thu hồi 1, 2.']],
    ['digest', ['tổng hợp ạ', 'Dạ tổng hợp']],
    ['chase', ['đôn đốc nhé', 'Dạ đôn đốc ạ', 'vâng, đôn đốc']],
    ['help', ['hướng dẫn em ạ', 'ok, huong dan']],
    ['platforms', ['kênh ạ']],
  ])('%s is understood with polite words around it', (kind, spellings) => {
    for (const spelling of spellings) {
      for (const written of [spelling, spelling.normalize('NFD')]) {
        expect([written, parseCommand(written)]).toEqual([written, { kind }])
      }
    }
  })

  test.each([
    'dạ',
    'dạ việc này đã xong ạ',
    'em dạ việc',
    'đã rút lại',
    'Đã đôn đốc ạ',
    'da don doc',
    'dạ văn bản em gửi rồi ạ',
    'dạ nhắc nhóm so-tu-phap',
    'rút lại hồ sơ 1',
    'việc 1',
    'việc này đã xong',
    'Việc làm của thanh niên',
    'viecgi',
    'tổng hợp giúp em số liệu',
    'tổng hợp tác',
    'Đôn đốc các phòng ban',
    'hướng dẫn nộp hồ sơ',
    'helpdesk',
    'bản tính',
    'startup',
    'văn bảng',
    'công việc',
    'xin hướng dẫn',
    '',
    '/',
  ])('is not what a sentence merely begins with: %j', (sentence) => {
    expect(parseCommand(sentence)).toBeUndefined()
  })

  test('start takes the code behind it', () => {
    expect(parseCommand('/start ABCD-1234-EFGH')).toEqual({ kind: 'start', code: 'ABCD-1234-EFGH' })
    expect(parseCommand('/start@nhac_viec_bot abcd1234efgh')).toEqual({ kind: 'start', code: 'abcd1234efgh' })
    expect(parseCommand('/start')).toEqual({ kind: 'start', code: '' })
  })

  test.each([
    ['broadcast', ['phát thanh', 'phat thanh', 'phatthanh', '/phatthanh', 'PHÁT THANH', '/phatthanh@nhac_viec_bot']],
    ['newsletter', ['bản tin', 'ban tin', 'bantin', '/bantin']],
    ['document', ['văn bản', 'van ban', 'vanban', '/vanban']],
  ])('that reports %s keeps what was written as it was written', (work, spellings) => {
    const note = '17/01 17h30 Giảm Hồ Sơ Trễ Hẹn'
    for (const spelling of spellings) {
      for (const written of [spelling, spelling.normalize('NFD')]) {
        expect(parseCommand(`${written} ${note}`)).toEqual({ kind: 'log', work, note })
        expect(parseCommand(`${written}: ${note}\n`)).toEqual({ kind: 'log', work, note })
        expect(parseCommand(written)).toEqual({ kind: 'log', work, note: '' })
      }
    }
  })

  test('keeps every character of its note', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (written) => {
        const note = written.normalize('NFC').trim()
        fc.pre(!/^[\s:,.@]/.test(note))
        expect(parseCommand(`phát thanh ${note}`)).toEqual({ kind: 'log', work: 'broadcast', note })
      }),
    )
    expect(parseCommand('phát thanh 17/01 한국어')).toMatchObject({ note: '17/01 한국어' })
  })

  test('text without diacritics is as long as the text it came from', () => {
    expect(withoutDiacritics('Đường Về Nhà')).toBe('duong ve nha')
    expect(withoutDiacritics('ĐỖ ANH TUẤN'.normalize('NFC'))).toBe('do anh tuan')
  })
})

describe('an invitation code', () => {
  const code = makeCode(Uint8Array.from([0, 31, 32, 63, 9, 10, 18, 20, 21, 255, 128, 7]))

  test('has twelve signs that nobody takes for each other', () => {
    expect(code).toBe('A9A9KMWYZ9AH')
    const every = makeCode(Uint8Array.from({ length: 256 }, (_, n) => n))
    expect(new Set(every)).toEqual(new Set('0123456789ABCDEFGHJKMNPQRSTVWXYZ'))
  })

  test('is shown in three groups and read with or without them, in any case', () => {
    expect(showCode(code)).toBe('A9A9-KMWY-Z9AH')
    for (const typed of [code, showCode(code), showCode(code).toLowerCase(), ` ${code}\n`]) {
      expect(readCode(typed)).toBe(code)
    }
  })

  test.each([
    'A9A9-KMWY-Z9A',
    'A9A9-KMWY-Z9AHH',
    'A9A9-KMWY-Z9AO',
    'A9A9 KMWY Z9AH',
    '849123456789',
    'việc',
    '',
    `x ${code}`,
  ])('is not %j', (typed) => {
    expect(readCode(typed)).toBeUndefined()
  })
})
