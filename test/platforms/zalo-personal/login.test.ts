import { inspect } from 'node:util'
import jsQR from 'jsqr'
import { PNG } from 'pngjs'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { LoginStep } from '../../../src/platforms/platform.ts'
import { createQrLogin } from '../../../src/platforms/zalo-personal/login.ts'
import { createWatch } from '../../support/watch.ts'
import { type FakeZalo, startFakeZalo } from '../../support/zalo/fake-zalo.ts'
import { binh, createHarness } from './harness.ts'

const pictureMs = 95_000

/** A login that has begun; the picture's time passes when the test says so, all other pauses at once. */
async function beginLogin(over: { fake?: FakeZalo; requestMs?: number; onStep?: () => Promise<void> } = {}) {
  const fake = over.fake ?? (await startFakeZalo())
  const { changed, waitFor } = createWatch()
  const steps: LoginStep[] = []
  const logged: string[] = []
  const pauses: number[] = []
  let expire = () => {}
  const logIn = createQrLogin({
    fetch: fake.fetch,
    clock: () => new Date(),
    randomInt: () => 0,
    pause: (ms, signal) =>
      new Promise((resolve) => {
        pauses.push(ms)
        signal?.addEventListener('abort', () => resolve(), { once: true })
        if (ms === pictureMs) expire = resolve
        else setImmediate(resolve)
      }),
    log: (event, fields) => logged.push(`${event} ${inspect(fields)}`),
    limits: over.requestMs === undefined ? {} : { requestMs: over.requestMs },
  })
  const stop = new AbortController()
  const result = logIn(async (step) => {
    steps.push(step)
    changed()
    await over.onStep?.()
  }, stop.signal)
  onTestFinished(async () => {
    stop.abort()
    await result
    await fake.close()
  })
  const until = <T>(look: () => T) => Promise.any([waitFor(look), fake.waitFor(look)])
  const isWaiting = (name: string) =>
    fake.requests.filter(({ path }) => path.endsWith(name)).length >= fake.qrRounds && fake.qrRounds > 0
  return {
    fake,
    steps,
    logged,
    pauses,
    stop,
    result,
    until,
    /** Until the picture is shown and somebody is waited for. */
    shown: (count: number) =>
      until(() => steps.filter(({ kind }) => kind === 'qr').length === count && isWaiting('waiting-scan')),
    expire: () => expire(),
  }
}

describe('a login by picture', () => {
  it('shows one that a phone can read, tells who scanned it, and ends with what logs in again', async () => {
    const login = await beginLogin()
    await login.shown(1)
    const [step] = login.steps
    const png = PNG.sync.read(Buffer.from(step?.kind === 'qr' ? step.png : []))
    expect(jsQR(new Uint8ClampedArray(png.data), png.width, png.height)?.data).toBe(login.fake.qr?.text)
    expect(step).toMatchObject({ seconds: 95 })
    login.fake.scanQr()
    await login.until(() => login.steps.length === 2)
    expect(login.steps[1]).toEqual({ kind: 'scanned', name: login.fake.account.name })
    login.fake.confirmQr()
    const result = await login.result
    expect(result).toMatchObject({
      kind: 'logged_in',
      identity: { nativeId: login.fake.account.uid, username: login.fake.account.name },
      expiresAt: new Date('2099-03-18T00:00:00Z'),
    })
    const credentials = result.kind === 'logged_in' ? result.credentials : undefined
    const zalo = await createHarness({ credentials: () => credentials, fetch: () => login.fake.fetch })
    zalo.receive()
    await zalo.until(() => login.fake.logins === 2 && login.fake.sockets === 1)
    await zalo.until(() => zalo.health.at(-1)?.kind === 'connected')
  })

  it('tells whose account was attached, whoever it was', async () => {
    const login = await beginLogin()
    await login.shown(1)
    login.fake.scanQr(binh)
    await login.until(() => login.steps.length === 2)
    login.fake.confirmQr()
    expect(await login.result).toMatchObject({
      kind: 'logged_in',
      identity: { nativeId: binh.uid, username: binh.name },
    })
  })

  it('shows another one where nobody scans, three in all', async () => {
    const login = await beginLogin()
    await login.shown(1)
    login.expire()
    await login.shown(2)
    login.expire()
    await login.shown(3)
    login.expire()
    expect(await login.result).toEqual({ kind: 'expired' })
    expect(login.fake.qrRounds).toBe(3)
    const pictures = login.steps.map((step) => (step.kind === 'qr' ? Buffer.from(step.png).toString('base64') : ''))
    expect(new Set(pictures).size).toBe(3)
  })

  it('shows another one where Zalo lets it expire, and logs in with that', async () => {
    const login = await beginLogin()
    await login.shown(1)
    login.fake.expireQr()
    await login.shown(2)
    login.fake.scanQr()
    await login.until(() => login.steps.length === 3)
    login.fake.confirmQr()
    expect(await login.result).toMatchObject({ kind: 'logged_in' })
  })

  it('is not broken off by its picture once the owner has said yes', async () => {
    const login = await beginLogin()
    await login.shown(1)
    const holding = login.fake.holdNext('userinfo')
    login.fake.scanQr()
    await login.until(() => login.steps.length === 2)
    login.fake.confirmQr()
    const held = await holding
    login.expire()
    held.release()
    expect(await login.result).toMatchObject({ kind: 'logged_in' })
  })

  it('ends where the owner says no', async () => {
    const login = await beginLogin()
    await login.shown(1)
    login.fake.scanQr()
    await login.until(() => login.steps.length === 2)
    login.fake.confirmQr(false)
    expect(await login.result).toEqual({ kind: 'declined' })
  })

  it('ends where Zalo lets no such software in', async () => {
    const login = await beginLogin()
    login.fake.banned = true
    await login.shown(1)
    login.fake.scanQr()
    await login.until(() => login.steps.length === 2)
    login.fake.confirmQr()
    expect(await login.result).toEqual({ kind: 'banned', reason: 'code -1005' })
  })

  it('ends when it is called off, before and after it was scanned', async () => {
    const before = await beginLogin()
    await before.shown(1)
    before.stop.abort()
    expect(await before.result).toEqual({ kind: 'expired' })
    const after = await beginLogin()
    await after.shown(1)
    after.fake.scanQr()
    await after.until(() => after.steps.length === 2)
    after.stop.abort()
    expect(await after.result).toEqual({ kind: 'expired' })
    const early = await beginLogin()
    const holding = early.fake.holdNext('generate')
    await holding
    early.stop.abort()
    expect(await early.result).toEqual({ kind: 'expired' })
    const never = await startFakeZalo()
    onTestFinished(() => never.close())
    const gone = AbortSignal.abort()
    const logIn = createQrLogin({
      fetch: never.fetch,
      clock: () => new Date(),
      randomInt: () => 0,
      pause: async () => undefined,
      log() {},
    })
    expect(await logIn(async () => undefined, gone)).toEqual({ kind: 'expired' })
    expect(never.requests).toEqual([])
  })

  it.each([
    { match: 'account', kind: 'drop_before' },
    { match: 'generate', kind: 'garbage' },
    { match: 'generate', kind: 'hang' },
    { match: 'userinfo', kind: 'status', code: 500 },
    { match: 'getLoginInfo', kind: 'inner', code: 102 },
  ] as const)('ends where Zalo does not do its part: %j', async (fault) => {
    const login = await beginLogin({ requestMs: 200 })
    login.fake.fault(fault)
    if (fault.match !== 'account' && fault.match !== 'generate') {
      await login.shown(1)
      login.fake.scanQr()
      await login.until(() => login.steps.length === 2)
      login.fake.confirmQr()
    }
    expect(await login.result).toMatchObject({ kind: 'failed' })
  })

  it('does not run hot where Zalo answers at once that nobody has scanned', async () => {
    const fake = await startFakeZalo({ longPollMs: 0 })
    const login = await beginLogin({ fake })
    await login.until(() => fake.requests.filter(({ path }) => path.endsWith('waiting-scan')).length === 5)
    expect(login.pauses.filter((ms) => ms !== pictureMs).slice(0, 4)).toEqual([1_000, 2_000, 4_000, 4_000])
    login.stop.abort()
    await login.result
  })

  it('goes on where a step cannot be shown', async () => {
    const login = await beginLogin({
      onStep: async () => {
        throw new Error('no chat')
      },
    })
    await login.shown(1)
    login.fake.scanQr()
    await login.until(() => login.steps.length === 2)
    login.fake.confirmQr()
    expect(await login.result).toMatchObject({ kind: 'logged_in' })
  })

  it('that fails puts no secret into the log', async () => {
    const login = await beginLogin()
    await login.shown(1)
    login.fake.scanQr()
    await login.until(() => login.steps.length === 2)
    login.fake.fault({ match: 'getServerInfo', kind: 'garbage' })
    login.fake.confirmQr()
    expect(await login.result).toMatchObject({ kind: 'failed' })
    const { cookie } = login.fake.credentials()
    const written = inspect([login.logged, await login.result])
    for (const { value } of cookie) expect(written).not.toContain(value)
    expect(written).toContain('zalo.qr_login_failed')
  })
})
