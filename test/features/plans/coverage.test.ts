import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../../../src/domain/plan.ts'
import { readPlanFile } from '../../../src/features/plans/read-plan-file.ts'
import { gapsBetween, type Row, sentencesOf } from './coverage.ts'

const table: Row[] = [
  ['Xây dựng kế hoạch thông tin', 'ban-hanh-ke-hoach'],
  ['Thời gian hoàn thành xây dựng kế hoạch', 'ban-hanh-ke-hoach'],
  ['Chỉ đạo thông tin, tuyên truyền đầy đủ', 'tin-bai-trang-ttdt'],
  ['Đối với UBND cấp huyện', 'phat-thanh-hang-tuan'],
  ['Hằng tháng, các cơ quan có tên', 'tin-bai-cong-ttdt'],
  ['Tổng hợp, báo cáo kết quả', 'bao-cao-ket-qua'],
  ['Theo dõi, kiểm tra, đôn đốc các cơ quan, đơn vị', 'theo-doi-don-doc'],
  ['Định kỳ tổng hợp, đánh giá', 'theo-doi-don-doc'],
  ['Lồng ghép việc kiểm tra', 'long-ghep-kiem-tra'],
  ['Hằng tuần, gửi bản tin điện tử', 'ban-tin-hang-tuan'],
  ['Thường xuyên lồng ghép', 'long-ghep-pho-bien-phap-luat'],
  ['Hằng tháng có ít nhất 02 tin, bài', 'tin-bai-thu-hut-dau-tu'],
  ['Duy trì chuyên mục phát sóng', 'chuyen-muc-phat-song'],
  ['Mở chuyên trang, chuyên mục', 'chuyen-trang-bao'],
  ['Kinh phí cho công tác thông tin', { none: 'budget: where the money comes from' }],
  ['Các cơ quan, đơn vị, địa phương có trách nhiệm lập dự toán', { none: 'budget: estimates go to finance agencies' }],
  ['Việc lập dự toán, quản lý', { none: 'budget: refers to the rules in force' }],
  ['Trên đây là kế hoạch', { none: 'closing sentence' }],
]

const source = read('../../fixtures/plans/binh-thuan-2024.source.txt')
const plan = planOf(read('../../../plans/binh-thuan-2024.yaml'))

describe('the plan of Bình Thuận 2024', () => {
  it('covers every sentence of its source that names a number, a date or a cadence', () => {
    expect(gapsBetween(source, plan, table)).toEqual([])
  })

  it('turns every clause of part III into a duty', () => {
    const clauses = [...new Set(sentencesOf(source).map(({ clause }) => clause))]
    const leaves = clauses.filter(
      (clause) => clause.startsWith('III.') && !clauses.some((other) => other.startsWith(`${clause}.`)),
    )
    expect(leaves).toHaveLength(18)
    expect(plan.duties.map(({ clause }) => clause)).toEqual(leaves)
  })
})

describe('the coverage table', () => {
  const [first] = plan.duties
  if (!first) throw new Error('The plan has no duties')

  it.each<[string, string, Plan, Row[], RegExp]>([
    ['a sentence that it leaves out', source, plan, table.slice(1), /no row for "Xây dựng/],
    ['a new sentence of the source', `${source}\n3. Mỗi quý gửi báo cáo.`, plan, table, /no row for "Mỗi quý/],
    ['one typed without diacritics', `${source}\n3. Hang thang gui bao cao.`, plan, table, /no row for "Hang thang/],
    ['one that only counts', `${source}\n3. Đăng 5 bài.`, plan, table, /no row for "Đăng 5/],
    ['words that the source does not have', source, plan, [...table, ['Mỗi ngày', { none: '' }]], /0 sentences/],
    ['words that two sentences share', source, plan, [...table, ['Theo dõi', { none: '' }]], /2 sentences/],
    ['a duty that does not exist', source, plan, [...table.slice(1), ['Xây dựng', 'khong-co']], /no duty khong-co/],
    ['a duty of another clause', source, withDuty({ ...first, clause: 'III.1.b' }), table, /of III.1.b, .* in III.1.a/],
    ['a chased duty without a sentence', source, withDuty(first, { ...first, key: 'moi' }), table, /covers moi/],
  ])('catches %s', (_, changedSource, changedPlan, changedTable, gap) => {
    expect(gapsBetween(changedSource, changedPlan, changedTable).join('\n')).toMatch(gap)
  })

  it('reads a source in decomposed letters alike', () => {
    expect(gapsBetween(source.normalize('NFD'), plan, table)).toEqual([])
  })

  function withDuty(...duties: Plan['duties']): Plan {
    return { ...plan, duties: [...duties, ...plan.duties.slice(1)] }
  }
})

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

function planOf(text: string): Plan {
  const result = readPlanFile(text, 'binh-thuan-2024.yaml')
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
  return result.value
}
