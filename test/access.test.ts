import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { insertProvince } from '../src/db/provinces.ts'
import type { Role } from '../src/domain/message.ts'
import { createInvite } from '../src/features/people/create-invite.ts'
import { importAgencies } from '../src/features/plans/import-agencies.ts'
import { importPlan } from '../src/features/plans/import-plan.ts'
import { useDatabase } from './support/database.ts'
import type { Person } from './support/telegram/fake-bot-api.ts'
import { createWorld, type World } from './support/world.ts'

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

async function twoProvinces() {
  const world = await createWorld({ at: '2024-01-16 09:00', agencies: agenciesOf(1), plan: planOf(1) })
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
  expectNoLeak(world, actors)
  return { world, actors, usedCodes }
}

function expectNoLeak(world: World, actors: Actor[]): void {
  for (const actor of actors) {
    const text = world.told(actor.person).join('\n')
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
  const ofAgency = agency === undefined ? '' : "and column_name = 'agency_id'"
  const tables = await db.execute<{ name: string }>(`
    select distinct table_name as name from information_schema.columns
    where table_schema = 'public' and column_name in ('province_id', 'agency_id') ${ofAgency}
      and table_name not in ('outbox', 'attempts', 'chats') order by 1`)
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

test('nobody reads or changes what is another agency’s or province’s, whoever does what in which order', async () => {
  const { world, actors, usedCodes } = await twoProvinces()
  const others = (actor: Actor) => [1, 2].filter((province) => province !== actor.province)
  let day = 16

  const textOf = ({ agency, province, role }: Actor, { what, n }: Deed): string => {
    const mark = agency === null ? (role === 'stranger' ? 'khach' : `zzC${province}`) : markOf(agency, province)
    const texts = [
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
    return texts[what % texts.length] ?? ''
  }

  const act = async (deed: Deed): Promise<void> => {
    const actor = actors[deed.actor % actors.length] as Actor
    const watched = [
      ...others(actor).map((province) => () => rowsOf(province)),
      ...(actor.role === 'officer'
        ? agencyCodes.filter((code) => code !== actor.agency).map((code) => () => rowsOf(actor.province, code))
        : []),
      ...(actor.role === 'stranger' ? [() => rowsOf(1)] : []),
    ]
    const before = await Promise.all(watched.map((rows) => rows()))
    const { accepted } = world.fake
    const replyToMessageId = accepted[(deed.n * 7) % Math.max(accepted.length, 1)]?.messageId
    const text = textOf(actor, deed)
    await world.says(actor.person, text, deed.n % 2 === 0 && replyToMessageId !== undefined ? { replyToMessageId } : {})
    expect({ text, rows: await Promise.all(watched.map((rows) => rows())) }).toEqual({ text, rows: before })
  }

  const deeds = fc.array(fc.record({ actor: fc.nat(6), what: fc.nat(12), n: fc.nat(20) }), {
    minLength: 4,
    maxLength: 10,
  })
  await fc.assert(
    fc.asyncProperty(deeds, async (sequence) => {
      for (const deed of sequence) await act(deed)
      day += 3
      world.sleepUntil(`2024-01-${Math.min(day, 31)} 08:30`)
      await world.tick()
      await world.settle()
      expectNoLeak(world, actors)
    }),
    { numRuns: 8, endOnFailure: true },
  )
}, 120_000)
