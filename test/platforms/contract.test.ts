import { describe, expect, it, onTestFinished } from 'vitest'
import type { FormattedText } from '../../src/domain/message.ts'
import type { InboundEvent, OutgoingChat, Settlement } from '../../src/platforms/platform.ts'
import { splitText } from '../../src/render/split.ts'
import { type Harness, listen, type Reading } from './contract/harness.ts'
import { consoleHarness, telegramHarness, zaloBotHarness, zaloPersonalHarness } from './contract/harnesses.ts'

const plain = (text: string): FormattedText => ({ text, spans: [] })

const harnesses = [
  ['telegram', telegramHarness],
  ['zalo-bot', zaloBotHarness],
  ['zalo-personal', zaloPersonalHarness],
  ['console', consoleHarness],
] as const

describe.each(harnesses)('%s keeps the contract of a platform:', (name, open) => {
  async function begin(): Promise<Harness> {
    const harness = await open()
    onTestFinished(() => harness.close())
    return harness
  }

  /** The adapter connected, as a process that serves it has it. */
  async function connect(): Promise<Harness & { reading: Reading }> {
    const harness = await begin()
    const reading = await listen(harness)
    onTestFinished(async () => void (await reading.stop()))
    return Object.assign(harness, { reading })
  }

  const send = ({ platform }: Harness, chat: OutgoingChat, text: FormattedText | string) =>
    platform.apply(chat, { kind: 'send', text: typeof text === 'string' ? plain(text) : text })

  it('says who it is', async () => {
    const { platform } = await begin()
    expect(platform.name).toBe(name)
    expect(await platform.identify()).toMatchObject({ kind: 'known', identity: { nativeId: expect.any(String) } })
  })

  describe.skipIf(name === 'console')('what comes in', () => {
    it('carries text, sender, place and links in the order in which they stand', async () => {
      const harness = await connect()
      const text = 'Bài tháng 11: https://binhthuan.gov.vn/tin/2, stp.binhthuan.gov.vn/tin/1'
      const id = harness.says({ text })
      const [event] = await harness.reading.until(1)
      expect(event).toMatchObject({
        kind: 'message',
        messageId: id,
        text,
        chat: { nativeId: harness.direct.nativeId, kind: 'direct', topic: '' },
        sender: { nativeId: harness.direct.nativeId, name: 'Hoa' },
        links: ['https://binhthuan.gov.vn/tin/2', 'stp.binhthuan.gov.vn/tin/1'],
        files: [],
        replyTo: null,
        sentAt: expect.any(Date),
      })
    })

    it('is stored in the order in which it was written', async () => {
      const harness = await connect()
      const ids = Array.from({ length: 30 }, (_, n) => harness.says({ text: `tin ${n}` }))
      const events = await harness.reading.until(30)
      expect(events.map((event) => 'messageId' in event && event.messageId)).toEqual(ids)
    })

    it('says that a picture came with it', async () => {
      const harness = await connect()
      harness.says({ text: 'ảnh buổi phát thanh', withPicture: true })
      const [event] = await harness.reading.until(1)
      expect(event).toMatchObject({ kind: 'message', text: 'ảnh buổi phát thanh', files: [{ kind: 'image' }] })
    })

    it('names the message of ours that it answers, by the id that sending gave', async () => {
      const harness = await connect()
      const settlement = await send(harness, harness.direct, 'Anh/chị chọn việc nào?')
      const [sent = ''] = settlement.kind === 'sent' ? settlement.ids : []
      harness.says({ text: '1', replyTo: sent })
      const [event] = await harness.reading.until(1)
      expect(event).toMatchObject({ text: '1', replyTo: sent })
    })

    it('is kept apart by chat where it was said in a group', async () => {
      const harness = await connect()
      harness.says({ text: 'gửi nhóm', inGroup: 'to_bot' })
      const [event] = await harness.reading.until(1)
      expect(event).toMatchObject({ kind: 'message', chat: { kind: 'group' }, sender: { name: 'Hoa' } })
      const [stored] = harness.reading.events.slice(-1)
      expect(stored?.chatNativeId).not.toBe(harness.direct.nativeId)
    })

    it('is never our own message', async () => {
      const harness = await connect()
      await send(harness, harness.direct, 'Nhắc việc: https://binhthuan.gov.vn/cua-bot')
      harness.says({ text: 'sau đó' })
      const events = await harness.reading.until(1)
      expect(events.map((event) => 'text' in event && event.text)).toEqual(['sau đó'])
    })

    it('counts once where the platform repeats it', async () => {
      const harness = await connect()
      const id = harness.says({ text: 'lặp lại' })
      await harness.reading.until(1)
      await harness.repeats?.(id)
      harness.says({ text: 'sau đó' })
      const events = await harness.reading.until(2)
      const textsOf = (of: InboundEvent[]) => of.map((event) => 'text' in event && event.text)
      expect(textsOf(events)).toEqual(['lặp lại', 'sau đó'])
      // Had it not come again, nothing would be shown by this.
      expect(textsOf(harness.reading.offered())).toEqual(['lặp lại', 'lặp lại', 'sau đó'])
    })

    it('is offered again until it is stored', async () => {
      const harness = await connect()
      harness.reading.failStores(2)
      harness.says({ text: 'khi cơ sở dữ liệu dừng' })
      harness.says({ text: 'sau đó' })
      const events = await harness.reading.until(2)
      expect(events.map((event) => 'text' in event && event.text)).toEqual(['khi cơ sở dữ liệu dừng', 'sau đó'])
    })

    it('ends when it is told to', async () => {
      const { reading } = await connect()
      await expect(reading.stop()).resolves.toBeUndefined()
    })

    it('is refused where it is not of the platform’s shape', async () => {
      const { platform } = await begin()
      for (const raw of [null, 5, 'x', [], { message: 5 }]) expect(() => platform.read(raw)).toThrow()
    })
  })

  describe('what it says of itself is true:', () => {
    it('edits', async () => {
      const { platform, edits, says, reading } = name === 'console' ? withoutReading(await begin()) : await connect()
      expect(edits !== undefined).toBe(platform.can.hearsEdits)
      if (edits === undefined) return
      const id = says({ text: 'https://binhthuan.gov.vn/1' })
      await reading?.until(1)
      edits(id, 'https://binhthuan.gov.vn/2')
      expect((await reading?.until(2))?.[1]).toMatchObject({
        kind: 'edited',
        messageId: id,
        links: ['https://binhthuan.gov.vn/2'],
      })
    })

    it('recalls', async () => {
      const { platform, recalls, says, reading } = name === 'console' ? withoutReading(await begin()) : await connect()
      expect(recalls !== undefined).toBe(platform.can.hearsRecalls)
      if (recalls === undefined) return
      const id = says({ text: 'gửi nhầm' })
      await reading?.until(1)
      recalls(id)
      expect((await reading?.until(2))?.[1]).toMatchObject({ kind: 'recalled', messageId: id, sender: { name: 'Hoa' } })
    })

    it('styles', async () => {
      const harness = name === 'console' ? await begin() : await connect()
      const text = '🎉 Hạn: thứ Bảy 30/11'
      const spans = [{ start: 3, length: 4, style: 'bold' as const }]
      expect(await send(harness, harness.direct, { text, spans })).toMatchObject({ kind: 'sent' })
      expect(harness.arrived()).toMatchObject([{ text, bold: harness.platform.can.styles ? ['Hạn:'] : [] }])
    })

    it('buttons', async () => {
      const harness = name === 'console' ? await begin() : await connect()
      const choices = [1, 2].map((n) => ({ label: String(n), value: `q:7:${n}` }))
      const action = { kind: 'send' as const, text: plain('Chọn một việc'), choices }
      expect(await harness.platform.apply(harness.direct, action)).toMatchObject({ kind: 'sent' })
      const buttons = harness.platform.can.buttons ? ['q:7:1', 'q:7:2'] : []
      expect(harness.arrived()).toMatchObject([{ text: 'Chọn một việc', buttons }])
    })

    it.each(['image', 'file'] as const)('sending of a %s', async (kind) => {
      const harness = name === 'console' ? await begin() : await connect()
      const bytes = Uint8Array.from(Buffer.from(onePixelPng, 'base64'))
      const file = { kind, name: kind === 'image' ? 'ma-qr.png' : 'bang.pdf', bytes }
      const settlement = await harness.platform.apply(harness.direct, { kind: 'send', text: plain('Kèm theo'), file })
      expect(settlement.kind).toBe(harness.platform.can.sendsFiles ? 'sent' : 'refused')
      const files = harness.arrived().map((each) => each.file && Buffer.from(each.file).toString('base64'))
      expect(files.filter((each) => each !== null)).toEqual(harness.platform.can.sendsFiles ? [onePixelPng] : [])
    })

    it('groups', async () => {
      const { platform, group, says, offersUnaddressed, reading } =
        name === 'console' ? withoutReading(await begin()) : await connect()
      expect(group !== undefined).toBe(platform.can.groups !== 'none')
      if (group === undefined) return
      says({ text: 'cả nhóm đọc', inGroup: 'to_all' })
      says({ text: 'hỏi riêng bot', inGroup: 'to_bot' })
      const heard = offersUnaddressed ? ['cả nhóm đọc', 'hỏi riêng bot'] : ['hỏi riêng bot']
      const events = (await reading?.until(heard.length)) ?? []
      expect(events).toMatchObject(
        heard.map((text) => ({
          kind: 'message',
          chat: { kind: 'group', nativeId: group.nativeId },
          text: expect.stringContaining(text),
        })),
      )
      expect(platform.can.groups).toBe(offersUnaddressed ? 'all' : 'addressed')
    })

    it('mentions', async () => {
      const harness = name === 'console' ? await begin() : await connect()
      const { platform, group, direct } = harness
      // Where there is no group, nobody is named in one.
      if (group === undefined) return expect(platform.can.mentions).toBe(false)
      const text = 'Hoa: còn thiếu 1 bài'
      const spans = [{ start: 0, length: 3, style: 'mention' as const, nativeId: direct.nativeId }]
      expect(await send(harness, group, { text, spans })).toMatchObject({ kind: 'sent' })
      expect(harness.arrived()).toMatchObject([{ text, bold: [], mentions: platform.can.mentions ? ['Hoa'] : [] }])
    })
  })

  describe('a text', () => {
    it('of the limit’s length is taken, and a longer one cut by us arrives whole and in order', async () => {
      const harness = name === 'console' ? await begin() : await connect()
      const { textLimit } = harness.platform
      const lines = Array.from({ length: 300 }, (_, n) => `${n + 1}. Sở số ${n + 1}: chưa có tin, bài tháng 11`)
      const parts = splitText(plain(lines.join('\n')), textLimit)
      for (const part of [plain('x'.repeat(textLimit)), ...parts]) {
        expect(await send(harness, harness.direct, part)).toMatchObject({ kind: 'sent', ids: [expect.any(String)] })
      }
      const [limit, ...arrived] = harness.arrived().map((each) => each.text)
      expect(limit).toHaveLength(textLimit)
      expect(arrived.join('\n').split('\n')).toEqual(lines)
    })
  })

  describe('a send', () => {
    const kinds: Settlement['kind'][] = ['sent', 'retry', 'doubt', 'gone', 'moved', 'refused']

    it.each(kinds)('that ends as “%s” is settled so, where the platform has such an end', async (kind) => {
      const harness = name === 'console' ? await begin() : await connect()
      const bringAbout = harness.outcomes[kind]
      if (bringAbout === undefined) return
      bringAbout()
      const settlement = await send(harness, harness.direct, 'Nhắc việc')
      expect(settlement.kind).toBe(kind)
      if (settlement.kind === 'retry') expect(settlement.afterMs).toBeGreaterThan(0)
      if ('reason' in settlement) expect(settlement.reason).not.toBe('')
    })

    it('of something the platform does not know is settled, never thrown', async () => {
      const harness = name === 'console' ? await begin() : await connect()
      const settlement = await harness.platform.apply(harness.direct, { kind: 'accept_contact' })
      expect(['sent', 'refused']).toContain(settlement.kind)
    })

    it('never shows a secret in its reason or in the log', async () => {
      const harness = name === 'console' ? await begin() : await connect()
      const reasons: string[] = []
      for (const bringAbout of Object.values(harness.outcomes)) {
        bringAbout?.()
        reasons.push(JSON.stringify(await send(harness, harness.direct, 'Nhắc việc')))
      }
      const shown = [...reasons, ...harness.logged].join('\n')
      for (const secret of harness.secrets) expect(shown).not.toContain(secret)
    })
  })
})

/** A console has nobody to listen to. */
function withoutReading(harness: Harness): Harness & { reading?: Reading } {
  return harness
}

const onePixelPng = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
