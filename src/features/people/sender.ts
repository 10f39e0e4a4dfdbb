import type { Bot } from '../../db/bots.ts'
import type { Chat } from '../../db/chats.ts'
import type { Account, Membership } from '../../db/people.ts'
import type { InboundEvent } from '../../platforms/platform.ts'

export type InboundMessage = Extract<InboundEvent, { kind: 'message' }>

/** A direct message with who sent it and where. */
export type DirectMessage = {
  inboundId: number
  bot: Pick<Bot, 'id'>
  chat: Chat
  account: Account
  message: InboundMessage
  now: Date
}

/** A direct message of somebody who belongs to a province. */
export type MemberMessage = DirectMessage & { personId: number; memberships: Membership[] }

/** The agencies for which this person may send something. */
export type OfficerMembership = Membership & { agencyId: number; agencyName: string }

export function officerMemberships(memberships: Membership[]): OfficerMembership[] {
  return memberships.filter(
    (each): each is OfficerMembership => each.role === 'officer' && each.agencyId !== null && each.agencyName !== null,
  )
}
