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
    [weekend] Hạn: hết { $day }; ngày làm việc cuối: { $workingDay }.
   *[running] Hạn: hết { $day }.
}
item-due = { $state ->
    [overdue] đã quá hạn { NUMBER($days, minimumIntegerDigits: 2) } ngày
    [today] hạn hết hôm nay
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
todo-none = Hiện anh/chị không có việc nào đang mở. Khi có việc mới, hệ thống sẽ nhắc.

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
receipt-unreadable = Chưa đọc được { $count } địa chỉ: { $addresses }. Đề nghị anh/chị kiểm tra và gửi lại.
links-kept = Đã lưu nhưng chưa tính { $count } đường dẫn anh/chị gửi, vì anh/chị chưa là cán bộ đầu mối của đơn vị nào. Sau khi anh/chị tham gia với vai trò cán bộ đầu mối của một đơn vị, hệ thống sẽ xử lý cho đơn vị đó; không cần gửi lại.
counted-later = { $agency }: địa chỉ trang đã được đăng ký, nên các đường dẫn đã gửi trước đây nay được tính:

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
help-digest = – tổng hợp: xem tình hình thực hiện lúc này
help-chase = – đôn đốc: nhắc các việc đã quá hạn từ trước khi đưa kế hoạch vào hệ thống
help-code = – Mã mời do Sở Nội vụ cấp: để tham gia
help-help = – hướng dẫn: xem nội dung này
help-take-back = Để rút lại hoặc sửa kết quả đã gửi, đề nghị liên hệ Sở Nội vụ.

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
      invite --province CODE [--agency CODE] --role officer|coordinator|admin [--days N]
                                       Tạo mã mời dùng một lần, trong N ngày (mặc định: 14)
      migrate                          Cập nhật cấu trúc cơ sở dữ liệu
      health                           Kiểm tra tình trạng hoạt động
      --help                           Xem nội dung này

    Biến môi trường:
      DATABASE_URL         Địa chỉ PostgreSQL; để trống thì dùng cơ sở dữ liệu trong DATA_DIR
      DATA_DIR             Thư mục dữ liệu khi không dùng PostgreSQL (mặc định: ./data)
      TELEGRAM_BOT_TOKEN   Mã bot do BotFather cấp; cần có để chạy serve
      TELEGRAM_API_ROOT    Địa chỉ máy chủ Bot API, khi không dùng máy chủ của Telegram
      NHACVIEC_LANG        Ngôn ngữ: vi (mặc định) hoặc en
      INVITE_SECRET        Khóa bảo vệ mã mời; ít nhất 16 ký tự; để trống thì hệ thống tự tạo
cli-unknown-command = Không có lệnh “{ $command }”. Xem các lệnh: npm run nhacviec -- --help
cli-missing-argument = Còn thiếu { $name }. Xem cách dùng: npm run nhacviec -- --help
cli-bad-option = Không nhận tùy chọn { $option }. Xem cách dùng: npm run nhacviec -- --help
cli-option-problem = Tùy chọn { $option }: { $problem }

cli-no-token = Chưa có TELEGRAM_BOT_TOKEN nên chưa chạy được bot; để xem thử không cần mã bot, chạy: npm run demo
cli-config-problem = Biến môi trường { $variable }: { $problem }
cli-config-not-a-url = không phải là địa chỉ dùng được, ví dụ: { $example }
cli-config-not-allowed = chỉ nhận: { $allowed }
cli-config-not-an-instant = không phải là thời điểm ISO có múi giờ, như 2024-11-29T08:00+07:00
cli-config-too-short = ngắn hơn { $min } ký tự
cli-config-bad-token = không đúng dạng mã bot do BotFather cấp (123456:ABC…)
cli-config-token-refused = Telegram không chấp nhận mã bot này
cli-config-unknown = không có biến này, có thể tên bị gõ nhầm. Xem các biến: npm run nhacviec -- --help
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
cli-plan-show-period = { $title }: { $from }–{ $to }
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
cli-invite-how = Đề nghị chuyển cho người được mời: người đó mở đường dẫn tham gia (nếu có), hoặc gửi mã mời cho bot trên Telegram.
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
