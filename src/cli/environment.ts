/** What the program gets from the world around it, so that everything below can be run in another one. */
export type Environment = {
  variables: Record<string, string | undefined>
  /** Where migrations, locales and plans are. */
  resourceFolder: string
  out: (text: string) => void
  err: (text: string) => void
  /** Resolves when what was printed has been taken, so that it does not pile up; with false when nobody takes more. */
  taken: () => Promise<boolean>
  /** Where somebody can type; absent in a pipe. */
  terminal: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream } | undefined
  clock: () => Date
  fetch: typeof fetch
  pause: (ms: number, signal?: AbortSignal) => Promise<void>
  randomBytes: (size: number) => Uint8Array
  randomInt: (below: number) => number
  /** Aborts on SIGTERM and SIGINT. */
  stop: AbortSignal
}
