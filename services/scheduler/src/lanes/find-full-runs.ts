import type { AccountId, Instant, RunId } from '@pressrun/events'
import type pg from 'pg'

/**
 * For lanes in which nothing else is ready: the first full run that holds up a task in them. The query is
 * for such lanes only, as it passes over all tasks before that one.
 */
export async function findFullRuns(
  client: pg.ClientBase,
  accountIds: readonly AccountId[],
  fullRuns: readonly RunId[],
  now: Instant,
): Promise<ReadonlyMap<AccountId, RunId>> {
  if (accountIds.length === 0 || fullRuns.length === 0) return new Map()
  const { rows } = await client.query<{ accountId: AccountId; runId: RunId }>({
    name: 'find-full-runs',
    text: `select lane.account_id as "accountId", first.run_id as "runId"
      from unnest($1::text[]) as lane (account_id) cross join lateral (
        select run_id from (
          (${first('eligible_at is null')})
          union all
          (${first('eligible_at is not null and eligible_at <= $3 and due_at <= $3')})
        ) due order by priority desc, due_at, id limit 1
      ) first`,
    values: [accountIds, fullRuns, now],
  })
  return new Map(rows.map(({ accountId, runId }) => [accountId, runId]))
}

/** Compared with true, the subquery is hashed once instead of being joined for each lane. */
const first = (which: string) => `
  select run_id, priority, due_at, id from tasks
  where status = 'queued' and account_id = lane.account_id and ${which}
    and (run_id in (select unnest($2::text[]))) is true
  order by priority desc, due_at, id limit 1`
