import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { periodsOf } from '../../../src/domain/period.ts'
import type { Duty, Plan } from '../../../src/domain/plan.ts'
import { readPlanFile } from '../../../src/features/plans/read-plan-file.ts'
import { planToJson } from '../../../src/features/plans/show-plan.ts'
import { gapsBetween, type Row, sentencesOf } from './coverage.ts'

const content = { none: 'what to write about, no task of anybody' }
const form = { none: 'a way of publishing, no task of anybody' }
const budget = { none: 'budget: where the money comes from' }

const table: Row[] = [
  ['Tuyên truyền, phổ biến sâu rộng', content],
  ['Chỉ thị số 23/CT-TTg', content],
  ['Quyết định số 2685/QĐ-UBND', content],
  ['Các quy định của pháp luật về quản lý', content],
  ['Quy định của pháp luật về mối quan hệ', content],
  ['Đưa nội dung thông tin về tình hình', form],
  ['Tổ chức Cuộc thi video clip', 'cuoc-thi-video-clip'],
  ['UBND các xã, phường, thị trấn và các cơ quan, đơn vị liên quan. - Kinh phí thực hiện: +', budget],
  ['UBND các xã, phường, thị trấn và các cơ quan, đơn vị liên quan; - Mời', budget],
  ['UBND các xã, phường, thị trấn và các cơ quan, đơn vị liên quan. - Kinh phí thực hiện: Từ', budget],
  ['Định kỳ tổ chức chương trình đồng hành', 'dong-hanh-doi-thoai-doanh-nghiep'],
  [
    'UBND các huyện, thị xã, thành phố và các cơ quan, đơn vị liên quan. - Kinh phí thực hiện: Từ nguồn kinh phí trong dự toán',
    budget,
  ],
  ['Triển khai thực hiện Kế hoạch thông tin', 'trien-khai-ke-hoach'],
  ['Lồng ghép công tác tuyên truyền', 'long-ghep-pho-bien-phap-luat'],
  ['Định kỳ hàng quý, sáu tháng và năm báo cáo', 'bao-cao-ket-qua'],
  ['Theo dõi, kiểm tra, đôn đốc', 'theo-doi-don-doc'],
  ['Định kỳ tổng hợp, đánh giá', 'theo-doi-don-doc'],
  ['Tham mưu UBND tỉnh tổ chức các hội nghị', 'tham-muu-hoi-nghi-tap-huan'],
  ['Tổ chức các lớp tập huấn, giới thiệu', 'ban-tin-hang-quy'],
  ['Lồng ghép việc kiểm tra', 'long-ghep-kiem-tra'],
  ['Căn cứ vào nguồn kinh phí', { none: 'budget: Sở Tài chính appraises and settles it' }],
  ['Bám sát chủ trương', 'xay-dung-ke-hoach-tuyen-truyen'],
  ['Chỉ đạo Công Đoàn cơ sở', 'chi-dao-cuoc-thi-video-clip'],
  ['Trên đây là Kế hoạch', { none: 'closing sentence' }],
]

const source = read('../../fixtures/plans/binh-phuoc-2022.source.txt')
const plan = planOf('binh-phuoc-2022.yaml')

describe('the plan of Bình Phước 2022', () => {
  it('covers every sentence of its source that names a number, a date or a cadence', () => {
    expect(gapsBetween(source, plan, table)).toEqual([])
  })

  it('turns every clause that names a task into a duty, in the order of the text, and no other clause', () => {
    const clauses = [...new Set(sentencesOf(source).map(({ clause }) => clause))]
    const leaves = clauses.filter((clause) => !clauses.some((other) => other.startsWith(`${clause}.`)))
    const tasks = leaves.filter((clause) => /^(II\.3|III)\./.test(clause) && clause !== 'III.3')
    expect(tasks).toHaveLength(19)
    expect([...new Set(plan.duties.map(({ clause }) => clause))]).toEqual(tasks)
    expect(plan.duties.map(({ clause }) => clause)).toEqual(
      tasks.flatMap((clause) => (clause === 'III.2.b' ? [clause, clause] : [clause])),
    )
  })

  it('names the documents that it carries out, and has neither number nor date', () => {
    expect(plan).toMatchObject({
      code: 'binh-phuoc-2022',
      province: 'binh-phuoc',
      year: 2022,
      number: null,
      signedOn: null,
      effectiveOn: '2022-04-20',
      theme: null,
      parent: '251/QĐ-BNV ngày 29/3/2022; 3223/QĐ-UBND ngày 27/12/2021',
    })
  })

  it('asks from when it holds, as it cites a document of 20/4/2022, and what the missing points b and đ said', () => {
    const [start, points, ...others] = plan.openQuestions
    expect(start?.question).toMatch(/105\/KH-UBND ngày 20\/4\/2022 nên không thể ký trước ngày đó/)
    expect(start?.default).toMatch(/^Tính từ 20\/04\/2022/)
    expect(points?.question).toMatch(/^Khoản 1 mục III .* điểm b và điểm đ/)
    expect(points?.default).toBe('Coi như không có điểm b và điểm đ')
    expect(others).toEqual([])
  })
})

describe('its chased duties', () => {
  const nobodyElse = { groups: [], agencies: [], except: [] }

  it('are the report and the newsletter', () => {
    expect(plan.duties.filter(({ cadence }) => cadence !== 'ongoing').map(({ key }) => key)).toEqual([
      'bao-cao-ket-qua',
      'ban-tin-hang-quy',
    ])
  })

  it.each<[string, string, Partial<Duty>]>([
    [
      'a report of everybody but its recipient for each CCHC report, without a deadline of its own',
      'bao-cao-ket-qua',
      {
        clause: 'III.1.e',
        cadence: 'named',
        quota: { min: 1, stated: false },
        requirements: [{ channel: 'document', min: 1 }],
        evidence: ['document'],
        due: { kind: 'none', inclusive: null },
        judgedBy: 'document',
        assignees: { ...nobodyElse, groups: ['so-nganh', 'cap-huyen'], except: ['so-noi-vu'] },
      },
    ],
    [
      'a newsletter of Sở Nội vụ every quarter',
      'ban-tin-hang-quy',
      {
        clause: 'III.2.b',
        cadence: 'quarter',
        quota: { min: 1, stated: false },
        requirements: [{ channel: 'newsletter', min: 1 }],
        evidence: ['document', 'text'],
        due: { kind: 'end_of_period', inclusive: true },
        judgedBy: 'document',
        assignees: { ...nobodyElse, agencies: ['so-noi-vu'] },
      },
    ],
  ])('ask for %s', (_, key, facts) => {
    expect(duty(key)).toMatchObject(facts)
  })

  it('leave open how many reports, over which spans and by which day', () => {
    expect(duty('bao-cao-ket-qua').openQuestions.map((open) => open.default)).toEqual([
      '04 báo cáo như báo cáo CCHC',
      'Theo kỳ báo cáo CCHC; riêng quý III tính từ 15/6, không lũy kế',
      'Chưa đặt hạn; nhắc đến hết ngày cuối kỳ số liệu, không tính quá hạn',
    ])
    expect(duty('ban-tin-hang-quy').openQuestions).toEqual([])
  })
})

describe('its other duties', () => {
  const ongoing = plan.duties.filter(({ cadence }) => cadence === 'ongoing')

  it('are eighteen, and none of them is chased', () => {
    expect(ongoing).toHaveLength(18)
    for (const { quota, due, requirements } of ongoing) {
      expect([quota, due.kind, requirements.length]).toEqual([null, 'none', 0])
    }
  })

  it.each([
    ['every agency and district', ['so-nganh', 'cap-huyen'], [], ['III.1.a', 'III.1.c', 'III.1.d']],
    ['Sở Nội vụ', [], ['so-noi-vu'], ['II.3.b', 'II.3.c', 'II.3.d', 'III.2.a', 'III.2.b', 'III.2.c', 'III.2.d']],
    ['Sở Kế hoạch và Đầu tư', [], ['so-khdt'], ['II.3.đ', 'III.4']],
    ['the one agency of press and radio', [], ['dai-ptth-bao-binh-phuoc'], ['II.3.e', 'III.5.a', 'III.5.b', 'III.5.c']],
    ['the union of officials', [], ['cong-doan-vien-chuc'], ['II.3.a', 'III.6']],
  ])('bind %s', (_, groups, agencies, clauses) => {
    const theirs = ongoing.filter(
      ({ assignees }) => `${assignees.groups}` === `${groups}` && `${assignees.agencies}` === `${agencies}`,
    )
    expect(theirs.map(({ clause }) => clause)).toEqual(clauses)
    expect(theirs.flatMap(({ assignees }) => assignees.except)).toEqual([])
  })

  it('ask what a mere "định kỳ" and a plan without a deadline mean', () => {
    const open = ongoing.filter(({ openQuestions }) => openQuestions.length > 0)
    expect(open.map(({ clause }) => clause)).toEqual(['II.3.đ', 'III.1.a'])
    expect(open.flatMap(({ openQuestions }) => openQuestions.map((each) => each.default))).toEqual([
      'Chỉ liệt kê, không nhắc',
      'Chỉ liệt kê, không nhắc',
    ])
  })

  it('are linked where part III says again what II.3 has said', () => {
    const links = plan.duties.flatMap(({ clause, sharesCreditWith }) =>
      sharesCreditWith.map((key) => [clause, duty(key).clause]),
    )
    expect(links).toEqual([
      ['III.2.b', 'II.3.b'],
      ['III.2.b', 'II.3.c'],
      ['III.2.b', 'II.3.d'],
      ['III.6', 'II.3.a'],
    ])
    expect(duty('ban-tin-hang-quy').sharesCreditWith).toEqual([duty('phat-hanh-ban-tin').key])
  })
})

describe('its periods', () => {
  it('are the CCHC reports, the third quarter on its own, none from before the plan can have been signed', () => {
    expect(spansOf('bao-cao-ket-qua')).toEqual([
      ['6-thang', '2022-04-20', '2022-06-14', '2022-06-14'],
      ['quy-3', '2022-06-15', '2022-09-14', '2022-09-14'],
      ['nam', '2022-04-20', '2022-12-14', '2022-12-14'],
    ])
  })

  it('count a report from 15/12 of the year before, and are called as officers call them', () => {
    expect(duty('bao-cao-ket-qua').periods).toEqual([
      { key: 'quy-1', title: 'Quý I', startsOn: '2021-12-15', endsOn: '2022-03-14' },
      { key: '6-thang', title: '6 tháng đầu năm', startsOn: '2021-12-15', endsOn: '2022-06-14' },
      { key: 'quy-3', title: 'Quý III', startsOn: '2022-06-15', endsOn: '2022-09-14' },
      { key: 'nam', title: 'Năm 2022', startsOn: '2021-12-15', endsOn: '2022-12-14' },
    ])
  })

  it('are calendar quarters for the newsletter, each due by its last day', () => {
    expect(spansOf('ban-tin-hang-quy')).toEqual([
      ['2022-Q2', '2022-04-20', '2022-06-30', '2022-06-30'],
      ['2022-Q3', '2022-07-01', '2022-09-30', '2022-09-30'],
      ['2022-Q4', '2022-10-01', '2022-12-31', '2022-12-31'],
    ])
  })

  it('do not exist for what is ongoing', () => {
    const others = plan.duties.filter(({ cadence }) => cadence === 'ongoing')
    expect(others.flatMap(({ key }) => spansOf(key))).toEqual([])
  })

  function spansOf(key: string): string[][] {
    return periodsOf(duty(key), plan, { from: '2000-01-01', to: '2099-12-31' }).map((period) => [
      period.key,
      period.startsOn,
      period.endsOn,
      period.dueOn,
    ])
  }
})

describe('the plan as other programs read it', () => {
  const shown = asJson(plan)

  it('has the fields of the plan of Bình Thuận 2024', () => {
    const model = asJson(planOf('binh-thuan-2024.yaml'))
    expect(Object.keys(shown)).toEqual(Object.keys(model))
    expect(shown.duties).toHaveLength(20)
    for (const each of shown.duties) expect(Object.keys(each)).toEqual(Object.keys(model.duties[0] ?? {}))
  })

  it('shows the report with its periods and without a date', () => {
    expect(shown).toMatchObject({ code: 'binh-phuoc-2022', province: 'binh-phuoc', year: 2022, signedOn: null })
    expect(shown.duties[9]).toMatchObject({
      key: 'bao-cao-ket-qua',
      cadence: 'named',
      periods: [{ key: 'quy-1' }, { key: '6-thang' }, { key: 'quy-3' }, { key: 'nam' }],
      due: { kind: 'none', on: null, inclusive: null },
    })
  })

  function asJson(each: Plan): { duties: object[] } {
    return JSON.parse(JSON.stringify(planToJson(each)))
  }
})

function duty(key: string): Duty {
  const found = plan.duties.find((each) => each.key === key)
  if (!found) throw new Error(`No duty ${key}`)
  return found
}

function planOf(name: string): Plan {
  const result = readPlanFile(read(`../../../plans/${name}`), name)
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
  return result.value
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}
