/**
 * Telegram's limits as its FAQ gives them. It tolerates short bursts in a direct chat; so does this, three at once.
 * https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
 */
export function createFloodModel(now: () => Date) {
  const sent = new Map<number | 'bot', number[]>()
  let count = 0
  return {
    violations: () => count,
    /** Seconds to wait, where the message came too fast and that is enforced. */
    take(chat: { id: number; type: string }, enforced: boolean): number | undefined {
      const at = now().getTime()
      const limits = [
        { key: 'bot' as const, most: 30, withinMs: 1_000 },
        chat.type === 'private'
          ? { key: chat.id, most: 3, withinMs: 3_000 }
          : { key: chat.id, most: 20, withinMs: 60_000 },
      ]
      const waits = limits.map(({ key, most, withinMs }) => {
        const oldest = sent.get(key)?.at(-most)
        return oldest === undefined ? 0 : oldest + withinMs - at
      })
      const waitMs = Math.max(...waits)
      if (waitMs > 0) count++
      if (waitMs > 0 && enforced) return Math.ceil(waitMs / 1_000)
      for (const { key } of limits) sent.set(key, [...(sent.get(key) ?? []), at].slice(-30))
      return undefined
    },
  }
}
