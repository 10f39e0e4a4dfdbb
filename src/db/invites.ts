import { eq } from 'drizzle-orm'
import type { Role } from '../domain/message.ts'
import type { Db } from './database.ts'
import { invites, inviteUses } from './schema.ts'

export type Invite = Omit<typeof invites.$inferSelect, 'role'> & { role: Role }

export async function insertInvite(tx: Db, invite: typeof invites.$inferInsert): Promise<void> {
  await tx.insert(invites).values(invite)
}

/** The invitation behind a code, locked so that its last use is given away once. */
export async function claimInvite(tx: Db, codeHmac: string): Promise<{ invite: Invite; usedBy: number[] } | undefined> {
  const [invite] = await tx.select().from(invites).where(eq(invites.codeHmac, codeHmac)).for('update')
  if (invite === undefined) return undefined
  const uses = await tx.select().from(inviteUses).where(eq(inviteUses.inviteId, invite.id))
  return { invite: { ...invite, role: invite.role as Role }, usedBy: uses.map((use) => use.accountId) }
}

export async function insertInviteUse(tx: Db, use: typeof inviteUses.$inferInsert): Promise<void> {
  await tx.insert(inviteUses).values(use)
}
