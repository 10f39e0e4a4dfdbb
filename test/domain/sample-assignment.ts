import type { Assignment } from '../../src/domain/assignment.ts'
import { endOf } from '../../src/domain/calendar.ts'
import type { Duty } from '../../src/domain/plan.ts'

const timeZone = 'Asia/Ho_Chi_Minh'

/** Two articles a month on the portal. */
export const monthlyRule: Duty = {
  key: 'tin-bai-cong-ttdt',
  clause: 'III.1.d',
  title: 'Tin, bài trên Cổng TTĐT tỉnh',
  assignees: { groups: [], agencies: ['so-khdt'], except: [] },
  evidence: ['link'],
  requirements: [{ channel: 'portal', min: 2 }],
  mode: 'all',
  cadence: 'month',
  quota: { min: 2, stated: true },
  due: { kind: 'end_of_period', inclusive: true },
  judgedBy: 'published',
  sharesCreditWith: [],
  openQuestions: [],
}

/** Five articles a month on average, sixty a year. */
export const averageRule: Duty = {
  ...monthlyRule,
  key: 'tin-bai-trang-ttdt',
  clause: 'III.1.b',
  title: 'Tin, bài trên Trang TTĐT',
  requirements: [{ channel: 'own_site', min: 60 }],
  cadence: 'year',
  quota: { average: 5, perYear: 60 },
}

export const year2024 = { periodKey: '2024', startsOn: '2024-01-01', endsOn: '2024-12-31' }

let lastId = 0

/** Of Sở KHĐT in November 2024, with nothing done, unless said otherwise. `dueOn` follows the period's end. */
export function sampleAssignment(given: Partial<Assignment> = {}): Assignment {
  const endsOn = given.endsOn ?? '2024-11-30'
  const dueOn = given.dueOn ?? endsOn
  return {
    id: ++lastId,
    provinceId: 1,
    agencyId: 4,
    dutyId: 7,
    agencyName: 'Sở Kế hoạch và Đầu tư',
    agencyShortName: 'Sở KHĐT',
    planId: 1,
    planName: 'Kế hoạch tuyên truyền CCHC năm 2024',
    timeZone,
    rule: monthlyRule,
    quotaOverride: null,
    periodKey: '2024-11',
    periodTitle: null,
    startsOn: '2024-11-01',
    endsOn,
    dueOn,
    dueAt: endOf(dueOn, timeZone),
    locked: false,
    excused: false,
    held: false,
    credits: {},
    latest: null,
    ...given,
  }
}
