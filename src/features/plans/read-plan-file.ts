import { z } from 'zod'
import { cadences, channels, evidences, judgedBys, type Plan } from '../../domain/plan.ts'
import { checkAssignees, checkDuty, checkPlan } from './check-plan.ts'
import {
  checkedBy,
  count,
  date,
  exactly,
  matching,
  phrase,
  type ReadResult,
  readYamlFile,
  slug,
  wholeNumber,
} from './yaml-file.ts'

const dayOfMonth = wholeNumber
  .min(1, { error: 'whole_number', abort: true })
  .max(31, { error: 'whole_number', abort: true })

const due = z.discriminatedUnion('kind', [
  exactly({ kind: z.literal('end_of_period'), inclusive: z.literal(true).default(true) }),
  exactly({ kind: z.literal('date'), on: date, inclusive: z.boolean() }),
  exactly({ kind: z.literal('day_of_month'), day: dayOfMonth, inclusive: z.boolean() }),
  exactly({ kind: z.literal('after_period'), days: count, inclusive: z.literal(true).default(true) }),
  exactly({ kind: z.literal('none'), inclusive: z.literal(null).default(null) }),
])

const quota = z.union([
  exactly({ min: count, stated: z.boolean().default(true) }),
  exactly({ average: count, perYear: count }),
])

const openQuestions = z.array(exactly({ question: phrase, default: phrase })).default([])

const duty = exactly({
  key: slug,
  clause: matching('clause', /^[IVX]+(\.\d+)?(\.\p{Ll})?$/u),
  title: phrase,
  assignees: exactly({
    groups: z.array(slug).default([]),
    agencies: z.array(slug).default([]),
    except: z.array(slug).default([]),
  }),
  evidence: z.array(z.enum(evidences)).default([]),
  requirements: z.array(exactly({ channel: z.enum(channels), min: count })).default([]),
  mode: z.enum(['all', 'any']).default('all'),
  cadence: z.enum(cadences),
  monthStartDay: z.exactOptional(dayOfMonth),
  periods: z.exactOptional(
    z.array(
      exactly({
        key: slug,
        title: phrase,
        startsOn: date,
        endsOn: date,
        due: z.exactOptional(exactly({ on: date, inclusive: z.boolean() })),
      }),
    ),
  ),
  quota: z.nullable(quota).default(null),
  due: due.default({ kind: 'none', inclusive: null }),
  judgedBy: z.enum(judgedBys).optional(),
  sharesCreditWith: z.array(slug).default([]),
  openQuestions,
})
  .superRefine(checkedBy(checkDuty))
  .transform((stated) => ({ ...stated, judgedBy: stated.judgedBy ?? ('sent' as const) }))

const noYear = { error: 'year', abort: true }

const plan = exactly({
  code: slug,
  province: slug,
  year: wholeNumber.min(2000, noYear).max(2099, noYear),
  name: phrase,
  number: z.nullable(phrase).default(null),
  signedOn: z.nullable(date).default(null),
  effectiveOn: date,
  theme: z.nullable(phrase).default(null),
  parent: z.nullable(phrase).default(null),
  openQuestions,
  duties: z.array(duty).min(1),
}).superRefine(checkedBy(checkPlan))

/**
 * Reads a plan file, or tells everything that is to be mended in it. References between duties are looked at once
 * every duty is readable. With `known`, assignees must be among the agencies and groups of the province.
 */
export function readPlanFile(
  text: string,
  fileName: string,
  known?: { agencies: string[]; groups: string[] },
): ReadResult<Plan> {
  const schema = known ? plan.superRefine(checkedBy((value: Plan) => checkAssignees(value, known))) : plan
  return readYamlFile<Plan>(text, fileName, schema)
}
