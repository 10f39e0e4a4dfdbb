import { randomInt } from 'node:crypto'
import { openDatabase } from '../../../src/db/database.ts'
import { openPresence } from '../../../src/db/presence.ts'

/** Is seen under an id, which it tells, and has a role. Until it is killed. */
const [url = '', role = ''] = process.argv.slice(2)
const database = await openDatabase({ url })
const presence = await openPresence(database, { randomInt, onLost() {}, onRegained() {} })
await presence.tryHold(role)
process.send?.(presence.workerId)
