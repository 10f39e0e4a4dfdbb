import { FriendRecommendationsType } from 'zca-js'
import { z } from 'zod'
import type { RawEvent } from '../platform.ts'
import { type Deps, rest } from './deps.ts'
import { contactsMark, friendEvent, type Happening, idShape, toContacts } from './raw-events.ts'
import { reasonOf } from './reason.ts'
import { call, type Session } from './session.ts'

const friendsShape = z.array(z.object({ userId: idShape }))
const requestShape = z.object({
  dataInfo: z.object({
    userId: idShape,
    displayName: z.string().catch(''),
    recommType: z.literal(FriendRecommendationsType.ReceivedFriendRequest),
    recommTime: z.union([z.number(), z.string()]).transform(Number).pipe(z.int()),
  }),
})
const requestsShape = z.object({ recommItems: z.array(z.unknown()) })
const profilesShape = z.object({
  changed_profiles: z.record(z.string(), z.object({ userId: idShape, displayName: z.string().catch('') })),
})

/** What a run knows of the account's contacts. */
export type ContactsKnown = {
  /** Of the list last handed on; undefined after every change since. */
  mark: string | undefined
  readAt: Date | undefined
  /** Who has asked in this run; they are not told of again. */
  asked: Set<string>
}

/**
 * Hands on who the contacts are, and who asks to become one: Zalo's own word of that is unreliable. What fails here
 * fails until the next connection.
 */
export async function readContacts(
  session: Session,
  known: ContactsKnown,
  handOn: (events: RawEvent[]) => void,
  { clock, log, limits }: Pick<Deps, 'clock' | 'log' | 'limits'>,
): Promise<void> {
  const now = clock()
  if (known.readAt !== undefined && now.getTime() - known.readAt.getTime() < limits.contactsMs) return
  try {
    const friends = friendsShape.parse(await call(session, (api) => api.getAllFriends()))
    const uids = friends.map(({ userId }) => userId)
    const mark = contactsMark(uids)
    if (mark !== known.mark) handOn([toContacts(uids, now).event])
    known.mark = mark
    handOn(await readRequests(session, known))
    known.readAt = now
  } catch (error) {
    log('zalo.contacts_failed', { reason: reasonOf(error) })
  }
}

/** Marked by their time, the same requests are the same events at every start. */
async function readRequests(session: Session, { asked }: ContactsKnown): Promise<RawEvent[]> {
  const { recommItems } = requestsShape.parse(await call(session, (api) => api.getFriendRecommendations()))
  return recommItems.flatMap((item) => {
    const read = requestShape.safeParse(item)
    if (!read.success || asked.has(read.data.dataInfo.userId)) return []
    const { userId, displayName, recommTime } = read.data.dataInfo
    return [friendEvent('request', { uid: userId, name: displayName }, recommTime).event]
  })
}

/**
 * What Zalo says at once of a request names nobody, so whoever asks is looked up. Where that takes too long or fails they
 * stay nameless, which is better than not to be heard.
 */
export function named(
  session: Session,
  { event }: Happening,
  deps: Pick<Deps, 'limits' | 'log' | 'pause'>,
  signal: AbortSignal,
): RawEvent | Promise<RawEvent> {
  const { raw } = event
  if (raw.type !== 'friend' || raw.data.act !== 'request' || raw.data.name !== undefined) return event
  return nameOf(session, raw.data.uid, deps, signal).then((name) =>
    name === '' ? event : { ...event, raw: { ...raw, data: { ...raw.data, name } } },
  )
}

async function nameOf(
  session: Session,
  uid: string,
  { limits, log, pause }: Pick<Deps, 'limits' | 'log' | 'pause'>,
  signal: AbortSignal,
): Promise<string> {
  const over = new AbortController()
  const looking = call(session, (api) => api.getUserInfo(uid))
    .then((answer) => {
      const profiles = Object.values(profilesShape.parse(answer).changed_profiles)
      return profiles.find(({ userId }) => userId === uid)?.displayName ?? ''
    })
    .catch((error: unknown) => {
      log('zalo.name_failed', { reason: reasonOf(error) })
      return ''
    })
  try {
    const late = rest(pause, limits.nameMs, AbortSignal.any([signal, over.signal]))
    return await Promise.race([looking, late.then(() => '')])
  } finally {
    over.abort()
  }
}
