import type { LocalDate } from './calendar.ts'
import type { LoggedWork } from './logged-work.ts'
import type { Cadence, Channel } from './plan.ts'

/** A styled run of a text; offsets are UTF-16 units, which is what both Telegram and JavaScript count. */
export type Span =
  | { start: number; length: number; style: 'bold' | 'italic' }
  /** Somebody's name, in a group; `nativeId` is their account on the bot's platform. */
  | { start: number; length: number; style: 'mention'; nativeId: string }
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
  /** The last allowed day; where the plan states none, the last day of the period. */
  dueOn: LocalDate
  /** Without a stated deadline there is nothing to be late for. */
  dueStated: boolean
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

/** The platforms on which people write to us, in the words of code; their names on screen are in locales/. */
export type ChatPlatform = 'telegram' | 'zalo-bot' | 'zalo-personal' | 'console'

/** One of a person's accounts as they see it. */
export type AccountView = { platform: ChatPlatform; name: string; preferred: boolean; reachable: boolean }

/** One of our bots as those see it who look after it. */
export type BotView = {
  platform: ChatPlatform
  /** Its name on the platform, else its id there. */
  name: string
  state: 'connecting' | 'connected' | 'unreachable' | 'displaced' | 'expired' | 'banned' | 'absent'
  since: { on: LocalDate; time: string } | null
  /** When it tries again by itself. */
  resumes: { on: LocalDate; time: string } | null
  /** Messages that wait for it. */
  waiting: number
}

/** Everything that the bot can say. Texts live in locales/, one `render` per kind. */
export type Message =
  /** In a group it begins with the name of whom it is meant for; `nativeId` is their account there. */
  | { kind: 'reminder'; items: Item[]; today: LocalDate; mention?: { name: string; nativeId: string } }
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
  /** Links that could not be counted when they were sent and are now. */
  | {
      kind: 'counted_later'
      agency: string
      /** Their address has become known, or the page has ceased to count for somebody else. Never says for whom. */
      why: 'site' | 'free'
      byAssignment: ReceiptGroup['byAssignment']
      today: LocalDate
    }
  | { kind: 'done_by'; by: string; item: Item }
  /** What was done is asked for once more, since a colleague has taken something back. */
  | { kind: 'reopened'; by: string; item: Item; today: LocalDate }
  | { kind: 'digest'; digest: DigestView }
  | { kind: 'chased'; count: number }
  | { kind: 'not_allowed'; command: 'digest' | 'chase' }
  /** What one assignment asks for, and how to report it. */
  | { kind: 'item'; item: Item; today: LocalDate }
  /** The sender's latest pieces, numbered: which of them to take back? */
  | { kind: 'withdraw_choice'; pieces: { agency: string; text: string; sentOn: LocalDate }[] }
  /** Taken back, by command, by recalling the message or by editing it; where things stand now. */
  | {
      kind: 'withdrawn'
      pieces: string[]
      /** Taken back already some time ago. */
      before: string[]
      locked: string[]
      /** They stand, since a colleague has sent them too. */
      kept: { counted: string[]; uncounted: string[] }
      items: Item[]
      today: LocalDate
    }
  | { kind: 'nothing_to_withdraw' }
  | { kind: 'answer_refused'; reason: 'no_question' | 'out_of_range' | 'only_one'; max: number }
  /** Pictures and files are kept; what they prove has to be said in words or by a link for now. */
  | { kind: 'files_kept'; count: number }
  /** Where a person can be reached, numbered: where do they rather hear from us? */
  | { kind: 'platforms'; accounts: AccountView[] }
  | { kind: 'platform_preferred'; platform: ChatPlatform }
  /** A code to be sent to us from another platform. */
  | { kind: 'account_code'; code: string; minutes: number; bots: { platform: ChatPlatform; name: string }[] }
  | { kind: 'account_linked'; platform: ChatPlatform; name: string; others: ChatPlatform[] }
  | { kind: 'account_code_refused'; reason: 'used' | 'expired' | 'own' | 'other_member' }
  /**
   * For admins: the same, and our bots below, numbered where something can be done about one. The numbers run on, so
   * that each means one thing.
   */
  | { kind: 'bots'; accounts: AccountView[]; bots: (BotView & { number: number | null })[] }
  | { kind: 'bot_state'; bot: BotView }
  | { kind: 'bot_resuming'; bot: BotView }
  | { kind: 'session_ending'; bot: BotView; on: LocalDate; days: number }
  /** The picture to scan goes with it. */
  | { kind: 'login_qr'; bot: BotView; seconds: number }
  | { kind: 'login_begun'; bot: BotView }
  | {
      kind: 'login_ended'
      bot: BotView
      outcome: 'done' | 'expired' | 'declined' | 'banned' | 'wrong_account' | 'failed' | 'unavailable'
    }
  /** To coordinators, in a group: whether officers of the agency are named here, and those of which agency no longer. */
  | { kind: 'group_named'; agency: string; on: boolean; former?: string }
  | { kind: 'group_refused'; reason: 'unknown_agency' | 'not_coordinator' | 'no_mentions' }
  | { kind: 'help'; roles: Role[]; understood: boolean }
