import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEvent, readFrame, readKey } from '../../../src/platforms/zalo-personal/frames.ts'
import { encodeEvent, frame, secretOf } from '../../support/zalo/zalo-crypto.ts'

const key = secretOf('key')
const json = (value: unknown) => JSON.stringify({ data: { value } })

describe('a frame', () => {
  it('is four bytes and JSON', () => {
    expect(readFrame(frame(501, 3, '{"a":1}', 2))).toEqual({ version: 2, cmd: 501, subCmd: 3, body: { a: 1 } })
    expect(readFrame(frame(2, 1, ''))).toBeUndefined()
  })

  it('may bring the key', () => {
    const body = JSON.stringify({ key: key.toString('base64') })
    const brought = (cmd: number) =>
      readKey(readFrame(frame(cmd, 1, body)) ?? { version: 0, cmd: 0, subCmd: 0, body: 0 })
    expect(brought(1)).toEqual(key)
    expect(brought(2)).toBeUndefined()
  })

  it('of any bytes is read or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          readFrame(Buffer.from(bytes))
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })
})

describe('an event', () => {
  it.each([0, 1, 2, 3] as const)('of any content comes out of encoding %i as it went in', (encoding) => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const expected: unknown = JSON.parse(JSON.stringify(value), (_, each: unknown) =>
          typeof each === 'number' && /^-?\d{16,}$/.test(String(each)) ? String(each) : each,
        )
        expect(readEvent(encodeEvent(json(value), encoding, key), key)).toEqual({ value: expected })
      }),
      { numRuns: 200, examples: [['"\\" 12345678901234567890 \\'], [[0.1234567890123456, -1e21, 1e-20]]] },
    )
  })

  it('keeps long numbers to the last digit', () => {
    const text =
      '{"data":{"a":1234567890123456789,"b":[-9876543210987654321],"c":"x 1234567890123456789","d":1700000000000}}'
    const expected = {
      a: '1234567890123456789',
      b: ['-9876543210987654321'],
      c: 'x 1234567890123456789',
      d: 1_700_000_000_000,
    }
    for (const encoding of [0, 1, 2, 3] as const) {
      expect(readEvent(encodeEvent(text, encoding, key), key)).toEqual(expected)
    }
  })

  it('that is too deep loses its depths', () => {
    const text = `{"data":{"value":${'['.repeat(10_000)}${']'.repeat(10_000)}}}`
    expect(JSON.stringify(readEvent({ encrypt: 0, data: text }, undefined)).length).toBeLessThan(200)
  })

  it('that nobody could open is refused', () => {
    const sealed = encodeEvent(json(1), 2, key)
    expect(() => readEvent(sealed, undefined)).toThrow()
    expect(() => readEvent(sealed, secretOf('another'))).toThrow()
    expect(() => readEvent({ encrypt: 2, data: 'AAAA' }, key)).toThrow()
    expect(() => readEvent({ encrypt: 4, data: '{}' }, key)).toThrow()
    expect(() => readEvent({ encrypt: 0, data: '[]' }, key)).toThrow()
    expect(() => readEvent(7, key)).toThrow()
  })
})
