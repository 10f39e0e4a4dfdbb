import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { periodsOf } from '../../../src/domain/period.ts'
import type { Assignees, Duty, Plan } from '../../../src/domain/plan.ts'
import { readPlanFile } from '../../../src/features/plans/read-plan-file.ts'
import { planToJson } from '../../../src/features/plans/show-plan.ts'
import { gapsBetween, type Row, sentencesOf } from './coverage.ts'

const decision = { none: 'the decision itself: puts the plan into force on the day of signing' }
const topic = { none: 'a topic to write about, not a task' }
const heading = { none: 'a heading: says who, the points below say what' }

const table: Row[] = [
  ['Điều 1.', decision],
  ['Ban hành kèm theo Quyết định này', decision],
  ['Điều 2.', decision],
  ['Điều 3.', decision],
  ['Chủ tịch Ủy ban nhân dân các xã', decision],
  ['Năm 2021, tiếp tục duy trì', { none: 'introduction' }],
  ['- Những kết quả cải cách hành chính nổi bật', topic],
  ['- Mục tiêu, nhiệm vụ, giải pháp', topic],
  ['- Chương trình hành động', topic],
  ['- Nghị quyết Đại hội', topic],
  ['- Trách nhiệm của các cấp ủy đảng', topic],
  ['Chỉ số hiệu quả quản trị', topic],
  ['- Quyền và nghĩa vụ cơ bản', topic],
  ['- Các quy hoạch, kế hoạch', topic],
  ['- Những nỗ lực, giải pháp của chính quyền', topic],
  ['Căn cứ theo nhóm đối tượng', heading],
  ['- Tuyên truyền các nội dung trọng tâm', 'tuyen-truyen-bo-phan-mot-cua'],
  ['- Giới thiệu các phương châm', 'tuyen-truyen-bo-phan-mot-cua'],
  ['- Các kênh, địa chỉ, đường dây nóng', 'tuyen-truyen-bo-phan-mot-cua'],
  ['- Thực hiện đăng tải các văn bản', 'dang-van-ban-cchc'],
  ['- Thường xuyên cập nhật, gửi tin, bài', 'cap-nhat-tin-bai'],
  ['- Đảm bảo 100% cán bộ', 'truyen-thong-cong-dich-vu-cong'],
  ['- UBND huyện, thị xã, thành phố chỉ đạo Đài', 'chuyen-muc-truyen-thanh'],
  ['- Chủ động cung cấp tin, bài', 'cung-cap-tin-bai-bao-chi'],
  ['- Tạo thuận lợi cho các cơ quan báo chí', 'tao-thuan-loi-bao-chi'],
  ['- Tuyên truyền các nội dung về cách thức nộp hồ sơ', { none: 'repeats II.3.b: tuyen-truyen-bo-phan-mot-cua' }],
  ['Sở Thông tin và Truyền thông chủ trì nghiên cứu', 'tin-nhan-di-dong'],
  ['Nâng cao chất lượng chuyên trang', { none: 'names nobody; III.4.c: tuyen-truyen-di-dong-mang-xa-hoi' }],
  ['- Kết hợp chặt chẽ với tuyên truyền', 'ket-hop-hoc-tap-bac-bau-cu'],
  ['- Nghiên cứu kết hợp hiệu quả công tác tuyên truyền miệng', 'tuyen-truyen-mieng'],
  ['Đảm bảo 100% cán bộ', 'truy-cap-cong-cchc'],
  ['Định kỳ hàng tháng (trước ngày 25)', 'gui-tin-bai-hang-thang'],
  ['100% cơ quan, đơn vị có mô hình', 'tham-gia-thi-sang-kien'],
  ['Chủ trì tham mưu triển khai các hoạt động', 'tuyen-truyen-chuong-trinh-tong-the'],
  ['Chủ trì tham mưu Ủy ban nhân dân tỉnh tổ chức cuộc thi', 'to-chuc-thi-sang-kien'],
  ['Là cơ quan chủ trì triển khai', 'tuyen-truyen-thu-tuc-hanh-chinh'],
  ['Phối hợp, hướng dẫn Bưu điện', 'huong-dan-buu-dien'],
  ['Tham mưu, tổ chức tốt các hội nghị đối thoại', 'doi-thoai-doanh-nghiep'],
  ['Gắn kết các hoạt động tuyên truyền', 'gan-xuc-tien-dau-tu'],
  ['Những nỗ lực, giải pháp chỉ đạo', 'tuyen-truyen-phuc-hoi-kinh-te'],
  ['Tiếp tục công khai kịp thời', 'cong-khai-quy-dinh-nganh'],
  ['Tăng cường tuyên truyền cơ chế', 'tuyen-truyen-co-che-moi'],
  ['Sở Tài nguyên và Môi trường chủ trì', 'tap-huan-dat-dai'],
  ['Tiếp tục triển khai, nghiên cứu nhân rộng', 'don-nguyen-dieu-tri-trong-ngay'],
  ['Các ngành: Thuế', heading],
  ['Hỗ trợ công tác biên, phiên dịch', 'bien-phien-dich'],
  ['Chủ động, tích cực triển khai truyền thông', 'truyen-thong-buu-chinh-cong-ich'],
  ['Hỗ trợ quảng bá Trung tâm', 'quang-ba-trung-tam-dvhcc'],
  ['Chỉ đạo, định hướng nội dung', 'dinh-huong-tuyen-truyen'],
  ['Lồng ghép thông tin cải cách hành chính tỉnh', 'long-ghep-bao-cao-vien'],
  ['Đề nghị Ủy ban Mặt trận', heading],
  ['Lồng ghép nội dung tuyên truyền', 'mat-tran-doan-the-long-ghep'],
  ['- Phát huy vai trò xung kích', 'thanh-nien-tuyen-truyen'],
  ['- Tổ chức quán triệt triển khai', 'phat-dong-thi-sang-kien'],
  ['Nghiên cứu xây dựng, ban hành kế hoạch', 'ban-hanh-ke-hoach'],
  ['Trong đó nêu rõ: (1) nhiệm vụ', 'ban-hanh-ke-hoach'],
  ['Các Kế hoạch gửi về Sở Nội vụ', 'gui-ke-hoach'],
  ['Việc lập dự toán, sử dụng', { none: 'budget: refers to the rules in force' }],
  ['Căn cứ Kế hoạch này, các sở, ban, ngành', 'bao-cao-ket-qua'],
  ['Ủy ban nhân dân các huyện, thị xã, thành phố chỉ đạo', 'kiem-tra-cap-xa'],
  ['Đề nghị các cơ quan tham mưu của Tỉnh ủy', 'phoi-hop-trien-khai'],
]

const source = read('../../fixtures/plans/khanh-hoa-2021.source.txt')
const plan = planOf(read('../../../plans/khanh-hoa-2021.yaml'))
const duty = (key: string) => {
  const found = plan.duties.find((each) => each.key === key)
  if (!found) throw new Error(`The plan has no duty ${key}`)
  return found
}

const everyone = ['so-nganh', 'don-vi-su-nghiep', 'cap-huyen']
const chased: Partial<Duty>[] = [
  {
    key: 'gui-tin-bai-hang-thang',
    clause: 'III.1.a',
    assignees: { groups: everyone, agencies: [], except: ['so-noi-vu'] },
    cadence: 'month',
    monthStartDay: 25,
    quota: { min: 1, stated: false },
    mode: 'any',
    requirements: [
      { channel: 'portal', min: 1 },
      { channel: 'document', min: 1 },
    ],
    evidence: ['link', 'document', 'text'],
    due: { kind: 'end_of_period', inclusive: true },
    judgedBy: 'sent',
  },
  {
    key: 'gui-ke-hoach',
    clause: 'IV.1.a',
    assignees: { groups: everyone, agencies: [], except: ['so-noi-vu'] },
    cadence: 'once',
    quota: { min: 1, stated: false },
    mode: 'all',
    requirements: [{ channel: 'document', min: 1 }],
    evidence: ['document'],
    due: { kind: 'date', on: '2021-03-31', inclusive: false },
    judgedBy: 'document',
  },
]

describe('the plan of Khánh Hòa 2021', () => {
  it('covers every sentence of its source that names a number, a date or a cadence', () => {
    expect(gapsBetween(source, plan, table)).toEqual([])
  })

  it('turns every clause of II.3, III and IV but the budget into a duty, in the order of the text', () => {
    const clauses = [...new Set(sentencesOf(source).map(({ clause }) => clause))]
    const leaves = clauses
      .filter((clause) => /^(II\.3|III|IV)\./.test(clause) && clause !== 'IV.2')
      .filter((clause) => !clauses.some((other) => other.startsWith(`${clause}.`)))
    expect(leaves).toHaveLength(57)
    expect([...new Set(plan.duties.map(({ clause }) => clause))]).toEqual(leaves)
  })

  it('is the annex of decision 590, in force from the day of its signing', () => {
    expect(plan).toMatchObject({
      code: 'khanh-hoa-2021',
      province: 'khanh-hoa',
      year: 2021,
      name: 'Kế hoạch tuyên truyền CCHC năm 2021',
      number: '590/QĐ-UBND',
      signedOn: '2021-03-11',
      effectiveOn: '2021-03-11',
      theme: null,
      parent: '3595/QĐ-UBND ngày 31/12/2020',
    })
  })

  it('chases two duties: the monthly articles and the sending of the plan', () => {
    expect(plan.duties.filter(({ cadence }) => cadence !== 'ongoing')).toMatchObject(chased)
  })

  it('lists the other seventy and chases none of them', () => {
    const ongoing = plan.duties.filter(({ cadence }) => cadence === 'ongoing')
    expect(ongoing).toHaveLength(70)
    for (const { quota, due, requirements } of ongoing) {
      expect([quota, due.kind, requirements.length]).toEqual([null, 'none', 0])
    }
  })

  it('says several things in ten clauses', () => {
    const clauses = plan.duties.map(({ clause }) => clause)
    const counts = [...new Set(clauses)].map((clause) => [clause, clauses.filter((each) => each === clause).length])
    expect(counts.filter(([, count]) => count !== 1)).toEqual([
      ['II.3.c', 4],
      ['II.3.d', 4],
      ['II.3.đ', 2],
      ['II.3.e', 2],
      ['II.3.i', 3],
      ['III.1.a', 2],
      ['III.2.đ', 2],
      ['III.16.b', 2],
      ['IV.1.a', 2],
      ['IV.3', 2],
    ])
  })

  const all = [...everyone, 'cap-xa']
  const promotion = ['so-khdt', 'so-cong-thuong', 'so-du-lich', 'bql-kkt-van-phong']
  const branches = [
    'cuc-thue',
    'cuc-hai-quan',
    'bao-hiem-xa-hoi',
    'kho-bac-nha-nuoc',
    'ngan-hang-nha-nuoc',
    'cong-an-tinh',
  ]
  it.each<[string, Partial<Assignees>]>([
    ['II.3.a', { groups: all }],
    ['II.3.b', { groups: all }],
    ['II.3.g', { agencies: ['so-tttt'] }],
    ['II.3.h', { groups: ['so-nganh', 'cap-huyen', 'cap-xa'] }],
    ['III.1.b', { groups: everyone }],
    ['III.1.c', { groups: everyone }],
    ['III.2.e', { agencies: ['so-noi-vu'] }],
    ['III.3.c', { agencies: ['van-phong-ubnd'] }],
    ['III.4.đ', { agencies: ['so-tttt'] }],
    ['III.5', { agencies: ['so-tu-phap'] }],
    ['III.6.a', { agencies: promotion }],
    ['III.6.c', { agencies: promotion }],
    ['III.7.b', { agencies: ['so-tnmt', 'so-xay-dung', 'so-gtvt'] }],
    ['III.7.c', { agencies: ['so-tnmt'] }],
    ['III.8.a', { agencies: ['so-y-te'] }],
    ['III.9.a', { agencies: branches }],
    ['III.9.b', { agencies: branches }],
    ['III.10.a', { agencies: ['so-ngoai-vu'] }],
    ['III.11', { agencies: ['buu-dien-tinh'] }],
    ['III.12', { groups: ['truong-cao-dang'], agencies: ['truong-chinh-tri', 'dai-hoc-khanh-hoa'] }],
    ['III.13.a', { agencies: ['dai-ptth', 'bao-khanh-hoa'] }],
    ['III.14', { groups: ['bao-chi-trung-uong'] }],
    ['III.15.b', { agencies: ['ban-tuyen-giao'] }],
    ['III.16.a', { groups: ['to-chuc-chinh-tri-xa-hoi'], agencies: ['mat-tran-to-quoc'] }],
    ['III.16.b', { agencies: ['tinh-doan'] }],
    ['IV.1.b', { groups: everyone }],
    ['IV.3', { groups: ['so-nganh', 'cap-huyen'] }],
    ['IV.4', { groups: ['cap-huyen'] }],
    ['IV.5', { groups: ['co-quan-dang', 'to-chuc-chinh-tri-xa-hoi', 'hoi-hiep-hoi', 'bao-chi'] }],
  ])('binds in %s whom the text names', (clause, named) => {
    const duties = plan.duties.filter((each) => each.clause === clause)
    const expected = { groups: [], agencies: [], except: [], ...named }
    expect(duties.map(({ assignees }) => assignees)).toEqual(duties.map(() => expected))
    expect(duties).not.toEqual([])
  })

  it('asks Sở Nội vụ for a plan of its own, but not to send it to itself', () => {
    expect(duty('ban-hanh-ke-hoach').assignees).toEqual({ groups: everyone, agencies: [], except: [] })
    expect(plan.duties.filter(({ assignees }) => assignees.except.length > 0).map(({ key }) => key)).toEqual([
      'gui-tin-bai-hang-thang',
      'gui-ke-hoach',
    ])
  })

  it('keeps what the text leaves open with the default it is run by', () => {
    expect(plan.openQuestions).toHaveLength(3)
    const open = plan.duties.filter(({ openQuestions }) => openQuestions.length > 0)
    expect(open.map(({ key, openQuestions }) => [key, openQuestions.length])).toEqual([
      ['gui-tin-bai-hang-thang', 5],
      ['tham-gia-thi-sang-kien', 2],
      ['gui-ke-hoach', 1],
      ['bao-cao-ket-qua', 1],
    ])
  })

  it('shows itself to other programs with every field in place', () => {
    const shown = JSON.parse(JSON.stringify(planToJson(plan)))
    expect(shown).toMatchObject({ code: 'khanh-hoa-2021', number: '590/QĐ-UBND', signedOn: '2021-03-11', theme: null })
    expect(shown.duties).toHaveLength(72)
    expect(shown.duties.filter((each: Duty) => each.cadence !== 'ongoing')).toEqual(
      chased.map((each) => ({
        ...each,
        title: expect.any(String),
        periods: [],
        due: { on: null, ...each.due },
        sharesCreditWith: [],
        openQuestions: expect.any(Array),
      })),
    )
    expect(shown.duties[0].due).toEqual({ kind: 'none', on: null, inclusive: null })
  })
})

describe('the periods of Khánh Hòa 2021', () => {
  const periods = (key: string, from: string, to: string) =>
    periodsOf(duty(key), plan, { from, to }).map((each) => [each.key, each.startsOn, each.endsOn, each.dueOn])

  it('are ten months from the 25th to the 24th, the first cut short by the signing', () => {
    const year = periods('gui-tin-bai-hang-thang', '2020-12-01', '2022-01-31')
    expect(year).toHaveLength(10)
    expect(year.slice(0, 2)).toEqual([
      ['2021-03', '2021-03-11', '2021-03-24', '2021-03-24'],
      ['2021-04', '2021-03-25', '2021-04-24', '2021-04-24'],
    ])
    expect(year.at(-1)).toEqual(['2021-12', '2021-11-25', '2021-12-24', '2021-12-24'])
  })

  it.each([
    ['2021-05-24', '2021-05', '2021-05-24'],
    ['2021-05-25', '2021-06', '2021-06-24'],
    ['2021-05-27', '2021-06', '2021-06-24'],
  ])('count what comes on %s for %s', (on, month, dueOn) => {
    const found = periods('gui-tin-bai-hang-thang', on, on)
    expect(found.map(([key, , , due]) => [key, due])).toEqual([[month, dueOn]])
  })

  it('have nothing for the last week of December, which is of January', () => {
    expect(periods('gui-tin-bai-hang-thang', '2021-12-25', '2021-12-31')).toEqual([])
  })

  it('let the plan be sent from the signing to the end of 30 March', () => {
    expect(periods('gui-ke-hoach', '2021-01-01', '2021-12-31')).toEqual([
      ['once', '2021-03-11', '2021-03-30', '2021-03-30'],
    ])
  })
})

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

function planOf(text: string): Plan {
  const result = readPlanFile(text, 'khanh-hoa-2021.yaml')
  if (result.kind === 'problems') throw new Error(JSON.stringify(result.problems))
  return result.value
}
