import { z } from 'zod'

const cookieShape = z.looseObject({
  value: z.string(),
  key: z.string().optional(),
  name: z.string().optional(),
  domain: z.string().nullish(),
  path: z.string().nullish(),
  expires: z.string().nullish(),
  maxAge: z.union([z.number(), z.string()]).nullish(),
  creation: z.string().nullish(),
})

export type Cookie = z.infer<typeof cookieShape>

/** `cookie` is how zca-js and browsers' exports call the list. */
const credentialsShape = z
  .object({
    imei: z.string().min(1),
    userAgent: z.string().min(1),
    language: z.string().min(1).default('vi'),
    cookies: z.array(cookieShape).min(1).optional(),
    cookie: z.array(cookieShape).min(1).optional(),
  })
  .transform(({ cookies, cookie, ...rest }) => ({ ...rest, cookies: cookies ?? cookie ?? [] }))
  .refine(({ cookies }) => cookies.length > 0)

/** What the account logs in with: as secret as a password. */
export type Credentials = z.infer<typeof credentialsShape>

/** Undefined where it is nothing that could have been saved here. */
export function readCredentials(stored: unknown): Credentials | undefined {
  const read = credentialsShape.safeParse(stored)
  return read.success ? read.data : undefined
}

/**
 * A cookie jar as it is saved. A `Max-Age` counts from when the cookie came, so it becomes a date: read back, the jar
 * would count it from that moment anew.
 */
export function toSavedCookies(jar: unknown): Cookie[] {
  const cookies = z.object({ cookies: z.array(cookieShape) }).parse(jar).cookies
  return cookies.map(({ lastAccessed: _lastAccessed, ...cookie }) => {
    if (typeof cookie.maxAge !== 'number' || typeof cookie.creation !== 'string') return cookie
    const { maxAge, ...rest } = cookie
    return { ...rest, expires: new Date(Date.parse(cookie.creation) + maxAge * 1_000).toISOString() }
  })
}

/** The same for jars that would log in alike, whenever they were last used. */
export function markOf(cookies: Cookie[]): string {
  const lines = cookies.map(({ key, name, domain, path, value, expires }) =>
    JSON.stringify([key ?? name, domain?.replace(/^\./, ''), path, value, expires ?? null]),
  )
  return lines.sort().join('\n')
}

/** Cookies without which Zalo knows nobody: `zpw_sek` lasts about a week, `zpsid` about a year. */
const sessionCookies = ['zpw_sek', 'zpsid']

/** When the session ends if Zalo renews nothing; null where the cookies do not say. */
export function expiryOf(cookies: Cookie[]): Date | null {
  const ends = cookies
    .filter(({ key, name }) => sessionCookies.includes(key ?? name ?? ''))
    .map(({ expires }) => Date.parse(expires ?? ''))
    .filter((end) => !Number.isNaN(end))
  return ends.length === 0 ? null : new Date(Math.min(...ends))
}
