### Mọi câu người dùng nhìn thấy. Tiếng Việt là bản gốc.

## Ngày, kỳ

date-short = { NUMBER($day, minimumIntegerDigits: 2) }/{ NUMBER($month, minimumIntegerDigits: 2) }
date-full = { date-short }/{ $year }
date-weekday = { $weekday ->
    [1] thứ Hai
    [2] thứ Ba
    [3] thứ Tư
    [4] thứ Năm
    [5] thứ Sáu
    [6] thứ Bảy
   *[7] Chủ nhật
} { $date }
date-month = tháng { $month }
period = { $cadence ->
    [week] tuần { $week }
    [month] { date-month }
    [quarter] quý { $quarter ->
        [1] I
        [2] II
        [3] III
       *[4] IV
    }
    [half] 6 tháng { $half ->
        [1] đầu năm
       *[2] cuối năm
    } { $year }
   *[year] năm { $year }
}
period-with-year = { $period }/{ $year }
period-span = từ { $from } đến { $to }

## Nhiệm vụ

channel = { $channel ->
    [own_site] Trang TTĐT của đơn vị
    [portal] Cổng TTĐT tỉnh
    [loudspeaker] hệ thống truyền thanh
    [radio_tv] sóng phát thanh, truyền hình
    [newsletter] Bản tin CCHC
   *[document] văn bản gửi Sở Nội vụ
}
channels = { $others } { $mode ->
    [all] và
   *[any] hoặc
} { $last }
clause-point = điểm { $point } khoản { $clause } mục { $part }
clause-clause = khoản { $clause } mục { $part }
clause-part = mục { $part }

item-title = { $title }, { $period }
item-progress = { $state ->
    [met] { $done }/{ $need }, đã đủ
    [none] chưa ghi nhận
   *[short] đã có { $done }/{ $need }, còn thiếu { $missing }
}
item-pace = lũy kế { $done }/{ $expected }, { $missing ->
    [0] đúng tiến độ
   *[other] cần thêm { $missing } để đúng tiến độ
} đến hết { $month } (chỉ tiêu năm { $need }, hạn hết { $due })
item-latest = Gần nhất: { $by } gửi ngày { $date }.
item-basis = Căn cứ: { $clauses }.
item-basis-plan = Căn cứ: { $clauses } { $planName }.
item-deadline = { $state ->
    [overdue] Đã quá hạn { NUMBER($days, minimumIntegerDigits: 2) } ngày (hạn hết { $day }).
    [today] Hạn hết hôm nay, { $day }.
    [unstated] Kế hoạch không nêu hạn; kỳ tính đến hết { $day }.
    [weekend] Hạn: hết { $day }; ngày làm việc cuối: { $workingDay }.
   *[running] Hạn: hết { $day }.
}
item-due = { $state ->
    [overdue] đã quá hạn { NUMBER($days, minimumIntegerDigits: 2) } ngày
    [today] hạn hết hôm nay
    [unstated] chưa nêu hạn, kỳ đến hết { $day }
   *[running] hạn hết { $day }
}

send = { $way ->
    [link] Tin, bài đã đăng: đề nghị anh/chị gửi đường dẫn vào đây.
    [broadcast] Tin, bài đã phát: đề nghị anh/chị trả lời “phát thanh <ngày, giờ, tên bài>”, ví dụ: phát thanh 17/01 17h30 Tên bài.
    [newsletter] Bản tin đã phát hành: đề nghị anh/chị trả lời “bản tin <ngày, số>”, ví dụ: bản tin 15/01 số 03.
   *[document] Văn bản đã ban hành: đề nghị anh/chị trả lời “văn bản số …/… ngày …”, ví dụ: văn bản số 12/KH-STP ngày 20/01/2024.
}

## Nhắc việc

reminder-articles = Nhắc việc: { $agency } đã có { $done }/{ $need } tin, bài { $period } trên { $channels }, còn thiếu { $missing }.
reminder-pace = Nhắc việc { $agency }: tin, bài trên { $channels } { item-pace }.
reminder-task = Nhắc việc: { $agency } có việc “{ $title }” { $done ->
    [0] chưa ghi nhận kết quả.
   *[other] đã ghi nhận { $done }/{ $need }, còn thiếu { $missing }.
}
reminder-list = Nhắc việc: { $agency } có { $count } việc cần thực hiện theo { $planName }:
reminder-list-plans = Nhắc việc: { $agency } có { $count } việc cần thực hiện:
reminder-agencies = Nhắc việc: anh/chị phụ trách { $agencies } đơn vị có { $count } việc cần thực hiện.
reminder-agency = { $agency }, theo { $planName }:
reminder-agency-plans = { $agency }:

unstaffed = Chưa nhắc được { $count } đơn vị vì chưa có hoặc chưa liên hệ được cán bộ đầu mối:
unstaffed-next = Đề nghị anh/chị đôn đốc trực tiếp và đề nghị người quản trị hệ thống cấp mã mời cho đầu mối của các đơn vị này.
held = Khi đưa { $planName } vào hệ thống, có { $count } việc đã quá hạn. Các đơn vị sau chưa được nhắc về những việc này:
held-next = Để nhắc các đơn vị, đề nghị anh/chị trả lời “đôn đốc”.
summary-line = – { $agency }: { $items }
summary-item = { $title } ({ $done }/{ $need }, { $due })
summary-pace = { $title } (lũy kế { $done }/{ $expected } đến hết { $month })
summary-more = và { $count } việc khác

## Việc đang mở

todo-agency = { $agency } có { $count } việc đang mở:
todo-answer = Trả lời số thứ tự để xem căn cứ và cách báo kết quả của từng việc.
todo-none = Hiện anh/chị không có việc nào đang mở. Khi có việc mới, hệ thống sẽ nhắc.

item-channels = Nơi đăng, phát, gửi: { $channels }.
answer-refused = { $reason ->
    [out_of_range] { $max ->
        [1] Danh sách chỉ có một mục, số 1.
       *[other] Danh sách có { $max } mục; đề nghị anh/chị trả lời số từ 1 đến { $max }.
    }
    [only_one] Đề nghị anh/chị chỉ chọn một số.
   *[no_question] Không có danh sách nào đang chờ trả lời bằng số (danh sách trước đó, nếu có, đã được trả lời hoặc đã hết hiệu lực). Trả lời “hướng dẫn” để xem cách dùng.
}

## Rút lại

withdraw-choice = Các kết quả anh/chị gửi gần đây:
withdraw-piece = “{ $text }” ({ $agency }, gửi ngày { $date })
withdraw-how = Để rút lại, đề nghị anh/chị trả lời số thứ tự, ví dụ: 1 hoặc 1, 2. Kết quả đã rút lại không được tính nữa; khi cần có thể gửi lại.
withdrawn = Đã rút lại { $count } kết quả, không tính nữa:
withdrawn-before = Đã được rút lại từ trước { $count } kết quả:
withdrawn-kept = Đã bỏ lần gửi của anh/chị; { $count } kết quả sau { $state ->
    [counted] vẫn được tính vì đồng nghiệp cũng đã gửi:
   *[kept] vẫn được lưu vì đồng nghiệp cũng đã gửi:
}
withdrawn-piece = – “{ $text }”
withdrawn-more = – và { $count } kết quả khác
withdrawn-standing = { $agency }: { $standing }.
withdrawn-locked = Chưa rút lại được { $count } kết quả vì số liệu của kỳ đã chốt; đề nghị anh/chị liên hệ chuyên viên theo dõi của Sở Nội vụ:
nothing-to-withdraw = Trong 45 ngày qua anh/chị không có kết quả nào để rút lại. Để điều chỉnh kết quả cũ hơn, đề nghị anh/chị liên hệ Sở Nội vụ.

## Kết quả nhận đường dẫn

receipt-agency = { $agency }: đã nhận { $total } đường dẫn, { $counted ->
    [0] không có bài mới được tính.
   *[other] tính { $counted }.
}
receipt-assignment = – { $title }: { $count } bài{ $surplus ->
    [0] { "" }
   *[other] , trong đó { $surplus } bài ngoài chỉ tiêu
} ({ $standing })
receipt-total = { $period }: { $done }/{ $need }
receipt-running = lũy kế { $period }: { $done }/{ $need }
receipt-bare = { $done }/{ $need }
receipt-standing = { $total }, { $missing ->
    [0] đã đủ
   *[other] còn { $missing }, { $due }
}
receipt-duplicate = – { $count } đường dẫn trùng, đã nhận ngày { $date } { $state ->
    [counted] và đã được tính
   *[kept] nhưng chưa được tính; đã lưu, không cần gửi lại
}
receipt-duplicates-more = – { $count } đường dẫn trùng khác
receipt-taken = Đã lưu nhưng chưa tính { $count } đường dẫn: bài đã được ghi nhận từ trước. Sở Nội vụ sẽ thấy trong bản tổng hợp; anh/chị không cần gửi lại.
receipt-unknown = Đã lưu nhưng chưa tính { $count } đường dẫn: địa chỉ { $hosts } chưa có trong danh sách trang của { $agency }. Sở Nội vụ sẽ thấy trong bản tổng hợp; khi địa chỉ được đăng ký và bài được tính, hệ thống sẽ báo. Anh/chị không cần gửi lại.
receipt-host = “{ $host }”{ $count ->
    [1] { "" }
   *[other] { " " }({ $count } đường dẫn)
}
receipt-hosts-more = và { $count } địa chỉ khác
receipt-no-duty = Đã lưu nhưng không tính { $count } đường dẫn trên { $channel }: hiện đơn vị không có chỉ tiêu tin, bài đang mở ở đây.
receipt-withdraw = Gửi nhầm: trả lời “rút lại”.
receipt-unreadable = Chưa đọc được { $count } địa chỉ: { $addresses }. Đề nghị anh/chị kiểm tra và gửi lại.
links-kept = Đã lưu nhưng chưa tính { $count } đường dẫn anh/chị gửi, vì anh/chị chưa là cán bộ đầu mối của đơn vị nào. Sau khi anh/chị tham gia với vai trò cán bộ đầu mối của một đơn vị, hệ thống sẽ xử lý cho đơn vị đó; không cần gửi lại.
files-kept = Đã nhận { $count } ảnh, tệp, nhưng hệ thống hiện chưa tự đọc được nội dung nên chưa ghi nhận kết quả. Đề nghị anh/chị dán đường dẫn tin, bài vào đây, hoặc trả lời “phát thanh …”, “bản tin …”, “văn bản số …” kèm ngày.
counted-later = { $agency }: { $why ->
    [site] địa chỉ trang đã được đăng ký, nên các đường dẫn đã gửi trước đây nay được tính:
   *[free] đường dẫn đã gửi trước đây, khi đó chưa được tính, nay được tính:
}

logged = Đã ghi nhận kết quả của { $agency }: “{ $note }”.
logged-surplus = { $title } đã đủ từ trước; kết quả này được lưu thêm, ngoài chỉ tiêu.
log-refused = { $work ->
    [broadcast] { $reason ->
        [no_duty] Chưa ghi nhận được: đơn vị của anh/chị hiện không có nhiệm vụ phát thanh đang mở. Trả lời “việc” để xem các việc đang mở.
        [no_note] Đề nghị anh/chị ghi thêm ngày, giờ và tên bài đã phát, ví dụ: phát thanh 17/01 17h30 Tên bài.
        [future] Chưa ghi nhận được vì ngày phát chưa đến. Đề nghị anh/chị gửi lại sau khi bài đã phát.
       *[closed] Chưa ghi nhận được vì ngày phát không thuộc kỳ đang mở. Nếu cần bổ sung, đề nghị anh/chị liên hệ Sở Nội vụ.
    }
    [newsletter] { $reason ->
        [no_duty] Chưa ghi nhận được: đơn vị của anh/chị hiện không có nhiệm vụ phát hành bản tin đang mở. Trả lời “việc” để xem các việc đang mở.
        [no_note] Đề nghị anh/chị ghi thêm ngày phát hành và số của bản tin, ví dụ: bản tin 15/01 số 03.
        [future] Chưa ghi nhận được vì ngày phát hành chưa đến. Đề nghị anh/chị gửi lại sau khi bản tin đã phát hành.
       *[closed] Chưa ghi nhận được vì ngày phát hành không thuộc kỳ đang mở. Nếu cần bổ sung, đề nghị anh/chị liên hệ Sở Nội vụ.
    }
   *[document] { $reason ->
        [no_duty] Chưa ghi nhận được: đơn vị của anh/chị hiện không có nhiệm vụ ban hành văn bản đang mở. Trả lời “việc” để xem các việc đang mở.
        [no_note] Đề nghị anh/chị ghi đủ số, ký hiệu (có dấu “/”) và ngày của văn bản, ví dụ: văn bản số 12/KH-STP ngày 20/01/2024.
        [future] Chưa ghi nhận được vì ngày của văn bản chưa đến. Đề nghị anh/chị kiểm tra ngày rồi gửi lại.
       *[closed] Chưa ghi nhận được vì ngày của văn bản không thuộc kỳ đang mở. Nếu cần bổ sung, đề nghị anh/chị liên hệ Sở Nội vụ.
    }
}
done-by = { $by } đã gửi kết quả của { $agency }. { $standing }{ $state ->
    [met] . Anh/chị không cần gửi thêm.
    [on_pace] ; anh/chị không cần gửi thêm lúc này.
   *[short] .
}
reopened = { $by } đã rút lại kết quả đã gửi của { $agency }, nên việc này lại chưa đủ. { $standing }.

## Tham gia

welcome = Chào anh/chị { $name }. Anh/chị đã được ghi nhận là { $role ->
    [officer] cán bộ đầu mối CCHC của { $agency }.
    [coordinator] chuyên viên theo dõi CCHC của { $province }.
   *[admin] người quản trị hệ thống của { $province }.
}
welcome-open = Đơn vị có { $count } việc đang mở, gần nhất: { $title }. { $deadline }
welcome-open-none = Đơn vị hiện không có việc đang mở.
welcome-officer-next = Gửi đường dẫn tin, bài vào đây để báo kết quả; trả lời “việc” để xem các việc đang mở, “hướng dẫn” để xem cách dùng.
welcome-coordinator-next = { $role ->
    [coordinator] Bản tổng hợp tuần được gửi vào đây.
   *[admin] Khi chưa có chuyên viên theo dõi, bản tổng hợp tuần được gửi vào đây.
} Trả lời “tổng hợp” để xem số liệu lúc này, “đôn đốc” để nhắc các việc đã quá hạn từ trước khi đưa kế hoạch vào hệ thống, “hướng dẫn” để xem cách dùng.
welcome-privacy =
    Hệ thống lưu họ tên, tài khoản của anh/chị, nội dung và thời điểm gửi; chỉ dùng để theo dõi nhiệm vụ của kế hoạch.
    Đề nghị không gửi tài liệu mật, dữ liệu cá nhân của người dân.
already-member = Anh/chị đã là { $role ->
    [officer] cán bộ đầu mối của { $agency }
    [coordinator] chuyên viên theo dõi của { $province }
   *[admin] người quản trị hệ thống của { $province }
} từ trước, không cần dùng mã này. Trả lời “hướng dẫn” để xem cách dùng.
code-refused = { $reason ->
    [used] Mã mời này đã được sử dụng. Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mới.
    [expired] Mã mời này đã hết hạn. Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mới.
    [revoked] Mã mời này đã được thu hồi. Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mới.
   *[unknown] Chưa tìm thấy mã mời này. Đề nghị anh/chị kiểm tra từng ký tự rồi gửi lại, hoặc liên hệ Sở Nội vụ để nhận mã.
}
stranger = Chào anh/chị. Đây là kênh nhắc việc tuyên truyền CCHC dành cho đầu mối của các cơ quan, đơn vị. Đề nghị anh/chị liên hệ Sở Nội vụ để nhận mã mời, rồi gửi mã vào đây.
stranger-links = Đã giữ { $count } đường dẫn anh/chị gửi; sau khi anh/chị tham gia, hệ thống sẽ xử lý, không cần gửi lại.

## Tổng hợp

digest-week = TỔNG HỢP TUẦN { $week } ({ $from }–{ $to }), số liệu đến { $time } ngày { $on }
digest-now = TỔNG HỢP, số liệu đến { $time } ngày { $on }
digest-shifted = Chạy thử: đồng hồ đã được dời, số liệu không dùng để đánh giá.
digest-none = Chưa có nhiệm vụ nào trong kỳ này.
digest-duty = – { $title } ({ $clause }){ $overdue ->
    [yes] , đã hết hạn
   *[no] { "" }
}: { $figures }
digest-met = đạt { $count }/{ $total }
digest-short = chưa đủ: { $names }
digest-short-agency = { $agency } { $done }/{ $need }
digest-missing = chưa có: { $names }
digest-pace = đạt tiến độ { $count }/{ $total } (tính đến hết { $month })
digest-behind = chậm { $count }{ GIVEN($names) ->
    [yes] : { $names }
   *[no] { "" }
}
digest-behind-none = chưa có bài: { $names }
digest-pace-later = bắt đầu tính tiến độ từ cuối { $month }
digest-unreachable = Chưa liên hệ được { $count } đơn vị: { $names }
digest-uncounted = Chờ xem xét: { $links }
digest-uncounted-links = { $agency } { $count } đường dẫn ({ $host })
digest-uncounted-more = và { $count } địa chỉ khác
digest-unverified = Có tin, bài đã tính trên địa chỉ chưa được xác nhận: { $hosts }
digest-in-doubt = Chưa rõ đã đến người nhận: { $count } tin nhắn
digest-parked = Chưa xử lý được, đã để riêng: { $count } tin nhắn gửi đến
digest-held = Quá hạn từ trước khi đưa kế hoạch vào hệ thống, chưa đôn đốc: { $count } việc
digest-commands = Trả lời: tổng hợp{ $held ->
    [0] { "" }
   *[other] , đôn đốc
}

chased = { $count ->
    [0] Hiện không có việc nào cần đôn đốc thêm.
   *[other] Đã đưa { $count } việc quá hạn vào diện nhắc. Đầu mối của các đơn vị đã liên hệ được sẽ nhận lời nhắc.
}
not-allowed = Lệnh { $command ->
    [digest] “tổng hợp”
   *[chase] “đôn đốc”
} dành cho chuyên viên theo dõi của Sở Nội vụ. Để xem các việc của đơn vị, đề nghị anh/chị trả lời “việc”.

## Hướng dẫn

help-not-understood = Hệ thống chưa nhận ra nội dung cần xử lý trong tin nhắn vừa rồi.
help-head = Anh/chị có thể gửi:
help-links = – Đường dẫn tin, bài đã đăng: để được ghi nhận; có thể gửi nhiều đường dẫn một lần
help-broadcast = – phát thanh <ngày, giờ, tên bài>: báo tin, bài đã phát, ví dụ: phát thanh 17/01 17h30 Tên bài
help-newsletter = – bản tin <ngày, số>: báo bản tin đã phát hành, ví dụ: bản tin 15/01 số 03
help-document = – văn bản số …/… ngày …: báo văn bản đã ban hành, ví dụ: văn bản số 12/KH-STP ngày 20/01/2024
help-todo = – việc: xem các việc đang mở
help-withdraw = – rút lại: chọn kết quả gửi nhầm để rút lại
help-digest = – tổng hợp: xem tình hình thực hiện lúc này
help-chase = – đôn đốc: nhắc các việc đã quá hạn từ trước khi đưa kế hoạch vào hệ thống
help-group = – nhắc nhóm <đơn vị>, viết trong nhóm của đơn vị: cán bộ đầu mối không nhận được tin riêng sẽ được nhắc tên tại nhóm; thôi nhắc nhóm: ngừng nhắc
help-code = – Mã mời do Sở Nội vụ cấp: để tham gia
help-help = – hướng dẫn: xem nội dung này

## Kênh liên lạc

platform = { $platform ->
    [telegram] Telegram
    [zalo-bot] Zalo Bot
    [zalo-personal] Zalo
   *[console] màn hình
}
platform-account = { $platform } “{ $name }”
platforms = Các kênh liên lạc của anh/chị:
platforms-account = { $account }{ $preferred ->
    [yes] , kênh ưu tiên
   *[no] { "" }
}{ $reachable ->
    [yes] { "" }
   *[no] , hiện chưa gửi tin đến được
}
platforms-choose = Để chọn kênh ưu tiên nhận tin, đề nghị anh/chị trả lời số thứ tự của kênh.
platforms-add = Để liên kết thêm tài khoản trên kênh khác, đề nghị anh/chị trả lời “thêm kênh”.
platform-preferred = Từ nay tin được ưu tiên gửi qua { $platform }. Khi kênh này gián đoạn, tin được gửi qua kênh khác của anh/chị.
account-code = Mã liên kết: { $code } (có hiệu lực { $minutes } phút, dùng một lần).
account-code-send = Đề nghị anh/chị gửi mã này, từ tài khoản cần liên kết, cho { $bots }.
account-code-bot = { $name } trên { $platform }
account-code-secret = Đề nghị không chuyển mã cho người khác: ai gửi mã sẽ nhận tin thay anh/chị.
account-code-none = Hiện hệ thống chưa có kênh nào khác để liên kết.
account-linked = Đã liên kết tài khoản { $account } với anh/chị{ GIVEN($others) ->
    [yes] , cùng với tài khoản trên { $others }
   *[no] { "" }
}.
account-linked-choose = Kết quả có thể gửi từ bất kỳ kênh nào; trả lời “kênh” để xem và chọn kênh ưu tiên nhận tin.
account-linked-secure = Nếu không phải anh/chị thực hiện, đề nghị liên hệ ngay Sở Nội vụ.
account-code-refused = { $reason ->
    [used] Mã liên kết này đã được sử dụng. Đề nghị anh/chị trả lời “thêm kênh” trên tài khoản đã tham gia để nhận mã mới.
    [expired] Mã liên kết này đã hết hiệu lực. Đề nghị anh/chị trả lời “thêm kênh” trên tài khoản đã tham gia để nhận mã mới.
    [other_member] Tài khoản này đang được ghi nhận với vai trò khác nên chưa liên kết được; mã vẫn chưa được sử dụng. Đề nghị anh/chị liên hệ người quản trị.
   *[own] Tài khoản này đã là của anh/chị. Đề nghị gửi mã từ tài khoản cần liên kết.
}
help-platforms = – kênh: xem và chọn kênh nhận tin; thêm kênh: liên kết tài khoản trên kênh khác

group-named = { $on ->
    [yes] Từ nay, lời nhắc cho cán bộ đầu mối của { $agency } mà hệ thống không gửi riêng được sẽ được gửi vào nhóm này, có nêu tên.{ GIVEN($former) ->
        [yes] { " " }Lời nhắc của { $former } không còn được gửi vào nhóm này.
       *[no] { "" }
    }
   *[no] Hệ thống ngừng gửi lời nhắc của { $agency } vào nhóm này.
}
group-refused = { $reason ->
    [unknown_agency] Chưa tìm thấy đơn vị. Đề nghị ghi đúng mã hoặc tên viết tắt của đơn vị, ví dụ: nhắc nhóm so-tu-phap
    [no_mentions] Kênh này không nêu tên thành viên trong nhóm được, nên chưa nhắc được ở đây.
   *[not_coordinator] Lệnh “nhắc nhóm” dành cho chuyên viên theo dõi của Sở Nội vụ.
}

## Tài khoản gửi tin của hệ thống

bots = Các tài khoản gửi tin của hệ thống:
bots-none = Hệ thống chưa có tài khoản gửi tin nào.
bots-choose = Đề nghị anh/chị trả lời số thứ tự của tài khoản gửi tin: tài khoản đang tạm nhường sẽ kết nối lại ngay; tài khoản hết phiên hoặc bị khóa sẽ được đăng nhập lại bằng mã QR gửi vào đây.
bot = { $bot }: { $state }{ GIVEN($since) ->
    [yes] { " " }từ { $since }
   *[no] { "" }
}{ GIVEN($resumes) ->
    [yes] , tự kết nối lại lúc { $resumes }
   *[no] { "" }
}{ $waiting ->
    [0] { "" }
   *[other] ; { $waiting } tin đang chờ gửi
}.
bot-state = { $state ->
    [connected] đang hoạt động
    [connecting] đang kết nối
    [unreachable] mất kết nối với máy chủ
    [displaced] tạm nhường vì tài khoản được mở ở nơi khác
    [expired] hết phiên đăng nhập
    [banned] bị khóa hoặc hạn chế
   *[absent] không có chương trình phục vụ
}
bot-instant = { $time } ngày { $date }
bot-lost = Tin chờ gửi cho người có kênh khác được chuyển sang kênh đó. Trả lời “kênh” để xem và xử lý.
bot-back = { $bot } đã hoạt động trở lại. Các tin đang chờ được gửi bình thường.
bot-resuming = Đang kết nối lại { $bot }. Nếu tài khoản còn được mở ở nơi khác, phiên ở đó sẽ bị ngắt. Trả lời “kênh” để xem kết quả.
session-ending = Phiên đăng nhập của { $bot } hết hạn ngày { $date } ({ $days ->
    [0] hôm nay
    [1] ngày mai
   *[other] còn { $days } ngày
}). Khi phiên đã hết, đề nghị anh/chị trả lời “kênh” để đăng nhập lại bằng mã QR.
login-begun = Đang lấy mã QR để đăng nhập lại { $bot }. Đề nghị anh/chị chuẩn bị điện thoại đang dùng tài khoản này; mã sẽ được gửi vào đây.
login-qr = Đề nghị anh/chị mở Zalo trên điện thoại đang dùng tài khoản { $bot }, quét mã này rồi xác nhận. Mã có hiệu lực { $seconds } giây. Không chuyển mã cho người khác. Lưu ý: đây là cách đăng nhập không chính thức, Zalo có thể hạn chế hoặc khóa tài khoản; chỉ dùng số điện thoại phụ và không mở Zalo Web hoặc Zalo PC bằng tài khoản này.
login-ended = { $outcome ->
    [done] Đã đăng nhập lại { $bot }. Các tin đang chờ sẽ được gửi.
    [expired] Chưa đăng nhập lại { $bot }: không có ai quét mã QR trong thời gian có hiệu lực. Trả lời “kênh” để nhận mã mới.
    [declined] Chưa đăng nhập lại { $bot }: yêu cầu đã bị từ chối trên điện thoại. Trả lời “kênh” để nhận mã mới.
    [banned] Chưa đăng nhập lại { $bot }: Zalo từ chối, tài khoản có thể đang bị khóa hoặc hạn chế. Đề nghị kiểm tra tài khoản trên điện thoại.
    [wrong_account] Tài khoản vừa quét mã không phải là { $bot }, nên hệ thống không lưu gì. Đề nghị quét bằng điện thoại dùng đúng tài khoản này; trả lời “kênh” để nhận mã mới.
    [unavailable] Chưa đăng nhập lại { $bot } từ đây được. Đề nghị anh/chị trả lời “kênh” từ một kênh khác nhận được ảnh, như Telegram, hoặc liên hệ người vận hành hệ thống.
   *[failed] Chưa đăng nhập lại { $bot } do lỗi kết nối. Đề nghị anh/chị thử lại sau ít phút: trả lời “kênh”.
}

## Dòng lệnh

cli-usage =
    Nhắc Việc: nhắc các cơ quan, đơn vị thực hiện kế hoạch tuyên truyền cải cách hành chính

    Cách dùng: npm run nhacviec -- <lệnh> [tùy chọn]

      serve [--clock T]                Chạy bot (lệnh mặc định); --clock chạy thử từ một thời điểm ISO có múi giờ, như 2024-11-29T08:00+07:00
      demo [--json]                    Diễn một đoạn mẫu ngay trên màn hình, không cần mã bot
      province add CODE --name NAME [--timezone ZONE]
                                       Thêm tỉnh, thành phố (múi giờ mặc định: Asia/Ho_Chi_Minh)
      province list                    Liệt kê tỉnh, thành phố
      agency import FILE               Nhập cơ quan, nhóm cơ quan, địa chỉ trang
      agency list --province CODE      Liệt kê cơ quan
      plan import CODE|FILE            Nhập kế hoạch có sẵn hoặc từ tệp
      plan list                        Liệt kê kế hoạch
      plan show CODE|FILE [--json]     Xem nội dung kế hoạch
      plan simulate CODE [--from YYYY-MM-DD] [--to YYYY-MM-DD] [--agency CODE] [--province CODE] [--json|--csv]
                                       Chạy thử cả năm của kế hoạch đã nhập: việc đến hạn và các lượt nhắc khi chưa có kết quả nào gửi về; không gửi tin, không thay đổi dữ liệu
      invite --province CODE [--agency CODE] --role officer|coordinator|admin [--days N]
                                       Tạo mã mời dùng một lần, trong N ngày (mặc định: 14)
      zalo login [--account UID]       Đăng nhập một tài khoản Zalo cá nhân bằng mã QR; --account: chỉ nhận đúng tài khoản này
      migrate                          Cập nhật cấu trúc cơ sở dữ liệu
      health                           Kiểm tra tình trạng hoạt động
      --help                           Xem nội dung này

    Biến môi trường:
      DATABASE_URL         Địa chỉ PostgreSQL; để trống thì dùng cơ sở dữ liệu trong DATA_DIR
      DATA_DIR             Thư mục dữ liệu khi không dùng PostgreSQL (mặc định: ./data)
      TELEGRAM_BOT_TOKEN   Mã bot Telegram do BotFather cấp
      ZALO_BOT_TOKEN       Mã bot Zalo do Zalo Bot Manager cấp (cách chính thức)
      ZALO_CREDENTIALS_KEY Khóa mã hóa phiên đăng nhập Zalo cá nhân: 32 byte dạng base64
                           (serve cần ít nhất một trong ba biến trên; các biến ZALO_ khác: xem .env.example)
      TELEGRAM_API_ROOT    Địa chỉ máy chủ Bot API, khi không dùng máy chủ của Telegram
      NHACVIEC_LANG        Ngôn ngữ: vi (mặc định) hoặc en
      INVITE_SECRET        Khóa bảo vệ mã mời; ít nhất 16 ký tự; để trống thì hệ thống tự tạo
cli-unknown-command = Không có lệnh “{ $command }”. Xem các lệnh: npm run nhacviec -- --help
cli-missing-argument = Còn thiếu { $name }. Xem cách dùng: npm run nhacviec -- --help
cli-bad-option = Không nhận tùy chọn { $option }. Xem cách dùng: npm run nhacviec -- --help
cli-option-problem = Tùy chọn { $option }: { $problem }

cli-no-token = Chưa có TELEGRAM_BOT_TOKEN, ZALO_BOT_TOKEN hoặc ZALO_CREDENTIALS_KEY nên chưa chạy được bot; để xem thử không cần mã bot, chạy: npm run demo
cli-config-problem = Biến môi trường { $variable }: { $problem }
cli-config-not-a-url = không phải là địa chỉ dùng được, ví dụ: { $example }
cli-config-not-allowed = chỉ nhận: { $allowed }
cli-config-not-an-instant = không phải là thời điểm ISO có múi giờ, như 2024-11-29T08:00+07:00
cli-config-wrong-length = phải dài từ { $min } đến { $max } ký tự
cli-config-too-short = ngắn hơn { $min } ký tự
cli-config-bad-token = không đúng dạng mã bot do { $from } cấp (123456:ABC…)
cli-config-bad-key = phải là 32 byte viết dạng base64; tạo khóa bằng lệnh: openssl rand -base64 32
cli-config-key-missing = cần có để mở phiên đăng nhập Zalo cá nhân; tạo khóa bằng lệnh: openssl rand -base64 32
cli-config-not-a-number = phải là số nguyên không âm trong giới hạn cho phép
cli-config-missing = còn thiếu, cần đi cùng { $neededFor }
cli-config-token-refused = máy chủ không chấp nhận mã bot này
cli-config-unknown = không có biến này, có thể tên bị gõ nhầm. Xem các biến: npm run nhacviec -- --help
cli-zalo-warning =
    LƯU Ý: Đăng nhập Zalo cá nhân qua chương trình này là cách không chính thức. Zalo có thể nhắc nhở, hạn chế hoặc khóa tài khoản.
    – Chỉ dùng một số điện thoại phụ, không dùng tài khoản chính của cơ quan hoặc của cá nhân.
    – Sau khi đăng nhập, không mở Zalo Web hoặc Zalo trên máy tính bằng tài khoản này.
    – Nên dùng Zalo Bot (cách chính thức, ZALO_BOT_TOKEN) nếu đáp ứng được nhu cầu.
cli-zalo-scan = Mở Zalo trên điện thoại, chọn quét mã QR và xác nhận đăng nhập. Mã có hiệu lực { $seconds } giây.
cli-zalo-unreadable = Chưa đọc được ảnh mã QR do Zalo gửi. Đề nghị chạy lại lệnh.
cli-zalo-scanned = Tài khoản “{ $name }” đã quét mã. Đề nghị xác nhận trên điện thoại.
cli-zalo-confirm = Đã quét bằng tài khoản “{ $name }” (số định danh { $id }). Lưu tài khoản này làm bot? (có/không)
cli-zalo-not-saved = Chưa lưu gì. Nếu đúng là tài khoản “{ $name }”, chạy lại với: --account { $id }
cli-zalo-wrong-account = Tài khoản vừa quét là “{ $name }” (số định danh { $id }), không phải { $expected }. Chưa lưu gì.
cli-zalo-failed = { $outcome ->
    [expired] Không có ai quét mã trong thời gian cho phép. Đề nghị chạy lại lệnh.
    [declined] Yêu cầu đăng nhập đã bị từ chối trên điện thoại.
    [banned] Zalo từ chối đăng nhập: tài khoản này có thể đang bị hạn chế hoặc khóa.
   *[other] Chưa đăng nhập được Zalo. Đề nghị kiểm tra mạng rồi chạy lại lệnh.
}
cli-zalo-saved = Đã lưu tài khoản Zalo “{ $name }” (số định danh { $id }). Tiến trình serve sẽ dùng tài khoản này trong vòng một phút.
cli-database-unreachable = Chưa kết nối được cơ sở dữ liệu tại { $host } ({ $reason }).
cli-database-broken = Cơ sở dữ liệu trong DATA_DIR đã dừng, có thể do ổ đĩa. Đề nghị kiểm tra ổ đĩa rồi chạy lại.
cli-data-dir-held = Thư mục dữ liệu đang được tiến trình { $pid } sử dụng.
cli-holder-gone = Tiến trình đang giữ thư mục dữ liệu đã dừng. Đề nghị chạy lại lệnh.
cli-clock-refused-real = Không dùng --clock được: cơ sở dữ liệu này đã chạy theo giờ thực. Đề nghị chạy thử trên một cơ sở dữ liệu khác.
cli-clock-refused-shifted = Cơ sở dữ liệu này chỉ để chạy thử (--clock), không chạy theo giờ thực được.
cli-migrated = Cấu trúc cơ sở dữ liệu đã ở phiên bản mới nhất.
cli-health-ok = Hoạt động bình thường. Cơ sở dữ liệu: { $database ->
    [postgres] PostgreSQL
   *[embedded] trong DATA_DIR
}
cli-health-stalled = Chưa thấy tiến trình serve hoạt động trong 3 phút qua. Đề nghị kiểm tra rồi khởi động lại.
cli-internal = Chương trình gặp lỗi ngoài dự kiến: { $error }
cli-serving = Đang chạy: { $bots }. Nhấn Ctrl+C để dừng.

cli-province-added = Đã thêm { $name } ({ $code }), múi giờ { $timezone }.
cli-province-exists = Đã có { $code } từ trước, không thay đổi.
cli-province-unknown = Chưa có tỉnh, thành phố “{ $code }”. Thêm bằng: province add { $code } --name "…"
cli-province-list-line = { $code }  { $name } ({ $timezone })
cli-province-none = Chưa có tỉnh, thành phố nào. Thêm bằng: province add CODE --name "…"

cli-agency-imported = Cơ quan: thêm { $added }, cập nhật { $changed }. Nhóm: { $groups }. Trang: { $sites }, trong đó { $unverified } chưa xác nhận.
cli-agency-unknown = Chưa có cơ quan “{ $code }” trong { $province }. Xem danh sách: agency list --province { $province }
cli-agency-list-line = { $code }  { $name } ({ $groups })
cli-agency-none = Chưa có cơ quan nào trong { $province }. Nhập bằng: agency import FILE

cli-plan-imported = Đã nhập kế hoạch { $code }, phiên bản { $version }: { $duties } nhiệm vụ, theo dõi và nhắc { $chased }, thường xuyên { $ongoing }.
cli-plan-unchanged = Kế hoạch { $code } không thay đổi, vẫn là phiên bản { $version }.
cli-plan-unknown = Chưa có kế hoạch “{ $code }”. Xem danh sách: plan list
cli-plan-none = Chưa có kế hoạch nào. Nhập bằng: plan import CODE|FILE
cli-plan-open-questions = { $count } điểm kế hoạch chưa nói rõ, đang thực hiện theo cách mặc định:
cli-plan-open-question-general = – { $question } Mặc định: { $default }
cli-plan-open-question = – { $clause }: { $question } Mặc định: { $default }
cli-plan-list-line = { $code }  { $name } ({ $province }, { $state ->
    [shipped] có sẵn, chưa nhập
   *[imported] đã nhập phiên bản { $version }
})
cli-simulate-unknown-plan = Chưa nhập kế hoạch “{ $code }”. Xem danh sách: plan list; nhập bằng: plan import { $code }
cli-simulate-ambiguous = Có nhiều tỉnh, thành phố cùng có kế hoạch “{ $code }”: { $provinces }. Chọn bằng: --province CODE
cli-simulate-range = Ngày bắt đầu --from { $from } sau ngày kết thúc --to { $to }. Đề nghị nhập lại.
cli-simulate-format = Chỉ chọn một trong hai tùy chọn --json và --csv.
cli-simulate-header = Chạy thử { $name } ({ $code }, phiên bản { $version }) từ ngày { $from } { GIVEN($to) ->
    [yes] đến ngày { $to }
   *[no] đến hết kế hoạch
}, giả định chưa có kết quả nào gửi về. Không gửi tin, không thay đổi dữ liệu.
cli-simulate-steps = Lượt nhắc: -7, -3, -1 là trước hạn 7, 3, 1 ngày; 0 là ngày cuối của hạn; +1, +3 là sau hạn 1, 3 ngày; w3, w5 là thứ Tư, thứ Sáu; có tháng đứng trước (2024-05:-3) là nhắc theo tiến độ bình quân đến cuối tháng đó.
cli-simulate-month = Tháng { $month }/{ $year }
cli-simulate-assignment = { $date } { $stated ->
    [yes] đến hạn
   *[no] hết kỳ (kế hoạch không nêu hạn)
}: { $agency } ({ $code }), { $clause }{ GIVEN($period) ->
    [yes] , kỳ { $period }
   *[no] { "" }
}, từ { $from }
cli-simulate-reminder = { $date } { $time } nhắc { $step }: { $agency } ({ $code }), { $clause }{ GIVEN($period) ->
    [yes] , kỳ { $period }
   *[no] { "" }
}, { $stated ->
    [yes] hạn
   *[no] hết kỳ
} { $due }
cli-simulate-summary = Tổng hợp theo tháng:
cli-simulate-month-sum = Tháng { $month }/{ $year }: { $assignments } việc đến hạn hoặc hết kỳ, { $reminders } lượt nhắc, { $agencies } cơ quan
cli-simulate-total = Cả thời gian: { $assignments } việc đến hạn hoặc hết kỳ, { $reminders } lượt nhắc, { $agencies } cơ quan
cli-plan-show-header = { $name } ({ $code }), { $province }, năm { $year }
cli-plan-show-document = Văn bản: số { $number }, ngày { $signedOn }
cli-plan-show-document-blank = để trống
cli-plan-show-effective = Giao việc từ: { $date }
cli-plan-show-theme = Chủ đề: { $theme }
cli-plan-show-parent = Thực hiện: { $parent }
cli-plan-show-duty = { $clause }: { $title }
cli-plan-show-cadence = Định kỳ: { $cadence ->
    [once] một lần
    [week] hằng tuần
    [month] hằng tháng
    [quarter] hằng quý
    [half] 6 tháng một lần
    [year] hằng năm
    [named] theo các kỳ nêu trong kế hoạch
   *[ongoing] thường xuyên, không nhắc
}
cli-plan-show-month-start = Tháng tính từ ngày { $day } tháng trước
cli-plan-show-period = { $title }: { $from }–{ $to }{ GIVEN($due) ->
    [yes] , hạn hết ngày { $due }
   *[no] { "" }
}
cli-plan-show-quota = Chỉ tiêu: ít nhất { $min }{ $stated ->
    [yes] { "" }
   *[no] { " " }(kế hoạch không nêu số)
}
cli-plan-show-quota-average = Chỉ tiêu: bình quân { $average }/tháng, ít nhất { $perYear }/năm
cli-plan-show-requirement = { $channel }: { $min }
cli-plan-show-requirements = Nơi đăng, phát, gửi ({ $mode ->
    [all] đủ tất cả
   *[any] một trong các nơi
}): { $requirements }
cli-plan-show-due = Thời hạn: { $kind ->
    [end_of_period] hết kỳ
    [date] hết ngày { $date }
    [day_of_month] hết ngày { $day } của tháng kết thúc kỳ
    [after_period] { $days } ngày sau khi hết kỳ
   *[none] không nêu
}
cli-plan-show-assignees = Thực hiện: { $names }
cli-plan-show-except = Trừ: { $names }
cli-plan-show-evidence-kind = { $evidence ->
    [link] đường dẫn
    [broadcast] nhật ký phát thanh
    [document] văn bản
   *[text] nội dung tin, bài
}
cli-plan-show-evidence = Tài liệu kiểm chứng: { $evidences }
cli-plan-show-judged-by = Tính đúng hạn theo: { $judgedBy ->
    [published] ngày đăng
    [sent] ngày gửi
   *[document] ngày của văn bản
}
cli-plan-show-shares = Một bài tính chung với: { $keys }

cli-invite-created = Mã mời: { $code } ({ $role ->
    [officer] cán bộ đầu mối của { $agency }
    [coordinator] chuyên viên theo dõi của { $province }
   *[admin] người quản trị hệ thống của { $province }
}), dùng đến hết { $expires }.
cli-invite-link = Đường dẫn tham gia: { $link }
cli-invite-how = Đề nghị chuyển cho người được mời: người đó mở đường dẫn tham gia (nếu có), hoặc gửi mã mời cho { GIVEN($bots) ->
    [yes] { $bots }
   *[no] bot của hệ thống
}.
cli-invite-needs-agency = Mời cán bộ đầu mối cần có --agency CODE.

cli-file-unreadable = Không đọc được tệp { $file }.
cli-file-problem = { $file }, dòng { $line }{ GIVEN($path) ->
    [yes] , { $path }
   *[no] { "" }
}: { $problem }
cli-file-problem-not-allowed = “{ $got }” không dùng được; chỉ nhận: { $allowed }
cli-file-problem-missing = còn thiếu
cli-file-problem-unknown-key = không có mục “{ $key }”; các mục có thể dùng: { $allowed }
cli-file-problem-not-a-date = “{ $got }” không phải là ngày dạng YYYY-MM-DD
cli-file-problem-duplicate = “{ $got }” bị lặp
cli-file-problem-expected = cần { $what ->
    [whole_number] số nguyên từ 1 trở lên
    [year] năm từ 2000 đến 2099
    [yes_or_no] true hoặc false
    [list] danh sách
    [map] các mục dạng “tên: giá trị”
    [slug] mã gồm chữ thường không dấu, chữ số và gạch nối, như so-tu-phap
    [clause] căn cứ dạng III, III.1 hoặc III.1.b
    [host] tên miền viết thường, không có https://, như binhthuan.gov.vn
    [path] đường dẫn bắt đầu bằng “/”, không có “/” ở cuối, như /tin-tuc
   *[text] nội dung bằng chữ
}, đang là “{ $got }”
cli-file-problem-unknown-reference = chưa khai báo “{ $got }”{ GIVEN($allowed) ->
    [yes] ; đã khai báo: { $allowed }
   *[no] { "" }
}
cli-file-problem-out-of-range = “{ $got }” { GIVEN($from) ->
    [yes] { GIVEN($to) ->
        [yes] không nằm trong khoảng từ { $from } đến { $to }
       *[no] trước ngày { $from }; chỉ nhận từ ngày này trở đi
    }
   *[no] sau ngày { $to }; chỉ nhận đến hết ngày này
}
cli-file-problem-conflict = không dùng được cùng “{ $with }: { $got }”
cli-file-problem-alias = không dùng “*{ $got }” để lặp lại phần khác; đề nghị ghi đầy đủ nội dung
cli-file-problem-syntax = không đúng cú pháp: { $message }

cli-demo-title = Nhắc Việc: một đoạn mẫu. Tên người là giả định; không có tin nhắn nào được gửi ra ngoài.
cli-demo-day = ── { $date }, { $time } ──
cli-demo-person = { $name } ({ $agency }) gửi:
cli-demo-bot = Nhắc Việc gửi { $name } ({ $agency }):
cli-demo-help =
    Anh/chị có thể thử tiếp:
      <tên>: <nội dung>   gửi tin với tư cách một người: { $names }
      +1d                 dời đồng hồ tới một ngày sau (+2h: hai giờ sau)
      quit                kết thúc
cli-demo-prompt = { $date } { $time } ›
cli-demo-clock = Đồng hồ: { $date }, { $time }
cli-demo-unknown-person = Không có ai tên “{ $name }” trong đoạn mẫu. Có thể chọn: { $names }
cli-demo-not-understood = Chưa rõ dòng này. Mẫu: <tên>: <nội dung>, +1d, hoặc quit
cli-demo-bye = Đã kết thúc.
