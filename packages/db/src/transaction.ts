import type { Writable } from 'node:stream'
import type pg from 'pg'
import { prepared, type Client, type Statement } from './table/query.ts'

/**
 * What is written names its rows by key. It is planned once on a connection, as planning anew costs more than doing
 * it; and by indexes: the planner takes a table that is empty now for one that stays so, and would read all of it for
 * each row later. Until the transaction ends.
 */
export const planByKey =
  'set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off'

/**
 * Runs the statements as one transaction in one round trip: they are all on the wire before the first result comes
 * back, so locks are held for the server's time only. The first failure is thrown and nothing is committed: after it
 * the server refuses the rest and turns `commit` into a rollback.
 */
export async function runTransaction(
  client: pg.ClientBase,
  statements: readonly Statement[],
): Promise<pg.QueryResult[]> {
  const results = await Promise.allSettled(
    inOneWrite(client, () => [
      client.query(`begin; ${planByKey}`),
      ...statements.map((statement) => client.query(prepared(statement))),
      client.query('commit'),
    ]),
  )
  const failure = results.find((answer) => answer.status === 'rejected')
  if (failure) throw failure.reason
  return results
    .slice(1, -1)
    .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
}

/** Runs them, all on the wire at once, in the transaction of the caller. */
export const runAll = (client: Client, statements: readonly Statement[]): Promise<unknown> =>
  Promise.all(statements.map((statement) => client.query(prepared(statement))))

/** Statements leave in one write: fewer calls for this process and for the server. */
function inOneWrite<Result>(client: pg.ClientBase, send: () => Result): Result {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  stream.cork()
  try {
    return send()
  } finally {
    stream.uncork()
  }
}
