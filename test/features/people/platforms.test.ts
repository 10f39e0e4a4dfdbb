import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { insertMembership, listMemberships } from '../../../src/db/people.ts'
import { accountCodes, memberships, persons } from '../../../src/db/schema.ts'
import { showCode } from '../../../src/domain/command.ts'
import { join } from '../../../src/features/people/join.ts'
import { linkAccount } from '../../../src/features/people/link-account.ts'
import { addPlatform, choosePlatform, forgetOldCodes, showPlatforms } from '../../../src/features/people/platforms.ts'
import { connectAgain, onPostgres, useDatabase } from '../../support/database.ts'
import { createCast, type OnChat } from '../bots/cast.ts'

const db = await useDatabase()

const codeKey = 'khóa'
let last = 0
const randomBytes = (size: number) => Uint8Array.from({ length: size }, () => (last = (last * 37 + 11) % 251))

/** An officer on Telegram, and a Zalo account that nobody knows. */
async function officerOnTelegram() {
  const cast = await createCast(db)
  const provinceId = await cast.province('binh-thuan')
  const agencyId = await cast.agency(provinceId, 'so-a')
  const telegram = await cast.bot('telegram', 'nhacviec_bot')
  const zalo = await cast.bot('zalo-bot', 'Nhắc Việc')
  const officer = await cast.member('Trần Thị Lan', provinceId, 'officer', agencyId)
  const known = await cast.on(telegram, officer, 'Lan Tele')
  const fresh = await cast.on(zalo, null, 'Lan Zalo')
  /** "thêm kênh": the code in the answer. */
  const ask = async (on: OnChat = known) => {
    const from = await cast.memberWrites(on, 'thêm kênh')
    await db.transaction((tx) => addPlatform(tx, from, { codeKey, randomBytes }))
    const row = (await cast.rows('account_code')).at(-1)
    const content = row && (await cast.says(row))
    return content?.kind === 'message' && content.message.kind === 'account_code' ? content.message : undefined
  }
  const askCode = async (on?: OnChat) => (await ask(on))?.code ?? ''
  /** Sends a code; what was told because of it, as "kind chat". */
  const send = async (on: OnChat, code: string) => {
    const before = (await cast.rows()).length
    const [account] = await db.query.accounts.findMany({ where: ({ id }, { eq }) => eq(id, on.account.id) })
    const from = await cast.writes({ ...on, account: account ?? on.account }, code)
    const taken = await db.transaction((tx) => linkAccount(tx, { ...from, homeProvinceId: provinceId }, code, codeKey))
    const rows = (await cast.rows()).slice(before)
    return { taken, rows, told: rows.map((row) => `${row.kind} ${row.chatId}`) }
  }
  const personOf = async ({ account }: OnChat) =>
    (await db.query.accounts.findMany({ where: ({ id }, { eq }) => eq(id, account.id) }))[0]?.personId
  return { cast, provinceId, agencyId, telegram, zalo, officer, known, fresh, ask, askCode, send, personOf }
}

describe('a person’s platforms', () => {
  test('are listed, and asked about where there are two', async () => {
    const { cast, known, zalo, officer } = await officerOnTelegram()
    const show = async () => {
      const from = await cast.memberWrites(known, 'kênh')
      await db.transaction((tx) => showPlatforms(tx, from))
      const row = (await cast.rows()).at(-1)
      return row && (await cast.says(row))
    }
    expect(await show()).toEqual({
      kind: 'message',
      message: {
        kind: 'platforms',
        accounts: [{ platform: 'telegram', name: 'Lan Tele', preferred: true, reachable: true }],
      },
    })
    await cast.on(zalo, officer, 'Lan Zalo')
    await cast.set(zalo, { state: 'expired' })
    expect(await show()).toMatchObject({
      message: {
        accounts: [
          { platform: 'telegram', preferred: false, reachable: true },
          { platform: 'zalo-bot', preferred: true, reachable: false },
        ],
      },
      question: { kind: 'platform', values: ['telegram', 'zalo-bot'], several: false },
    })
    const from = await cast.memberWrites(known, '1')
    await db.transaction((tx) =>
      choosePlatform(tx, from, { provinceId: from.memberships[0]?.provinceId ?? 0 }, 'telegram'),
    )
    expect((await cast.rows()).at(-1)).toMatchObject({ kind: 'platform_preferred', args: { platform: 'telegram' } })
    expect(await show()).toMatchObject({ message: { accounts: [{ preferred: true }, { preferred: false }] } })
  })
})

describe('a code to link an account', () => {
  test('tells where it may be sent: to our other bots', async () => {
    const { cast, ask } = await officerOnTelegram()
    await cast.set(await cast.bot('zalo-personal', 'Hết phiên'), { state: 'expired' })
    expect(await ask()).toMatchObject({ minutes: 15, bots: [{ platform: 'zalo-bot', name: 'Nhắc Việc' }] })
  })

  test('makes the account that sends it the same person’s, who is told there and where they were before', async () => {
    const { askCode, send, fresh, known, officer, personOf, cast } = await officerOnTelegram()
    const { taken, rows, told } = await send(fresh, showCode(await askCode()).toLowerCase())
    expect(taken).toBe(true)
    expect(told).toEqual([`account_linked ${fresh.chat.id}`, `account_linked ${known.chat.id}`])
    expect(await personOf(fresh)).toBe(officer)
    for (const row of rows) {
      expect(row.personId).toBe(officer)
      expect(await cast.says(row)).toMatchObject({
        message: { platform: 'zalo-bot', name: 'Lan Zalo', others: ['telegram'] },
      })
    }
  })

  test('is none of an invitation’s concern, nor the other way round', async () => {
    const { cast, provinceId, fresh, send, askCode } = await officerOnTelegram()
    expect((await send(fresh, 'ABCD-2345-6789')).taken).toBe(false)
    expect((await send(fresh, 'xin chào')).taken).toBe(false)
    const code = await askCode()
    const from = await cast.writes(fresh, code)
    await db.transaction((tx) => join(tx, { ...from, homeProvinceId: provinceId }, code, codeKey))
    expect((await cast.rows()).at(-1)).toMatchObject({ kind: 'code_refused', args: { reason: 'unknown' } })
  })

  test('is refused when used, expired, ended by a newer one, or sent from an account of their own', async () => {
    const { cast, askCode, send, fresh, known, zalo, telegram } = await officerOnTelegram()
    const refused = async (on: OnChat, code: string) => (await send(on, code)).rows[0]?.args
    const first = await askCode()
    const second = await askCode()
    expect(await refused(fresh, first)).toEqual({ reason: 'expired' })
    expect(await refused(known, second)).toEqual({ reason: 'own' })
    // Their own mistake costs nothing.
    expect((await send(fresh, second)).told).toHaveLength(2)
    expect(await refused(await cast.on(zalo, null), second)).toEqual({ reason: 'used' })
    // Who sends it twice is told once more, and nobody is merged with themselves.
    expect((await send(fresh, second)).told).toEqual([`account_linked ${fresh.chat.id}`])
    expect(await refused(known, second)).toEqual({ reason: 'own' })

    const third = await askCode()
    await cast.later(15)
    expect(await refused(await cast.on(telegram, null), third)).toEqual({ reason: 'expired' })
    const fourth = await askCode()
    await cast.later(14)
    expect((await send(await cast.on(telegram, null), fourth)).told).toHaveLength(3)
  })

  test('opens the links that the account had sent as a stranger, if the person is an officer', async () => {
    const { cast, askCode, send, fresh, zalo, telegram, provinceId } = await officerOnTelegram()
    const keeps = async (on: OnChat) => {
      const { inboundId } = await cast.writes(on, 'https://a.vn/1')
      await db.execute(`update inbound set state = 'done', outcome = 'links_kept' where id = ${inboundId}`)
      return inboundId
    }
    const stateOf = async (id: number) =>
      (await db.query.inbound.findMany({ where: (row, { eq }) => eq(row.id, id) }))[0]?.state
    const kept = await keeps(fresh)
    await send(fresh, await askCode())
    expect(await stateOf(kept)).toBe('new')

    const coordinator = await cast.on(telegram, await cast.member('Theo dõi', provinceId, 'coordinator'))
    const theirs = await cast.on(zalo, null)
    const others = await keeps(theirs)
    await send(theirs, await askCode(coordinator))
    expect(await stateOf(others)).toBe('done')
  })

  test('is kept as a hash only once it has served, and is struck out of what brought and what carried it', async () => {
    const { cast, askCode, send, fresh, known, zalo } = await officerOnTelegram()
    const sent = async (code: string) => {
      const row = (await cast.rows('account_code')).at(-1)
      await db.execute(`insert into attempts (province_id, outbox_id, chat_id, part, text, started_at)
        values (${row?.provinceId}, ${row?.id}, ${known.chat.id}, 0, 'Mã: ${showCode(code)}', now())`)
    }
    const found = async (code: string) => {
      const tables = await db.execute<{ name: string }>(
        "select tablename as name from pg_tables where schemaname = 'public'",
      )
      const names: string[] = []
      for (const { name } of tables) {
        const rows = await db.execute(`select t::text as whole from "${name}" t`)
        const stored = rows.map(({ whole }) => String(whole).toUpperCase().replaceAll('-', '')).join('\n')
        if (stored.includes(code)) names.push(name)
      }
      return names.sort()
    }
    const used = await askCode()
    await sent(used)
    expect(await found(used)).toEqual(['attempts', 'outbox'])
    await send(fresh, showCode(used))
    expect(await found(used)).toEqual([])

    const renewed = await askCode()
    await sent(renewed)
    const expired = await askCode()
    await sent(expired)
    expect(await found(renewed)).toEqual([])
    await cast.later(14)
    await forgetOldCodes(db, cast.clock())
    expect(await found(expired)).toEqual(['attempts', 'outbox'])
    await cast.later(1)
    await send(await cast.on(zalo, null), expired)
    await forgetOldCodes(db, cast.clock())
    expect(await found(expired)).toEqual([])
    expect(await cast.says((await cast.rows('account_code')).at(-1) as never)).toEqual({
      kind: 'nothing',
      reason: 'expired',
    })
    expect(await db.$count(accountCodes)).toBe(3)
  })
})

describe('a code that comes from an account which is somebody’s already', () => {
  /** Sends the officer's code from the account of somebody who is this; what becomes of it. */
  async function sentBy(who: (of: Awaited<ReturnType<typeof officerOnTelegram>>) => Promise<number>) {
    const all = await officerOnTelegram()
    const { cast, zalo, officer, askCode, send, personOf } = all
    const personId = await who(all)
    const theirs = await cast.on(zalo, personId, 'Ai đó')
    const before = await listMemberships(db, officer, cast.clock())
    const code = await askCode()
    const { taken, rows } = await send(theirs, code)
    const gained = (await listMemberships(db, officer, cast.clock())).length - before.length
    const merged = (await personOf(theirs)) === officer
    return { ...all, theirs, code, taken, rows, gained, merged, personId }
  }

  test('links it where the owner gains nothing', async () => {
    const { merged, gained, rows } = await sentBy(({ cast, provinceId, agencyId }) =>
      cast.member('Lan', provinceId, 'officer', agencyId),
    )
    expect({ merged, gained, told: rows.map(({ kind }) => kind) }).toEqual({
      merged: true,
      gained: 0,
      told: ['account_linked', 'account_linked'],
    })
  })

  test.each([
    ['an admin', ({ cast, provinceId }) => cast.member('Quản trị', provinceId, 'admin')],
    ['a coordinator', ({ cast, provinceId }) => cast.member('Theo dõi', provinceId, 'coordinator')],
    [
      'an admin of the same agency',
      ({ cast, provinceId, agencyId }) => cast.member('Quản trị', provinceId, 'admin', agencyId),
    ],
    [
      'an officer of another agency',
      async ({ cast, provinceId }) =>
        await cast.member('Huy', provinceId, 'officer', await cast.agency(provinceId, 'so-b')),
    ],
    [
      'an officer of an agency of the same name in another province',
      async ({ cast }) => {
        const other = await cast.province('lam-dong')
        return await cast.member('Huy', other, 'officer', await cast.agency(other, 'so-a'))
      },
    ],
    [
      'an officer of the same agency and of another one',
      async ({ cast, provinceId, agencyId }) => {
        const personId = await cast.member('Huy', provinceId, 'officer', agencyId)
        const second = await cast.agency(provinceId, 'so-b')
        await insertMembership(db, {
          ...{ provinceId, agencyId: second, personId },
          ...{ role: 'officer', fromOn: '2024-01-01' },
        })
        return personId
      },
    ],
    [
      'somebody who is to be an admin from tomorrow',
      async ({ cast, provinceId }) => {
        const personId = await cast.person('Mai')
        await insertMembership(db, { provinceId, agencyId: null, personId, role: 'admin', fromOn: '2024-11-26' })
        return personId
      },
    ],
    [
      'somebody who is it for longer',
      async ({ cast, provinceId, agencyId, officer }) => {
        await db.update(memberships).set({ toOn: '2024-11-30' }).where(eq(memberships.personId, officer))
        return await cast.member('Lan', provinceId, 'officer', agencyId)
      },
    ],
  ] as [string, (of: Awaited<ReturnType<typeof officerOnTelegram>>) => Promise<number>][])(
    'is refused and stays unused where that is %s',
    async (_, who) => {
      const { merged, taken, rows, gained, fresh, code, send, theirs, personId } = await sentBy(who)
      expect({ merged, taken, gained }).toEqual({ merged: false, taken: true, gained: 0 })
      const [refusal, ...more] = rows
      const args = { reason: 'other_member' }
      expect(refusal).toMatchObject({ kind: 'account_code_refused', args, personId, chatId: theirs.chat.id })
      expect(more).toEqual([])
      // The same code still links the account it was asked for.
      expect((await send(fresh, code)).rows[0]?.kind).toBe('account_linked')
    },
  )

  test('links it where what they were has ended, or was less', async () => {
    const { merged, gained } = await sentBy(async ({ cast, provinceId, officer }) => {
      await insertMembership(db, {
        ...{ provinceId, agencyId: null, personId: officer },
        ...{ role: 'coordinator', fromOn: '2024-01-01' },
      })
      const personId = await cast.member('Lan', provinceId, 'coordinator')
      await insertMembership(db, { provinceId, agencyId: null, personId, role: 'admin', fromOn: '2024-01-01' })
      await db.update(memberships).set({ toOn: '2024-11-24' }).where(eq(memberships.role, 'admin'))
      return personId
    })
    expect({ merged, gained }).toEqual({ merged: true, gained: 0 })
  })

  test('is heard of in every chat of either', async () => {
    const { cast, provinceId, agencyId, zalo, telegram, known, askCode, send } = await officerOnTelegram()
    const personId = await cast.member('Lan', provinceId, 'officer', agencyId)
    const [theirs, second] = [await cast.on(zalo, personId), await cast.on(telegram, personId)]
    const { told } = await send(theirs, await askCode())
    const chats = [theirs, known, second].map(({ chat }) => `account_linked ${chat.id}`)
    expect([told[0], ...told.slice(1).sort()]).toEqual([chats[0], ...chats.slice(1).sort()])
  })
})

test('a code whose owner has left meanwhile still links the account, to somebody who belongs nowhere', async () => {
  const { send, askCode, fresh, officer, personOf } = await officerOnTelegram()
  const code = await askCode()
  await db.update(memberships).set({ toOn: '2024-11-24' })
  expect((await send(fresh, code)).told).toHaveLength(2)
  expect(await personOf(fresh)).toBe(officer)
  expect(await db.$count(persons)).toBe(1)
})

describe.skipIf(!onPostgres)('one code sent from two accounts at the same moment', () => {
  test('links one of them', async () => {
    const { cast, provinceId, zalo, officer, askCode } = await officerOnTelegram()
    const { db: second } = await connectAgain()
    for (let round = 0; round < 5; round++) {
      const code = await askCode()
      const pair = [await cast.on(zalo, null), await cast.on(zalo, null)]
      const froms = await Promise.all(pair.map((on) => cast.writes(on, code)))
      await Promise.all(
        froms.map((from, index) =>
          (index === 0 ? db : second).transaction((tx) =>
            linkAccount(tx, { ...from, homeProvinceId: provinceId }, code, codeKey),
          ),
        ),
      )
      const linked = await db.query.accounts.findMany({ where: ({ personId }, { eq }) => eq(personId, officer) })
      expect(linked).toHaveLength(2 + round)
    }
  })
})
