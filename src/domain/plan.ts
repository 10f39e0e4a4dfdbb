import type { LocalDate } from './calendar.ts'

/** Where something is published or handed in. Sites map a web address to `own_site` or `portal`. */
export const channels = ['own_site', 'portal', 'loudspeaker', 'radio_tv', 'document', 'newsletter'] as const
export type Channel = (typeof channels)[number]

/** What an officer sends as proof. */
export const evidences = ['link', 'broadcast', 'document', 'text'] as const
export type Evidence = (typeof evidences)[number]

/** `ongoing` duties are listed but never chased: the plan gives them no count, period or date. */
export const cadences = ['once', 'week', 'month', 'quarter', 'half', 'year', 'named', 'ongoing'] as const
export type Cadence = (typeof cadences)[number]

/** What lateness is judged by: the page's date, the day it was sent to us, or the official document's date. */
export const judgedBys = ['published', 'sent', 'document'] as const
export type JudgedBy = (typeof judgedBys)[number]

/**
 * When a period's duty is due. `inclusive` says whether the named day itself still counts:
 * "chậm nhất là ngày D" includes D; "trước ngày D" ends with D−1.
 */
export type DueRule =
  | { kind: 'end_of_period'; inclusive: true }
  | { kind: 'date'; on: LocalDate; inclusive: boolean }
  /** A day of the month in which the period ends; the 31st is the last day of a shorter month. */
  | { kind: 'day_of_month'; day: number; inclusive: boolean }
  /** So many days after the period has ended. */
  | { kind: 'after_period'; days: number; inclusive: true }
  | { kind: 'none'; inclusive: null }

/**
 * How much a period asks for. `stated` is false where the text gives no number and one is assumed.
 * An average binds over the year (`perYear`) and only paces each month (`average`).
 */
export type Quota = { min: number; stated: boolean } | { average: number; perYear: number }

export type Requirement = { channel: Channel; min: number }

/** A point the text leaves open: the plan is run by `default` until somebody decides. */
export type OpenQuestion = { question: string; default: string }

/** Who owes a duty: agency groups and single agencies, less the exceptions. All by code. */
export type Assignees = { groups: string[]; agencies: string[]; except: string[] }

/** A span that a plan names itself, such as a reporting period that runs from the 15th to the 14th. */
export type NamedPeriod = {
  key: string
  title: string
  startsOn: LocalDate
  endsOn: LocalDate
  /** Where this span has a deadline of its own; else the duty's rule decides. */
  due?: { on: LocalDate; inclusive: boolean }
}

export type Duty = {
  /** Permanent within the plan: submissions and reminders hang on it across plan versions. */
  key: string
  /** The clause of the plan, `III.1.đ` for "điểm đ khoản 1 mục III". */
  clause: string
  title: string
  assignees: Assignees
  evidence: Evidence[]
  requirements: Requirement[]
  mode: 'all' | 'any'
  cadence: Cadence
  /**
   * Only with cadence `month`: the day on which its months begin. "Trước ngày 25 hằng tháng" begins on the 25th, so that
   * what comes on 27 May counts for June; NĐ 09/2019/NĐ-CP begins on the 15th. Left out, they are calendar months.
   */
  monthStartDay?: number
  /** Only with cadence `named`. */
  periods?: NamedPeriod[]
  quota: Quota | null
  due: DueRule
  judgedBy: JudgedBy
  /** Keys of duties that the same article also counts toward, because the plan covers both with one article. */
  sharesCreditWith: string[]
  openQuestions: OpenQuestion[]
}

export type Plan = {
  code: string
  province: string
  year: number
  /** The plan's name as messages cite it: "Kế hoạch tuyên truyền CCHC năm 2024". */
  name: string
  /** Number and signing date of the document; null where the copy leaves them blank. */
  number: string | null
  signedOn: LocalDate | null
  /** No assignment is opened before this day. */
  effectiveOn: LocalDate
  /** The year's theme, where the plan names one. */
  theme: string | null
  /** The document that the plan carries out. */
  parent: string | null
  openQuestions: OpenQuestion[]
  duties: Duty[]
}

export type Site = {
  /** Exact host, lower case; a subdomain is another site. */
  host: string
  /** Path prefix without the trailing slash, empty for the whole host. */
  path: string
  channel: Channel
  /** The owning agency's code; null for a site shared by all, such as the provincial portal. */
  agency: string | null
  /** False until an admin confirms the address. */
  verified: boolean
}

/** The agencies of a province with their groups and sites, dated, shared by the plans of several years. */
export type AgencyFile = {
  province: string
  agencies: {
    code: string
    name: string
    shortName: string
    aliases: string[]
    activeFrom: LocalDate | null
    activeTo: LocalDate | null
    groups: { code: string; from: LocalDate | null; to: LocalDate | null }[]
  }[]
  groups: { code: string; name: string }[]
  sites: Site[]
}
