import { randomInt } from 'node:crypto'
import { acquireDataDir } from '../../../src/db/data-dir-lock.ts'

/** Tells what came of it. With the folder in hand: stays, and answers commands by what they ask for. */
const [dataDir = ''] = process.argv.slice(2)
const lock = await acquireDataDir(dataDir, { randomInt, startedAt: new Date('2026-01-05T00:00:00Z') })
process.send?.(lock.kind === 'held' ? { held: lock.holder.pid } : 'acquired')
if (lock.kind === 'held') process.disconnect?.()
else {
  process.on('message', () => lock.release())
  lock.serve(async (request, say) => {
    if (request === 'die') process.kill(process.pid, 'SIGKILL')
    if (request === 'throw') throw new Error('broken')
    say.out(`out ${JSON.stringify(request)}\n`)
    say.err('err\n')
    return 3
  })
}
