import type { ChatPlatform, FormattedText } from '../domain/message.ts'

/** An event as the platform gave it, before anybody looked inside. `nativeId` is unique per bot. */
export type RawEvent = {
  nativeId: string
  /** A second mark of the same event, where a platform may repeat it under another id. Unique per bot too. */
  altId?: string
  /** Events of one chat are handled in the order they were stored. */
  chatNativeId: string
  raw: unknown
}

export type InboundChat = { nativeId: string; kind: 'direct' | 'group'; topic: string }

export type InboundSender = { nativeId: string; name: string; username: string | null }

/** Something sent that is not text. Where it can be fetched from is for the adapter to know. */
export type InboundFile = { kind: 'image' | 'video' | 'audio' | 'file'; name: string | null }

type MessageContent = {
  messageId: string
  chat: InboundChat
  sender: InboundSender
  text: string
  /** Addresses in the order they stand in the message, as written, including those hidden behind words. */
  links: string[]
  files: InboundFile[]
  /** The platform's id of the message that this one answers. */
  replyTo: string | null
  sentAt: Date
}

/** What an event means, whichever platform it came from. */
export type InboundEvent =
  | ({ kind: 'message' } & MessageContent)
  /** The message as it reads now. */
  | ({ kind: 'edited' } & MessageContent)
  /** Its sender took a message back. */
  | { kind: 'recalled'; chat: InboundChat; sender: InboundSender; messageId: string; sentAt: Date }
  /** Somebody pressed a button under one of our messages. `value` is what `Choice.value` was. */
  | { kind: 'choice'; chat: InboundChat; sender: InboundSender; messageId: string; value: string }
  | { kind: 'reaction'; chat: InboundChat; sender: InboundSender; messageId: string; emoji: string }
  /** Somebody asks to become a contact of the bot's account. */
  | { kind: 'contact_request'; chat: InboundChat; sender: InboundSender }
  /** Who the account's contacts are now (`all`), or who has become or ceased to be one. */
  | { kind: 'contacts'; change: 'all' | 'added' | 'removed'; nativeIds: string[] }
  /** In a direct chat: the person blocked us or let us in again. In a group: we were taken out or let in. */
  | { kind: 'blocked'; chat: InboundChat }
  | { kind: 'unblocked'; chat: InboundChat }
  | { kind: 'moved'; chat: InboundChat; to: string }
  | { kind: 'ignored'; reason: string }

/** A button: `label` is what people see, `value` comes back as it was given (at most 64 bytes, Telegram's limit). */
export type Choice = { value: string; label: string }

/** A picture or document to send; `name` in ASCII. */
export type OutgoingFile = { kind: 'image' | 'file'; name: string; bytes: Uint8Array }

export type OutgoingAction =
  /** With a file, the text is its caption. Choices become buttons where the platform has them, else nothing. */
  | { kind: 'send'; text: FormattedText; choices?: Choice[]; file?: OutgoingFile }
  /** Says yes to somebody who asks to become a contact. `chat` is their direct chat. */
  | { kind: 'accept_contact' }

/** What became of one action. `doubt` means that the platform may or may not have accepted it. */
export type Settlement =
  | { kind: 'sent'; ids: string[] }
  | { kind: 'retry'; afterMs: number; scope: 'chat' | 'bot'; reason: string }
  | { kind: 'doubt'; reason: string }
  | { kind: 'gone'; reason: string }
  | { kind: 'moved'; to: string }
  | { kind: 'refused'; reason: string }

export type PlatformName = ChatPlatform

/** Who the bot is on its platform, or why nobody could tell. */
export type Identified =
  | { kind: 'known'; identity: BotIdentity }
  | { kind: 'refused'; reason: string }
  | { kind: 'unreachable'; reason: string }
export type BotIdentity = { nativeId: string; username: string | null }

/** The speed that a platform allows or that is wise on it. Times in milliseconds. */
export type Pace = {
  /** From one send of the bot to the next; up to `jitterMs` more, by chance, and `perCharacterMs` for what was written. */
  botMs: number
  jitterMs: number
  perCharacterMs: number
  /** The most that a long text adds. */
  longestTypingMs: number
  directChatMs: number
  groupChatMs: number
  /** To so many people who are no contacts of the account the bot speaks by itself in a day. Null: to all. */
  strangersPerDay: number | null
}

/** What the platform can do; whoever says so must do it, and the contract suite holds them to it. */
export type Capabilities = {
  /** Choices are buttons; elsewhere people answer with a number. */
  buttons: boolean
  /** Tells us when a message is edited, and when it is taken back. */
  hearsEdits: boolean
  hearsRecalls: boolean
  /** Bold and italic arrive. */
  styles: boolean
  /** A mention in a group rings at the person named. */
  mentions: boolean
  sendsFiles: boolean
  /** What the bot sees in a group. */
  groups: 'all' | 'addressed' | 'none'
}

/** How the connection of a bot is. `displaced`: the account was opened somewhere else, which closed ours. */
export type BotHealth =
  | { kind: 'connecting' }
  | { kind: 'connected' }
  | { kind: 'unreachable'; reason: string }
  | { kind: 'displaced'; reason: string }
  | { kind: 'expired'; reason: string }
  | { kind: 'banned'; reason: string }

/** Why receiving ended although nobody asked for it. The composition root decides when to begin again. */
export type Ended = Extract<BotHealth, { kind: 'displaced' | 'expired' | 'banned' }>

export type Reception = {
  /** Resolves once the events are committed; nothing is acknowledged to the platform before that. */
  store: (events: RawEvent[]) => Promise<void>
  /** Told at every change. */
  report: (health: BotHealth) => Promise<void>
}

export interface Platform {
  readonly name: PlatformName
  readonly textLimit: number
  readonly pace: Pace
  readonly can: Capabilities
  /** Asks the platform who this bot is. */
  identify(): Promise<Identified>
  /** Receives events until `signal` aborts (then resolves with undefined), or until only somebody else can help. */
  receive(reception: Reception, signal: AbortSignal): Promise<Ended | undefined>
  /** Pure: reads a stored raw event. Throws on one that does not have the platform's shape. */
  read(raw: unknown): InboundEvent
  /** Whether a send could leave now; where it could not, none is tried. */
  ready(): boolean
  /** Performs one action. Every expected failure is a settlement; only bugs throw. */
  apply(chat: OutgoingChat, action: OutgoingAction): Promise<Settlement>
}

export type OutgoingChat = { nativeId: string; topic: string; kind: 'direct' | 'group' }

/** A login by a picture that the account's owner scans with their phone. `png` may be shown for so many seconds. */
export type LoginStep = { kind: 'qr'; png: Uint8Array; seconds: number } | { kind: 'scanned'; name: string }

/** `credentials` is what the adapter wants back at its next start; a secret. `expiresAt`: when it ends if nothing renews it. */
export type LoginResult =
  | { kind: 'logged_in'; identity: BotIdentity; credentials: unknown; expiresAt: Date | null }
  | { kind: 'expired' }
  | { kind: 'declined' }
  | { kind: 'banned'; reason: string }
  | { kind: 'failed'; reason: string }

/** Shows pictures until one is scanned, three at most. Resolves in every case, also when `signal` aborts (`expired`). */
export type QrLogin = (onStep: (step: LoginStep) => Promise<void>, signal: AbortSignal) => Promise<LoginResult>

/** Where an adapter keeps what it logs in with. */
export type CredentialStore = {
  load(): Promise<unknown>
  /**
   * With `replacing`, which is what `load` gave or what was saved last, it saves only in the place of that: false, and
   * nothing is written, where somebody else has saved meanwhile.
   */
  save(credentials: unknown, expiresAt: Date | null, replacing?: unknown): Promise<boolean>
}
