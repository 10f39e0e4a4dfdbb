import { expect, test } from 'vitest'
import { handleContactRequest, handleContacts } from '../../../src/features/people/contacts.ts'
import { useDatabase } from '../../support/database.ts'
import { createCast } from '../bots/cast.ts'

const db = await useDatabase()

async function onZalo() {
  const cast = await createCast(db)
  const provinceId = await cast.province('binh-thuan')
  const bot = await cast.bot('zalo-personal', 'Nhắc Việc')
  const asks = async (nativeId: string, name = 'Lan', inboundId = 1) => {
    const chat = { nativeId, kind: 'direct' as const, topic: '' }
    const sender = { nativeId, name, username: null }
    const event = { kind: 'contact_request' as const, chat, sender }
    return await db.transaction((tx) =>
      handleContactRequest(tx, { inboundId, botId: bot.id, event, now: cast.clock() }),
    )
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
  // The same event handled twice, the second time later.
  await cast.later(5)
  await asks('u1')
  const rows = await cast.rows()
  expect(rows.map(({ kind, personId, provinceId, class: c }) => [kind, personId, provinceId, c])).toEqual([
    ['accept_contact', null, provinceId, 0],
    ['stranger', null, provinceId, 0],
  ])
  expect(rows[0] && (await cast.says(rows[0]))).toEqual({ kind: 'action', action: { kind: 'accept_contact' } })
  expect(await db.query.chats.findMany()).toMatchObject([{ nativeId: 'u1', kind: 'direct', goneAt: null }])
})

test('who asks once more is accepted once more, and not greeted again', async () => {
  const { cast, asks } = await onZalo()
  await asks('u1')
  await asks('u1', 'Lan', 2)
  expect((await cast.rows()).map(({ kind }) => kind)).toEqual(['accept_contact', 'stranger', 'accept_contact'])
})

test('a member is accepted without being greeted', async () => {
  const { cast, provinceId, bot, asks } = await onZalo()
  const personId = await cast.member('Lan', provinceId, 'coordinator')
  const { account } = await cast.on(bot, personId)
  await asks(account.nativeId)
  expect((await cast.rows()).map(({ kind, personId }) => [kind, personId])).toEqual([['accept_contact', personId]])
})

test('a request without a name leaves the name that is known', async () => {
  const { asks } = await onZalo()
  const name = async () => (await db.query.accounts.findMany())[0]?.name
  await asks('u1')
  await asks('u1', '')
  expect(await name()).toBe('Lan')
  await asks('u1', 'Trần Lan')
  expect(await name()).toBe('Trần Lan')
})

test('contacts are those of the last list, with who came and went since; other bots’ accounts stay', async () => {
  const { cast, bot, contacts } = await onZalo()
  const first = await cast.on(bot, null)
  const second = await cast.on(bot, null)
  const other = await cast.bot('zalo-personal', 'Khác')
  // On another bot the same ids: one of a contact, one of nobody.
  for (const [{ account }, isContact] of [[first, true] as const, [second, false] as const]) {
    await db.execute(`insert into accounts (bot_id, native_id, name, is_contact)
      values (${other.id}, '${account.nativeId}', 'x', ${isContact})`)
  }
  const theirs = [true, false]
  expect(await contacts('all', first.account.nativeId, 'unknown')).toEqual([true, false, ...theirs])
  expect(await contacts('added', second.account.nativeId)).toEqual([true, true, ...theirs])
  expect(await contacts('removed', first.account.nativeId)).toEqual([false, true, ...theirs])
  expect(await contacts('added')).toEqual([false, true, ...theirs])
  expect(await contacts('all')).toEqual([false, false, ...theirs])
  expect(await db.query.accounts.findMany()).toHaveLength(4)
})
