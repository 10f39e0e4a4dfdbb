import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { insertProvince } from '../src/db/provinces.ts'
import { inbound } from '../src/db/schema.ts'
import type { Role } from '../src/domain/message.ts'
import { createInvite } from '../src/features/people/create-invite.ts'
import { importAgencies } from '../src/features/plans/import-agencies.ts'
import { importPlan } from '../src/features/plans/import-plan.ts'
import { useDatabase } from './support/database.ts'
import { type Stage, telegramStage, zaloPersonalStage } from './support/stage.ts'
import type { Chat, Person, Said } from './support/telegram/fake-bot-api.ts'
import { createWorld, type World } from './support/world.ts'
import type { FakeZalo } from './support/zalo/fake-zalo.ts'

const db = await useDatabase()

/*
 * Two provinces on one bot, alike in everything that could be mixed up: agency codes, hosts, duties, plan codes.
 * What belongs to somebody bears their mark: zzP1 a province, zzA1 an agency of it, its people and all they send.
 */

const provinceCodes = ['binh-thuan', 'tinh-hai'] as const
const agencyCodes = ['so-a', 'so-b'] as const

const agenciesOf = (n: number) => `
province: ${provinceCodes[n - 1]}
groups: [{ code: so-nganh, name: "Các sở zzP${n}" }]
agencies:
  - { code: so-a, name: "Sở zzA${n}", shortName: "zzA${n}", groups: [{ code: so-nganh }] }
  - { code: so-b, name: "Sở zzB${n}", shortName: "zzB${n}", groups: [{ code: so-nganh }] }
sites:
  - { host: cong.vn, channel: portal }
  - { host: so-a.vn, channel: own_site, agency: so-a }
  - { host: so-b.vn, channel: own_site, agency: so-b }
`

const duty = (n: number, key: string, more: string) => `
  - { key: ${key}, clause: III.1, title: "Việc ${key} zzP${n}", assignees: { groups: [so-nganh] }, judgedBy: sent,
      due: { kind: end_of_period }, ${more} }`

const planOf = (n: number) => `
code: ke-hoach-2024
province: ${provinceCodes[n - 1]}
year: 2024
name: Kế hoạch zzP${n}
effectiveOn: 2024-01-01
duties:${[
  duty(n, 'cong', 'cadence: month, quota: { min: 2 }, requirements: [{ channel: portal, min: 2 }], evidence: [link]'),
  duty(
    n,
    'trang',
    'cadence: year, quota: { average: 5, perYear: 60 }, requirements: [{ channel: own_site, min: 60 }], evidence: [link]',
  ),
  duty(
    n,
    'loa',
    'cadence: week, quota: { min: 1 }, requirements: [{ channel: loudspeaker, min: 1 }], evidence: [broadcast]',
  ),
].join('')}
`

type OpenStage = (now: () => Date) => Promise<Stage>

type Actor = { person: Person; province: number; role: Role | 'stranger'; agency: string | null }

const marks = ['P1', 'A1', 'B1', 'C1', 'P2', 'A2', 'B2', 'C2'].map((mark) => `zz${mark}`)

/** What a person may come across: their province, and of agencies their own; a coordinator all of the province's. */
function mayRead({ province, role, agency }: Actor): string[] {
  if (role === 'stranger') return []
  return agency === null
    ? marks.filter((mark) => mark.endsWith(String(province)))
    : [`zzP${province}`, markOf(agency, province)]
}

const markOf = (agency: string, province: number) => `zz${agency === 'so-a' ? 'A' : 'B'}${province}`

async function twoProvinces({ stages }: { stages?: OpenStage[] } = {}) {
  const world = await createWorld({
    at: '2024-01-16 09:00',
    agencies: agenciesOf(1),
    plan: planOf(1),
    ...(stages === undefined ? {} : { stages }),
  })
  await db.execute("update provinces set name = 'tỉnh zzP1'")
  await insertProvince(db, { code: provinceCodes[1], name: 'tỉnh zzP2', timeZone: 'Asia/Ho_Chi_Minh' })
  expect(await importAgencies(db, { name: 'a.yaml', text: agenciesOf(2) })).toMatchObject({
    kind: 'imported',
  })
  expect(await importPlan(db, { name: 'p.yaml', text: planOf(2) }, world.clock())).toMatchObject({ kind: 'imported' })
  await world.tick()

  const usedCodes: string[] = []
  let lastId = 0
  const enters = async (province: number, role: Role, agency: string | null = null): Promise<Actor> => {
    const mark = agency === null ? `zzC${province}` : markOf(agency, province)
    const person = { id: ++lastId, first_name: `Người ${lastId}`, last_name: mark }
    const invite = await createInvite(
      db,
      { province: provinceCodes[province - 1] ?? '', agency, role, days: 14 },
      { now: world.clock(), randomBytes, inviteSecret: undefined },
    )
    if (invite.kind !== 'created') throw new Error(invite.kind)
    usedCodes.push(invite.code)
    await world.says(person, `/start ${invite.code}`)
    return { person, province, role, agency }
  }
  const actors: Actor[] = []
  for (const province of [1, 2]) {
    for (const agency of agencyCodes) actors.push(await enters(province, 'officer', agency))
    actors.push(await enters(province, 'coordinator'))
  }
  const person = { id: ++lastId, first_name: 'Khách', last_name: 'lạ' }
  actors.push({ person, province: 1, role: 'stranger', agency: null })
  for (const province of [1, 2]) actors.push(await enters(province, 'admin'))
  expectNoLeak(world, actors)
  return { world, actors, usedCodes }
}

/** Nothing in a world without Zalo. */
function heardOnZalo(world: World, person: Person): string[] {
  return world.app.names().some((name) => name.startsWith('zalo-personal')) ? world.hears(person, 'zalo-personal') : []
}

function expectNoLeak(world: World, actors: Actor[]): void {
  for (const actor of actors) {
    const text = [...world.told(actor.person), ...heardOnZalo(world, actor.person)].join('\n')
    const leaked = marks.filter((mark) => text.includes(mark) && !mayRead(actor).includes(mark))
    expect({ actor: actor.person.last_name, leaked, text: leaked.length > 0 ? text : '' }).toEqual({
      actor: actor.person.last_name,
      leaked: [],
      text: '',
    })
  }
}

/**
 * A fingerprint of every row of a province, or of one of its agencies. Messages on their way out are left aside:
 * what they say is looked at, and the answer to somebody who has no province yet stands in the first one.
 */
async function rowsOf(province: number, agency?: string): Promise<string> {
  const tables = await tablesOf(agency === undefined ? '' : "and column_name = 'agency_id'")
  const isOf = `t.province_id = (select id from provinces where code = '${provinceCodes[province - 1]}')`
  const isOfAgency =
    agency === undefined
      ? ''
      : `and t.agency_id = (select id from agencies a where a.province_id = t.province_id and a.code = '${agency}')`
  const parts = tables
    .filter(({ name }) => agency === undefined || name !== 'agencies')
    .map(
      ({ name }) =>
        `select '${name}' as name, string_agg(t::text, E'\\n' order by t::text) as whole from "${name}" t where ${isOf} ${isOfAgency}`,
    )
  return JSON.stringify(await db.execute(parts.join(' union all ')))
}

const tablesKnown = new Map<string, { name: string }[]>()

async function tablesOf(ofAgency: string): Promise<{ name: string }[]> {
  const tables =
    tablesKnown.get(ofAgency) ??
    (await db.execute<{ name: string }>(`
      select distinct table_name as name from information_schema.columns
      where table_schema = 'public' and column_name in ('province_id', 'agency_id') ${ofAgency}
        and table_name not in ('outbox', 'attempts', 'chats') order by 1`))
  tablesKnown.set(ofAgency, tables)
  return tables
}

async function digestFor(world: World, coordinator: Actor): Promise<string> {
  world.told(coordinator.person)
  await world.says(coordinator.person, 'tổng hợp')
  // The first line holds the time.
  return (world.told(coordinator.person)[0] ?? '').replace(/^.*\n/, '')
}

describe('whatever one province’s people do', () => {
  test('the other’s coordinator reads the same figures as before, and its rows do not change', async () => {
    const { world, actors } = await twoProvinces()
    const [a1, , c1, a2, b2, c2] = actors as [Actor, Actor, Actor, Actor, Actor, Actor]
    await world.says(a1.person, 'https://cong.vn/chung https://so-a.vn/zzA1 https://la.vn/zzA1')
    const before = await digestFor(world, c1)
    const rows = await rowsOf(1)
    expect(before).toContain('zzA1')

    await world.says(a2.person, 'https://cong.vn/chung https://cong.vn/2 https://so-a.vn/zzA2 https://la.vn/x')
    expect(world.told(a2.person)[0]).toContain('Sở zzA2: đã nhận 4 đường dẫn, tính 3.')
    await world.says(b2.person, 'phát thanh 15/01 17h30 zzB2')
    await world.says(c2.person, 'đôn đốc')
    const chat = { id: b2.person.id, type: 'private' }
    world.fake.enqueueRaw({ update_id: 9_000, message: { message_id: 'x', chat, from: b2.person, date: 0, text: 'x' } })
    await world.says(b2.person, 'việc')
    expect(await digestFor(world, c2)).toContain('Chưa xử lý được, đã để riêng: 1 tin nhắn')

    expect(await digestFor(world, c1)).toBe(before)
    expect(await rowsOf(1)).toBe(rows)
    expectNoLeak(world, actors)
  })
})

describe('an answer to a message', () => {
  test('of another chat does not reach what that message reminded of', async () => {
    const { world, actors } = await twoProvinces()
    const [a1] = actors as [Actor]
    const colleague: Person = { id: 500, first_name: 'Đồng nghiệp', last_name: 'zzA1' }
    const january = async (reminderId: number, link: string) => {
      await world.says(colleague, link, { replyToMessageId: reminderId })
      return world
        .told(colleague)
        .at(-1)
        ?.match(/tháng \d/)?.[0]
    }
    for (const morning of ['2024-02-03 08:00', '2024-02-28 08:00']) {
      world.sleepUntil(morning)
      await world.tick()
      await world.settle()
    }
    const reminder = world.fake.accepted.findLast(
      ({ chatId, text }) => chatId === a1.person.id && text.includes('cong'),
    )
    const code = await createInvite(
      db,
      { province: 'binh-thuan', agency: 'so-a', role: 'officer', days: 1 },
      { now: world.clock(), randomBytes, inviteSecret: undefined },
    )
    await world.says(colleague, code.kind === 'created' ? code.code : '')

    // In Telegram every direct chat counts its messages for itself: the same number is another message there.
    expect(await january(reminder?.messageId ?? 0, 'https://cong.vn/1')).toBe('tháng 1')
    await world.says(a1.person, 'https://cong.vn/2', { replyToMessageId: reminder?.messageId ?? 0 })
    expect(world.told(a1.person).at(-1)).toContain('tháng 2')
  })
})

type Deed = { actor: number; what: number; n: number }

/** What has to have come to pass, so that nothing is held only because nothing happened. */
const understood = [
  ...['links', 'log', 'todo', 'digest', 'chase', 'withdraw', 'answer', 'platforms', 'add_platform', 'account_code'],
  ...['choice_foreign', 'choice_unknown', 'edited', 'recalled', 'group', 'group_named', 'group_refused', 'links_kept'],
]

const groups: Chat[] = [-900, -901].map((id) => ({ id, type: 'group', title: 'Nhóm' }))

/**
 * Rows of everybody but the actor: who they are, where they are heard and what they are asked; unless `passesOn`, also
 * what they have sent and will be reminded of.
 */
async function rowsOfOthers({ person }: Actor, passesOn: boolean): Promise<string> {
  const own = `coalesce((select person_id from accounts where native_id = '${person.id}' limit 1), 0)`
  const ofOthers = ['memberships', 'questions', ...(passesOn ? [] : ['submissions', 'reminders'])].map(
    (table) => `select '${table}' as name, t::text as row from ${table} t where person_id <> ${own}`,
  )
  const whole = [
    `select 'persons' as name, t::text as row from persons t where id <> ${own}`,
    `select 'accounts' as name, t::text as row from accounts t where native_id <> '${person.id}'`,
    `select 'recalled' as name, t.id::text as row from inbound t join accounts a on a.id = t.account_id
      where t.recalled_at is not null and a.native_id <> '${person.id}'`,
    ...ofOthers,
  ]
  return JSON.stringify(await db.execute(`${whole.join(' union all ')} order by 1, 2`))
}

/** To which province and agency groups are bound. */
async function groupsOf(province: number): Promise<string> {
  const code = provinceCodes[province - 1]
  return JSON.stringify(
    await db.execute(`select native_id, agency_id, names_officers from chats
      where kind = 'group' and province_id = (select id from provinces where code = '${code}') order by 1`),
  )
}

test('nobody reads or changes what is another agency’s or province’s, whoever does what in which order', async () => {
  let zalo: FakeZalo | undefined
  const zaloStage = async (now: () => Date) => {
    const opened = await zaloPersonalStage(now, { strangersPerDay: null })
    zalo = opened.fake
    return opened
  }
  const { world, actors, usedCodes } = await twoProvinces({ stages: [telegramStage, zaloStage] })
  const { fake } = world
  /** What people have said so far, by the platform's id, and the codes that they were shown. */
  const said: { on: 'telegram' | 'zalo'; by: Actor; id: string }[] = []
  const codes: { code: string; owner: Actor }[] = []
  const stored = () => world.events.filter((event) => event === 'inbound.stored').length
  const happens = async (act: () => unknown) => {
    const before = stored()
    act()
    await expect.poll(stored, { interval: 2 }).toBeGreaterThan(before)
    await world.settle()
  }
  const says = async (by: Actor, text: string, more: Partial<Said> = {}) => {
    said.push({ on: 'telegram', by, id: String(await world.says(by.person, text, more)) })
  }
  const writes = async (by: Actor, text: string) => {
    said.push({ on: 'zalo', by, id: await world.writes(by.person, text, { on: 'zalo-personal' }) })
  }
  const newestTo = ({ person }: Actor) => fake.accepted.findLast(({ chatId }) => chatId === person.id)
  const asksForCode = async (owner: Actor) => {
    await says(owner, 'thêm kênh')
    const [code] = /[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/.exec(newestTo(owner)?.text ?? '') ?? []
    if (code !== undefined) codes.push({ code, owner })
    return code
  }

  // Everybody who belongs somewhere is on both platforms, so that there is something to choose.
  for (const actor of actors.filter(({ role }) => role !== 'stranger')) {
    await writes(actor, (await asksForCode(actor)) ?? '')
  }
  expectNoLeak(world, actors)

  const others = (actor: Actor) => [1, 2].filter((province) => province !== actor.province)
  const markOfActor = ({ agency, province, role }: Actor) =>
    agency === null ? (role === 'stranger' ? 'khach' : `zzC${province}`) : markOf(agency, province)
  const pick = <T>(of: T[], n: number): T | undefined => of[(n * 7) % Math.max(of.length, 1)]

  const wordsOf = (actor: Actor, n: number): string[] => {
    const { agency } = actor
    const mark = markOfActor(actor)
    return [
      `https://cong.vn/chung-${n % 3}`,
      `https://cong.vn/${mark}-${n}`,
      `https://${agency ?? 'so-a'}.vn/${mark}-${n} https://cong.vn/chung-${n % 5}`,
      `https://${agency === 'so-a' ? 'so-b' : 'so-a'}.vn/chung-${n}`,
      `https://la-${n}.vn/${mark}`,
      `phát thanh ${(n % 15) + 1}/01 17h30 ${mark} ${n}`,
      'việc',
      'tổng hợp',
      'đôn đốc',
      'hướng dẫn',
      usedCodes[n % usedCodes.length] ?? '',
      `/start 2222-3333-${String(4444 + n)}`,
      `${mark} xin chào`,
    ]
  }

  /** `passesOn`: what somebody takes back may count for another agency of the province that had sent it too. */
  type Act = {
    does: string
    passesOn?: boolean
    /** What others do before it. */
    prepare?: (actor: Actor, n: number) => Promise<void>
    run: (actor: Actor, n: number) => Promise<void>
  }
  const otherMember = (actor: Actor, n: number) =>
    pick(
      actors.filter((each) => each !== actor && each.role !== 'stranger'),
      n,
    ) as Actor
  const acts: Act[] = [
    ...wordsOf(actors[0] as Actor, 0).map((_, index) => ({
      does: `says ${index}`,
      run: async (actor: Actor, n: number) => {
        const replyToMessageId = fake.accepted[(n * 7) % Math.max(fake.accepted.length, 1)]?.messageId
        const answers = n % 2 === 0 && replyToMessageId !== undefined ? { replyToMessageId } : {}
        await says(actor, wordsOf(actor, n)[index] ?? '', answers)
      },
    })),
    {
      does: 'writes on Zalo',
      run: (actor, n) => writes(actor, `https://cong.vn/${markOfActor(actor)}-z${n} https://cong.vn/chung-${n % 3}`),
    },
    ...['rút lại', 'kênh', 'việc'].map((words) => ({
      does: `${words}, then numbers`,
      passesOn: words === 'rút lại',
      run: async (actor: Actor, n: number) => {
        await says(actor, words)
        await says(actor, ['1', '1,2', '1', '2', '99'][n % 5] ?? '1')
      },
    })),
    {
      does: 'answers by a number a message of somebody else’s chat',
      passesOn: true,
      run: async (actor, n) => {
        const asked = fake.accepted.filter(({ chatId, buttons }) => chatId !== actor.person.id && buttons.length > 0)
        const replyToMessageId = pick(asked, n)?.messageId
        await says(actor, '1', replyToMessageId === undefined ? {} : { replyToMessageId })
      },
    },
    {
      does: 'presses what somebody else was asked',
      prepare: (actor, n) => says(otherMember(actor, n), ['kênh', 'rút lại', 'việc'][n % 3] ?? ''),
      run: async (actor, n) => {
        const value = newestTo(otherMember(actor, n))?.buttons[0]?.callback_data
        const under = newestTo(actor)?.messageId
        if (value !== undefined && under !== undefined) {
          await happens(() => fake.userPresses(actor.person, under, value))
        }
      },
    },
    {
      does: 'presses what nobody was shown',
      passesOn: true,
      run: async (actor, n) => {
        const under = newestTo(actor)?.messageId
        if (under === undefined) return
        const own = newestTo(actor)?.buttons[0]?.callback_data.split(':')[1] ?? '1'
        const value = [`q:${n}:${n}`, `q:${own}:${n}`, `q:${own}:`, `q:${own}:zalo-personal`, `q:-1:1`][n % 5] ?? ''
        await happens(() => fake.userPresses(actor.person, under, value))
      },
    },
    {
      does: 'presses somebody else’s button from a group',
      run: async (actor, n) => {
        const { callback_data: data } = pick(
          fake.accepted.flatMap(({ buttons }) => buttons),
          n,
        ) ?? { callback_data: 'q:1:1' }
        const from = { is_bot: false, ...actor.person }
        const message = { message_id: 1, date: 0, chat: groups[n % groups.length], from: fake.bot, text: 'x' }
        const last = fake.seen.at(-1)?.update_id ?? 0
        await happens(() =>
          fake.enqueueRaw({
            update_id: last + 1,
            callback_query: { id: `forged-${last}`, from, message, chat_instance: '1', data },
          }),
        )
      },
    },
    { does: 'asks for a code', run: async (actor) => void (await asksForCode(actor)) },
    {
      // A stranger who is given somebody's code becomes that person: this is what codes are for.
      does: 'sends somebody else’s code',
      run: async (actor, n) => {
        if (actor.role === 'stranger') return
        const owner = pick(
          actors.filter((each) => each !== actor && each.role !== 'stranger'),
          n,
        )
        const code = owner === undefined ? undefined : await asksForCode(owner)
        if (code === undefined) return
        if (n % 2 === 0) await says(actor, code)
        else await writes(actor, code)
      },
    },
    { does: 'sends an old code', run: (actor, n) => says(actor, pick(codes, n)?.code ?? '') },
    {
      does: 'edits a message of somebody else’s number',
      run: async (actor, n) => {
        const theirs = pick(
          said.filter(({ on, by }) => on === 'telegram' && by !== actor),
          n,
        )
        if (theirs === undefined) return
        const text = n % 2 === 0 ? `https://cong.vn/${markOfActor(actor)}-sửa-${n}` : 'gửi nhầm'
        await happens(() => fake.userEdits(Number(theirs.id), { from: actor.person, text }))
      },
    },
    {
      does: 'edits a message of their own',
      passesOn: true,
      run: async (actor, n) => {
        const own = pick(
          said.filter(({ on, by }) => on === 'telegram' && by === actor),
          n,
        )
        if (own === undefined) return
        const text = `https://cong.vn/${markOfActor(actor)}-sửa-${n} https://cong.vn/chung-${n % 3}`
        await happens(() => fake.userEdits(Number(own.id), { from: actor.person, text }))
      },
    },
    ...[true, false].map((isOwn) => ({
      does: isOwn ? 'takes back a message of their own' : 'takes back a message of somebody else’s',
      passesOn: isOwn,
      run: async (actor: Actor, n: number) => {
        const written = said.filter(({ on, by }) => on === 'zalo' && (by === actor) === isOwn)
        const victim = pick(written, n)
        if (zalo === undefined || victim === undefined) return
        // The recall of an own message, in which another's number is put.
        const own = zalo.userSays({ from: { uid: String(actor.person.id), name: 'x' }, text: 'x', offline: true })
        const recall = zalo.wire(zalo.userRecalls(own, { offline: true }))
        const content = { ...(recall.content as object), globalMsgId: Number(victim.id) }
        await happens(() => zalo?.delivers([{ ...recall, content }]))
      },
    })),
    {
      does: 'commands in a group',
      run: async (actor, n) => {
        const chat = groups[n % groups.length]
        const words = ['nhắc nhóm so-a', 'nhắc nhóm so-b', 'thôi nhắc nhóm', 'tổng hợp', 'việc', 'rút lại', 'kênh', '1']
        if (chat !== undefined) await says(actor, words[n % words.length] ?? '', { chat })
      },
    },
    {
      does: 'sends a link in a group',
      run: async (actor, n) => {
        const chat = groups[n % groups.length]
        if (chat !== undefined) await says(actor, `https://cong.vn/${markOfActor(actor)}-nhom-${n}`, { chat })
      },
    },
  ]

  const act = async (deed: Deed): Promise<void> => {
    const actor = actors[deed.actor % actors.length] as Actor
    const { does, passesOn = false, prepare, run } = acts[deed.what % acts.length] as Act
    await prepare?.(actor, deed.n)
    const { province, role } = actor
    const watched = [
      ...others(actor).flatMap((other) => [() => rowsOf(other), () => groupsOf(other)]),
      ...(role === 'officer' && !passesOn
        ? agencyCodes.filter((code) => code !== actor.agency).map((code) => () => rowsOf(province, code))
        : []),
      ...(role === 'officer' || role === 'stranger' ? [() => groupsOf(province)] : []),
      ...(role === 'stranger' ? [() => rowsOf(1)] : []),
      () => rowsOfOthers(actor, passesOn),
    ]
    const before = await Promise.all(watched.map((rows) => rows()))
    await run(actor, deed.n)
    const after = await Promise.all(watched.map((rows) => rows()))
    expect({ does, who: actor.person.last_name, rows: after }).toEqual({
      does,
      who: actor.person.last_name,
      rows: before,
    })
    expectNoLeak(world, actors)
    for (const { id } of groups) {
      // Whoever is in a group reads of one province at most.
      const heard = fake.accepted.filter(({ chatId }) => chatId === id).map(({ text }) => text)
      const read = marks.filter((mark) => heard.join('\n').includes(mark))
      expect(new Set(read.map((mark) => mark.slice(-1))).size).toBeLessThanOrEqual(1)
    }
  }

  // Each of them by an officer and by somebody else, then in whichever order.
  for (const [what] of acts.entries()) {
    for (const actor of [what % 2 === 0 ? 0 : 4, [3, 6, 2, 7, 1][what % 5] ?? 0])
      await act({ actor, what, n: what + actor })
  }
  const inGroup = acts.findIndex(({ does }) => does === 'commands in a group')
  for (const actor of [2, 5, 8]) await act({ actor, what: inGroup, n: 0 })
  const outcomes = new Set((await db.select().from(inbound)).map(({ outcome }) => outcome))
  expect(understood.filter((each) => !outcomes.has(each))).toEqual([])

  const deeds = fc.array(
    fc.record({ actor: fc.nat(actors.length - 1), what: fc.nat(acts.length - 1), n: fc.nat(20) }),
    {
      minLength: 4,
      maxLength: 10,
    },
  )
  let day = 16
  await fc.assert(
    fc.asyncProperty(deeds, async (sequence) => {
      for (const deed of sequence) await act(deed)
      day += 3
      world.sleepUntil(`2024-01-${Math.min(day, 31)} 08:30`)
      await world.tick()
      await world.settle()
      expectNoLeak(world, actors)
    }),
    { numRuns: 5, endOnFailure: true },
  )
}, 240_000)
