import { sql } from 'drizzle-orm'
import { openDatabase } from '../../../src/db/database.ts'

/** Writes rows, in pairs that belong together, and tells each pair once it is committed. Until it is killed. */
const [dataDir = '', first = ''] = process.argv.slice(2)
const { db } = await openDatabase({ dataDir })
await db.execute(sql`create table if not exists pairs (n int, half int)`)
for (let n = Number(first); ; n++) {
  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into pairs values (${n}, 1)`)
    await tx.execute(sql`insert into pairs values (${n}, 2)`)
  })
  process.send?.(n)
}
