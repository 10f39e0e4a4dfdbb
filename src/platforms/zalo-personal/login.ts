import { type API, LoginQRCallbackEventType, Zalo } from 'zca-js'
import type { LoginResult, LoginStep, QrLogin } from '../platform.ts'
import { expiryOf } from './credentials.ts'
import { type Deps, defaultLimits, type Limits, rest } from './deps.ts'
import { guardFetch } from './guarded-fetch.ts'
import { type LongPolls, watchLongPolls } from './long-polls.ts'
import { reasonOf } from './reason.ts'
import { snapshot } from './session.ts'

export type QrLoginOptions = Pick<Deps, 'fetch' | 'pause' | 'log' | 'clock' | 'randomInt'> & {
  /** Maps the platform's wall-clock times into the process's clock. */
  shift?: (at: Date) => Date
  limits?: Partial<Limits>
}

/** What zca-js claims to be in its other headers; with its own default the two would not agree. */
const userAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36'
const mostPictures = 3
/** Zalo takes a picture for 100 seconds, and zca-js stops waiting then. */
const pictureSeconds = 95
/** Zalo lets no third-party software log in to this account. */
const bannedCode = -1005

/**
 * Logs an account in by pictures that its owner scans. Nothing is saved, and whoever scans attaches their own account:
 * the caller compares the identity.
 */
export function createQrLogin(options: QrLoginOptions): QrLogin {
  return async (onStep, signal) => {
    for (let picture = 0; picture < mostPictures && !signal.aborted; picture++) {
      const result = await showPicture(onStep, options, signal)
      if (result.kind !== 'expired') return result
    }
    return { kind: 'expired' }
  }
}

/**
 * zca-js's own ways out are traps: expired it rejects, declined it never settles. So the first thing that happens
 * decides here, and breaking off the requests makes zca-js let go of its timer.
 */
async function showPicture(
  onStep: (step: LoginStep) => Promise<void>,
  { fetch, pause, log, clock, randomInt, shift = (at) => at, limits }: QrLoginOptions,
  signal: AbortSignal,
): Promise<LoginResult> {
  const over = new AbortController()
  const stop = AbortSignal.any([signal, over.signal])
  const guarded = guardFetch(fetch, { ...defaultLimits, ...limits }, () => stop)
  const polls = watchLongPolls(guarded, { pause, clock, randomInt }, stop)
  const zalo = new Zalo({ polyfill: polls.fetch, checkUpdate: false, logging: false, selfListen: false })
  let name: string | null = null
  let told: Promise<void> = Promise.resolve()
  const tell = (step: LoginStep) => {
    told = told
      .then(() => onStep(step))
      .catch((error: unknown) => log('zalo.login_step_failed', { reason: reasonOf(error) }))
  }

  const result = await new Promise<LoginResult>((resolve) => {
    const expire = () => resolve({ kind: 'expired' })
    stop.addEventListener('abort', expire, { once: true })
    zalo
      .loginQR({ userAgent, language: 'vi' }, (event) => {
        switch (event.type) {
          case LoginQRCallbackEventType.QRCodeGenerated:
            tell({ kind: 'qr', png: Buffer.from(event.data.image, 'base64'), seconds: pictureSeconds })
            void rest(pause, pictureSeconds * 1_000, stop).then(() => {
              if (!polls.isConfirmed()) expire()
            })
            break
          case LoginQRCallbackEventType.QRCodeScanned:
            name = event.data.display_name
            tell({ kind: 'scanned', name })
            break
          case LoginQRCallbackEventType.QRCodeExpired:
            expire()
            break
          case LoginQRCallbackEventType.QRCodeDeclined:
            resolve({ kind: 'declined' })
            break
        }
      })
      .then((api) => resolve(loggedIn(api, name, shift)))
      .catch((error: unknown) => resolve(failed(error, polls)))
  })
  over.abort()
  await told
  if (result.kind === 'failed') log('zalo.qr_login_failed', { reason: result.reason })
  return result
}

function loggedIn(api: API, username: string | null, shift: (at: Date) => Date): LoginResult {
  const { credentials } = snapshot({ api })
  const expiry = expiryOf(credentials.cookies)
  return {
    kind: 'logged_in',
    identity: { nativeId: String(api.getOwnId()), username },
    credentials,
    expiresAt: expiry === null ? null : shift(expiry),
  }
}

function failed(error: unknown, polls: LongPolls): LoginResult {
  const code = polls.refusal()
  if (code === bannedCode) return { kind: 'banned', reason: `code ${code}` }
  // Any other refusal while somebody is waited for means that the picture is no longer good.
  return code === undefined ? { kind: 'failed', reason: reasonOf(error) } : { kind: 'expired' }
}
