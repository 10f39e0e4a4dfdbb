import { createDecipheriv } from 'node:crypto'
import { unzipSync } from 'node:zlib'
import { z } from 'zod'

/** Four bytes, then JSON: version, command, sub-command; the command is little-endian. */
export type Frame = { version: number; cmd: number; subCmd: number; body: unknown }

const sealedShape = z.object({ encrypt: z.int().min(0).max(3), data: z.string() })
const eventShape = z.object({ data: z.record(z.string(), z.unknown()) })
const keyShape = z.object({ key: z.string().min(1) })

/** What one event may be unpacked to, in bytes; Zalo's own limit for a message is far below. */
const largestEvent = 32 * 1_024 * 1_024
const deepest = 40

/** Undefined for a frame without a body. Throws on bytes that are none. */
export function readFrame(bytes: Buffer): Frame | undefined {
  const [version, cmd, subCmd] = [bytes.readUInt8(0), bytes.readUInt16LE(1), bytes.readUInt8(3)]
  if (bytes.length === 4) return undefined
  return { version, cmd, subCmd, body: parseJson(bytes.toString('utf8', 4)) }
}

/** The number of the command, for the log, of whatever bytes. */
export function commandOf(bytes: Buffer): number {
  return bytes.length < 3 ? -1 : bytes.readUInt16LE(1)
}

/** The key of the connection, where the frame brings it. */
export function readKey({ version, cmd, subCmd, body }: Frame): Buffer | undefined {
  if (version !== 1 || cmd !== 1 || subCmd !== 1) return undefined
  const read = keyShape.safeParse(body)
  return read.success ? Buffer.from(read.data.key, 'base64') : undefined
}

/**
 * What an event says. 0: plain · 1: packed · 2: packed and sealed · 3: sealed. A sealed one is IV, associated data
 * (16 bytes each), AES-GCM and its tag. Synchronous, as two events decrypted at once would overtake each other.
 * Throws on one that cannot be read.
 */
export function readEvent(body: unknown, key: Buffer | undefined): Record<string, unknown> {
  const { encrypt, data } = sealedShape.parse(body)
  return eventShape.parse(parseJson(encrypt === 0 ? data : decode(encrypt, data, key))).data
}

function decode(encrypt: number, data: string, key: Buffer | undefined): string {
  const bytes = Buffer.from(encrypt === 1 ? data : decodeURIComponent(data), 'base64')
  const opened = encrypt === 1 ? bytes : unseal(bytes, key)
  return (encrypt === 3 ? opened : unzipSync(opened, { maxOutputLength: largestEvent })).toString('utf8')
}

function unseal(bytes: Buffer, key: Buffer | undefined): Buffer {
  if (key === undefined || bytes.length < 48) throw new RangeError('sealed without a key, or too short')
  const name = key.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm'
  const decipher = createDecipheriv(name, key, bytes.subarray(0, 16), { authTagLength: 16 })
  decipher.setAAD(bytes.subarray(16, 32))
  decipher.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([decipher.update(bytes.subarray(32, -16)), decipher.final()])
}

/** Strings are passed over; numbers of 16 digits and more, which a double would round, become strings. */
const stringOrLongNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/gs

function parseJson(text: string): unknown {
  const exact = text.replace(stringOrLongNumber, (found) => (found.startsWith('"') ? found : `"${found}"`))
  return shallow(JSON.parse(exact), deepest)
}

/** Nothing of Zalo's is that deep; the database would refuse what is. */
function shallow(value: unknown, left: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (left === 0) return null
  if (Array.isArray(value)) return value.map((each) => shallow(each, left - 1))
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shallow(each, left - 1)]))
}
