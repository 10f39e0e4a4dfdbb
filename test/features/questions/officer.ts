import type { Person } from '../../support/telegram/fake-bot-api.ts'
import { createWorld, type World } from '../../support/world.ts'

export const ownSite = (n: number | string) => `https://stp.binhthuan.gov.vn/tin-${n}`
export const portal = (n: number | string) => `https://binhthuan.gov.vn/tin-${n}`

/** An officer of Sở Tư pháp on 16 January, with the plan's periods open and every greeting read. */
export async function officerOfJustice(): Promise<{ world: World; lan: Person }> {
  const world = await createWorld({ at: '2024-01-16 09:00' })
  await world.tick()
  return { world, lan: await world.joins('Trần Thị Lan', 'officer', 'so-tu-phap') }
}

/** Makes something arrive at the bot through Telegram, and lets all that follows from it happen. */
export async function happens(world: World, act: () => unknown): Promise<void> {
  const stored = () => world.events.filter((event) => event === 'inbound.stored').length
  const before = stored()
  act()
  await world.fake.waitFor(() => stored() > before)
  await world.settle()
}

/** The latest message of the bot to somebody. */
export function lastTo(world: World, person: Person) {
  const message = world.fake.accepted.findLast(({ chatId }) => chatId === person.id)
  if (message === undefined) throw new Error('the bot has said nothing')
  return message
}

/** Somebody presses the n-th button under the bot's latest message to them. */
export async function presses(world: World, person: Person, n: number): Promise<void> {
  const { messageId, buttons } = lastTo(world, person)
  await happens(world, () => world.fake.userPresses(person, messageId, buttons[n - 1]?.callback_data ?? ''))
}
