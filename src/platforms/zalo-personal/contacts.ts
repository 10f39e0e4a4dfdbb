import { FriendRecommendationsType } from 'zca-js'
import { z } from 'zod'
import type { RawEvent } from '../platform.ts'
import type { Deps } from './deps.ts'
import { contactsMark, friendEvent, idShape, toContacts } from './raw-events.ts'
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
