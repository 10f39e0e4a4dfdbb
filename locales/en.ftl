### Every sentence a user can see. Vietnamese (vi.ftl) is the original.

## Dates and periods

date-short = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
date-full = { date-short } { $year }
date-weekday = { $weekday ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
} { $date }
date-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
period = { $cadence ->
    [week] week { $week }
    [month] { date-month }
    [quarter] Q{ $quarter }
    [half] { $half ->
        [1] first
       *[2] second
    } half of { $year }
   *[year] { $year }
}
period-with-year = { $period } of { $year }
period-span = { $from } to { $to }

## Duties

channel = { $channel ->
    [own_site] the agency’s website
    [portal] the provincial portal
    [loudspeaker] the loudspeaker network
    [radio_tv] radio and television
    [newsletter] the reform newsletter
   *[document] a document to the Department of Home Affairs
}
channels = { $others } { $mode ->
    [all] and
   *[any] or
} { $last }
clause-point = point { $point }, clause { $clause }, part { $part }
clause-clause = clause { $clause }, part { $part }
clause-part = part { $part }

item-title = { $title }, { $period }
item-progress = { $state ->
    [met] { $done }/{ $need }, complete
    [none] nothing recorded yet
   *[short] { $done }/{ $need } done, { $missing } to go
}
item-pace = { $done }/{ $expected } so far, { $missing ->
    [0] on pace
   *[other] { $missing } more needed to be on pace
} by the end of { $month } (the year asks for { $need }, due { $due })
item-latest = Latest: sent by { $by } on { $date }.
item-basis = Basis: { $clauses }.
item-basis-plan = Basis: { $clauses }, { $planName }.
item-deadline = { $state ->
    [overdue] Overdue by { $days ->
        [one] 1 day
       *[other] { $days } days
    } (was due by the end of { $day }).
    [today] Due by the end of today, { $day }.
    [unstated] The plan states no deadline; the period ends on { $day }.
    [weekend] Due by the end of { $day }; last working day: { $workingDay }.
   *[running] Due by the end of { $day }.
}
item-due = { $state ->
    [overdue] overdue by { $days ->
        [one] 1 day
       *[other] { $days } days
    }
    [today] due by the end of today
    [unstated] no deadline stated, period to { $day }
   *[running] due by the end of { $day }
}

send = { $way ->
    [link] Published articles: please send their links here.
    [broadcast] Broadcasts: please reply “phát thanh <date, time, title>”, for example: phát thanh 17/01 17h30 Title.
    [newsletter] Newsletters that are out: please reply “bản tin <date, number>”, for example: bản tin 15/01 số 03.
   *[document] Documents that are issued: please reply “văn bản số …/… ngày …” with their number and date, for example: văn bản số 12/KH-STP ngày 20/01/2024.
}

## Reminders

reminder-articles = Reminder: { $agency } has { $done }/{ $need } articles for { $period } on { $channels }, { $missing } to go.
reminder-pace = Reminder for { $agency }: articles on { $channels }, { item-pace }.
reminder-task = Reminder: { $agency } has a task, “{ $title }”: { $done ->
    [0] nothing recorded yet.
   *[other] { $done }/{ $need } recorded, { $missing } to go.
}
reminder-list = Reminder: { $agency } has { $count } tasks to complete under { $planName }:
reminder-list-plans = Reminder: { $agency } has { $count } tasks to complete:
reminder-agencies = Reminder: the { $agencies } agencies in your charge have { $count } tasks to complete.
reminder-agency = { $agency }, under { $planName }:
reminder-agency-plans = { $agency }:

unstaffed = { $count ->
    [one] 1 agency could not be reminded because it has no officer, or none in reach:
   *[other] { $count } agencies could not be reminded because they have no officer, or none in reach:
}
unstaffed-next = Please contact them directly, and ask the system's admin for invitation codes for their officers.
held = When { $planName } was brought in, { $count ->
    [one] 1 task was
   *[other] { $count } tasks were
} already overdue. These agencies have not been reminded of that:
held-next = To remind them, please reply “đôn đốc”.
summary-line = – { $agency }: { $items }
summary-item = { $title } ({ $done }/{ $need }, { $due })
summary-pace = { $title } ({ $done }/{ $expected } by the end of { $month })
summary-more = and { $count } more

## Open items

todo-agency = { $agency } has { $count ->
    [one] 1 open task:
   *[other] { $count } open tasks:
}
todo-answer = Reply with a number for the basis of a task and how to report it.
todo-none = You have no open tasks at the moment. A reminder will come when there is one.

item-channels = Where: { $channels }.
answer-refused = { $reason ->
    [out_of_range] { $max ->
        [1] The list has one entry only, number 1.
       *[other] The list has { $max } entries; please reply with a number from 1 to { $max }.
    }
    [only_one] Please choose one number only.
   *[no_question] No list is waiting for a number (an earlier one, if any, has been answered or is no longer valid). Reply “hướng dẫn” for help.
}

## Taking back

withdraw-choice = What you have sent lately:
withdraw-piece = “{ $text }” ({ $agency }, sent on { $date })
withdraw-how = To take back, please reply with the number, for example: 1 or 1, 2. What is taken back counts no longer; it can be sent again.
withdrawn = { $count ->
    [one] 1 piece has been taken back and counts
   *[other] { $count } pieces have been taken back and count
} no longer:
withdrawn-before = { $count ->
    [one] 1 piece had
   *[other] { $count } pieces had
} been taken back already:
withdrawn-kept = Your message no longer stands for { $count ->
    [one] this piece, which { $state ->
        [counted] still counts
       *[kept] is still kept
    } because a colleague has sent it too:
   *[other] these { $count } pieces, which { $state ->
        [counted] still count
       *[kept] are still kept
    } because a colleague has sent them too:
}
withdrawn-piece = – “{ $text }”
withdrawn-more = – and { $count } more
withdrawn-standing = { $agency }: { $standing }.
withdrawn-locked = { $count ->
    [one] 1 piece could
   *[other] { $count } pieces could
} not be taken back because the figures of the period are closed; please contact the coordinator at the Department of Home Affairs:
nothing-to-withdraw = There is nothing from the last 45 days that you could take back. To correct something older, please contact the Department of Home Affairs.

## Receipts

receipt-agency = { $agency }: { $total ->
    [one] 1 link
   *[other] { $total } links
} received, { $counted ->
    [0] nothing new to count.
   *[other] { $counted } counted.
}
receipt-assignment = – { $title }: { $count ->
    [one] 1 article
   *[other] { $count } articles
}{ $surplus ->
    [0] { "" }
   *[other] , { $surplus } of them beyond the quota
} ({ $standing })
receipt-total = { $period }: { $done }/{ $need }
receipt-running = total for { $period }: { $done }/{ $need }
receipt-bare = { $done }/{ $need }
receipt-standing = { $total }, { $missing ->
    [0] complete
   *[other] { $missing } to go, { $due }
}
receipt-duplicate = – { $count ->
    [one] 1 link
   *[other] { $count } links
} already received on { $date } { $state ->
    [counted] and counted
   *[kept] but not counted yet; kept, no need to send again
}
receipt-duplicates-more = – { $count } more links already received
receipt-taken = Kept but not counted yet: { $count ->
    [one] 1 link to an article that was
   *[other] { $count } links to articles that were
} already recorded before. The Department of Home Affairs will see this in its digest; there is no need to send again.
receipt-unknown = Kept but not counted yet: { $count ->
    [one] 1 link
   *[other] { $count } links
}. Not on the list of sites of { $agency }: { $hosts }. The Department of Home Affairs will see this in its digest; you will be told when the address has been registered and the articles are counted. There is no need to send again.
receipt-host = “{ $host }”{ $count ->
    [1] { "" }
   *[other] { " " }({ $count } links)
}
receipt-hosts-more = and { $count } more
receipt-no-duty = Kept but not counted: { $count ->
    [one] 1 link
   *[other] { $count } links
} on { $channel }. The agency has no open quota there at the moment.
receipt-withdraw = Sent by mistake: reply “rút lại”.
receipt-unreadable = { $count ->
    [one] 1 address
   *[other] { $count } addresses
} could not be read: { $addresses }. Please check and send again.
links-kept = Kept but not counted yet: { $count ->
    [one] the link you sent
   *[other] the { $count } links you sent
}, because you are not the contact officer of any agency. Once you have joined as one, they will be handled for that agency; there is no need to send again.
files-kept = { $count ->
    [one] 1 picture or file has
   *[other] { $count } pictures or files have
} been received, but their content cannot be read automatically yet, so nothing has been counted. Please paste the article’s link here, or reply “phát thanh …”, “bản tin …” or “văn bản số …” with the date.
counted-later = { $agency }: { $why ->
    [site] the site’s address has been registered, so links sent earlier are counted now:
   *[free] links sent earlier, which did not count then, are counted now:
}

logged = Recorded for { $agency }: “{ $note }”.
logged-surplus = { $title } was already complete; this is kept in addition to the quota.
log-refused = { $work ->
    [broadcast] { $reason ->
        [no_duty] Not recorded: your agency has no open broadcast duty at the moment. Reply “việc” to see the open tasks.
        [no_note] Please add the date, time and title of the broadcast, for example: phát thanh 17/01 17h30 Title.
        [future] Not recorded yet, because the broadcast date is still to come. Please send it again after the broadcast.
       *[closed] Not recorded, because the broadcast date is not in an open period. If it should be added, please contact the Department of Home Affairs.
    }
    [newsletter] { $reason ->
        [no_duty] Not recorded: your agency has no open newsletter duty at the moment. Reply “việc” to see the open tasks.
        [no_note] Please add the date and number of the newsletter, for example: bản tin 15/01 số 03.
        [future] Not recorded yet, because the newsletter’s date is still to come. Please send it again once the newsletter is out.
       *[closed] Not recorded, because the newsletter’s date is not in an open period. If it should be added, please contact the Department of Home Affairs.
    }
   *[document] { $reason ->
        [no_duty] Not recorded: your agency has no open duty to issue a document at the moment. Reply “việc” to see the open tasks.
        [no_note] Please give the document’s full number (with its “/”) and date, for example: văn bản số 12/KH-STP ngày 20/01/2024.
        [future] Not recorded yet, because the document’s date is still to come. Please check the date and send it again.
       *[closed] Not recorded, because the document’s date is not in an open period. If it should be added, please contact the Department of Home Affairs.
    }
}
done-by = { $by } has sent results of { $agency }. { $standing }{ $state ->
    [met] . There is nothing more for you to send.
    [on_pace] ; there is nothing more for you to send at the moment.
   *[short] .
}
reopened = { $by } has taken back results sent for { $agency }, so this is not complete any more. { $standing }.

## Joining

welcome = Hello { $name }. You have been registered as { $role ->
    [officer] the contact officer of { $agency }.
    [coordinator] a coordinator of { $province }.
   *[admin] an administrator of { $province }.
}
welcome-open = Your agency has { $count ->
    [one] 1 open task
   *[other] { $count } open tasks
}, the nearest: { $title }. { $deadline }
welcome-open-none = Your agency has no open tasks at the moment.
welcome-officer-next = Send article links here to report results; reply “việc” for the open tasks, “hướng dẫn” for help.
welcome-coordinator-next = { $role ->
    [coordinator] The weekly digest is sent here.
   *[admin] While there is no coordinator, the weekly digest is sent here.
} Reply “tổng hợp” for the figures right now, “đôn đốc” to remind agencies of what was overdue before the plan was brought in, “hướng dẫn” for help.
welcome-privacy =
    What is stored: your name, your account, what you sent and when; used only to follow this plan’s duties.
    Please do not send classified documents or citizens’ personal data.
already-member = You are already { $role ->
    [officer] the contact officer of { $agency }
    [coordinator] a coordinator of { $province }
   *[admin] an administrator of { $province }
}, so this code is not needed. Reply “hướng dẫn” for help.
code-refused = { $reason ->
    [used] This invitation code has been used. Please ask the Department of Home Affairs for a new one.
    [expired] This invitation code has expired. Please ask the Department of Home Affairs for a new one.
    [revoked] This invitation code has been withdrawn. Please ask the Department of Home Affairs for a new one.
   *[unknown] This invitation code was not found. Please check every character and send it again, or ask the Department of Home Affairs for a code.
}
stranger = Hello. This channel reminds the contact officers of agencies of their administrative-reform communication duties. Please ask the Department of Home Affairs for an invitation code and send it here.
stranger-links = { $count ->
    [one] The link you sent has been kept; it will be handled
   *[other] The { $count } links you sent have been kept; they will be handled
} once you have joined. There is no need to send again.

## Digest

digest-week = DIGEST FOR WEEK { $week } ({ $from }–{ $to }), figures as of { $time } on { $on }
digest-now = DIGEST, figures as of { $time } on { $on }
digest-shifted = Rehearsal: the clock has been shifted, these figures are not for assessment.
digest-none = There are no duties in this period yet.
digest-duty = – { $title } ({ $clause }){ $overdue ->
    [yes] , deadline passed
   *[no] { "" }
}: { $figures }
digest-met = met { $count }/{ $total }
digest-short = short: { $names }
digest-short-agency = { $agency } { $done }/{ $need }
digest-missing = nothing yet: { $names }
digest-pace = on pace { $count }/{ $total } (to the end of { $month })
digest-behind = behind { $count }{ GIVEN($names) ->
    [yes] : { $names }
   *[no] { "" }
}
digest-behind-none = none yet: { $names }
digest-pace-later = pace is measured from the end of { $month }
digest-unreachable = Agencies not in reach ({ $count }): { $names }
digest-uncounted = Awaiting review: { $links }
digest-uncounted-links = { $agency }, { $count ->
    [one] 1 link
   *[other] { $count } links
} ({ $host })
digest-uncounted-more = and { $count ->
    [one] 1 more address
   *[other] { $count } more addresses
}
digest-unverified = Articles counted on addresses that are not confirmed: { $hosts }
digest-in-doubt = Delivery not known: { $count ->
    [one] 1 message
   *[other] { $count } messages
}
digest-parked = Received and set aside, not handled: { $count ->
    [one] 1 message
   *[other] { $count } messages
}
digest-held = Overdue before the plan was brought in, not yet chased: { $count ->
    [one] 1 task
   *[other] { $count } tasks
}
digest-commands = Reply: tổng hợp{ $held ->
    [0] { "" }
   *[other] , đôn đốc
}

chased = { $count ->
    [0] There is nothing more to chase at the moment.
    [one] 1 overdue task will now be chased. The agency’s officers, where in reach, will receive a reminder.
   *[other] { $count } overdue tasks will now be chased. The officers of agencies in reach will receive reminders.
}
not-allowed = The command { $command ->
    [digest] “tổng hợp”
   *[chase] “đôn đốc”
} is for coordinators of the Department of Home Affairs. To see your agency’s tasks, please reply “việc”.

## Help

help-not-understood = It was not clear what that message asks for.
help-head = You can send:
help-links = – Links of published articles: to have them counted; several at once are welcome
help-broadcast = – phát thanh <date, time, title>: to report a broadcast, for example: phát thanh 17/01 17h30 Title
help-newsletter = – bản tin <date, number>: to report a newsletter, for example: bản tin 15/01 số 03
help-document = – văn bản số …/… ngày …: to report an official document, for example: văn bản số 12/KH-STP ngày 20/01/2024
help-todo = – việc: your open tasks
help-withdraw = – rút lại: choose what was sent by mistake and take it back
help-digest = – tổng hợp: where things stand right now
help-chase = – đôn đốc: remind agencies of what was overdue before the plan was brought in
help-group = – nhắc nhóm <agency>, written in that agency’s group: contact officers who cannot be reached directly are reminded there by name; thôi nhắc nhóm: end this
help-code = – An invitation code from the Department of Home Affairs: to join
help-help = – hướng dẫn: this text

## Platforms

platform = { $platform ->
    [telegram] Telegram
    [zalo-bot] Zalo Bot
    [zalo-personal] Zalo
   *[console] the screen
}
platform-account = { $platform } “{ $name }”
platforms = You can be reached here:
platforms-account = { $account }{ $preferred ->
    [yes] , preferred
   *[no] { "" }
}{ $reachable ->
    [yes] { "" }
   *[no] , not reachable at the moment
}
platforms-choose = To choose where you prefer to get messages, reply with the number.
platforms-add = To link an account on another platform, reply “thêm kênh”.
platform-preferred = From now on, messages reach you on { $platform } where possible. When it is interrupted, they reach you another way.
account-code = Linking code: { $code } (valid for { $minutes } minutes, once).
account-code-send = Please send this code, from the account that is to be linked, to { $bots }.
account-code-bot = { $name } on { $platform }
account-code-secret = Please do not pass the code on: whoever sends it will get your messages.
account-code-none = There is no other platform to link at the moment.
account-linked = The account { $account } has been linked to you{ GIVEN($others) ->
    [yes] , together with the one on { $others }
   *[no] { "" }
}.
account-linked-choose = Results may be sent from any of them; reply “kênh” to see them and to choose the preferred one.
account-linked-secure = If this was not you, please contact the Department of Home Affairs at once.
account-code-refused = { $reason ->
    [used] This linking code has already been used. Please reply “thêm kênh” from the account that has joined to get a new one.
    [expired] This linking code has expired. Please reply “thêm kênh” from the account that has joined to get a new one.
    [other_member] This account is registered with another role, so it could not be linked; the code has not been used. Please contact the administrator.
   *[own] This account is yours already. Please send the code from the account that is to be linked.
}
help-platforms = – kênh: see and choose where you get messages; thêm kênh: link an account on another platform

group-named = { $on ->
    [yes] From now on, contact officers of { $agency } who cannot be reached directly are reminded in this group, by name.{ GIVEN($former) ->
        [yes] { " " }{ $former } is no longer reminded in this group.
       *[no] { "" }
    }
   *[no] { $agency } is no longer reminded in this group.
}
group-refused = { $reason ->
    [unknown_agency] No such agency was found. Please write its code or short name, for example: nhắc nhóm so-tu-phap
    [no_mentions] This platform cannot name members in a group, so nobody can be reminded here.
   *[not_coordinator] “nhắc nhóm” is for the coordinators at the Department of Home Affairs.
}

## Our own accounts

bots = The accounts that send messages:
bots-none = There is no account that sends messages yet.
bots-choose = Please reply with the number of such an account: one that has given way connects again at once, one whose session has ended or that is locked is logged in again by a QR code sent here.
bot = { $bot }: { $state }{ GIVEN($since) ->
    [yes] { " " }since { $since }
   *[no] { "" }
}{ GIVEN($resumes) ->
    [yes] , connects again by itself at { $resumes }
   *[no] { "" }
}{ $waiting ->
    [0] { "" }
    [one] ; 1 message waiting
   *[other] ; { $waiting } messages waiting
}.
bot-state = { $state ->
    [connected] working
    [connecting] connecting
    [unreachable] cut off from its server
    [displaced] has given way, because the account was opened elsewhere
    [expired] logged out, its session has ended
    [banned] locked or restricted
   *[absent] not served by any program
}
bot-instant = { $time } on { $date }
bot-lost = Messages for people who have another platform go there. Reply “kênh” to see and to act.
bot-back = { $bot } is working again. Waiting messages are being sent as usual.
bot-resuming = Connecting { $bot } again. If the account is still open elsewhere, it is cut off there. Reply “kênh” to see the result.
session-ending = The session of { $bot } ends on { $date } ({ $days ->
    [0] today
    [1] tomorrow
   *[other] in { $days } days
}). When it has ended, please reply “kênh” to log in again by a QR code.
login-begun = Getting a QR code to log { $bot } in again. Please have the phone that uses this account ready; the code will be sent here.
login-qr = Please open Zalo on the phone that uses { $bot }, scan this code and confirm. It is valid for { $seconds } seconds. Do not pass it on. Please note: this way of logging in is unofficial, and Zalo may restrict or lock the account; use a spare number only, and do not open Zalo Web or Zalo PC with this account.
login-ended = { $outcome ->
    [done] { $bot } is logged in again. Waiting messages will be sent.
    [expired] { $bot } was not logged in: nobody scanned the QR code while it was valid. Reply “kênh” for a new one.
    [declined] { $bot } was not logged in: it was declined on the phone. Reply “kênh” for a new code.
    [banned] { $bot } was not logged in: Zalo refused, the account may be locked or restricted. Please check it on the phone.
    [wrong_account] The account that scanned the code is not { $bot }, so nothing was saved. Please scan with the phone that uses this account; reply “kênh” for a new code.
    [unavailable] { $bot } cannot be logged in from here. Please reply “kênh” on another platform that shows pictures, such as Telegram, or contact the operator.
   *[failed] { $bot } was not logged in because of a connection problem. Please try again in a few minutes: reply “kênh”.
}

## Command line

cli-usage =
    Nhắc Việc: reminds agencies of their administrative-reform communication plan

    Usage: npm run nhacviec -- <command> [options]

      serve [--clock T]                Run the bot (the default command); --clock rehearses from an ISO time with offset, such as 2024-11-29T08:00+07:00
      demo [--json]                    Play a sample on the screen, without a bot token
      province add CODE --name NAME [--timezone ZONE]
                                       Add a province (default time zone: Asia/Ho_Chi_Minh)
      province list                    List provinces
      agency import FILE               Import agencies, agency groups and site addresses
      agency list --province CODE      List agencies
      plan import CODE|FILE            Import a plan that ships with the program, or a file
      plan list                        List plans
      plan show CODE|FILE [--json]     Show what a plan asks for
      plan simulate CODE [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--agency CODE] [--province CODE] [--json|--csv]
                                       Play the year of an imported plan: what falls due and every reminder while no result comes in; sends nothing, changes nothing
      invite --province CODE [--agency CODE] --role officer|coordinator|admin [--days N]
                                       Create a single-use invitation code, valid for N days (default: 14)
      zalo login [--account UID]       Log a personal Zalo account in by a QR code; --account: accept this account only
      migrate                          Bring the database up to date
      health                           Check that everything works
      --help                           Show this text

    Environment variables:
      DATABASE_URL         PostgreSQL address; when empty, the database lives in DATA_DIR
      DATA_DIR             Data directory when PostgreSQL is not used (default: ./data)
      TELEGRAM_BOT_TOKEN   Telegram bot token from BotFather
      ZALO_BOT_TOKEN       Zalo bot token from Zalo Bot Manager (the official way)
      ZALO_CREDENTIALS_KEY Key that seals the sessions of personal Zalo accounts: 32 bytes as base64
                           (serve needs at least one of these three; for the other ZALO_ variables see .env.example)
      TELEGRAM_API_ROOT    Address of a Bot API server other than Telegram’s own
      NHACVIEC_LANG        Language: vi (default) or en
      INVITE_SECRET        Key that protects invitation codes, 16 characters or more; when empty, one is made
cli-unknown-command = There is no command “{ $command }”. See the commands: npm run nhacviec -- --help
cli-missing-argument = { $name } is missing. See the usage: npm run nhacviec -- --help
cli-bad-option = The option { $option } cannot be used. See the usage: npm run nhacviec -- --help
cli-option-problem = Option { $option }: { $problem }

cli-no-token = None of TELEGRAM_BOT_TOKEN, ZALO_BOT_TOKEN and ZALO_CREDENTIALS_KEY is set, so the bot cannot start; to look around without a token, run: npm run demo
cli-config-problem = Environment variable { $variable }: { $problem }
cli-config-not-a-url = is not an address that can be used, for example: { $example }
cli-config-not-allowed = must be one of: { $allowed }
cli-config-not-an-instant = is not an ISO time with offset, such as 2024-11-29T08:00+07:00
cli-config-wrong-length = must be { $min } to { $max } characters long
cli-config-too-short = is shorter than { $min } characters
cli-config-bad-token = does not have the form of a bot token from { $from } (123456:ABC…)
cli-config-bad-key = must be 32 bytes written as base64; make a key by: openssl rand -base64 32
cli-config-key-missing = is needed to open the sessions of personal Zalo accounts; make a key by: openssl rand -base64 32
cli-config-not-a-number = must be a whole number within the limits
cli-config-missing = is missing, and { $neededFor } needs it
cli-config-token-refused = the server does not accept this bot token
cli-config-unknown = there is no such variable; the name may be mistyped. See the variables: npm run nhacviec -- --help
cli-zalo-warning =
    NOTE: Logging a personal Zalo account in through this program is unofficial. Zalo may warn, restrict or lock the account.
    – Use a spare telephone number only, never the main account of an office or a person.
    – Do not open Zalo Web or Zalo PC with this account afterwards.
    – Prefer a Zalo Bot (the official way, ZALO_BOT_TOKEN) where it does what you need.
cli-zalo-scan = Open Zalo on the telephone, scan this code and confirm the login. The code is good for { $seconds } seconds.
cli-zalo-unreadable = The picture of the QR code from Zalo cannot be read. Please run the command again.
cli-zalo-scanned = “{ $name }” has scanned the code. Please confirm on the telephone.
cli-zalo-confirm = Scanned with the account “{ $name }” (id { $id }). Save this account as a bot? (yes/no)
cli-zalo-not-saved = Nothing has been saved. If “{ $name }” is the right account, run again with: --account { $id }
cli-zalo-wrong-account = The scanned account is “{ $name }” (id { $id }), not { $expected }. Nothing has been saved.
cli-zalo-failed = { $outcome ->
    [expired] Nobody scanned the code in time. Please run the command again.
    [declined] The login was declined on the telephone.
    [banned] Zalo refuses the login: the account may be restricted or locked.
   *[other] The login to Zalo failed. Please check the network and run the command again.
}
cli-zalo-saved = The Zalo account “{ $name }” (id { $id }) is saved. The serving process takes it up within a minute.
cli-database-unreachable = The database at { $host } cannot be reached ({ $reason }).
cli-database-broken = The database in DATA_DIR has stopped, perhaps because of the disk. Please check the disk and start again.
cli-data-dir-held = The data directory is in use by process { $pid }.
cli-holder-gone = The process that held the data directory has stopped. Please run the command again.
cli-clock-refused-real = --clock cannot be used: this database has served on the real clock. Please rehearse on another database.
cli-clock-refused-shifted = This database is for rehearsals (--clock) and cannot serve on the real clock.
cli-migrated = The database is up to date.
cli-health-ok = All is well. Database: { $database ->
    [postgres] PostgreSQL
   *[embedded] in DATA_DIR
}
cli-health-stalled = The serve process has given no sign of life for 3 minutes. Please check it and start it again.
cli-internal = The program met an unexpected fault: { $error }
cli-serving = Running: { $bots }. Press Ctrl+C to stop.

cli-province-added = Added { $name } ({ $code }), time zone { $timezone }.
cli-province-exists = { $code } exists already; nothing was changed.
cli-province-unknown = There is no province “{ $code }”. Add it with: province add { $code } --name "…"
cli-province-list-line = { $code }  { $name } ({ $timezone })
cli-province-none = There are no provinces yet. Add one with: province add CODE --name "…"

cli-agency-imported = Agencies: { $added } added, { $changed } updated. Groups: { $groups }. Sites: { $sites }, { $unverified } of them not confirmed.
cli-agency-unknown = There is no agency “{ $code }” in { $province }. See the list: agency list --province { $province }
cli-agency-list-line = { $code }  { $name } ({ $groups })
cli-agency-none = There are no agencies in { $province } yet. Import them with: agency import FILE

cli-plan-imported = Imported plan { $code }, version { $version }: { $duties } duties, { $chased } chased, { $ongoing } ongoing.
cli-plan-unchanged = Plan { $code } is unchanged, still version { $version }.
cli-plan-unknown = There is no plan “{ $code }”. See the list: plan list
cli-plan-none = There are no plans yet. Import one with: plan import CODE|FILE
cli-plan-open-questions = { $count ->
    [one] 1 point that the plan leaves open is run by its default:
   *[other] { $count } points that the plan leaves open are run by their defaults:
}
cli-plan-open-question-general = – { $question } Default: { $default }
cli-plan-open-question = – { $clause }: { $question } Default: { $default }
cli-plan-list-line = { $code }  { $name } ({ $province }, { $state ->
    [shipped] ships with the program, not imported
   *[imported] version { $version } imported
})
cli-simulate-unknown-plan = The plan “{ $code }” has not been imported. See the list: plan list; import it with: plan import { $code }
cli-simulate-ambiguous = Several provinces have a plan “{ $code }”: { $provinces }. Choose one with: --province CODE
cli-simulate-range = The first day --from { $from } is after the last day --to { $to }. Please enter them again.
cli-simulate-format = Please choose only one of --json and --csv.
cli-simulate-header = Playing { $name } ({ $code }, version { $version }) from { $from } { GIVEN($to) ->
    [yes] to { $to }
   *[no] to the end of the plan
}, as if no result came in. Nothing is sent, nothing is changed.
cli-simulate-steps = Reminders: -7, -3, -1 are 7, 3, 1 days before the deadline; 0 is its last day; +1, +3 are 1, 3 days after it; w3, w5 are Wednesday, Friday; with a month before it (2024-05:-3) it is about the average pace up to the end of that month.
cli-simulate-month = { $month }/{ $year }
cli-simulate-assignment = { $date } { $stated ->
    [yes] due
   *[no] end of period (the plan states no deadline)
}: { $agency } ({ $code }), { $clause }{ GIVEN($period) ->
    [yes] , period { $period }
   *[no] { "" }
}, from { $from }
cli-simulate-reminder = { $date } { $time } reminder { $step }: { $agency } ({ $code }), { $clause }{ GIVEN($period) ->
    [yes] , period { $period }
   *[no] { "" }
}, { $stated ->
    [yes] due
   *[no] ends
} { $due }
cli-simulate-summary = By month:
cli-simulate-month-sum = { $month }/{ $year }: { $assignments } due or ended, { $reminders } reminders, { $agencies } agencies
cli-simulate-total = In all: { $assignments } due or ended, { $reminders } reminders, { $agencies } agencies
cli-plan-show-header = { $name } ({ $code }), { $province }, { $year }
cli-plan-show-document = Document: no. { $number }, dated { $signedOn }
cli-plan-show-document-blank = left blank
cli-plan-show-effective = Assigned from: { $date }
cli-plan-show-theme = Theme: { $theme }
cli-plan-show-parent = Carries out: { $parent }
cli-plan-show-duty = { $clause }: { $title }
cli-plan-show-cadence = Cadence: { $cadence ->
    [once] once
    [week] weekly
    [month] monthly
    [quarter] quarterly
    [half] half-yearly
    [year] yearly
    [named] by the periods that the plan names
   *[ongoing] ongoing, not chased
}
cli-plan-show-month-start = Months begin on day { $day } of the month before
cli-plan-show-period = { $title }: { $from }–{ $to }{ GIVEN($due) ->
    [yes] , due by the end of { $due }
   *[no] { "" }
}
cli-plan-show-quota = Quota: at least { $min }{ $stated ->
    [yes] { "" }
   *[no] { " " }(the plan states no number)
}
cli-plan-show-quota-average = Quota: { $average } a month on average, at least { $perYear } a year
cli-plan-show-requirement = { $channel }: { $min }
cli-plan-show-requirements = Where ({ $mode ->
    [all] all of them
   *[any] any of them
}): { $requirements }
cli-plan-show-due = Due: { $kind ->
    [end_of_period] end of the period
    [date] by the end of { $date }
    [day_of_month] by the end of day { $day } of the month that ends the period
    [after_period] { $days } days after the period
   *[none] not stated
}
cli-plan-show-assignees = Assigned to: { $names }
cli-plan-show-except = Except: { $names }
cli-plan-show-evidence-kind = { $evidence ->
    [link] link
    [broadcast] broadcast log
    [document] document
   *[text] text of the article
}
cli-plan-show-evidence = Evidence: { $evidences }
cli-plan-show-judged-by = Lateness judged by: { $judgedBy ->
    [published] date of publication
    [sent] day it was sent
   *[document] date of the document
}
cli-plan-show-shares = One article also counts toward: { $keys }

cli-invite-created = Invitation code: { $code } ({ $role ->
    [officer] contact officer of { $agency }
    [coordinator] coordinator of { $province }
   *[admin] administrator of { $province }
}), valid through { $expires }.
cli-invite-link = Link to join: { $link }
cli-invite-how = Please pass it on to the person invited: they open the link to join, if there is one, or send the code to { GIVEN($bots) ->
    [yes] { $bots }
   *[no] the bot
}.
cli-invite-needs-agency = Inviting an officer needs --agency CODE.

cli-file-unreadable = The file { $file } cannot be read.
cli-file-problem = { $file }, line { $line }{ GIVEN($path) ->
    [yes] , { $path }
   *[no] { "" }
}: { $problem }
cli-file-problem-not-allowed = “{ $got }” cannot be used; allowed: { $allowed }
cli-file-problem-missing = is missing
cli-file-problem-unknown-key = there is no field “{ $key }”; fields that can be used: { $allowed }
cli-file-problem-not-a-date = “{ $got }” is not a date of the form YYYY-MM-DD
cli-file-problem-duplicate = “{ $got }” appears twice
cli-file-problem-expected = expected { $what ->
    [whole_number] a whole number, 1 or more
    [year] a year from 2000 to 2099
    [yes_or_no] true or false
    [list] a list
    [map] fields of the form “name: value”
    [slug] a code of lower-case letters without accents, digits and hyphens, such as so-tu-phap
    [clause] a clause of the form III, III.1 or III.1.b
    [host] a lower-case host name without https://, such as binhthuan.gov.vn
    [path] a path that begins with “/” and does not end with it, such as /tin-tuc
   *[text] text
}, found “{ $got }”
cli-file-problem-unknown-reference = “{ $got }” is not declared{ GIVEN($allowed) ->
    [yes] ; declared: { $allowed }
   *[no] { "" }
}
cli-file-problem-out-of-range = “{ $got }” is { GIVEN($from) ->
    [yes] { GIVEN($to) ->
        [yes] not between { $from } and { $to }
       *[no] before { $from }, the first day allowed
    }
   *[no] after { $to }, the last day allowed
}
cli-file-problem-conflict = cannot stand beside “{ $with }: { $got }”
cli-file-problem-alias = “*{ $got }” repeats another part of the file; please write it out
cli-file-problem-syntax = syntax: { $message }

cli-demo-title = Nhắc Việc: a sample. The people are invented; nothing leaves this computer.
cli-demo-day = ── { $date }, { $time } ──
cli-demo-person = { $name } ({ $agency }) sends:
cli-demo-bot = Nhắc Việc to { $name } ({ $agency }):
cli-demo-help =
    You can go on from here:
      <name>: <text>   write as a person: { $names }
      +1d              move the clock on by a day (+2h: by two hours)
      quit             end
cli-demo-prompt = { $date } { $time } ›
cli-demo-clock = Clock: { $date }, { $time }
cli-demo-unknown-person = There is nobody called “{ $name }” in the sample. Choose from: { $names }
cli-demo-not-understood = This line was not understood. Try: <name>: <text>, +1d, or quit
cli-demo-bye = The end.
