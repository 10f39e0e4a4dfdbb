import type { Ended, Reception } from '../platform.ts'
import { connect, displacedCodes, type Run } from './connection.ts'
import { type ContactsKnown, named, readContacts } from './contacts.ts'
import type { Credentials } from './credentials.ts'
import { backOffMs, type Deps, rest } from './deps.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createKeeper } from './keeper.ts'
import type { Happening } from './raw-events.ts'
import { reasonOf } from './reason.ts'
import { createReport, type Report } from './report-health.ts'
import { call, logIn, type Session } from './session.ts'

/** After so many connections in a row that never stood, the session itself is in question. */
const startsPerLogin = 5

/** Told which session sends go through; undefined while there is none. */
export type OnSession = (session: Session | undefined) => void

/**
 * Keeps the account connected until `signal` aborts or only somebody else can help: logs in, listens, and comes back
 * with growing pauses. Where the account was opened elsewhere it leaves at once and never fights for its place.
 */
export async function supervise(
  reception: Reception,
  deps: Deps,
  signal: AbortSignal,
  onSession: OnSession,
): Promise<Ended | undefined> {
  const inbox = createInbox(reception.store, deps, signal)
  const report = createReport(reception.report, deps)
  try {
    const ended = await serve(inbox, report.tell, deps, signal, onSession)
    if (ended !== undefined) await report.tell(ended)
    return ended
  } finally {
    onSession(undefined)
    await report.end()
    await inbox.drained()
  }
}

/** What lasts as long as one `receive`. */
type Memory = {
  seen: Set<string>
  answersPings: boolean
  failures: number
  /** Since a connection last stood, a refused one has already led to a login. */
  hasRenewed: boolean
  contacts: ContactsKnown
}

async function serve(
  inbox: Inbox,
  report: Report,
  deps: Deps,
  signal: AbortSignal,
  onSession: OnSession,
): Promise<Ended | undefined> {
  const keeper = createKeeper(deps)
  const contacts: ContactsKnown = { mark: undefined, readAt: undefined, asked: new Set() }
  const memory: Memory = { seen: new Set(), answersPings: false, failures: 0, hasRenewed: false, contacts }
  let lostInVain = 0
  let credentials = await keeper.load(signal)
  if (signal.aborted) return undefined
  if (credentials === undefined) return { kind: 'expired', reason: 'no_credentials' }
  await report({ kind: 'connecting' })
  while (!signal.aborted) {
    const login = await logInAgain(credentials, report, deps, signal)
    if (login === undefined) return undefined
    if (login.kind === 'expired') return login
    const { session } = login
    const save = () => keeper.save(session)
    await save()
    onSession(session)
    const outcome = await stayConnected(session, { inbox, report, memory, save }, deps, signal)
    onSession(undefined)
    await save()
    if (outcome.kind === 'displaced') return outcome
    if (signal.aborted) return undefined
    // A session that Zalo ends as soon as it has begun will not be better the next time.
    if (outcome.kind === 'lost') lostInVain = session.worked ? 1 : lostInVain + 1
    if (lostInVain >= 2) return { kind: 'expired', reason: 'session' }
    await report({ kind: 'connecting' })
    if (outcome.kind === 'lost') await rest(deps.pause, backOffMs(memory.failures++, deps.randomInt), signal)
    credentials = await keeper.loadAfter(session)
  }
  return undefined
}

/** Tries for ever while nobody answers; a refusal counts when it is repeated. Undefined when `signal` aborted. */
async function logInAgain(
  credentials: Credentials,
  report: Report,
  deps: Deps,
  signal: AbortSignal,
): Promise<{ kind: 'logged_in'; session: Session } | Extract<Ended, { kind: 'expired' }> | undefined> {
  let refusals = 0
  for (let failures = 0; !signal.aborted; ) {
    const login = await logIn(credentials, deps, signal)
    if (signal.aborted) return undefined
    if (login.kind === 'logged_in') {
      const isOurs = String(login.session.api.getOwnId()) === deps.account.nativeId
      return isOurs ? login : { kind: 'expired', reason: 'wrong_account' }
    }
    deps.log('zalo.login_failed', { reason: login.reason })
    if (login.kind === 'refused' && ++refusals === 2) return { kind: 'expired', reason: login.reason }
    await report({ kind: 'unreachable', reason: login.reason })
    const waitMs = login.kind === 'refused' ? deps.limits.secondLoginMs : backOffMs(failures++, deps.randomInt)
    await rest(deps.pause, waitMs, signal)
  }
  return undefined
}

type Around = { inbox: Inbox; report: Report; memory: Memory; save: () => Promise<void> }

type Outcome = Extract<Ended, { kind: 'displaced' }> | { kind: 'lost' | 'restart' | 'stopped' }

/** Connects again and again through one session. */
async function stayConnected(session: Session, around: Around, deps: Deps, signal: AbortSignal): Promise<Outcome> {
  const { inbox, report, memory, save } = around
  const over = new AbortController()
  const until = AbortSignal.any([signal, session.lost.signal, over.signal])
  const tellContacts = () =>
    readContacts(session, memory.contacts, (events) => void (over.signal.aborted || inbox.add(events)), deps)
  const run: Run = {
    memory,
    handOn: (happenings) => {
      noteContacts(happenings, memory.contacts)
      inbox.add(happenings.map((happening) => named(session, happening, deps, until)))
    },
    connected: () => {
      void report({ kind: 'connected' })
      void tellContacts()
    },
  }
  const upkeep = keepUp(session, { save, tellContacts }, deps, until)
  try {
    for (let starts = 0; starts < startsPerLogin; ) {
      const closed = await connect(session, run, deps, until)
      if (displacedCodes.includes(closed.code)) return { kind: 'displaced', reason: `closed ${closed.code}` }
      if (signal.aborted) return { kind: 'stopped' }
      if (session.lost.signal.aborted) return { kind: 'lost' }
      deps.log('zalo.disconnected', { code: closed.code })
      if (closed.wasUp) memory.hasRenewed = false
      // Refused so, the session is most likely over, and waiting would not bring it back.
      if (closed.wasRefused && !memory.hasRenewed) {
        memory.hasRenewed = true
        return { kind: 'restart' }
      }
      await report(closed.wasUp ? { kind: 'connecting' } : { kind: 'unreachable', reason: `closed ${closed.code}` })
      starts = closed.wasUp ? 0 : starts + 1
      if (closed.wasGood) memory.failures = 0
      await rest(deps.pause, backOffMs(memory.failures++, deps.randomInt), until)
    }
    return { kind: 'restart' }
  } finally {
    over.abort()
    await upkeep
  }
}

/** Somebody's request is not told of twice; a list of contacts that has changed is told of again. */
function noteContacts(happenings: Happening[], known: ContactsKnown): void {
  for (const { raw } of happenings.map(({ event }) => event)) {
    if (raw.type !== 'friend') continue
    if (raw.data.act === 'request') known.asked.add(raw.data.uid)
    else known.mark = undefined
  }
}

type Upkeep = { save: () => Promise<void>; tellContacts: () => Promise<void> }

/** A question now and then shows whether the session holds, and lets Zalo renew its cookies. */
async function keepUp(
  session: Session,
  { save, tellContacts }: Upkeep,
  { pause, limits, log }: Deps,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await rest(pause, limits.upkeepMs, signal)
    if (signal.aborted) return
    await call(session, (api) => api.keepAlive()).catch((error: unknown) =>
      log('zalo.keep_alive_failed', { reason: reasonOf(error) }),
    )
    await tellContacts()
    await save()
  }
}
