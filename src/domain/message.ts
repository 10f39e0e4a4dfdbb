import type { LocalDate } from './calendar.ts'
import type { LoggedWork } from './logged-work.ts'
import type { Cadence, Channel } from './plan.ts'

/** A styled run of a text; offsets are UTF-16 units, which is what both Telegram and JavaScript count. */
export type Span = { start: number; length: number; style: 'bold' | 'italic' }
export type FormattedText = { text: string; spans: Span[] }

export type Language = 'vi' | 'en'
export type Role = 'officer' | 'coordinator' | 'admin'

export type PeriodView = { cadence: Cadence; key: string; title: string | null; startsOn: LocalDate; endsOn: LocalDate }

/** One assignment as people see it. */
export type Item = {
  agency: string
  /** Short title of the duty. */
  title: string
  /** More than one where duties share credit and are shown as one. */
  clauses: string[]
  planName: string
  channels: Channel[]
  /** With several channels: whether each of them or any of them is asked for. */
  mode: 'all' | 'any'
  period: PeriodView
  done: number
  need: number
  /** The last allowed day. */
  dueOn: LocalDate
  /** Days past the last allowed day; 0 while it still runs, the last day included. */
  overdueDays: number
  /** Average quotas only: how many a steady pace would have by the end of this month. Never overdue. */
  pace: { month: LocalDate; expected: number } | null
  /** Who of the agency sent the latest counted piece. */
  latest: { by: string; on: LocalDate } | null
}

/** What became of the links of one receipt, for one agency. */
export type ReceiptGroup = {
  agency: string
  total: number
  counted: number
  /** By assignment: how many of these links it took and where it stands now. */
  byAssignment: { count: number; surplus: number; item: Item }[]
  /** Already received before, with the day of the first one; `counted` tells whether that one is counted. */
  duplicates: { on: LocalDate; counted: boolean }[]
  /** Counted before for that duty, but not through this agency. Never says through whom. */
  taken: number
  /** On an address that is not registered. */
  unknownSites: { host: string; count: number }[]
  /** On an address registered for somebody else. Never says whose. */
  foreignSites: { host: string; count: number }[]
  /** On a known address, but no duty asks for that channel now. */
  noDuty: { channel: Channel; count: number }[]
  /** Not web addresses that could be read. */
  unreadable: string[]
}

export type DigestDuty = {
  title: string
  clause: string
  period: PeriodView
  total: number
  /** Agencies by short name. For average quotas: met = at or above the pace, short = below it. */
  met: string[]
  short: { agency: string; done: number; need: number }[]
  missing: string[]
  overdue: boolean
  /** Average quotas only: the figures are measured by the pace to the end of this month, not by a deadline. */
  pace: LocalDate | null
}

export type DigestView = {
  province: string
  week: { year: number; week: number; startsOn: LocalDate; endsOn: LocalDate } | null
  at: { on: LocalDate; time: string }
  /** Set while the bot runs on a shifted clock: figures are a rehearsal. */
  shiftedClock: boolean
  duties: DigestDuty[]
  /** Agencies (short names) that owe something and have no officer in reach. */
  unreachable: string[]
  /** Links kept but not counted, waiting for somebody to look: on addresses that lead to no duty of the agency. */
  uncounted: { agency: string; host: string; count: number }[]
  /** Credited articles on addresses that no admin has confirmed. */
  unverifiedHosts: string[]
  /** Reminders whose delivery is unknown. */
  inDoubt: number
  /** Updates that could not be handled and were set aside. */
  parked: number
  /** Assignments that were overdue when the plan was imported and are not chased. */
  held: number
}

/** Everything that the bot can say. Texts live in locales/, one `render` per kind. */
export type Message =
  | { kind: 'reminder'; items: Item[]; today: LocalDate }
  | { kind: 'unstaffed'; agencies: { agency: string; items: Item[] }[]; today: LocalDate }
  | { kind: 'held'; planName: string; agencies: { agency: string; items: Item[] }[] }
  | { kind: 'receipt'; groups: ReceiptGroup[]; today: LocalDate }
  | { kind: 'logged'; item: Item; note: string; surplus: boolean }
  | { kind: 'log_refused'; work: LoggedWork; reason: 'no_duty' | 'no_note' | 'future' | 'closed' }
  | { kind: 'todo'; agencies: { agency: string; items: Item[] }[]; today: LocalDate }
  | {
      kind: 'welcome'
      name: string
      role: Role
      agency: string | null
      province: string
      open: number
      nearest: Item | null
      today: LocalDate
    }
  | { kind: 'already_member'; agency: string | null; province: string; role: Role }
  | { kind: 'code_refused'; reason: 'unknown' | 'used' | 'expired' | 'revoked' }
  | { kind: 'stranger'; linksKept: number }
  /** To members who are no officers: their links wait until they are. */
  | { kind: 'links_kept'; count: number }
  /** Links that could not be counted when they were sent and are now, since their address has become known. */
  | { kind: 'counted_later'; agency: string; byAssignment: ReceiptGroup['byAssignment']; today: LocalDate }
  | { kind: 'done_by'; by: string; item: Item }
  | { kind: 'digest'; digest: DigestView }
  | { kind: 'chased'; count: number }
  | { kind: 'not_allowed'; command: 'digest' | 'chase' }
  | { kind: 'help'; roles: Role[]; understood: boolean }
