import cron from 'node-cron'

export type Job = { name: string; expression: string; run: () => Promise<void> }

/**
 * Everything that runs by the clock. The heartbeat only asks the database what is due, so a tick that comes
 * late, twice or not at all changes nothing but the moment.
 */
export function scheduleOf(jobs: {
  tick: () => Promise<void>
  checkpoint: () => Promise<void>
  vacuum: () => Promise<void>
}): Job[] {
  return [
    { name: 'heartbeat', expression: '* * * * *', run: jobs.tick },
    { name: 'checkpoint', expression: '*/5 * * * *', run: jobs.checkpoint },
    { name: 'vacuum', expression: '20 2 * * *', run: jobs.vacuum },
  ]
}

/** Starts the jobs in a time zone; the returned function stops them and waits for the run in hand. */
export function startSchedule(
  jobs: Job[],
  timeZone: string,
  onError: (name: string, error: unknown) => void,
): () => Promise<void> {
  const tasks = jobs.map(({ name, expression, run }) =>
    cron.schedule(
      expression,
      async () => {
        try {
          await run()
        } catch (error) {
          onError(name, error)
        }
      },
      { name, timezone: timeZone, noOverlap: true, missedExecutionTolerance: 3_600_000, suppressMissedWarning: true },
    ),
  )
  return async () => {
    for (const task of tasks) await task.destroy()
  }
}
