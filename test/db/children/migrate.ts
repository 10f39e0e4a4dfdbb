import { openDatabase } from '../../../src/db/database.ts'
import { migrate } from '../../../src/db/migrate.ts'

const [url = '', folder = ''] = process.argv.slice(2)
const database = await openDatabase({ url })
process.send?.('ready')
process.once('message', async () => {
  await migrate(database, folder)
  await database.close()
  process.send?.('migrated')
  process.disconnect?.()
})
