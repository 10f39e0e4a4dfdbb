import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import type { LoggedWork } from '../domain/logged-work.ts'
import type { FormattedText } from '../domain/message.ts'
import type { Duty } from '../domain/plan.ts'

/*
 * Every table that belongs to a province carries `province_id`, and refers to its neighbours by
 * (province_id, x_id): a row that points across provinces cannot be written at all.
 */

const id = () => bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity()
const ref = (name: string) => bigint(name, { mode: 'number' })
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
const provinceId = () =>
  ref('province_id')
    .notNull()
    .references(() => provinces.id)

/** Facts about this database as a whole, such as the clock it is served on. */
export const deployment = pgTable('deployment', { key: text().primaryKey(), value: text().notNull() })

export const provinces = pgTable('provinces', {
  id: id(),
  code: text().notNull().unique(),
  name: text().notNull(),
  timeZone: text('time_zone').notNull(),
})

/** A reference that stays within the province. */
const within = <P extends AnyPgColumn, C extends AnyPgColumn>(
  province: P,
  column: C,
  to: { provinceId: AnyPgColumn; id: AnyPgColumn },
) => foreignKey({ columns: [province, column], foreignColumns: [to.provinceId, to.id] })

// ── Agencies ────────────────────────────────────────────────────────────────────────────────────

export const agencies = pgTable(
  'agencies',
  {
    id: id(),
    provinceId: provinceId(),
    code: text().notNull(),
    name: text().notNull(),
    shortName: text('short_name').notNull(),
    activeFrom: date('active_from'),
    activeTo: date('active_to'),
  },
  (t) => [
    unique('agencies_province_code_key').on(t.provinceId, t.code),
    unique('agencies_province_id_key').on(t.provinceId, t.id),
  ],
)

export const agencyAliases = pgTable(
  'agency_aliases',
  { provinceId: provinceId(), agencyId: ref('agency_id').notNull(), alias: text().notNull() },
  (t) => [primaryKey({ columns: [t.provinceId, t.alias] }), within(t.provinceId, t.agencyId, agencies)],
)

export const agencyGroups = pgTable(
  'agency_groups',
  { id: id(), provinceId: provinceId(), code: text().notNull(), name: text().notNull() },
  (t) => [
    unique('agency_groups_province_code_key').on(t.provinceId, t.code),
    unique('agency_groups_province_id_key').on(t.provinceId, t.id),
  ],
)

export const agencyGroupMembers = pgTable(
  'agency_group_members',
  {
    id: id(),
    provinceId: provinceId(),
    groupId: ref('group_id').notNull(),
    agencyId: ref('agency_id').notNull(),
    fromOn: date('from_on'),
    toOn: date('to_on'),
  },
  (t) => [
    unique('agency_group_members_key').on(t.groupId, t.agencyId, t.fromOn).nullsNotDistinct(),
    within(t.provinceId, t.groupId, agencyGroups),
    within(t.provinceId, t.agencyId, agencies),
  ],
)

/** Exact host + path prefix → channel, and the agency it belongs to; no agency means shared by all. */
export const sites = pgTable(
  'sites',
  {
    id: id(),
    provinceId: provinceId(),
    agencyId: ref('agency_id'),
    host: text().notNull(),
    path: text().notNull().default(''),
    channel: text().notNull(),
    verified: boolean().notNull().default(false),
    fromOn: date('from_on'),
    toOn: date('to_on'),
  },
  (t) => [
    unique('sites_address_key').on(t.provinceId, t.host, t.path, t.fromOn).nullsNotDistinct(),
    unique('sites_province_id_key').on(t.provinceId, t.id),
    within(t.provinceId, t.agencyId, agencies),
  ],
)

// ── Plans ───────────────────────────────────────────────────────────────────────────────────────

export const plans = pgTable(
  'plans',
  {
    id: id(),
    provinceId: provinceId(),
    code: text().notNull(),
    name: text().notNull(),
    year: integer().notNull(),
    /** The last day up to which periods have been opened. */
    openedThroughOn: date('opened_through_on'),
    /** Agencies or duties may have been added: periods are looked at again from the plan's first day. */
    reopen: boolean().notNull().default(true),
  },
  (t) => [
    unique('plans_province_code_key').on(t.provinceId, t.code),
    unique('plans_province_id_key').on(t.provinceId, t.id),
  ],
)

export const planVersions = pgTable(
  'plan_versions',
  {
    id: id(),
    provinceId: provinceId(),
    planId: ref('plan_id').notNull(),
    n: integer().notNull(),
    effectiveOn: date('effective_on').notNull(),
    source: text().notNull(),
    hash: text().notNull(),
    importedAt: instant('imported_at').notNull(),
    /** Set when the version is first opened: what was due by then is held, not chased. */
    chaseFrom: instant('chase_from'),
  },
  (t) => [
    unique('plan_versions_n_key').on(t.planId, t.n),
    unique('plan_versions_province_id_key').on(t.provinceId, t.id),
    within(t.provinceId, t.planId, plans),
  ],
)

export const duties = pgTable(
  'duties',
  { id: id(), provinceId: provinceId(), planId: ref('plan_id').notNull(), key: text().notNull() },
  (t) => [
    unique('duties_plan_key_key').on(t.planId, t.key),
    unique('duties_province_id_key').on(t.provinceId, t.id),
    within(t.provinceId, t.planId, plans),
  ],
)

export const dutyVersions = pgTable(
  'duty_versions',
  {
    id: id(),
    provinceId: provinceId(),
    dutyId: ref('duty_id').notNull(),
    planVersionId: ref('plan_version_id').notNull(),
    /** The duty as the plan file states it; requirements stand in their own table because queries join them. */
    rule: jsonb().$type<Duty>().notNull(),
  },
  (t) => [
    unique('duty_versions_key').on(t.dutyId, t.planVersionId),
    unique('duty_versions_province_id_key').on(t.provinceId, t.id),
    within(t.provinceId, t.dutyId, duties),
    within(t.provinceId, t.planVersionId, planVersions),
  ],
)

export const requirements = pgTable(
  'requirements',
  {
    provinceId: provinceId(),
    dutyVersionId: ref('duty_version_id').notNull(),
    channel: text().notNull(),
    min: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.dutyVersionId, t.channel] }), within(t.provinceId, t.dutyVersionId, dutyVersions)],
)

/** One agency × duty × period. */
export const assignments = pgTable(
  'assignments',
  {
    id: id(),
    provinceId: provinceId(),
    agencyId: ref('agency_id').notNull(),
    dutyId: ref('duty_id').notNull(),
    dutyVersionId: ref('duty_version_id').notNull(),
    periodKey: text('period_key').notNull(),
    periodTitle: text('period_title'),
    startsOn: date('starts_on').notNull(),
    endsOn: date('ends_on').notNull(),
    computedDueOn: date('computed_due_on').notNull(),
    extendedDueOn: date('extended_due_on'),
    /** The exclusive end of the effective last day, in the province's zone. */
    dueAt: instant('due_at').notNull(),
    quotaOverride: integer('quota_override'),
    excusedAt: instant('excused_at'),
    excusedReason: text('excused_reason'),
    lockedAt: instant('locked_at'),
    /** Was overdue when the plan was first opened; not reminded until a coordinator asks for it. */
    held: boolean().notNull().default(false),
    openedAt: instant('opened_at').notNull(),
    nextRemindAt: instant('next_remind_at'),
  },
  (t) => [
    unique('assignments_key').on(t.agencyId, t.dutyId, t.periodKey),
    unique('assignments_province_id_key').on(t.provinceId, t.id),
    index('assignments_next_remind_idx').on(t.nextRemindAt).where(sql`${t.nextRemindAt} is not null`),
    index('assignments_province_due_idx').on(t.provinceId, t.dueAt),
    within(t.provinceId, t.agencyId, agencies),
    within(t.provinceId, t.dutyId, duties),
    within(t.provinceId, t.dutyVersionId, dutyVersions),
  ],
)

// ── People and chats ────────────────────────────────────────────────────────────────────────────

export const bots = pgTable(
  'bots',
  {
    id: id(),
    platform: text().notNull(),
    nativeId: text('native_id').notNull(),
    username: text(),
    /** Nothing is sent through this bot before then. */
    pausedUntil: instant('paused_until'),
    /** How its connection is, since when, and why. */
    state: text()
      .$type<'connecting' | 'connected' | 'unreachable' | 'displaced' | 'expired' | 'banned'>()
      .notNull()
      .default('connecting'),
    stateSince: instant('state_since'),
    stateReason: text('state_reason'),
    /** When a process that serves it was last there. */
    seenAt: instant('seen_at'),
    /** Opened elsewhere, it comes back by itself then; each time in a row it waits longer. */
    resumeAt: instant('resume_at'),
    displacements: integer().notNull().default(0),
    /** Whether those who look after it have been told of its state. */
    toldState: text('told_state'),
  },
  (t) => [unique('bots_native_key').on(t.platform, t.nativeId)],
)

/** What a bot logs in with, sealed by a key from the environment. Apart from `bots`, so that no listing carries it. */
export const botCredentials = pgTable('bot_credentials', {
  botId: ref('bot_id')
    .primaryKey()
    .references(() => bots.id),
  sealed: text().notNull(),
  savedAt: instant('saved_at').notNull(),
  /** When the session ends if nothing renews it. */
  expiresAt: instant('expires_at'),
  /** Whether an end in sight has been told. */
  warnedAt: instant('warned_at'),
})

/** An admin asks for a new login of a bot by a QR picture in their chat. */
export const botLogins = pgTable(
  'bot_logins',
  {
    id: id(),
    provinceId: provinceId(),
    botId: ref('bot_id')
      .notNull()
      .references(() => bots.id),
    chatId: ref('chat_id')
      .notNull()
      .references(() => chats.id),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    requestedAt: instant('requested_at').notNull(),
    state: text()
      .$type<'requested' | 'waiting' | 'done' | 'expired' | 'declined' | 'banned' | 'wrong_account' | 'failed'>()
      .notNull()
      .default('requested'),
    /** The process that shows the code now. */
    claimedBy: ref('claimed_by'),
    /** The picture to scan, as base64 of a PNG; gone as soon as it has served. */
    qr: text(),
    qrExpiresAt: instant('qr_expires_at'),
    endedAt: instant('ended_at'),
  },
  (t) => [unique('bot_logins_province_id_key').on(t.provinceId, t.id)],
)

export const botProvinces = pgTable(
  'bot_provinces',
  {
    botId: ref('bot_id')
      .notNull()
      .references(() => bots.id),
    provinceId: provinceId(),
  },
  (t) => [primaryKey({ columns: [t.botId, t.provinceId] })],
)

export const persons = pgTable('persons', {
  id: id(),
  name: text().notNull(),
  language: text().notNull().default('vi'),
  mergedInto: ref('merged_into').references((): AnyPgColumn => persons.id),
  /** Where they rather hear from us; null: where they last joined. */
  preferredPlatform: text('preferred_platform'),
  createdAt: instant('created_at').notNull(),
})

/** A person's account on one bot; of a stranger as long as `person_id` is null. */
export const accounts = pgTable(
  'accounts',
  {
    id: id(),
    botId: ref('bot_id')
      .notNull()
      .references(() => bots.id),
    nativeId: text('native_id').notNull(),
    personId: ref('person_id').references(() => persons.id),
    name: text().notNull(),
    username: text(),
    /** Whether the account is a contact ("friend") of the bot's, where the platform has such a thing. */
    isContact: boolean('is_contact').notNull().default(false),
  },
  (t) => [unique('accounts_native_key').on(t.botId, t.nativeId), index('accounts_person_idx').on(t.personId)],
)

/** A code by which somebody who is known on one platform shows that an account on another is theirs too. */
export const accountCodes = pgTable(
  'account_codes',
  {
    id: id(),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    codeHmac: text('code_hmac').notNull().unique(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    usedBy: ref('used_by').references(() => accounts.id),
    usedAt: instant('used_at'),
  },
  (t) => [index('account_codes_person_idx').on(t.personId)],
)

export const chats = pgTable(
  'chats',
  {
    id: id(),
    botId: ref('bot_id')
      .notNull()
      .references(() => bots.id),
    nativeId: text('native_id').notNull(),
    topic: text().notNull().default(''),
    kind: text().$type<'direct' | 'group'>().notNull(),
    /** Whose direct chat it is. */
    accountId: ref('account_id').references(() => accounts.id),
    provinceId: ref('province_id').references(() => provinces.id),
    agencyId: ref('agency_id'),
    /** In a group bound to an agency: its officers who cannot be reached directly are named here, as a coordinator chose. */
    namesOfficers: boolean('names_officers').notNull().default(false),
    movedTo: text('moved_to'),
    /** Since when nothing can be delivered here, and why. */
    goneAt: instant('gone_at'),
    goneReason: text('gone_reason'),
    /** Nothing is sent here before then. */
    pausedUntil: instant('paused_until'),
  },
  (t) => [
    unique('chats_native_key').on(t.botId, t.nativeId, t.topic),
    index('chats_account_idx').on(t.accountId),
    check('chats_agency_has_province', sql`${t.agencyId} is null or ${t.provinceId} is not null`),
    within(t.provinceId, t.agencyId, agencies),
  ],
)

export const memberships = pgTable(
  'memberships',
  {
    id: id(),
    provinceId: provinceId(),
    agencyId: ref('agency_id'),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    role: text().notNull(),
    fromOn: date('from_on').notNull(),
    toOn: date('to_on'),
  },
  (t) => [
    unique('memberships_province_id_key').on(t.provinceId, t.id),
    index('memberships_person_idx').on(t.personId),
    uniqueIndex('memberships_live_key')
      .on(t.provinceId, t.personId, t.role, sql`coalesce(${t.agencyId}, 0)`)
      .where(sql`${t.toOn} is null`),
    within(t.provinceId, t.agencyId, agencies),
    check('memberships_officer_has_agency', sql`${t.role} <> 'officer' or ${t.agencyId} is not null`),
  ],
)

/** Limits an officer to some of the agency's duties; none means all. */
export const membershipDuties = pgTable(
  'membership_duties',
  { provinceId: provinceId(), membershipId: ref('membership_id').notNull(), dutyId: ref('duty_id').notNull() },
  (t) => [
    primaryKey({ columns: [t.membershipId, t.dutyId] }),
    within(t.provinceId, t.membershipId, memberships),
    within(t.provinceId, t.dutyId, duties),
  ],
)

export const invites = pgTable(
  'invites',
  {
    id: id(),
    provinceId: provinceId(),
    agencyId: ref('agency_id'),
    role: text().notNull(),
    codeHmac: text('code_hmac').notNull().unique(),
    maxUses: integer('max_uses').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [within(t.provinceId, t.agencyId, agencies)],
)

export const inviteUses = pgTable(
  'invite_uses',
  {
    inviteId: ref('invite_id')
      .notNull()
      .references(() => invites.id),
    accountId: ref('account_id')
      .notNull()
      .references(() => accounts.id),
    usedAt: instant('used_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.inviteId, t.accountId] })],
)

// ── What comes in ───────────────────────────────────────────────────────────────────────────────

/** The one door in: raw events, stored before anything is acknowledged to the platform. */
export const inbound = pgTable(
  'inbound',
  {
    id: id(),
    botId: ref('bot_id')
      .notNull()
      .references(() => bots.id),
    nativeId: text('native_id').notNull(),
    altId: text('alt_id'),
    chatNativeId: text('chat_native_id').notNull(),
    /** The platform's id of the message that the event is about, where it is about one. */
    messageId: text('message_id'),
    recalledAt: instant('recalled_at'),
    /** `json`, not `jsonb`: a raw event may hold what jsonb refuses, such as an escaped NUL. */
    raw: json().notNull(),
    receivedAt: instant('received_at').notNull(),
    state: text().$type<'new' | 'done' | 'parked'>().notNull().default('new'),
    /** How it was understood; `links_kept` events are handled again when their sender becomes an officer. */
    outcome: text(),
    accountId: ref('account_id').references(() => accounts.id),
    failures: integer().notNull().default(0),
    error: text(),
    availableAt: instant('available_at').notNull(),
    handledAt: instant('handled_at'),
  },
  (t) => [
    unique('inbound_native_key').on(t.botId, t.nativeId),
    unique('inbound_alt_key').on(t.botId, t.altId),
    index('inbound_message_idx').on(t.botId, t.chatNativeId, t.messageId),
    index('inbound_waiting_idx').on(t.botId, t.chatNativeId, t.id).where(sql`${t.state} = 'new'`),
    index('inbound_account_idx').on(t.accountId),
  ],
)

export const articles = pgTable(
  'articles',
  { id: id(), provinceId: provinceId(), title: text(), firstSeenAt: instant('first_seen_at').notNull() },
  (t) => [unique('articles_province_id_key').on(t.provinceId, t.id)],
)

export const articleUrls = pgTable(
  'article_urls',
  {
    id: id(),
    provinceId: provinceId(),
    articleId: ref('article_id').notNull(),
    urlKey: text('url_key').notNull(),
    url: text().notNull(),
  },
  (t) => [unique('article_urls_key').on(t.provinceId, t.urlKey), within(t.provinceId, t.articleId, articles)],
)

/** What somebody sent for an agency. Kept whether or not it counts. */
export const submissions = pgTable(
  'submissions',
  {
    id: id(),
    provinceId: provinceId(),
    agencyId: ref('agency_id').notNull(),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    kind: text().$type<'link' | LoggedWork>().notNull(),
    articleId: ref('article_id'),
    siteId: ref('site_id'),
    /** What was written instead of a link, such as a broadcast's date, slot and title. */
    note: text(),
    inboundId: ref('inbound_id').references(() => inbound.id),
    sentAt: instant('sent_at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
  },
  (t) => [
    unique('submissions_province_id_key').on(t.provinceId, t.id),
    index('submissions_inbound_idx').on(t.inboundId),
    uniqueIndex('submissions_article_key').on(t.agencyId, t.articleId).where(sql`${t.withdrawnAt} is null`),
    within(t.provinceId, t.agencyId, agencies),
    within(t.provinceId, t.articleId, articles),
    within(t.provinceId, t.siteId, sites),
    check('submissions_link_has_article', sql`${t.kind} <> 'link' or ${t.articleId} is not null`),
  ],
)

/** A submission counted toward one assignment in one channel. Revoked with a reason, never deleted. */
export const credits = pgTable(
  'credits',
  {
    id: id(),
    provinceId: provinceId(),
    submissionId: ref('submission_id').notNull(),
    assignmentId: ref('assignment_id').notNull(),
    channel: text().notNull(),
    /** Repeated from the assignment and the submission: an article counts once per duty and channel in a province. */
    dutyId: ref('duty_id').notNull(),
    articleId: ref('article_id'),
    creditedAt: instant('credited_at').notNull(),
    revokedAt: instant('revoked_at'),
    reason: text(),
  },
  (t) => [
    uniqueIndex('credits_live_key').on(t.submissionId, t.assignmentId, t.channel).where(sql`${t.revokedAt} is null`),
    uniqueIndex('credits_article_key')
      .on(t.dutyId, t.channel, t.articleId)
      .where(sql`${t.revokedAt} is null and ${t.articleId} is not null`),
    index('credits_assignment_idx').on(t.assignmentId).where(sql`${t.revokedAt} is null`),
    within(t.provinceId, t.submissionId, submissions),
    within(t.provinceId, t.assignmentId, assignments),
    within(t.provinceId, t.dutyId, duties),
    within(t.provinceId, t.articleId, articles),
  ],
)

/** Each address of each message and what became of it, the duplicates too: the lines of a receipt. */
export const sentLinks = pgTable(
  'sent_links',
  {
    id: id(),
    provinceId: provinceId(),
    agencyId: ref('agency_id').notNull(),
    inboundId: ref('inbound_id')
      .notNull()
      .references(() => inbound.id),
    position: integer().notNull(),
    url: text().notNull(),
    host: text().notNull(),
    outcome: text()
      .$type<
        'counted' | 'surplus' | 'duplicate' | 'taken' | 'unknown_site' | 'foreign_site' | 'no_duty' | 'unreadable'
      >()
      .notNull(),
    channel: text(),
    submissionId: ref('submission_id'),
    assignmentId: ref('assignment_id'),
    receiptId: ref('receipt_id').notNull(),
    /** The message that brought it was taken back or no longer contains it. */
    withdrawnAt: instant('withdrawn_at'),
  },
  (t) => [
    unique('sent_links_key').on(t.inboundId, t.position),
    index('sent_links_receipt_idx').on(t.receiptId),
    index('sent_links_submission_idx').on(t.submissionId),
    within(t.provinceId, t.agencyId, agencies),
    within(t.provinceId, t.submissionId, submissions),
    within(t.provinceId, t.assignmentId, assignments),
    within(t.provinceId, t.receiptId, outbox),
  ],
)

// ── What goes out ───────────────────────────────────────────────────────────────────────────────

/** The one door out: meaning, not sentences; rendered when claimed. */
export const outbox = pgTable(
  'outbox',
  {
    id: id(),
    provinceId: provinceId(),
    personId: ref('person_id').references(() => persons.id),
    chatId: ref('chat_id')
      .notNull()
      .references(() => chats.id),
    dedupeKey: text('dedupe_key').notNull().unique(),
    kind: text().notNull(),
    args: jsonb().notNull(),
    /** Of the shape of `args`: rows of the previous release must still render. */
    version: integer().notNull(),
    /** 0 = a reply, 1 = what the bot says by itself; a reply overtakes. */
    class: integer().notNull(),
    createdAt: instant('created_at').notNull(),
    availableAt: instant('available_at').notNull(),
    state: text().$type<'waiting' | 'claimed' | 'sent' | 'doubt' | 'failed' | 'skipped'>().notNull().default('waiting'),
    claimedBy: ref('claimed_by'),
    /** A text too long for one message, cut when its first part was sent: the rest must go with it. */
    parts: jsonb().$type<FormattedText[]>(),
    /** Parts that the platform has already accepted. */
    partsSent: integer('parts_sent').notNull().default(0),
    /** How often the platform's answer to it was lost, how often making it failed here. */
    doubts: integer().notNull().default(0),
    faults: integer().notNull().default(0),
    reason: text(),
    settledAt: instant('settled_at'),
  },
  (t) => [
    unique('outbox_province_id_key').on(t.provinceId, t.id),
    index('outbox_waiting_idx').on(t.chatId, t.class, t.id).where(sql`${t.state} in ('waiting', 'claimed')`),
    index('outbox_codes_idx').on(t.createdAt).where(sql`${t.kind} = 'account_code'`),
  ],
)

/** One try to send one part of an outbox row. Committed before the network call, settled after it. */
export const attempts = pgTable(
  'attempts',
  {
    id: id(),
    provinceId: provinceId(),
    outboxId: ref('outbox_id').notNull(),
    chatId: ref('chat_id')
      .notNull()
      .references(() => chats.id),
    part: integer().notNull(),
    text: text().notNull(),
    startedAt: instant('started_at').notNull(),
    settledAt: instant('settled_at'),
    outcome: text().$type<'sent' | 'retry' | 'doubt' | 'gone' | 'moved' | 'refused'>(),
    nativeIds: jsonb('native_ids').$type<string[]>(),
    reason: text(),
  },
  (t) => [
    index('attempts_outbox_idx').on(t.outboxId),
    index('attempts_chat_idx').on(t.chatId, t.startedAt),
    index('attempts_native_idx').using('gin', t.nativeIds),
    within(t.provinceId, t.outboxId, outbox),
  ],
)

/** Something the bot asked, as it was shown; answered by a number or a button, whichever process is there by then. */
export const questions = pgTable(
  'questions',
  {
    id: id(),
    provinceId: provinceId(),
    chatId: ref('chat_id')
      .notNull()
      .references(() => chats.id),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    outboxId: ref('outbox_id').notNull(),
    kind: text().$type<'item' | 'withdraw' | 'platform' | 'bot'>().notNull(),
    /** What the numbers stand for: the first value is 1. */
    values: jsonb().$type<string[]>().notNull(),
    /** Whether several may be chosen, one after the other too. */
    several: boolean().notNull(),
    askedAt: instant('asked_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    answeredAt: instant('answered_at'),
  },
  (t) => [
    unique('questions_outbox_key').on(t.outboxId),
    index('questions_open_idx').on(t.chatId, t.id).where(sql`${t.answeredAt} is null`),
    within(t.provinceId, t.outboxId, outbox),
  ],
)

/** One step of a policy for one person and assignment. */
export const reminders = pgTable(
  'reminders',
  {
    id: id(),
    provinceId: provinceId(),
    assignmentId: ref('assignment_id').notNull(),
    personId: ref('person_id')
      .notNull()
      .references(() => persons.id),
    rung: text().$type<'officer' | 'coordinator'>().notNull(),
    step: text().notNull(),
    repetition: integer().notNull().default(0),
    dueAt: instant('due_at').notNull(),
    plannedAt: instant('planned_at').notNull(),
    releaseAt: instant('release_at').notNull(),
    state: text()
      .$type<'planned' | 'composed' | 'sent' | 'doubt' | 'skipped' | 'cancelled'>()
      .notNull()
      .default('planned'),
    reason: text(),
    outboxId: ref('outbox_id'),
  },
  (t) => [
    uniqueIndex('reminders_step_key')
      .on(t.assignmentId, t.personId, t.rung, t.step, t.repetition, t.dueAt)
      .where(sql`${t.state} <> 'cancelled'`),
    index('reminders_planned_idx').on(t.releaseAt).where(sql`${t.state} = 'planned'`),
    index('reminders_outbox_idx').on(t.outboxId),
    within(t.provinceId, t.assignmentId, assignments),
    within(t.provinceId, t.outboxId, outbox),
  ],
)

/** When a province's periodic digest is next due. */
export const digests = pgTable(
  'digests',
  { provinceId: provinceId(), kind: text().$type<'weekly'>().notNull(), nextAt: instant('next_at').notNull() },
  (t) => [primaryKey({ columns: [t.provinceId, t.kind] })],
)
