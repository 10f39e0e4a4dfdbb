import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { z } from 'zod'

/** How Zalo wraps what it says: three keys, four encodings of an event, one frame. */

const zeroIv = Buffer.alloc(16)

/** Session calls use the base64 key of the session, the login its own 32 characters. */
export function encrypt(key: Buffer, text: string): string {
  const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, zeroIv)
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64')
}

/** Throws where the key is not the one it was encrypted with. */
export function decrypt(key: Buffer, data: string): string {
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, zeroIv)
  return Buffer.concat([decipher.update(data, 'base64'), decipher.final()]).toString('utf8')
}

/** What both ends derive from `zcid` and `zcid_ext` of the login request. */
export function loginKey(zcid: string, zcidExt: string): Buffer {
  const even = (text: string) => [...text].filter((_, index) => index % 2 === 0)
  const odd = (text: string) => [...text].filter((_, index) => index % 2 === 1)
  const parts = [even(md5(zcidExt).toUpperCase()).slice(0, 8), even(zcid).slice(0, 12)]
  return Buffer.from([...parts.flat(), ...odd(zcid).reverse().slice(0, 12)].join(''), 'utf8')
}

/** The signature over a login request. */
export function signKey(type: string, params: Record<string, string>): string {
  const keys = Object.keys(params).sort()
  return md5(`zsecure${type}${keys.map((key) => params[key]).join('')}`)
}

export function md5(data: string | Buffer): string {
  return createHash('md5').update(data).digest('hex')
}

/** A secret that is the same in every run. */
export function secretOf(label: string, bytes = 16): Buffer {
  return createHash('sha512').update(label).digest().subarray(0, bytes)
}

/** 0 plain · 1 deflated · 2 deflated and sealed · 3 sealed. */
export type Encoding = 0 | 1 | 2 | 3

let sealed = 0

export function encodeEvent(json: string, encoding: Encoding, key: Buffer): { encrypt: Encoding; data: string } {
  if (encoding === 0) return { encrypt: 0, data: json }
  const bytes = encoding === 3 ? Buffer.from(json, 'utf8') : deflateSync(json)
  if (encoding === 1) return { encrypt: 1, data: bytes.toString('base64') }
  const iv = secretOf(`iv ${++sealed}`)
  const associated = secretOf(`aad ${sealed}`)
  const cipher = createCipheriv('aes-128-gcm', key, iv)
  cipher.setAAD(associated)
  const parts = [iv, associated, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]
  return { encrypt: encoding, data: encodeURIComponent(Buffer.concat(parts).toString('base64')) }
}

/** Four bytes of header, then what is said. */
export function frame(cmd: number, subCmd: number, body: string | Buffer, version = 1): Buffer {
  const header = Buffer.alloc(4)
  header.writeUInt8(version, 0)
  header.writeUInt16LE(cmd, 1)
  header.writeUInt8(subCmd, 3)
  return Buffer.concat([header, typeof body === 'string' ? Buffer.from(body, 'utf8') : body])
}

export function readFrame(bytes: Buffer): { cmd: number; subCmd: number; data: Record<string, unknown> } {
  const data = z.record(z.string(), z.unknown()).parse(JSON.parse(bytes.subarray(4).toString('utf8')))
  return { cmd: bytes.readUInt16LE(1), subCmd: bytes.readUInt8(3), data }
}

/** JSON in which these ids stand as numbers too long for a double, as Zalo writes some of them. */
export function withBareIds(json: string, fields: string[]): string {
  return json.replace(new RegExp(`"(${fields.join('|')})":"(\\d+)"`, 'g'), '"$1":$2')
}
