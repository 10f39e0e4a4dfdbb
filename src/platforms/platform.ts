import type { FormattedText } from '../domain/message.ts'

/** An event as the platform gave it, before anybody looked inside. `nativeId` is unique per bot. */
export type RawEvent = {
  nativeId: string
  /** Events of one chat are handled in the order they were stored. */
  chatNativeId: string
  raw: unknown
}

export type InboundChat = { nativeId: string; kind: 'direct' | 'group'; topic: string }

/** What an event means, whichever platform it came from. */
export type InboundEvent =
  | {
      kind: 'message'
      messageId: string
      chat: InboundChat
      sender: { nativeId: string; name: string; username: string | null }
      text: string
      /** Addresses in the order they stand in the message, as written, including those hidden behind words. */
      links: string[]
      /** The platform's id of the message that this one answers. */
      replyTo: string | null
      sentAt: Date
    }
  | { kind: 'blocked'; chat: InboundChat }
  | { kind: 'unblocked'; chat: InboundChat }
  | { kind: 'moved'; chat: InboundChat; to: string }
  | { kind: 'ignored'; reason: string }

export type OutgoingAction = { kind: 'send'; text: FormattedText }

/** What became of one action. `doubt` means that the platform may or may not have accepted it. */
export type Settlement =
  | { kind: 'sent'; ids: string[] }
  | { kind: 'retry'; afterMs: number; scope: 'chat' | 'bot'; reason: string }
  | { kind: 'doubt'; reason: string }
  | { kind: 'gone'; reason: string }
  | { kind: 'moved'; to: string }
  | { kind: 'refused'; reason: string }

export type PlatformName = 'telegram' | 'console'

/** Who the bot is on its platform, or why nobody could tell. */
export type Identified =
  | { kind: 'known'; identity: BotIdentity }
  | { kind: 'refused'; reason: string }
  | { kind: 'unreachable'; reason: string }
export type BotIdentity = { nativeId: string; username: string | null }

/** The speed that a platform allows, in milliseconds between two sends. */
export type Pace = { botMs: number; directChatMs: number; groupChatMs: number }

export interface Platform {
  readonly name: PlatformName
  readonly textLimit: number
  readonly pace: Pace
  /** Asks the platform who this bot is. */
  identify(): Promise<Identified>
  /**
   * Receives events until `signal` aborts. `store` resolves once the events are committed;
   * nothing is acknowledged to the platform before that.
   */
  receive(store: (events: RawEvent[]) => Promise<void>, signal: AbortSignal): Promise<void>
  /** Pure: reads a stored raw event. Throws on one that does not have the platform's shape. */
  read(raw: unknown): InboundEvent
  /** Performs one action. Every expected failure is a settlement; only bugs throw. */
  apply(chat: { nativeId: string; topic: string }, action: OutgoingAction): Promise<Settlement>
}
