/** The engine has ended by itself, as a server does when the disk fails. Nothing but a new process brings it back. */
export class EngineStoppedError extends Error {
  override name = 'EngineStoppedError'
  constructor(reason: string) {
    super(`The embedded database has stopped: ${reason}`)
  }
}

/** Whether an error goes back to that; query builders wrap what they get. */
export function isEngineStopped(error: unknown): boolean {
  return error instanceof EngineStoppedError || (error instanceof Error && isEngineStopped(error.cause))
}
