import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'

/** Whose secret it is. Bound into the seal, so that one account's sealed text opens for no other. */
export type SealedFor = { platform: string; nativeId: string }

const version = 'v1'
const nonceBytes = 12
const tagBytes = 16

/**
 * Seals a secret by AES-256-GCM as `v1.<key id>.<nonce>.<ciphertext and tag>`, the parts in base64url. `key` is 32
 * bytes. A nonce is never used twice: 12 new random bytes each time.
 */
export function sealCredentials(
  { platform, nativeId }: SealedFor,
  secret: string,
  key: Uint8Array,
  randomBytes: (size: number) => Uint8Array,
): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(`${platform}:${nativeId}`))
  const closed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return [version, keyId(key), base64url(nonce), base64url(closed)].join('.')
}

/** What was sealed, or undefined where none of the keys opens it for this account, or it was changed since. */
export function openSealed({ platform, nativeId }: SealedFor, sealed: string, keys: Uint8Array[]): string | undefined {
  const [form, id, nonce = '', closed = ''] = sealed.split('.')
  const key = keys.find((each) => keyId(each) === id)
  if (form !== version || key === undefined) return undefined
  const bytes = Buffer.from(closed, 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(`${platform}:${nativeId}`)).setAuthTag(bytes.subarray(-tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

/** Whether a sealed text was sealed by this key. */
export function isSealedBy(sealed: string, key: Uint8Array): boolean {
  return sealed.startsWith(`${version}.${keyId(key)}.`)
}

/** Names a key without telling anything of it. */
function keyId(key: Uint8Array): string {
  return createHash('sha256').update('nhac-viec key id').update(key).digest('base64url').slice(0, 8)
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
