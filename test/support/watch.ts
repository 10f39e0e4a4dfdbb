export type Watch = ReturnType<typeof createWatch>

/** Whatever waits looks again at every event, never by the clock. */
export function createWatch() {
  const watchers = new Set<() => void>()
  return {
    changed() {
      for (const look of [...watchers]) look()
    },

    /** Resolves with the first truthy answer. */
    waitFor<T>(look: () => T, limitMs = 5_000): Promise<NonNullable<T>> {
      return new Promise((resolve, reject) => {
        const attempt = () => {
          const seen = look()
          if (!seen) return
          clearTimeout(timer)
          watchers.delete(attempt)
          resolve(seen)
        }
        const timer = setTimeout(() => {
          watchers.delete(attempt)
          reject(new Error(`Waited ${limitMs} ms in vain for: ${look}`))
        }, limitMs)
        watchers.add(attempt)
        attempt()
      })
    },

    /** As long as a long poll lasts; undefined when the client left or patience ended. */
    poll<T>(look: () => T | undefined, gone: AbortSignal, limitMs: number): Promise<T | undefined> {
      return new Promise((resolve) => {
        const end = (answer: T | undefined) => {
          clearTimeout(timer)
          watchers.delete(attempt)
          gone.removeEventListener('abort', leave)
          resolve(answer)
        }
        const leave = () => end(undefined)
        const attempt = () => {
          const seen = look()
          if (seen !== undefined) end(seen)
        }
        const timer = setTimeout(leave, limitMs)
        gone.addEventListener('abort', leave)
        watchers.add(attempt)
        attempt()
      })
    },
  }
}
