import { describe, expect, test } from 'vitest'
import { handOverRow } from '../../../src/features/bots/hand-over.ts'
import type { Outgoing } from '../../../src/features/deliver/outgoing.ts'
import { useDatabase } from '../../support/database.ts'
import { createCast } from './cast.ts'

const db = await useDatabase()

/** An officer on Zalo, where messages wait, and on Telegram. */
async function officerOnBoth() {
  const cast = await createCast(db)
  const provinceId = await cast.province('binh-thuan')
  const agencyId = await cast.agency(provinceId, 'so-a')
  const officer = await cast.member('Đầu mối', provinceId, 'officer', agencyId)
  const telegram = await cast.on(await cast.bot('telegram', 'nhacviec_bot'), officer)
  const zalo = await cast.on(await cast.bot('zalo-personal', 'Nhắc Việc'), officer)
  const waits = (what: Outgoing) => cast.waits(provinceId, officer, zalo.chat, what)
  const handOver = async (id: number) => await handOverRow(db, await cast.row(id), cast.clock())
  return { cast, telegram: telegram.chat, zalo: zalo.chat, waits, handOver }
}

describe('a message that would go through another chat', () => {
  const bound: Outgoing[] = [
    { kind: 'account_code', code: 'ABCDEFGH2345', minutes: 15 },
    { kind: 'account_linked', accountId: 1 },
    { kind: 'accept_contact' },
    { kind: 'login_qr', loginId: 1 },
    { kind: 'group_named', agencyId: 1, on: true },
    { kind: 'group_refused', reason: 'unknown_agency' },
  ]

  test.each(bound)('stays where it belongs to its chat: $kind', async (what) => {
    const { cast, zalo, waits, handOver } = await officerOnBoth()
    const id = await waits(what)
    expect(await handOver(id)).toBe(false)
    expect(await cast.row(id)).toMatchObject({ chatId: zalo.id })
  })

  const free: Outgoing[] = [
    { kind: 'todo' },
    { kind: 'reminder' },
    { kind: 'unstaffed' },
    { kind: 'digest', week: null },
    { kind: 'receipt' },
    { kind: 'platforms' },
    { kind: 'account_code_refused', reason: 'used' },
    { kind: 'bots' },
    { kind: 'bot_state', botId: 1 },
    { kind: 'login_ended', botId: 1, outcome: 'done' },
  ]

  test.each(free)('goes where it does not: $kind', async (what) => {
    const { cast, telegram, waits, handOver } = await officerOnBoth()
    const id = await waits(what)
    expect(await handOver(id)).toBe(true)
    expect(await cast.row(id)).toMatchObject({ chatId: telegram.id })
  })

  test('is cut anew for the platform there, from its beginning', async () => {
    const { cast, telegram, waits, handOver } = await officerOnBoth()
    const id = await waits({ kind: 'todo' })
    const parts = JSON.stringify([
      { text: 'phần một', spans: [] },
      { text: 'phần hai', spans: [] },
    ])
    await db.execute(`update outbox set parts_sent = 1, parts = '${parts}' where id = ${id}`)
    expect(await handOver(id)).toBe(true)
    expect(await cast.row(id)).toMatchObject({ chatId: telegram.id, parts: null, partsSent: 0 })
  })
})
