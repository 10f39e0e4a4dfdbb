import { createHmac } from 'node:crypto'
import { findAgency } from '../../db/agencies.ts'
import type { Db } from '../../db/database.ts'
import { insertInvite } from '../../db/invites.ts'
import { findProvince, fixDeploymentFact } from '../../db/provinces.ts'
import { makeCode } from '../../domain/command.ts'
import type { Role } from '../../domain/message.ts'

export type InviteRequest = { province: string; agency: string | null; role: Role; days: number }

export type InviteResult =
  | {
      kind: 'created'
      code: string
      expiresAt: Date
      timeZone: string
      provinceName: string
      agencyName: string | null
    }
  | { kind: 'unknown_province' }
  | { kind: 'unknown_agency' }
  | { kind: 'needs_agency' }

const dayMs = 86_400_000

/** Makes a single-use code for one role. Only its keyed hash is stored; the code itself is shown this once. */
export async function createInvite(
  db: Db,
  request: InviteRequest,
  deps: { now: Date; randomBytes: (size: number) => Uint8Array; inviteSecret: string | undefined },
): Promise<InviteResult> {
  const province = await findProvince(db, request.province)
  if (province === undefined) return { kind: 'unknown_province' }
  if (request.role === 'officer' && request.agency === null) return { kind: 'needs_agency' }
  const agency = request.agency === null ? undefined : await findAgency(db, province.id, request.agency)
  if (request.agency !== null && agency === undefined) return { kind: 'unknown_agency' }

  const code = makeCode(deps.randomBytes(12))
  const expiresAt = new Date(deps.now.getTime() + request.days * dayMs)
  await insertInvite(db, {
    provinceId: province.id,
    agencyId: agency?.id ?? null,
    role: request.role,
    codeHmac: hashCode(code, await inviteKey(db, deps)),
    maxUses: 1,
    createdAt: deps.now,
    expiresAt,
  })
  const { timeZone, name: provinceName } = province
  return { kind: 'created', code, expiresAt, timeZone, provinceName, agencyName: agency?.name ?? null }
}

/** The key that codes are hashed with: the operator's, else one that this database made for itself. */
export async function inviteKey(
  db: Db,
  deps: { randomBytes: (size: number) => Uint8Array; inviteSecret: string | undefined },
): Promise<string> {
  if (deps.inviteSecret !== undefined) return deps.inviteSecret
  return await fixDeploymentFact(db, 'invite_key', Buffer.from(deps.randomBytes(32)).toString('base64'))
}

export function hashCode(code: string, key: string): string {
  return createHmac('sha256', key).update(code).digest('hex')
}
