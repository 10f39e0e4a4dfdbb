import type { FakeBotApi, Person } from '../telegram/fake-bot-api.ts'
import { invite, type Variables } from './program.ts'

export type Member = Person & { role: 'officer' | 'coordinator'; agency?: string }

/** Officers of agencies with weekly, monthly and yearly duties, some alone and some in pairs, and two coordinators. */
export const cast: Member[] = [
  { id: 4001, first_name: 'Lan', role: 'officer', agency: 'so-tu-phap' },
  { id: 4002, first_name: 'Huy', role: 'officer', agency: 'so-tu-phap' },
  { id: 4003, first_name: 'Thảo', role: 'officer', agency: 'so-khdt' },
  { id: 4004, first_name: 'Dũng', role: 'officer', agency: 'so-noi-vu' },
  { id: 4005, first_name: 'Hà', role: 'officer', agency: 'ubnd-huyen-bac-binh' },
  { id: 4006, first_name: 'Sơn', role: 'officer', agency: 'ubnd-huyen-bac-binh' },
  { id: 4007, first_name: 'Yến', role: 'officer', agency: 'ubnd-tp-phan-thiet' },
  { id: 4008, first_name: 'Phúc', role: 'officer', agency: 'dai-ptth' },
  { id: 4009, first_name: 'Oanh', role: 'officer', agency: 'so-nnptnt' },
  { id: 4010, first_name: 'Minh', role: 'coordinator' },
  { id: 4011, first_name: 'Tuấn', role: 'coordinator' },
]

export function memberNamed(name: string): Member {
  const member = cast.find((each) => each.first_name === name)
  if (member === undefined) throw new Error(`nobody is called ${name}`)
  return member
}

/** Everybody joins by an invitation of their own, while the bot serves. */
export async function everybodyJoins(fake: FakeBotApi, variables: Variables): Promise<void> {
  const codes = await Promise.all(cast.map(({ role, agency }) => invite(variables, role, agency)))
  for (const [index, { role, agency, ...person }] of cast.entries()) {
    fake.userSays({ from: person, text: `/start ${codes[index]?.code.replaceAll('-', '')}` })
  }
  const isWelcomed = ({ id }: Member) =>
    fake.accepted.some((sent) => sent.chatId === id && sent.text.startsWith('Chào anh/chị'))
  await fake.waitFor(() => cast.every(isWelcomed), 60_000)
}

/** A fake that knows everybody's chat and numbers on, as Telegram does when only the bot has been away. */
export function introduce(fake: FakeBotApi): void {
  for (const { id } of cast) fake.knows({ id, type: 'private' })
  const post = { message_id: 1, date: 0, chat: { id: -1, type: 'channel', title: 'Kênh' } }
  fake.enqueueRaw({ update_id: 5_000, channel_post: post })
}
