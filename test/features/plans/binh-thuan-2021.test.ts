import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { periodsOf } from '../../../src/domain/period.ts'
import type { Cadence, Duty } from '../../../src/domain/plan.ts'
import { readAgencyFile } from '../../../src/features/plans/read-agency-file.ts'
import { readPlanFile } from '../../../src/features/plans/read-plan-file.ts'
import { planToJson } from '../../../src/features/plans/show-plan.ts'
import type { ReadResult } from '../../../src/features/plans/yaml-file.ts'
import { gapsBetween, type Row, sentencesOf } from './coverage.ts'

const coverage: Row[] = [
  ['Xây dựng và ban hành kế hoạch', { none: 'IV.1.a asks for the same plan, with its date' }],
  ['Đồng thời, ký kết', 'phoi-hop-tuyen-truyen'],
  ['Xây dựng Kế hoạch thông tin', 'ban-hanh-ke-hoach'],
  ['Đối với các Sở, ngành có ít nhất 02', 'tin-bai-trang-ttdt-so-nganh'],
  ['Đối với các Sở, ngành có ít nhất 02', 'tin-bai-trang-ttdt-cap-huyen'],
  ['Lồng ghép công tác tuyên truyền', 'long-ghep-giao-duc-phap-luat'],
  ['Chỉ đạo hệ thống đài', 'phat-thanh-hang-tuan'],
  ['Các cơ quan, địa phương phân công', 'gui-danh-sach-cong-chuc'],
  ['Định kỳ hàng tháng biên tập', 'gui-tin-bai-so-noi-vu'],
  ['Tổng hợp, báo cáo kết quả', 'bao-cao-ket-qua'],
  ['Theo dõi, kiểm tra, đôn đốc', 'theo-doi-don-doc'],
  ['Định kỳ tổng hợp, đánh giá', 'theo-doi-don-doc'],
  ['Lồng ghép việc kiểm tra', 'long-ghep-kiem-tra'],
  ['Hàng tuần gửi bản tin điện tử', 'ban-tin-hang-tuan'],
  ['Hàng tháng có ít nhất 02 tin bài về công tác chỉ đạo', 'tin-bai-chi-dao-dieu-hanh'],
  ['Thời gian hoàn thành: Trước 10/8/2021', 'huong-dan-lap-chuyen-muc'],
  ['Chủ trì phối hợp với các cơ quan', 'tuyen-truyen-dich-vu-cong'],
  ['Thời gian hoàn thành: Trong tháng 8/2021', 'tuyen-truyen-dich-vu-cong'],
  ['Nghiên cứu, đưa nội dung', 'dua-noi-dung-vao-hop-bao'],
  ['Hàng tháng có ít nhất 02 tin bài về kết quả hoạt động', 'tin-bai-chinh-quyen-dien-tu'],
  ['Thường xuyên lồng ghép', 'long-ghep-pho-bien-phap-luat'],
  ['Hàng tháng có ít nhất 03 tin bài', 'tin-bai-van-ban-phap-luat'],
  ['Chỉ đạo Trung tâm Hành chính công', 'huong-dan-tai-trung-tam-hcc'],
  ['Hàng tháng có ít nhất 02 tin bài về kết quả thực hiện', 'tin-bai-cai-cach-tthc'],
  ['Hàng tháng có ít nhất 02 tin bài liên quan', 'tin-bai-thu-hut-dau-tu'],
  ['Duy trì chuyên mục phát sóng', 'chuyen-muc-phat-song'],
  ['Phối hợp các Sở, ngành', 'mo-chuyen-muc-phoi-hop'],
  ['Mở chuyên trang, chuyên mục', 'chuyen-trang-bao'],
  ['Kinh phí cho công tác thông tin', { none: 'budget: where the money comes from' }],
  ['Các cơ quan, đơn vị, địa phương có trách nhiệm lập dự toán', { none: 'budget: estimates go to finance agencies' }],
  ['Trên đây là Kế hoạch', { none: 'closing sentence' }],
]

// IV.7.b and IV.8 close with the same sentence; a row can tell them apart only together with the sentence before.
const source = read('test/fixtures/plans/binh-thuan-2021.source.txt').replaceAll(
  '. Thời gian thực hiện:',
  '; thời gian thực hiện:',
)
const agencyFile = okOf(readAgencyFile(read('plans/binh-thuan.agencies.yaml'), 'binh-thuan.agencies.yaml'))
const codes = (list: { code: string }[]) => list.map(({ code }) => code)
const plan = okOf(
  readPlanFile(read('plans/binh-thuan-2021.yaml'), 'binh-thuan-2021.yaml', {
    agencies: codes(agencyFile.agencies),
    groups: codes(agencyFile.groups),
  }),
)
const isChased = ({ cadence }: Duty) => cadence !== 'ongoing'

describe('the plan of Bình Thuận 2021 and its source', () => {
  it('leave no sentence that names a number, a date or a cadence uncovered', () => {
    expect(gapsBetween(source, plan, coverage)).toEqual([])
  })

  it('have the same clauses in parts III and IV, in the same order', () => {
    const clauses = [...new Set(sentencesOf(source).map(({ clause }) => clause))]
    const leaves = clauses.filter(
      (clause) => /^(III|IV)\./.test(clause) && !clauses.some((other) => other.startsWith(`${clause}.`)),
    )
    expect(leaves).toHaveLength(28)
    expect([...new Set(plan.duties.map(({ clause }) => clause))]).toEqual(leaves)
  })
})

describe('the plan of Bình Thuận 2021', () => {
  it('is signed on 26/07/2021, takes effect that day, and asks what that makes of July', () => {
    expect(plan).toMatchObject({
      code: 'binh-thuan-2021',
      province: 'binh-thuan',
      year: 2021,
      name: 'Kế hoạch tuyên truyền CCHC năm 2021',
      number: '2734/KH-UBND',
      signedOn: '2021-07-26',
      effectiveOn: '2021-07-26',
      theme: null,
      parent: 'Quyết định số 424/QĐ-BNV ngày 24/3/2021 và Quyết định số 3272/QĐ-UBND ngày 31/12/2020',
    })
    expect(plan.openQuestions).toEqual([
      { question: expect.stringContaining('tháng 7'), default: expect.stringContaining('từ 26/07 đến 31/07') },
    ])
  })

  const assumed = { min: 1, stated: false }
  const atLeast = (min: number) => ({ min, stated: true })
  const endOfPeriod = { kind: 'end_of_period', inclusive: true }
  const dayBefore = (on: string) => ({ kind: 'date', on, inclusive: false })
  const onDocument = [{ channel: 'document', min: 1 }]
  const onSite = (min: number) => [{ channel: 'own_site', min }]
  const onBoth = (min: number) => [{ channel: 'portal', min }, ...onSite(min)]
  const onAir = [{ channel: 'radio_tv', min: 1 }]
  const onPortal = [{ channel: 'portal', min: 2 }]
  const atStations = [{ channel: 'loudspeaker', min: 1 }, ...onAir]
  const toReaders = [{ channel: 'newsletter', min: 1 }]
  const inAugust = { kind: 'date', on: '2021-08-31', inclusive: true }
  const facts: [string, string, Cadence, object, object[], object, string][] = [
    ['ban-hanh-ke-hoach', 'IV.1.a', 'once', assumed, onDocument, dayBefore('2021-08-10'), 'so-nganh cap-huyen'],
    ['tin-bai-trang-ttdt-so-nganh', 'IV.1.b', 'month', atLeast(2), onSite(2), endOfPeriod, 'so-nganh'],
    ['tin-bai-trang-ttdt-cap-huyen', 'IV.1.b', 'month', atLeast(4), onSite(4), endOfPeriod, 'cap-huyen'],
    ['phat-thanh-hang-tuan', 'IV.1.đ', 'week', atLeast(1), atStations, endOfPeriod, 'cap-huyen'],
    ['gui-danh-sach-cong-chuc', 'IV.1.e', 'once', assumed, onDocument, dayBefore('2021-08-01'), 'all but so-noi-vu'],
    ['gui-tin-bai-so-noi-vu', 'IV.1.g', 'month', assumed, onDocument, endOfPeriod, 'all but so-noi-vu'],
    ['ban-tin-hang-tuan', 'IV.2.c', 'week', assumed, toReaders, endOfPeriod, 'so-noi-vu'],
    ['tin-bai-chi-dao-dieu-hanh', 'IV.2.d', 'month', atLeast(2), onBoth(2), endOfPeriod, 'so-noi-vu'],
    ['huong-dan-lap-chuyen-muc', 'IV.3.a', 'once', assumed, onDocument, dayBefore('2021-08-10'), 'so-tttt'],
    ['tuyen-truyen-dich-vu-cong', 'IV.3.b', 'once', assumed, onDocument, inAugust, 'so-tttt'],
    ['tin-bai-chinh-quyen-dien-tu', 'IV.3.d', 'month', atLeast(2), onBoth(2), endOfPeriod, 'so-tttt'],
    ['tin-bai-van-ban-phap-luat', 'IV.4.b', 'month', atLeast(3), onBoth(3), endOfPeriod, 'so-tu-phap'],
    ['tin-bai-cai-cach-tthc', 'IV.5.b', 'month', atLeast(2), onPortal, endOfPeriod, 'van-phong-ubnd'],
    ['tin-bai-thu-hut-dau-tu', 'IV.6', 'month', atLeast(2), onBoth(2), endOfPeriod, 'so-khdt'],
    ['chuyen-muc-phat-song', 'IV.7.a', 'week', atLeast(1), onAir, endOfPeriod, 'dai-ptth'],
  ]

  it.each(facts)('chases %s of %s by %s', (key, clause, cadence, quota, requirements, due, who) => {
    expect(dutyOf(key)).toMatchObject({ clause, cadence, quota, requirements, due })
    expect(bound(dutyOf(key))).toBe(who)
  })

  it('chases nothing else, and lists the other fifteen duties', () => {
    expect(plan.duties.filter(isChased).map(({ key }) => key)).toEqual(facts.map(([key]) => key))
    const ongoing = plan.duties.filter((duty) => !isChased(duty)).map((duty) => `${duty.clause} ${bound(duty)}`)
    expect(ongoing).toEqual([
      'III.1 so-nganh cap-huyen dai-ptth bao-binh-thuan',
      'III.2 so-noi-vu',
      'III.3 so-nganh cap-huyen',
      'III.4 so-nganh cap-huyen',
      'IV.1.c so-nganh cap-huyen',
      'IV.1.d so-nganh cap-huyen',
      'IV.1.e so-nganh cap-huyen',
      'IV.1.h all but so-noi-vu',
      'IV.2.a so-noi-vu',
      'IV.2.b so-noi-vu',
      'IV.3.c so-tttt',
      'IV.4.a so-tu-phap',
      'IV.5.a van-phong-ubnd',
      'IV.7.b dai-ptth',
      'IV.8 bao-binh-thuan',
    ])
  })

  it.each([
    [['document'], 'document', 'IV.1.a IV.1.e IV.3.a IV.3.b'],
    [['link'], 'published', 'IV.1.b IV.1.b IV.2.d IV.3.d IV.4.b IV.5.b IV.6'],
    [['broadcast'], 'published', 'IV.1.đ IV.7.a'],
    [['document', 'text'], 'sent', 'IV.1.g'],
    [['document', 'text'], 'document', 'IV.2.c'],
  ])('takes %s as proof, judged by %s, for %s', (evidence, judgedBy, clauses) => {
    const alike = plan.duties.filter(
      (duty) => isChased(duty) && duty.evidence.join() === evidence.join() && duty.judgedBy === judgedBy,
    )
    expect(alike.map(({ clause }) => clause).join(' ')).toBe(clauses)
  })

  it('lets either kind of station carry the weekly piece, and every other duty ask for all its channels', () => {
    expect(plan.duties.filter(({ mode }) => mode === 'any').map(({ clause }) => clause)).toEqual(['IV.1.đ'])
  })

  it('counts what four departments post on their own site for their general quota too', () => {
    const sharing = plan.duties.filter(({ sharesCreditWith }) => sharesCreditWith.length > 0)
    expect(sharing.map(({ clause }) => clause)).toEqual(['IV.2.d', 'IV.3.d', 'IV.4.b', 'IV.6'])
    expect(new Set(sharing.flatMap((duty) => duty.sharesCreditWith))).toEqual(new Set(['tin-bai-trang-ttdt-so-nganh']))
  })

  it('keeps what the text leaves open with the default it is run by', () => {
    const open = plan.duties.flatMap(({ clause, openQuestions }) => openQuestions.map((each) => [clause, each.default]))
    expect(open).toEqual([
      ['III.2', 'Sở Nội vụ chủ trì, các cơ quan khác phối hợp'],
      ['IV.1.a', 'Bằng văn bản bổ sung, hoặc kế hoạch đã ban hành nếu không cần bổ sung'],
      ['IV.1.a', 'Không, chỉ các đơn vị nêu tại khoản 1 mục IV'],
      ['IV.1.b', 'Có, như các sở, ngành'],
      ['IV.1.đ', 'Tính chung cho cả huyện'],
      ['IV.1.g', 'Ít nhất 01 tin, bài'],
      ['IV.1.g', 'Không, gửi riêng'],
      ['IV.1.h', 'Chỉ liệt kê, không nhắc'],
      ['IV.3.a', 'Tính cho việc hướng dẫn của Sở TTTT'],
      ['IV.3.b', 'Bằng văn bản triển khai hoặc văn bản báo cáo kết quả'],
      ['IV.5.b', 'Có, tính riêng từng kênh'],
      ['IV.7.a', 'Một trong hai là đủ'],
    ])
  })
})

describe('the periods of Bình Thuận 2021', () => {
  const spans = (key: string) =>
    periodsOf(dutyOf(key), plan, { from: '2021-01-01', to: '2022-12-31' }).map(
      (period) => `${period.key}: ${period.startsOn} to ${period.endsOn}, due ${period.dueOn}`,
    )

  it.each([
    ['gui-danh-sach-cong-chuc', 'once: 2021-07-26 to 2021-07-31, due 2021-07-31'],
    ['ban-hanh-ke-hoach', 'once: 2021-07-26 to 2021-08-09, due 2021-08-09'],
    ['huong-dan-lap-chuyen-muc', 'once: 2021-07-26 to 2021-08-09, due 2021-08-09'],
    ['tuyen-truyen-dich-vu-cong', 'once: 2021-07-26 to 2021-08-31, due 2021-08-31'],
  ])('end, for %s, with the last day that its wording allows', (key, span) => {
    expect(spans(key)).toEqual([span])
  })

  it.each(['phat-thanh-hang-tuan', 'ban-tin-hang-tuan', 'chuyen-muc-phat-song'])(
    'are, for %s, the weeks from the Monday on which the plan was signed',
    (key) => {
      expect(spans(key)).toHaveLength(23)
      expect(spans(key).at(0)).toBe('2021-W30: 2021-07-26 to 2021-08-01, due 2021-08-01')
      expect(spans(key).at(-1)).toBe('2021-W52: 2021-12-27 to 2022-01-02, due 2022-01-02')
    },
  )

  it('are, for every monthly duty, six days of July and the months after it', () => {
    for (const { key } of plan.duties.filter(({ cadence }) => cadence === 'month')) {
      expect(spans(key)).toEqual([
        '2021-07: 2021-07-26 to 2021-07-31, due 2021-07-31',
        '2021-08: 2021-08-01 to 2021-08-31, due 2021-08-31',
        '2021-09: 2021-09-01 to 2021-09-30, due 2021-09-30',
        '2021-10: 2021-10-01 to 2021-10-31, due 2021-10-31',
        '2021-11: 2021-11-01 to 2021-11-30, due 2021-11-30',
        '2021-12: 2021-12-01 to 2021-12-31, due 2021-12-31',
      ])
    }
  })
})

describe('the plan of Bình Thuận 2021 for other programs', () => {
  const shown = JSON.parse(JSON.stringify(planToJson(plan)))

  it('has the fields that the plan of 2024 has', () => {
    const model = planToJson(okOf(readPlanFile(read('plans/binh-thuan-2024.yaml'), 'binh-thuan-2024.yaml')))
    expect(Object.keys(shown)).toEqual(Object.keys(model))
    const fields = new Set(shown.duties.map((duty: object) => Object.keys(duty).join()))
    const [modelDuty] = JSON.parse(JSON.stringify(model)).duties
    expect(fields).toEqual(new Set([Object.keys(modelDuty).join()]))
  })

  it('shows a duty of two channels with every field in place', () => {
    expect(shown).toMatchObject({ code: 'binh-thuan-2021', number: '2734/KH-UBND', signedOn: '2021-07-26' })
    expect(shown.duties).toHaveLength(30)
    expect(shown.duties.find(({ clause }: Duty) => clause === 'IV.4.b')).toEqual({
      key: 'tin-bai-van-ban-phap-luat',
      clause: 'IV.4.b',
      title: 'Tin, bài về văn bản quy phạm pháp luật, chính sách mới trên Cổng TTĐT tỉnh và Trang TTĐT',
      assignees: { groups: [], agencies: ['so-tu-phap'], except: [] },
      evidence: ['link'],
      requirements: [
        { channel: 'portal', min: 3 },
        { channel: 'own_site', min: 3 },
      ],
      mode: 'all',
      cadence: 'month',
      periods: [],
      quota: { min: 3, stated: true },
      due: { kind: 'end_of_period', on: null, inclusive: true },
      judgedBy: 'published',
      sharesCreditWith: ['tin-bai-trang-ttdt-so-nganh'],
      openQuestions: [],
    })
  })
})

function dutyOf(key: string): Duty {
  const duty = plan.duties.find((each) => each.key === key)
  if (!duty) throw new Error(`The plan has no duty ${key}`)
  return duty
}

/** Who owes it; "all" are departments and districts. */
function bound({ assignees: { groups, agencies, except } }: Duty): string {
  const who = [...groups, ...agencies].join(' ')
  if (except.length === 0) return who
  return `${who === 'so-nganh cap-huyen' ? 'all' : who} but ${except.join(' ')}`
}

function okOf<T>(result: ReadResult<T>): T {
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
  return result.value
}

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
}
