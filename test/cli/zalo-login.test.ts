import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { qrText } from '../../src/cli/qr-text.ts'
import { openDatabase } from '../../src/db/database.ts'
import { botCredentials, bots } from '../../src/db/schema.ts'
import { type FakeZalo, type Person, startFakeZalo } from '../support/zalo/fake-zalo.ts'
import { type Ran, run, temporaryFolder } from './command-line.ts'

const stranger: Person = { uid: '810000000000000009', name: 'Người khác' }
const key = randomBytes(32).toString('base64')

let fake: FakeZalo
let variables: Record<string, string>
beforeEach(async () => {
  fake = await startFakeZalo()
  variables = { DATA_DIR: temporaryFolder(), ZALO_CREDENTIALS_KEY: key }
})
afterEach(() => fake.close())

/** Runs `zalo login` while somebody scans the code. */
async function logIn(options: string[], by: { who?: Person; confirms?: boolean; answer?: string } = {}): Promise<Ran> {
  const input = new PassThrough()
  const terminal = by.answer === undefined ? undefined : { input, output: new PassThrough() }
  const ran = run(['zalo', 'login', ...options], variables, { fetch: fake.fetch, terminal })
  await fake.waitFor(() => fake.qr?.state === 'new', 15_000)
  fake.scanQr(by.who ?? fake.account)
  fake.confirmQr(by.confirms ?? true)
  if (by.answer !== undefined) input.end(`${by.answer}\n`)
  return await ran
}

async function saved(): Promise<{ bots: { nativeId: string; username: string | null }[]; sealed: string[] }> {
  const database = await openDatabase({ dataDir: variables.DATA_DIR ?? '' })
  try {
    const known = await database.db.select({ nativeId: bots.nativeId, username: bots.username }).from(bots)
    const credentials = await database.db.select({ sealed: botCredentials.sealed }).from(botCredentials)
    return { bots: known, sealed: credentials.map(({ sealed }) => sealed) }
  } finally {
    await database.close()
  }
}

describe('zalo login', { timeout: 60_000 }, () => {
  test('warns first, shows the code, and saves the expected account sealed', async () => {
    const { code, out, err } = await logIn(['--account', fake.account.uid])
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringMatching(/^LƯU Ý: .*không chính thức/) })
    expect(err).toContain(qrText(fake.qr?.png ?? new Uint8Array()))
    expect(out).toContain(`Đã lưu tài khoản Zalo “${fake.account.name}”`)
    const { bots: known, sealed } = await saved()
    expect(known).toEqual([{ nativeId: fake.account.uid, username: fake.account.name }])
    expect(sealed).toEqual([expect.stringMatching(/^v1\./)])
    for (const secret of [key, ...fake.credentials().cookie.map((cookie) => String(cookie.value))]) {
      expect(`${out}${err}${sealed[0]}`).not.toContain(secret)
    }
  })

  test('saves nothing where somebody else has scanned it', async () => {
    const { code, err } = await logIn(['--account', fake.account.uid], { who: stranger })
    expect(code).toBe(1)
    expect(err).toContain(`là “${stranger.name}” (số định danh ${stranger.uid}), không phải ${fake.account.uid}`)
    expect(readdirSync(variables.DATA_DIR ?? '')).toEqual([])
  })

  test.each([
    ['có', 0],
    ['không', 1],
  ])('asks whether it is the right account, and goes by “%s”', async (answer, code) => {
    expect((await logIn([], { answer })).code).toBe(code)
    expect(readdirSync(variables.DATA_DIR ?? '').length > 0).toBe(code === 0)
  })

  test('saves nothing unasked where nobody can be asked, and says what to do', async () => {
    const { code, err } = await logIn([])
    expect(code).toBe(1)
    expect(err).toContain(`--account ${fake.account.uid}`)
    expect(readdirSync(variables.DATA_DIR ?? '')).toEqual([])
  })

  test('tells that it was declined on the telephone', async () => {
    const { code, err } = await logIn([], { confirms: false })
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('đã bị từ chối trên điện thoại') })
  })

  test('tells that Zalo refuses the account', async () => {
    fake.banned = true
    const { code, err } = await logIn([])
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('hạn chế hoặc khóa') })
  })

  test('tells that Zalo cannot be reached', async () => {
    fake.fault({ match: '*', kind: 'drop_before', times: 99 })
    const ran = await run(['zalo', 'login'], variables, { fetch: fake.fetch })
    expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('kiểm tra mạng') })
  })

  test('names the key that it needs, before anything else', async () => {
    const ran = await run(['zalo', 'login'], { DATA_DIR: variables.DATA_DIR }, { fetch: fake.fetch })
    expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/^Biến môi trường ZALO_CREDENTIALS_KEY/) })
    expect(fake.requests).toEqual([])
  })

  test('takes an account by its number only', async () => {
    const ran = await run(['zalo', 'login', '--account', 'Lan'], variables)
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('--account Lan') })
  })
})
