import { expect, test } from 'vitest'
import { handleContactRequest, handleContacts } from '../../../src/features/people/contacts.ts'
import { useDatabase } from '../../support/database.ts'
import { createCast } from '../bots/cast.ts'

const db = await useDatabase()

async function onZalo() {
  const cast = await createCast(db)
  const provinceId = await cast.province('binh-thuan')
  const bot = await cast.bot('zalo-personal', 'Nhắc Việc')
  const asks = async (nativeId: string) => {
    const chat = { nativeId, kind: 'direct' as const, topic: '' }
    const sender = { nativeId, name: 'Lan', username: null }
    const event = { kind: 'contact_request' as const, chat, sender }
    return await db.transaction((tx) => handleContactRequest(tx, { botId: bot.id, event, now: cast.clock() }))
  }
  const contacts = async (change: 'all' | 'added' | 'removed', ...nativeIds: string[]) => {
    await db.transaction((tx) => handleContacts(tx, { botId: bot.id, event: { kind: 'contacts', change, nativeIds } }))
    const accounts = await db.query.accounts.findMany({ orderBy: ({ id }) => id })
    return accounts.map(({ isContact }) => isContact)
  }
  return { cast, provinceId, bot, asks, contacts }
}

test('who asks to become a contact is accepted, then greeted as the stranger they are', async () => {
  const { cast, provinceId, asks } = await onZalo()
  expect(await asks('u1')).toBe('contact_request')
  // The same event handled twice.
  await asks('u1')
  const rows = await cast.rows()
  expect(rows.map(({ kind, personId, provinceId, class: c }) => [kind, personId, provinceId, c])).toEqual([
    ['accept_contact', null, provinceId, 0],
    ['stranger', null, provinceId, 0],
  ])
  expect(rows[0] && (await cast.says(rows[0]))).toEqual({ kind: 'action', action: { kind: 'accept_contact' } })
  expect(await db.query.chats.findMany()).toMatchObject([{ nativeId: 'u1', kind: 'direct', goneAt: null }])
})

test('a member is accepted without being greeted', async () => {
  const { cast, provinceId, bot, asks } = await onZalo()
  const personId = await cast.member('Lan', provinceId, 'coordinator')
  const { account } = await cast.on(bot, personId)
  await asks(account.nativeId)
  expect((await cast.rows()).map(({ kind, personId }) => [kind, personId])).toEqual([['accept_contact', personId]])
})

test('contacts are those of the last list, with who came and went since; other bots’ accounts stay', async () => {
  const { cast, bot, contacts } = await onZalo()
  const first = await cast.on(bot, null)
  const second = await cast.on(bot, null)
  const other = await cast.bot('zalo-personal', 'Khác')
  await db.execute(
    `insert into accounts (bot_id, native_id, name) values (${other.id}, '${first.account.nativeId}', 'x')`,
  )
  expect(await contacts('all', first.account.nativeId, 'unknown')).toEqual([true, false, false])
  expect(await contacts('added', second.account.nativeId)).toEqual([true, true, false])
  expect(await contacts('removed', first.account.nativeId)).toEqual([false, true, false])
  expect(await contacts('added')).toEqual([false, true, false])
  expect(await contacts('all')).toEqual([false, false, false])
  expect(await db.query.accounts.findMany()).toHaveLength(3)
})
