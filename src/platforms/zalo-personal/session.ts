import { type API, Zalo, ZaloApiError, type Credentials as ZaloCredentials } from 'zca-js'
import { type Credentials, markOf, toSavedCookies } from './credentials.ts'
import type { Deps } from './deps.ts'
import { guardFetch } from './guarded-fetch.ts'
import { reasonOf } from './reason.ts'
import { Uploads } from './uploads.ts'

/** What zca-js says of every session that Zalo no longer takes, and of every answer it cannot read. */
const refusedMessage = 'Đăng nhập thất bại'
/** Zalo's codes for a session that ended: at the login, and at any other call. */
const sessionCodes = [102, 600]
/** Zalo tells how often it wants to be pinged; asked by a broken answer, zca-js would do it without a pause. */
const leastPingMs = 5_000
const usualPingMs = 180_000

/** One login of the account. It serves until Zalo ends it. */
export type Session = {
  api: API
  uploads: Uploads
  /** Whether any call has been answered since the login. */
  worked: boolean
  /** Aborts when a call was told that the session has ended. */
  lost: AbortController
}

export type LoginOutcome =
  | { kind: 'logged_in'; session: Session }
  | { kind: 'refused'; reason: string }
  | { kind: 'unreachable'; reason: string }

/** Logs in by cookie. Never throws. */
export async function logIn(credentials: Credentials, deps: Deps, signal: AbortSignal): Promise<LoginOutcome> {
  try {
    const zalo = new Zalo({
      // What is being sent when receiving ends is not cut: nobody could tell whether it had arrived.
      polyfill: guardFetch(deps.fetch, deps.limits, (method) => (method === 'POST' ? undefined : signal)),
      checkUpdate: false,
      logging: false,
      selfListen: false,
    })
    const api = await zalo.login(toZalo(credentials))
    return { kind: 'logged_in', session: open(api) }
  } catch (error) {
    const refused = error instanceof ZaloApiError && error.message === refusedMessage
    return { kind: refused ? 'refused' : 'unreachable', reason: refused ? 'login_refused' : reasonOf(error) }
  }
}

/** zca-js changes the cookies that it is given. */
function toZalo({ imei, userAgent, language, cookies }: Credentials): ZaloCredentials {
  return { imei, userAgent, language, cookie: structuredClone(cookies) as unknown as ZaloCredentials['cookie'] }
}

function open(api: API): Session {
  const context = api.getContext()
  const uploads = new Uploads()
  context.uploadCallbacks = uploads
  const { socket } = context.settings.features
  if (!(socket.ping_interval >= leastPingMs)) socket.ping_interval = usualPingMs
  return { api, uploads, worked: false, lost: new AbortController() }
}

/** The session as it would be saved now, and a mark that changes with it. */
export function snapshot({ api }: Pick<Session, 'api'>): { credentials: Credentials; mark: string } {
  const { imei, userAgent, language } = api.getContext()
  const cookies = toSavedCookies(api.getCookie().toJSON())
  return { credentials: { imei, userAgent, language, cookies }, mark: markOf(cookies) }
}

/** Asks Zalo something; what comes back also tells whether the session still holds. Throws what zca-js throws. */
export async function call<T>(session: Session, work: (api: API) => Promise<T>): Promise<T> {
  try {
    const answer = await work(session.api)
    session.worked = true
    return answer
  } catch (error) {
    if (isSessionError(error)) session.lost.abort()
    throw error
  }
}

export function isSessionError(error: unknown): boolean {
  return error instanceof ZaloApiError && error.code !== null && sessionCodes.includes(error.code)
}
