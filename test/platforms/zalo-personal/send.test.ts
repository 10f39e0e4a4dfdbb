import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { OutgoingAction, OutgoingFile } from '../../../src/platforms/platform.ts'
import { startFakeZalo } from '../../support/zalo/fake-zalo.ts'
import { qrPng } from '../../support/zalo/zalo-qr.ts'
import { binh, createHarness, hoa, limits, saying, team, toHoa, toTeam } from './harness.ts'

const minuteMs = 60_000
const png = (): OutgoingFile => ({ kind: 'image', name: 'qr.png', bytes: qrPng('https://example.vn') })
const table = (bytes = Buffer.from('a,b')): OutgoingFile => ({ kind: 'file', name: 'bang.csv', bytes })
const withFile = (text: string, file: OutgoingFile): OutgoingAction => ({
  kind: 'send',
  text: { text, spans: [] },
  file,
})

async function connected(options: Parameters<typeof createHarness>[0] = {}) {
  const zalo = await createHarness(options)
  zalo.fake.knows(team, [hoa, binh])
  await zalo.connect()
  return zalo
}

describe('sending', () => {
  it('text with styles to a person, without mentions', async () => {
    const zalo = await connected()
    const settled = await zalo.platform.apply(
      toHoa,
      saying(
        '🎉 Nhắc chị Hoa nộp báo cáo',
        { start: 3, length: 4, style: 'bold' },
        { start: 16, length: 11, style: 'italic' },
        { start: 8, length: 7, style: 'mention', nativeId: hoa.uid },
      ),
    )
    expect(zalo.fake.accepted).toMatchObject([
      {
        to: hoa.uid,
        kind: 'user',
        text: '🎉 Nhắc chị Hoa nộp báo cáo',
        styles: [
          { start: 3, len: 4, st: 'b' },
          { start: 16, len: 11, st: 'i' },
        ],
        mentions: [],
      },
    ])
    expect(settled).toEqual({ kind: 'sent', ids: [zalo.fake.accepted[0]?.msgId] })
  })

  it('text with mentions to a group', async () => {
    const zalo = await connected()
    await zalo.platform.apply(
      toTeam,
      saying('Chị Hoa ơi', { start: 0, length: 7, style: 'mention', nativeId: hoa.uid }),
    )
    await zalo.platform.apply(toTeam, saying('Mọi người'))
    expect(zalo.fake.accepted).toMatchObject([
      { to: team.id, kind: 'group', mentions: [{ uid: hoa.uid, pos: 0, len: 7 }] },
      { to: team.id, kind: 'group', mentions: [] },
    ])
  })

  it.each([
    { where: 'a person', chat: toHoa },
    { where: 'a group', chat: toTeam },
  ])('a picture with its caption to $where, in one message', async ({ chat }) => {
    const zalo = await connected()
    const file = png()
    const settled = await zalo.platform.apply(chat, withFile('Mời quét mã', file))
    const [sent] = zalo.fake.accepted
    expect(settled).toEqual({ kind: 'sent', ids: [sent?.msgId] })
    expect(sent).toMatchObject({ text: 'Mời quét mã', file: { name: 'qr.png' } })
    expect(sent?.file?.bytes.equals(file.bytes)).toBe(true)
    const { params } = zalo.fake.requests.find(({ path }) => path.endsWith('photo_original/send')) ?? {}
    const side = Buffer.from(file.bytes).readUInt32BE(16)
    expect(params).toMatchObject({ width: side, height: side })
  })

  it.each([20, 0])('a file, and then its words (Zalo has it %i ms after the upload)', async (ms) => {
    const zalo = await connected()
    zalo.fake.fileDoneAfterMs = ms
    const settled = await zalo.platform.apply(toHoa, withFile('Bảng kèm theo', table()))
    expect(zalo.fake.accepted.map(({ text, file }) => file?.name ?? text)).toEqual(['bang.csv', 'Bảng kèm theo'])
    expect(settled).toEqual({ kind: 'sent', ids: zalo.fake.accepted.map(({ msgId }) => msgId) })
  })

  it('a file in several pieces', async () => {
    const zalo = await connected({ fake: { chunkSize: 1_000 } })
    const bytes = Buffer.alloc(2_500, 'x')
    expect(await zalo.platform.apply(toTeam, withFile('', table(bytes)))).toMatchObject({ kind: 'sent' })
    expect(zalo.fake.accepted[0]?.file?.bytes.equals(bytes)).toBe(true)
  })

  it('waits for no file for ever, and sends it not even late', async () => {
    const zalo = await connected({ limits: { uploadMs: 100, fileDoneMs: 50 } })
    zalo.fake.fileDoneAfterMs = 400
    const settled = await zalo.platform.apply(toHoa, withFile('', table()))
    expect(settled).toEqual({ kind: 'retry', afterMs: 5 * minuteMs, scope: 'chat', reason: 'no_file_done' })
    zalo.fake.fileDoneAfterMs = 0
    await zalo.until(() => zalo.fake.requests.some(({ path }) => path.endsWith('asyncfile/upload')))
    expect(await zalo.platform.apply(toHoa, saying('tiếp'))).toMatchObject({ kind: 'sent' })
    expect(zalo.fake.accepted.map(({ text }) => text)).toEqual(['tiếp'])
  })

  it('says yes to who asks to be a contact, whether they still do or not', async () => {
    const zalo = await connected()
    zalo.fake.userAsksFriendship(hoa)
    const accept = () => zalo.platform.apply(toHoa, { kind: 'accept_contact' })
    expect(await accept()).toEqual({ kind: 'sent', ids: [] })
    expect([...zalo.fake.friends.keys()]).toEqual([hoa.uid])
    expect(await accept()).toEqual({ kind: 'sent', ids: [] })
    const stranger = { nativeId: binh.uid, topic: '', kind: 'direct' } as const
    expect(await zalo.platform.apply(stranger, { kind: 'accept_contact' })).toEqual({ kind: 'sent', ids: [] })
    await zalo.until(() => zalo.read().some((event) => event.kind === 'contacts'))
    expect(zalo.read().at(-1)).toEqual({ kind: 'contacts', change: 'added', nativeIds: [hoa.uid] })
  })

  it('is put off while nobody is logged in', async () => {
    const zalo = await createHarness()
    expect(await zalo.platform.apply(toHoa, saying('chào'))).toEqual({
      kind: 'retry',
      afterMs: minuteMs,
      scope: 'bot',
      reason: 'not_connected',
    })
    expect(zalo.fake.requests).toEqual([])
  })

  it('goes on while the connection is being made anew', async () => {
    const zalo = await connected()
    zalo.fake.handshake({ kind: 'no_key' })
    zalo.fake.drop()
    await zalo.until(() => zalo.pauses.isWaiting(limits.handshakeMs) && zalo.fake.connections === 2)
    expect(await zalo.platform.apply(toHoa, saying('chào'))).toMatchObject({ kind: 'sent' })
  })

  it('under way is not cut when receiving ends', async () => {
    const zalo = await createHarness()
    const { stop, receiving } = await zalo.connect()
    const holding = zalo.fake.holdNext('sms')
    const sending = zalo.platform.apply(toHoa, saying('chào'))
    const held = await holding
    stop.abort()
    await receiving
    held.release()
    expect(await sending).toMatchObject({ kind: 'sent' })
  })
})

describe('a send that fails', () => {
  it.each([
    ['221, too many requests', 221],
    ['-69, too many tries', -69],
  ])('with %s pauses the whole account', async (_, code) => {
    const zalo = await connected()
    zalo.fake.fault({ match: 'sms', kind: 'inner', code })
    const reason = `ZaloApiError ${code}`
    expect(await zalo.platform.apply(toHoa, saying('chào'))).toEqual({
      kind: 'retry',
      afterMs: 15 * minuteMs,
      scope: 'bot',
      reason,
    })
  })

  it('with an answer that looks like success pauses the whole account', async () => {
    const zalo = await connected()
    zalo.fake.fault({ match: 'sms', kind: 'empty' })
    zalo.fake.fault({ match: 'sendmsg', kind: 'empty' })
    zalo.fake.fault({ match: 'photo_original/send', kind: 'empty' })
    const refused = { kind: 'retry', afterMs: 15 * minuteMs, scope: 'bot', reason: 'empty_answer' }
    expect(await zalo.platform.apply(toHoa, saying('chào'))).toEqual(refused)
    expect(await zalo.platform.apply(toTeam, saying('chào'))).toEqual(refused)
    expect(await zalo.platform.apply(toHoa, withFile('ảnh', png()))).toEqual(refused)
    expect(zalo.fake.accepted).toEqual([])
  })

  it.each([122, 215])('with %i has nobody to go to', async (code) => {
    const zalo = await connected()
    zalo.fake.refusals.set(hoa.uid, code)
    expect(await zalo.platform.apply(toHoa, saying('chào'))).toEqual({ kind: 'gone', reason: `ZaloApiError ${code}` })
  })

  it('with 123 waits an hour once, for it may be the speed, and the second time has nobody to go to', async () => {
    const zalo = await connected()
    const chao = () => zalo.platform.apply(toHoa, saying('chào'))
    const hour = { kind: 'retry', afterMs: 60 * minuteMs, scope: 'chat', reason: 'ZaloApiError 123' }
    zalo.fake.refusals.set(hoa.uid, 123)
    expect(await chao()).toEqual(hour)
    zalo.fake.refusals.clear()
    expect(await chao()).toMatchObject({ kind: 'sent' })
    zalo.fake.refusals.set(hoa.uid, 123)
    expect(await chao()).toEqual(hour)
    expect(await chao()).toEqual({ kind: 'gone', reason: 'ZaloApiError 123' })
  })

  it.each([165, 166])('with %i in a group has nowhere to go to', async (code) => {
    const zalo = await connected()
    zalo.fake.refusals.set(team.id, code)
    zalo.fake.refusals.set(hoa.uid, code)
    expect(await zalo.platform.apply(toTeam, saying('chào'))).toMatchObject({ kind: 'gone' })
    expect(await zalo.platform.apply(toHoa, saying('chào'))).toMatchObject({ kind: 'refused' })
  })

  it('as it is too long, or nothing at all, is refused', async () => {
    const zalo = await connected()
    const refused = { kind: 'refused', reason: 'ZaloApiError 114' }
    expect(await zalo.platform.apply(toHoa, saying('x'.repeat(2_001)))).toEqual(refused)
    expect(await zalo.platform.apply(toHoa, saying(''))).toEqual({ kind: 'refused', reason: 'ZaloApiError' })
    const program: OutgoingFile = { kind: 'file', name: 'a.exe', bytes: Buffer.from('MZ') }
    expect(await zalo.platform.apply(toHoa, withFile('', program))).toMatchObject({ kind: 'refused' })
  })

  it.each([{ kind: 'drop_after' }, { kind: 'status', code: 502 }, { kind: 'garbage' }, { kind: 'hang' }] as const)(
    'without a word whether it counted is in doubt: %j',
    async (fault) => {
      const zalo = await connected({ limits: { requestMs: 300 } })
      zalo.fake.fault({ match: 'sms', ...fault })
      const settled = await zalo.platform.apply(toHoa, saying('chào'))
      expect(settled).toMatchObject({ kind: 'doubt' })
      expect(inspect(settled)).not.toContain('zalo.me')
    },
  )

  it('is in doubt where the answer ends in its middle', async () => {
    let cut = false
    const zalo = await connected({
      limits: { requestMs: 300 },
      fetch: (fake) => async (input, init) => {
        const response = await fake.fetch(input, init)
        if (!cut || !String(input).includes('/sms')) return response
        const never = new ReadableStream({
          start(controller) {
            init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason))
          },
        })
        return new Response(never, { status: 200 })
      },
    })
    cut = true
    expect(await zalo.platform.apply(toHoa, saying('chào'))).toMatchObject({ kind: 'doubt' })
  })

  it.each([403, 429])('with HTTP %i pauses the whole account', async (code) => {
    const zalo = await connected()
    zalo.fake.fault({ match: 'sms', kind: 'status', code })
    const settled = await zalo.platform.apply(toHoa, saying('chào'))
    expect(settled).toMatchObject({
      kind: 'retry',
      scope: 'bot',
      afterMs: 15 * minuteMs,
      reason: `ZaloApiError ${code}`,
    })
  })

  it('as Zalo cannot be reached at all is soon tried again', async () => {
    const closed = await startFakeZalo()
    await closed.close()
    let away = false
    const zalo = await connected({
      fetch: (fake) => (input, init) => (away ? closed.fetch(input, init) : fake.fetch(input, init)),
    })
    away = true
    expect(await zalo.platform.apply(toHoa, saying('chào'))).toMatchObject({
      kind: 'retry',
      afterMs: 5_000,
      scope: 'bot',
      reason: 'TypeError ECONNREFUSED',
    })
  })

  it('behind a file that has arrived is in doubt, for the file is not to come twice', async () => {
    const zalo = await connected()
    zalo.fake.fault({ match: 'sms', kind: 'inner', code: 221 })
    expect(await zalo.platform.apply(toHoa, withFile('chữ', table()))).toEqual({
      kind: 'doubt',
      reason: 'ZaloApiError 221',
    })
  })
})

describe('the account', () => {
  it('is known without asking anybody', async () => {
    const zalo = await createHarness()
    const identity = { nativeId: zalo.fake.account.uid, username: zalo.fake.account.name }
    expect(await zalo.platform.identify()).toEqual({ kind: 'known', identity })
    expect(zalo.fake.requests).toEqual([])
  })
})
