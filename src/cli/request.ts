import { z } from 'zod'

const file = z.object({ name: z.string(), text: z.string() })

/** A command of the operator that needs the database. Plain data, so that the process that holds DATA_DIR can run it. */
export const requestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('province_add'), code: z.string(), name: z.string(), timeZone: z.string() }),
  z.object({ kind: z.literal('province_list') }),
  z.object({ kind: z.literal('agency_import'), file }),
  z.object({ kind: z.literal('agency_list'), province: z.string() }),
  z.object({ kind: z.literal('plan_import'), file }),
  z.object({ kind: z.literal('plan_list') }),
  z.object({
    kind: z.literal('plan_simulate'),
    code: z.string(),
    province: z.string().nullable(),
    agency: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    format: z.enum(['text', 'json', 'csv']),
  }),
  z.object({
    kind: z.literal('invite'),
    province: z.string(),
    agency: z.string().nullable(),
    role: z.enum(['officer', 'coordinator', 'admin']),
    days: z.number(),
  }),
  z.object({
    kind: z.literal('bot_save'),
    platform: z.literal('zalo-personal'),
    nativeId: z.string(),
    username: z.string().nullable(),
    /** Its credentials, sealed by whoever logged it in. */
    sealed: z.string(),
    expiresAt: z.iso.datetime().nullable(),
  }),
  z.object({ kind: z.literal('migrate') }),
  z.object({ kind: z.literal('health') }),
])

export type Request = z.infer<typeof requestSchema>

/**
 * What a command prints, and whether it did what was asked. Lines may be made only while they are read, so that a long
 * answer is never in memory as a whole; then they need the database no more.
 */
export type Outcome = { ok: boolean; lines: Iterable<string> }
