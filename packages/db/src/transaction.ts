import type pg from 'pg'

export type Statement = {
  /** Prepared under this name, once per connection. */
  readonly name?: string
  readonly text: string
  readonly values: readonly unknown[]
}

/**
 * What is written names its rows by key. It is planned once on a connection, as planning anew costs more than doing
 * it; and by indexes: the planner takes a table that is empty now for one that stays so, and would read all of it
 * for each row later. Until the transaction ends.
 */
export const planByKey =
  'set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off'

/**
 * Runs the statements as one transaction in one round trip: they are all on the wire before the
 * first answer comes back, so locks are held for the server's time only. The first failure is
 * thrown and nothing is kept: after it the server refuses the rest and turns `commit` into a
 * rollback.
 */
export async function runTransaction(
  client: pg.ClientBase,
  statements: readonly Statement[],
): Promise<pg.QueryResult[]> {
  const results = await Promise.allSettled([
    client.query(`begin; ${planByKey}`),
    ...statements.map((statement) => client.query(toQuery(statement))),
    client.query('commit'),
  ])
  const failure = results.find((answer) => answer.status === 'rejected')
  if (failure) throw failure.reason
  return results
    .slice(1, -1)
    .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
}

export const toQuery = (statement: Statement): pg.QueryConfig => ({
  ...statement,
  values: [...statement.values],
})
