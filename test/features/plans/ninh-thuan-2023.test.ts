import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { periodsOf } from '../../../src/domain/period.ts'
import type { DueRule, Duty } from '../../../src/domain/plan.ts'
import { readPlanFile } from '../../../src/features/plans/read-plan-file.ts'
import { planToJson } from '../../../src/features/plans/show-plan.ts'
import { gapsBetween, type Row, sentencesOf } from './coverage.ts'

const table: Row[] = [
  ['Thường xuyên, kịp thời cập nhật', 'cap-nhat-thu-tuc-hanh-chinh'],
  ['Tuyên truyền thông qua việc phát động', { none: 'a form of communication: names nobody who is to act' }],
  ['Rà soát, xây dựng kế hoạch', 'xay-dung-ke-hoach'],
  ['Định kỳ Quý I, 06 tháng, 09 tháng, năm', 'bao-cao-ket-qua'],
  ['Thiết lập kênh tiếp nhận', 'kenh-tiep-nhan-kien-nghi'],
  ['Đồng thời, ban hành quy chế', 'kenh-tiep-nhan-kien-nghi'],
  ['Lồng ghép tuyên truyền các văn bản', 'long-ghep-pho-bien-phap-luat'],
  ['Đẩy mạnh việc tuyên truyền', 'tuyen-truyen-ho-so-truc-tuyen'], // its 08 working hours are a service standard
  ['Thường xuyên đôn đốc, hướng dẫn', 'don-doc-ung-dung-cntt'],
  ['Theo dõi, kiểm tra, đôn đốc', 'theo-doi-don-doc'],
  ['Định kỳ tổng hợp, đánh giá', 'theo-doi-don-doc'],
  ['Chuyển phát Bản tin điện tử', 'ban-tin-dien-tu'],
  ['Lồng ghép việc kiểm tra', 'long-ghep-kiem-tra'],
  ['Giao Sở Tư pháp', 'ke-hoach-hoi-dong-pho-bien-phap-luat'],
  ['Sở Tài chính chủ trì', { none: 'budget: Sở Tài chính appraises and settles the funds' }],
  ['Đề nghị Trường Chính trị', 'noi-dung-cchc-dao-tao'],
  ['Đề nghị Ủy ban Mặt trận', 'mat-tran-doan-the-tham-gia'],
  ['Kinh phí cho công tác thông tin', { none: 'budget: where the money comes from' }],
  ['Các Sở, ban, ngành được giao', { none: 'budget: estimates already shared out' }],
  ['Ủy ban nhân dân các huyện, thành phố bố trí', { none: 'budget: within the estimates of the districts' }],
  ['Trên đây là Kế hoạch', { none: 'closing sentence' }],
]

const source = read('../../fixtures/plans/ninh-thuan-2023.source.txt')
const plan = planOf(read('../../../plans/ninh-thuan-2023.yaml'))
const always = { from: '2022-01-01', to: '2024-12-31' }
const duty = (clause: string): Duty => {
  const [found, ...others] = plan.duties.filter((each) => each.clause === clause)
  if (!found || others.length > 0) throw new Error(`${clause} is not one duty`)
  return found
}

describe('the plan of Ninh Thuận 2023 beside its source', () => {
  it('covers every sentence that names a number, a date or a cadence', () => {
    expect(gapsBetween(source, plan, table)).toEqual([])
  })

  it('turns every clause of parts III and IV that tells somebody to act into a duty, in their order', () => {
    const formsOfCommunication = ['III.1.a', 'III.1.b', 'III.4.a', 'III.4.b']
    const budget = ['IV.6']
    const clauses = [...new Set(sentencesOf(source).map(({ clause }) => clause))]
    const leaves = clauses
      .filter((clause) => /^(III|IV)\./.test(clause) && !clauses.some((other) => other.startsWith(`${clause}.`)))
      .filter((clause) => ![...formsOfCommunication, ...budget].includes(clause))
    expect(leaves).toHaveLength(25)
    expect(plan.duties.map(({ clause }) => clause)).toEqual(leaves)
  })
})

describe('the plan of Ninh Thuận 2023', () => {
  it('names its parent, has no theme, and asks about the number and date that the copy lacks', () => {
    expect(plan).toMatchObject({
      code: 'ninh-thuan-2023',
      province: 'ninh-thuan',
      year: 2023,
      number: null,
      signedOn: null,
      effectiveOn: '2023-02-15',
      theme: null,
      parent: 'Quyết định số 1894/QĐ-UBND ngày 23/12/2022',
    })
    expect(plan.openQuestions.map(({ default: runBy }) => runBy)).toEqual([
      'Tính từ 15/02/2023, ngày của văn bản mới nhất được viện dẫn',
      'Trực tiếp về Sở Nội vụ, như văn bản ghi',
    ])
  })

  it.each<[string, string, Duty['cadence'], DueRule, string[]]>([
    // A plan is owed by Sở Nội vụ as well: it goes through it to UBND tỉnh.
    ['a plan of its own', 'IV.1.a', 'once', { kind: 'date', on: '2023-03-31', inclusive: true }, []],
    ['reports', 'IV.1.b', 'named', { kind: 'none', inclusive: null }, ['so-noi-vu']],
  ])('chases %s of every agency and locality', (_, clause, cadence, due, except) => {
    expect(duty(clause)).toMatchObject({
      cadence,
      quota: { min: 1, stated: false },
      requirements: [{ channel: 'document', min: 1 }],
      evidence: ['document'],
      judgedBy: 'document',
      due,
      assignees: { groups: ['so-nganh', 'cap-huyen', 'cap-xa'], agencies: [], except },
    })
  })

  it('lists the other twenty-three clauses and chases none of them', () => {
    const ongoing = plan.duties.filter(({ cadence }) => cadence === 'ongoing')
    expect(ongoing).toHaveLength(23)
    for (const { quota, due, requirements } of ongoing) {
      expect([quota, due.kind, requirements.length]).toEqual([null, 'none', 0])
    }
  })

  it.each([
    ...['III.2.a', 'III.2.b', 'III.3'].map((clause) => [clause, ['so-nganh', 'cap-huyen', 'cap-xa']] as const),
    ...['c', 'd', 'đ', 'e', 'g', 'h'].map((point) => [`IV.1.${point}`, ['so-nganh', 'cap-huyen', 'cap-xa']] as const),
    ...['a', 'b', 'c'].map((point) => [`IV.2.${point}`, ['so-tttt']] as const),
    ...['a', 'b', 'c', 'd', 'đ', 'e'].map((point) => [`IV.3.${point}`, ['so-noi-vu']] as const),
    ['IV.4', ['so-tu-phap']],
    ['IV.5', ['so-vhttdl']],
    ['IV.7', ['dai-ptth', 'bao-ninh-thuan']],
    ['IV.8', ['truong-chinh-tri']],
    ['IV.9', ['to-chuc-chinh-tri-xa-hoi', 'mat-tran-to-quoc']],
  ] as const)('lists %s for %j', (clause, bound) => {
    const { groups, agencies, except } = duty(clause).assignees
    expect([...groups, ...agencies]).toEqual(bound)
    expect(except).toEqual([])
  })

  it('keeps what the text leaves open with the default it is run by', () => {
    const open = plan.duties.flatMap(({ clause, openQuestions }) =>
      openQuestions.map(({ default: runBy }) => [clause, runBy]),
    )
    expect(open).toEqual([
      ['III.3', 'Có, như khoản 1 mục IV'],
      ['IV.1.a', 'Hạn ban hành, tính theo ngày của văn bản'],
      ['IV.1.b', 'Có, đủ 04 kỳ; quý I và 09 tháng gửi báo cáo riêng'],
      ['IV.1.b', 'Chưa đặt hạn; nhắc đến hết ngày cuối của kỳ, không tính quá hạn, cho đến khi Sở Nội vụ ấn định'],
      ['IV.1.b', 'Theo kỳ báo cáo CCHC, từ 15/12/2022 đến 14/3, 14/6, 14/9 và 14/12/2023'],
    ])
  })

  it('shows itself to other programs with every field in place', () => {
    const shown = JSON.parse(JSON.stringify(planToJson(plan)))
    expect(shown).toMatchObject({ code: 'ninh-thuan-2023', province: 'ninh-thuan', year: 2023, signedOn: null })
    expect(Object.keys(shown)).toEqual(
      'code province year name number signedOn effectiveOn theme parent openQuestions duties'.split(' '),
    )
    expect(shown.duties).toHaveLength(25)
    expect(shown.duties[3]).toEqual({
      key: 'xay-dung-ke-hoach',
      clause: 'IV.1.a',
      title: 'Xây dựng kế hoạch tuyên truyền CCHC năm 2023, gửi UBND tỉnh qua Sở Nội vụ',
      assignees: { groups: ['so-nganh', 'cap-huyen', 'cap-xa'], agencies: [], except: [] },
      evidence: ['document'],
      requirements: [{ channel: 'document', min: 1 }],
      mode: 'all',
      cadence: 'once',
      periods: [],
      quota: { min: 1, stated: false },
      due: { kind: 'date', on: '2023-03-31', inclusive: true },
      judgedBy: 'document',
      sharesCreditWith: [],
      openQuestions: [expect.objectContaining({ default: 'Hạn ban hành, tính theo ngày của văn bản' })],
    })
    expect(shown.duties[4].due).toEqual({ kind: 'none', on: null, inclusive: null })
    expect(shown.duties[4].periods.map(({ key }: { key: string }) => key)).toEqual([
      'quy-1',
      '6-thang',
      '9-thang',
      'nam',
    ])
  })
})

describe('the periods of Ninh Thuận 2023', () => {
  it('give the plan until the last day of the first quarter', () => {
    expect(periodsOf(duty('IV.1.a'), plan, always)).toEqual([
      { key: 'once', title: null, startsOn: '2023-02-15', endsOn: '2023-03-31', dueOn: '2023-03-31' },
    ])
  })

  it('count four reports from 15/12, the nine months too', () => {
    expect(duty('IV.1.b').periods).toEqual([
      { key: 'quy-1', title: 'Báo cáo quý I', startsOn: '2022-12-15', endsOn: '2023-03-14' },
      { key: '6-thang', title: 'Báo cáo 06 tháng', startsOn: '2022-12-15', endsOn: '2023-06-14' },
      { key: '9-thang', title: 'Báo cáo 09 tháng', startsOn: '2022-12-15', endsOn: '2023-09-14' },
      { key: 'nam', title: 'Báo cáo năm', startsOn: '2022-12-15', endsOn: '2023-12-14' },
    ])
  })

  it('open no report before the plan takes effect, and look to the end of each while no deadline is fixed', () => {
    const reports = periodsOf(duty('IV.1.b'), plan, always)
    expect(reports.map(({ key, startsOn, dueOn }) => [key, startsOn, dueOn])).toEqual([
      ['quy-1', '2023-02-15', '2023-03-14'],
      ['6-thang', '2023-02-15', '2023-06-14'],
      ['9-thang', '2023-02-15', '2023-09-14'],
      ['nam', '2023-02-15', '2023-12-14'],
    ])
  })

  it.each([
    ['2023-03-14', ['2023-03-14', '2023-03-31'], 4],
    ['2023-03-20', ['2023-03-20', '2023-03-31'], 3],
    ['2023-04-05', [], 3],
  ])('leave out what fell due before the signing, were it on %s', (effectiveOn, span, reports) => {
    const signed = { ...plan, effectiveOn }
    expect(periodsOf(duty('IV.1.a'), signed, always).flatMap(({ startsOn, dueOn }) => [startsOn, dueOn])).toEqual(span)
    expect(periodsOf(duty('IV.1.b'), signed, always)).toHaveLength(reports)
  })

  it('are none for what is only listed', () => {
    const chased = plan.duties.filter((each) => periodsOf(each, plan, always).length > 0)
    expect(chased.map(({ clause }) => clause)).toEqual(['IV.1.a', 'IV.1.b'])
  })
})

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

function planOf(text: string) {
  const result = readPlanFile(text, 'ninh-thuan-2023.yaml')
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
  return result.value
}
