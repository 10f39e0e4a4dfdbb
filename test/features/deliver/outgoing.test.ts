import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import {
  assignments,
  botCredentials,
  botLogins,
  chats,
  memberships,
  outbox,
  persons,
  plans,
  reminders,
  sentLinks,
  submissions,
} from '../../../src/db/schema.ts'
import { type Outgoing, outgoingVersion, readOutgoing } from '../../../src/features/deliver/outgoing.ts'
import { useDatabase } from '../../support/database.ts'
import { assignmentsOf, monthly, newLinks, noiVu, smallWorld, tuPhap, visit, weekly } from '../remind/small-world.ts'

await useDatabase()

type Ids = {
  planId: number
  submissionId: number
  assignmentId: number
  openAssignmentId: number
  membershipId: number
  byPersonId: number
  botId: number
  accountId: number
  loginId: number
  agencyId: number
}

/**
 * Every kind of row as version 1 writes it, and what it says. Frozen: a later version adds a list of its own,
 * and this one goes on to be sent.
 */
const version1: Record<Outgoing['kind'], (ids: Ids) => [args: object, says: string][]> = {
  reminder: () => [[{}, 'Nhắc việc: Sở Tư pháp']],
  unstaffed: () => [[{}, 'Chưa nhắc được 1 đơn vị']],
  held: ({ planId }) => [[{ planId }, 'có 2 việc đã quá hạn']],
  receipt: () => [[{}, 'đã nhận 1 đường dẫn']],
  logged: ({ submissionId, assignmentId }) => [
    [{ submissionId, assignmentId, surplus: false }, 'Đã ghi nhận kết quả của Sở Tư pháp: “05/03 17h30 Bài”'],
    [{ submissionId, assignmentId, surplus: true }, 'ngoài chỉ tiêu'],
  ],
  log_refused: () =>
    ['broadcast', 'newsletter', 'document'].flatMap((work) =>
      ['no_duty', 'no_note', 'future', 'closed'].map((reason): [object, string] => [{ work, reason }, '']),
    ),
  todo: () => [[{}, 'việc đang mở']],
  item: ({ assignmentId }) => [[{ assignmentId }, 'Sở Tư pháp: Phát thanh hằng tuần']],
  withdraw_choice: () => [[{}, 'Các kết quả anh/chị gửi gần đây']],
  withdrawn: ({ submissionId }) => [
    [{ submissionIds: [submissionId], lockedIds: [] }, 'Đã rút lại 1 kết quả'],
    [{ submissionIds: [], lockedIds: [submissionId] }, 'Chưa rút lại được 1 kết quả'],
    [{ submissionIds: [], lockedIds: [], keptIds: [submissionId], beforeIds: [] }, 'vẫn được tính vì đồng nghiệp'],
    [{ submissionIds: [], lockedIds: [], keptIds: [], beforeIds: [submissionId] }, 'Đã được rút lại từ trước'],
  ],
  nothing_to_withdraw: () => [[{}, 'không có kết quả nào để rút lại']],
  answer_refused: () => [
    [{ reason: 'no_question', max: 0 }, 'Không có danh sách nào'],
    [{ reason: 'out_of_range', max: 1 }, 'Danh sách chỉ có một mục'],
    [{ reason: 'out_of_range', max: 3 }, 'số từ 1 đến 3'],
    [{ reason: 'only_one', max: 3 }, 'chỉ chọn một số'],
  ],
  files_kept: () => [[{ count: 2 }, 'Đã nhận 2 ảnh, tệp']],
  welcome: ({ membershipId }) => [[{ membershipId }, 'Chào anh/chị Lan']],
  already_member: ({ membershipId }) => [[{ membershipId }, 'Anh/chị đã là cán bộ đầu mối']],
  code_refused: () => [
    [{ reason: 'unknown' }, 'Chưa tìm thấy mã mời'],
    [{ reason: 'used' }, 'đã được sử dụng'],
    [{ reason: 'expired' }, 'đã hết hạn'],
    [{ reason: 'revoked' }, 'đã được thu hồi'],
  ],
  stranger: () => [[{ linksKept: 2 }, 'Đã giữ 2 đường dẫn']],
  links_kept: () => [[{ count: 2 }, 'đường dẫn']],
  counted_later: ({ submissionId }) => [
    [{ submissionIds: [submissionId] }, 'Sở Tư pháp: địa chỉ trang đã được đăng ký'],
    [{ submissionIds: [submissionId], why: 'free' }, 'Sở Tư pháp: đường dẫn đã gửi trước đây'],
  ],
  done_by: ({ assignmentId, byPersonId }) => [[{ assignmentId, byPersonId }, 'Lan đã gửi kết quả của Sở Tư pháp']],
  reopened: ({ openAssignmentId: assignmentId, byPersonId }) => [
    [{ assignmentId, byPersonId }, 'Lan đã rút lại kết quả đã gửi của Sở Tư pháp'],
  ],
  digest: () => [
    [{ week: '2024-02-26' }, 'TỔNG HỢP TUẦN 9'],
    [{ week: null }, 'TỔNG HỢP, số liệu'],
  ],
  chased: () => [[{ count: 3 }, 'Đã đưa 3 việc']],
  not_allowed: () => [
    [{ command: 'digest' }, '“tổng hợp” dành cho chuyên viên'],
    [{ command: 'chase' }, '“đôn đốc” dành cho chuyên viên'],
  ],
  help: () => [
    [{ understood: true }, 'Anh/chị có thể gửi'],
    [{ understood: false }, 'trong tin nhắn vừa rồi'],
  ],
  platforms: () => [[{}, 'Các kênh liên lạc của anh/chị']],
  platform_preferred: () => [[{ platform: 'telegram' }, 'Từ nay tin được ưu tiên gửi qua Telegram']],
  account_code: () => [[{ code: 'ABCDEFGH2345', minutes: 15 }, 'chưa có kênh nào khác']],
  account_linked: ({ accountId }) => [[{ accountId }, 'Đã liên kết tài khoản Telegram “Lan”']],
  account_code_refused: () => [
    [{ reason: 'used' }, 'đã được sử dụng'],
    [{ reason: 'expired' }, 'đã hết hiệu lực'],
    [{ reason: 'other_member' }, 'với vai trò khác'],
    [{ reason: 'own' }, 'đã là của anh/chị'],
  ],
  bots: () => [[{}, 'Các tài khoản gửi tin của hệ thống']],
  bot_state: ({ botId }) => [[{ botId }, 'Telegram “@']],
  bot_resuming: ({ botId }) => [[{ botId }, 'Đang kết nối lại Telegram']],
  session_ending: ({ botId }) => [[{ botId, on: '2024-03-06' }, 'hết hạn ngày 06/03/2024 (ngày mai)']],
  login_begun: ({ botId }) => [[{ botId }, 'Đang lấy mã QR']],
  login_qr: ({ loginId }) => [[{ loginId }, 'quét mã này']],
  login_ended: ({ botId }) =>
    ['done', 'expired', 'declined', 'banned', 'wrong_account', 'failed', 'unavailable'].map(
      (outcome): [object, string] => [{ botId, outcome }, 'Telegram “@'],
    ),
  /** Has no words. */
  accept_contact: () => [],
  group_named: ({ agencyId }) => [
    [{ agencyId, on: true }, 'Từ nay, lời nhắc cho cán bộ đầu mối của Sở Tư pháp'],
    [{ agencyId, on: true, formerAgencyId: agencyId }, 'Lời nhắc của Sở Tư pháp không còn được gửi vào nhóm này'],
    [{ agencyId, on: false }, 'ngừng gửi lời nhắc của Sở Tư pháp'],
  ],
  group_refused: () => [
    [{ reason: 'unknown_agency' }, 'Chưa tìm thấy đơn vị'],
    [{ reason: 'not_coordinator' }, 'dành cho chuyên viên'],
    [{ reason: 'no_mentions' }, 'không nêu tên'],
  ],
}

describe('13. rows of the previous release', () => {
  it('still render, every kind of version 1', async () => {
    const world = await smallWorld({ at: '2024-03-01 07:00', agencies: [tuPhap, noiVu], duties: [monthly, weekly] })
    const { db, provinceId } = world
    const lan = await world.joins('Lan', 'officer', tuPhap.code)
    await visit(world, '2024-03-05 08:00')
    await world.says(lan, 'phát thanh 05/03 17h30 Bài')
    await world.says(lan, newLinks(1))
    world.told(lan)

    // Of Sở Tư pháp, where Lan is, and of Sở Nội vụ, where nobody is.
    const [month, unstaffed] = await assignmentsOf(world)
    const week = (await assignmentsOf(world, weekly)).find(
      (each) => each.periodKey === '2024-W10' && each.agencyId === month?.agencyId,
    )
    // Overdue at import, as a plan that came late would have it.
    await db.update(assignments).set({ held: true }).where(eq(assignments.periodKey, '2024-W09'))
    const [person] = await db.select().from(persons)
    const [membership] = await db.select().from(memberships)
    const [plan] = await db.select().from(plans)
    const [submission] = await db.select().from(submissions).where(eq(submissions.kind, 'broadcast'))
    const [link] = await db.select().from(sentLinks)
    const [chat] = await db.select().from(chats)
    if (!month || !unstaffed || !week || !person || !membership || !plan || !submission || !link || !chat)
      throw new Error('no rows')
    const personId = person.id
    // For what an officer is not told, the same person is a coordinator as well.
    for (const role of ['coordinator', 'admin']) {
      await db.insert(memberships).values({ provinceId, personId, role, fromOn: '2024-01-01' })
    }
    const { botId } = chat
    const requestedAt = world.clock()
    const later = new Date(requestedAt.getTime() + 86_400_000)
    await db.insert(botCredentials).values({ botId, sealed: '', savedAt: requestedAt, expiresAt: later })
    const [login] = await db
      .insert(botLogins)
      .values({
        provinceId,
        botId,
        chatId: chat.id,
        personId,
        requestedAt,
        state: 'waiting',
        qr: 'eA==',
        qrExpiresAt: later,
      })
      .returning()
    const ids: Ids = {
      planId: plan.id,
      submissionId: submission.id,
      assignmentId: week.id,
      openAssignmentId: month.id,
      membershipId: membership.id,
      byPersonId: personId,
      botId,
      accountId: chat.accountId ?? 0,
      loginId: login?.id ?? 0,
      agencyId: membership.agencyId ?? 0,
    }

    for (const [kind, rowsOf] of Object.entries(version1)) {
      for (const [index, [args, says]] of rowsOf(ids).entries()) {
        const [row] = await db
          .insert(outbox)
          .values({
            provinceId,
            personId,
            chatId: chat.id,
            dedupeKey: `v1:${kind}:${index}`,
            kind,
            args,
            version: 1,
            class: 0,
            createdAt: world.clock(),
            availableAt: world.clock(),
          })
          .returning()
        const outboxId = row?.id ?? 0
        if (kind === 'reminder' || kind === 'unstaffed') {
          await db.insert(reminders).values({
            provinceId,
            assignmentId: kind === 'reminder' ? month.id : unstaffed.id,
            personId,
            rung: kind === 'reminder' ? 'officer' : 'coordinator',
            step: '-7',
            dueAt: month.dueAt,
            plannedAt: world.clock(),
            releaseAt: world.clock(),
            state: 'composed',
            outboxId,
          })
        }
        if (kind === 'receipt') {
          const { id: _, ...line } = link
          await db.insert(sentLinks).values({ ...line, position: 99, receiptId: outboxId })
        }
        await world.settle()
        expect([kind, world.told(lan)]).toEqual([kind, [expect.stringContaining(says)]])
        const [sent] = await db.select().from(outbox).where(eq(outbox.id, outboxId))
        expect(sent).toMatchObject({ kind, state: 'sent' })
      }
    }
  })

  it('of a version that no release wrote are not guessed at', () => {
    expect(outgoingVersion).toBe(1)
    expect(readOutgoing({ kind: 'chased', args: { count: 3 }, version: 1 })).toEqual({ kind: 'chased', count: 3 })
    expect(() => readOutgoing({ kind: 'chased', args: { count: 3 }, version: 2 })).toThrow('version 2')
    expect(() => readOutgoing({ kind: 'chased', args: {}, version: 1 })).toThrow()
    expect(() => readOutgoing({ kind: 'nothing', args: {}, version: 1 })).toThrow()
  })
})
