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

/** Starts the jobs; the returned function stops them and waits for the runs in hand. */
export function startSchedule(jobs: Job[], onError: (name: string, error: unknown) => void): () => Promise<void> {
  const running = new Set<Promise<void>>()
  const tasks = jobs.map(({ name, expression, run }) => {
    const runOnce = () => {
      const done = run()
        .catch((error) => onError(name, error))
        .finally(() => running.delete(done))
      running.add(done)
      return done
    }
    return cron.schedule(expression, runOnce, {
      name,
      timezone: zone,
      noOverlap: true,
      missedExecutionTolerance,
      logger,
    })
  })
  return async () => {
    await Promise.all(tasks.map((task) => task.destroy()))
    await Promise.all(running)
  }
}

/** The night in which the vacuum runs; what is due in a province is reckoned in its own zone. */
const zone = 'Asia/Ho_Chi_Minh'
/** In milliseconds. After the machine has slept, the latest missed beat is made up for. */
const missedExecutionTolerance = 3_600_000
/** Its remarks about late and overlapping runs mean nothing here, and our log is JSON. */
const logger = { info() {}, warn() {}, error() {}, debug() {} }
