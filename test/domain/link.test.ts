import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { findLinks, normalizeLink } from '../../src/domain/link.ts'

const found = (text: string) => findLinks(text).map(({ start, end }) => text.slice(start, end))
const a = 'https://stp.binhthuan.gov.vn/tin-1'
const b = 'https://binhthuan.gov.vn/tin-2'

describe('addresses in a message', () => {
  test('are found in order, with and without a scheme, whatever the case', () => {
    expect(found(`Sở Tư pháp gửi ${a} và baobinhthuan.com.vn/tin-3, WWW.binhthuan.gov.vn\n${b}`)).toEqual([
      a,
      'baobinhthuan.com.vn/tin-3',
      'WWW.binhthuan.gov.vn',
      b,
    ])
    expect(found('HTTPS://STP.BINHTHUAN.GOV.VN/A')).toEqual(['HTTPS://STP.BINHTHUAN.GOV.VN/A'])
  })

  test.each(['Sở TT.TT', 'xong roi.co gi', 'ngày 12.10', 'Th.S Lan'])('are not made of words: %j', (text) => {
    expect(found(text)).toEqual([])
  })

  test('keep their Vietnamese letters, ports, queries and brackets', () => {
    const whole = ['https://stp.vn/tin-tức/cải-cách', 'https://báo.vn/tin', 'https://stp.vn:8080/a?x=1&y=2#z']
    for (const address of [...whole, 'https://stp.vn/bài_(1)', 'https://stp.vn/a,b.html']) {
      expect(found(`Xem ${address} nhé`)).toEqual([address])
    }
  })

  test.each(['.', ',', ';', ':', '!', '?', '…', '...', ')', ']', '"', '”', '»', '”,', ' ạ.', '\u00a0ạ', '\nạ'])(
    'do not take in what follows: %j',
    (after) => {
      expect(found(`“${a}${after}`)).toEqual([a])
      expect(found(`(stp.binhthuan.gov.vn/tin-1${after}`)).toEqual(['stp.binhthuan.gov.vn/tin-1'])
    },
  )

  test.each([
    ['an emoji', '👉'],
    ['an emoji with a skin tone', '👍🏽'],
    ['an emoji with a variation selector', '❤️'],
    ['a flag', '🇻🇳'],
    ['a keycap', '1️⃣'],
    ['a family', '👨‍👩‍👧'],
    ['a zero-width space', '\u200b'],
    ['a word joiner', '\u2060'],
    ['a byte order mark', '\ufeff'],
    ['a dash', '–'],
  ])('are found with %s glued to them', (_, glued) => {
    expect(found(`${glued}${a}${glued}`)).toEqual([a])
    expect(found(`Gửi ${b}${glued}${a}`)).toEqual([b, a])
  })

  test('are found with a word or a number glued to their beginning', () => {
    expect(found(`Bài 1:${a}`)).toEqual([a])
    expect(found(`1.${a} 2.${b}`)).toEqual([a, b])
    expect(found(`bài${a} Tin${b}`)).toEqual([a, b])
    expect(found('https://web.archive.org/web/https://stp.vn/a')).toEqual([
      'https://web.archive.org/web/https://stp.vn/a',
    ])
  })

  test.each([',', ';', '|', '，'])('are told apart where only %j stands between them', (comma) => {
    expect(found(`${a}${comma}${b}`)).toEqual([a, b])
  })

  test('are told apart without a scheme as well', () => {
    expect(found('stp.binhthuan.gov.vn/tin-1,www.binhthuan.gov.vn/tin-2;snv.binhthuan.gov.vn/tin-3')).toEqual([
      'stp.binhthuan.gov.vn/tin-1',
      'www.binhthuan.gov.vn/tin-2',
      'snv.binhthuan.gov.vn/tin-3',
    ])
  })

  test.each([
    'mailto:lan@stp.binhthuan.gov.vn',
    'lan@stp.binhthuan.gov.vn',
    'ftp://stp.vn/a',
    'Ngày 12.01.2024, 17.30, văn bản số 12/KH-UBND',
    'Đã họp tổng kết.Các đơn vị báo cáo, v.v. Kèm bao-cao.docx',
    '',
  ])('are not seen where there are none: %j', (text) => {
    expect(found(text)).toEqual([])
  })

  it('keeps the place of each, in UTF-16 units', () => {
    const text = `👍🏽 ${a}`
    expect(findLinks(text)).toEqual([{ url: a, start: 5, end: 5 + a.length }])
  })
})

const keyOf = (written: string) => normalizeLink(written)?.key

describe('an address, normalised,', () => {
  test.each([
    'http://stp.vn/tin/1',
    'https://stp.vn/tin/1',
    'stp.vn/tin/1',
    '  stp.vn/tin/1 ',
    'HTTPS://WWW.STP.VN/tin/1/',
    'https://stp.vn:443/tin/1',
    'http://stp.vn:80/tin/1',
    'https://stp.vn/tin/1#binh-luan',
    'https://stp.vn/tin/1?utm_source=zalo&utm_medium=oa',
    'https://stp.vn/tin/1?fbclid=IwAR0&gclid=1&zarsrc=30&mibextid=x&igsh=y&zalo_id=3',
    'https://stp.vn/tin/1?',
    'https://stp.vn/x/../tin/1',
  ])('is the same page: %s', (written) => {
    expect(keyOf(written)).toBe('stp.vn/tin/1')
  })

  test('is another page where the path, the query, the port or the host differs', () => {
    const pages = ['stp.vn/a', 'stp.vn/A', 'stp.vn/a?id=1', 'stp.vn/a?id=2', 'stp.vn:8080/a', 'sub.stp.vn/a', 'stp.vn']
    expect(new Set(pages.map(keyOf)).size).toBe(pages.length)
  })

  test('keeps the parameters that name the page, however they are written', () => {
    expect(keyOf('https://stp.vn/a?utm_source=zalo&id=5&fbclid=x')).toBe('stp.vn/a?id=5')
    for (const query of ['q=h%E1%BB%8Dp%20b%C3%A1o', 'q=a+b', 'list=1,2;3', 'a', 'utm=1', 'n=1&n=2']) {
      expect(keyOf(`https://stp.vn/a?${query}&fbclid=x`)).toBe(keyOf(`https://stp.vn/a?${query}`))
      expect(keyOf(`https://stp.vn/a?${query}`)).toBe(`stp.vn/a?${query}`)
    }
  })

  test('is the same in composed, decomposed and percent-encoded letters', () => {
    const page = 'https://báo.vn/tin-tức/hội-nghị?từ=khóa'
    const encoded = 'https://xn--bo-mia.vn/tin-t%E1%BB%A9c/h%E1%BB%99i-ngh%E1%BB%8B?t%E1%BB%AB=kh%C3%B3a'
    expect(keyOf(page.normalize('NFD'))).toBe(keyOf(page))
    expect(keyOf(encoded)).toBe(keyOf(page))
    expect(keyOf(encoded.replace(/%../g, (code) => code.toLowerCase()))).toBe(keyOf(page))
    expect(normalizeLink(page)?.host).toBe('xn--bo-mia.vn')
  })

  test('has the host and the path that sites are matched by', () => {
    expect(normalizeLink('https://www.BinhThuan.gov.vn:8443/SiteFolders/bandantoc/?id=1')).toEqual({
      url: 'https://www.binhthuan.gov.vn:8443/SiteFolders/bandantoc/?id=1',
      key: 'binhthuan.gov.vn:8443/SiteFolders/bandantoc?id=1',
      host: 'binhthuan.gov.vn',
      path: '/SiteFolders/bandantoc',
    })
  })

  test.each([
    'mailto:lan@stp.vn',
    'lan@stp.vn',
    'ftp://stp.vn/a',
    'javascript://stp.vn/%0aalert(1)',
    'https://lan@stp.vn/a',
    'https://lan:matkhau@stp.vn/a',
    'https://:matkhau@stp.vn/a',
    'localhost/a',
    'https://[::1]/a',
    'https://hai chu.vn',
    'https://',
    '',
  ])('is refused where it is no web address that may be kept: %j', (written) => {
    expect(normalizeLink(written)).toBeUndefined()
  })

  test('does not change when it is normalised again', () => {
    const letters = fc.constantFrom(...'aAzđứ09-._~% &=?#/+,;:@!😀\u0301'.split(''))
    const tail = fc.array(letters, { maxLength: 30 }).map((chars) => chars.join(''))
    const host = fc.constantFrom('stp.vn', 'WWW.stp.vn', 'báo.vn', 'a-b.gov.vn', 'stp.vn:8080', '10.0.0.1')
    const scheme = fc.constantFrom('', 'http://', 'https://')
    fc.assert(
      fc.property(scheme, host, tail, (start, name, rest) => {
        const once = normalizeLink(`${start}${name}/${rest}`)
        fc.pre(once !== undefined)
        expect(normalizeLink(once?.url ?? '')).toEqual(once)
        expect(keyOf(once?.key ?? '')).toBe(once?.key)
      }),
    )
  })
})
