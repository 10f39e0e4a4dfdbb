import { AsyncLocalStorage } from 'node:async_hooks'
import type { Sql, TransactionSql } from 'postgres'

/** Somebody used `db` where only `tx` belongs. A bug, never an expected outcome. */
export class OutsideTransactionError extends Error {
  override name = 'OutsideTransactionError'
  constructor() {
    super('A transaction is open here: pass on its `tx`, and do not use `db` before it has ended')
  }
}

type Begin = (...args: unknown[]) => Promise<unknown>

/**
 * Makes every use of `client` throw inside a transaction that was begun on it. Without this, such a query
 * runs outside the transaction on Postgres, and on the embedded database, which has one connection, waits for ever.
 * Work that outlives the transaction which started it is free again as soon as that one has ended.
 */
export function guardTransactions(client: Sql): Sql {
  const transaction = new AsyncLocalStorage<{ open: boolean }>()

  function refuseInside(): void {
    if (transaction.getStore()?.open) throw new OutsideTransactionError()
  }

  function guarded<F extends (...args: never[]) => unknown>(call: F): F {
    return ((...args: never[]) => {
      refuseInside()
      return call(...args)
    }) as F
  }

  const begin: Begin = (...args) => {
    const run = args.pop() as (tx: TransactionSql) => unknown
    const scope = { open: true }
    const begun = (client.begin as Begin)(...args, (tx: TransactionSql) => transaction.run(scope, run, tx))
    return begun.finally(() => {
      scope.open = false
    })
  }

  const replaced = new Map<PropertyKey, unknown>([
    ['begin', guarded(begin)],
    ['unsafe', guarded(client.unsafe)],
    ['reserve', guarded(client.reserve)],
  ])
  return new Proxy(client, {
    apply: (target, self, args) => {
      refuseInside()
      return Reflect.apply(target, self, args)
    },
    get: (target, key) => replaced.get(key) ?? Reflect.get(target, key),
  })
}
