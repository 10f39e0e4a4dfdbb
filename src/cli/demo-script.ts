/** Who speaks in the demo. Names are invented. */
export const cast = [
  { name: 'Nguyễn Văn Minh', role: 'coordinator', agency: null, place: 'Sở Nội vụ' },
  { name: 'Trần Thị Lan', role: 'officer', agency: 'so-tu-phap', place: 'Sở Tư pháp' },
  { name: 'Lê Quốc Huy', role: 'officer', agency: 'so-tu-phap', place: 'Sở Tư pháp' },
  { name: 'Phạm Thu Hà', role: 'officer', agency: 'ubnd-huyen-bac-binh', place: 'UBND huyện Bắc Bình' },
  { name: 'Đỗ Anh Tuấn', role: 'admin', agency: null, place: 'Sở Nội vụ' },
] as const

/** What they send, at which local time. The dates are those of January 2024, the first month of the plan. */
export const script: { at: string; who: string; says: string }[] = [
  { at: '2024-01-09 09:10', who: 'Trần Thị Lan', says: 'viec' },
  {
    at: '2024-01-11 16:20',
    who: 'Phạm Thu Hà',
    says: 'phát thanh 11/01 5h30 Hướng dẫn nộp hồ sơ trực tuyến',
  },
  {
    at: '2024-01-16 10:05',
    who: 'Trần Thị Lan',
    says: 'Gửi Sở Nội vụ bài đăng cả hai nơi: https://stp.binhthuan.gov.vn/tin-tuc/giam-ho-so-tre-hen-1201 và https://binhthuan.gov.vn/tin-tuc/so-tu-phap-giam-ho-so-tre-hen-1201',
  },
  {
    at: '2024-01-16 10:07',
    who: 'Trần Thị Lan',
    says: 'https://binhthuan.gov.vn/tin-tuc/so-tu-phap-giam-ho-so-tre-hen-1201?utm_source=zalo',
  },
  {
    at: '2024-01-18 14:30',
    who: 'Phạm Thu Hà',
    says: 'https://bacbinh.binhthuan.gov.vn/1348/33980/67000/630014/cai-cach-hanh-chinh/ra-quan-ho-tro-nop-ho-so-truc-tuyen.aspx',
  },
  { at: '2024-01-19 08:40', who: 'Phạm Thu Hà', says: 'https://ttvhbacbinh.vn/phat-thanh/thang-1' },
  { at: '2024-01-26 09:30', who: 'Phạm Thu Hà', says: 'văn bản số 15/KH-UBND ngày 25/01/2024' },
  {
    at: '2024-01-29 15:45',
    who: 'Lê Quốc Huy',
    says: 'https://binhthuan.gov.vn/tin-tuc/thanh-toan-truc-tuyen-phi-le-phi-tu-phap-2901',
  },
  { at: '2024-02-02 10:00', who: 'Nguyễn Văn Minh', says: 'tổng hợp' },
]

/** The demo begins when the coordinator imports the plan and ends after the month's digest. */
export const begins = '2024-01-08 08:00'
export const ends = '2024-02-05 09:00'
