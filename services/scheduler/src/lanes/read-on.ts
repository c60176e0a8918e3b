import type { AccountId, EventMeta, Instant, RunId, TaskId } from '@pressrun/events'
import type pg from 'pg'
import { firstTasks } from './first-tasks.ts'
import type { FoundLane, Head } from './law/lane.ts'

/** A task of which no more has been read than what a plan needs. */
export type LeanHead = Head & {
  readonly version: number
  /** Its run has more tasks than may be in flight at once. */
  readonly mayFill: boolean
}

export type ReadOn = {
  readonly accountIds: readonly AccountId[]
  readonly fullRuns: readonly RunId[]
  readonly now: Instant
  /** How many tasks of each lane are read. */
  readonly tasks: number
}

type Deeper = Pick<FoundLane<LeanHead>, 'heads' | 'more'>
type Lane = {
  readonly accountId: AccountId
  readonly tasks: readonly (readonly [TaskId, RunId, number])[] | null
}
type Run = Pick<Head, 'meta' | 'concurrency'> & { readonly id: RunId; readonly mayFill: boolean }

/** Reads the heads of lanes again, and further than the look did at first. */
export async function readOn(
  client: pg.ClientBase,
  wanted: ReadOn,
): Promise<ReadonlyMap<AccountId, Deeper>> {
  const { rows } = await client.query<Lane>({
    name: 'read-on',
    text: readHeads,
    values: [wanted.accountIds, wanted.fullRuns, wanted.now, wanted.tasks + 1],
  })
  const runIds = rows.flatMap(({ tasks }) => (tasks ?? []).map(([, runId]) => runId))
  const runs = await readRuns(client, new Set(runIds))
  return new Map(
    rows.map(({ accountId, tasks }) => {
      const read = (tasks ?? []).slice(0, wanted.tasks)
      const heads = read.flatMap(([taskId, runId, version]) => {
        const run = runs.get(runId)
        return run ? { ...run, taskId, runId, version } : []
      })
      return [accountId, { heads, more: (tasks?.length ?? 0) > wanted.tasks }]
    }),
  )
}

async function readRuns(client: pg.ClientBase, runIds: ReadonlySet<RunId>) {
  const { rows } = await client.query<Run & { readonly meta: EventMeta }>({
    name: 'runs-of-heads',
    text: `select id, meta, concurrency, task_count > concurrency as "mayFill"
      from runs where id = any($1::text[])`,
    values: [[...runIds]],
  })
  return new Map(rows.map(({ id, ...run }) => [id, run]))
}

const columns = ['id', 'run_id', 'version', 'priority', 'due_at']

/** $1 the accounts, $2 full runs, $3 now, $4 how many tasks of each. */
const readHeads = `
select lane.account_id as "accountId", head.tasks
from unnest($1::text[]) as lane (account_id) cross join lateral (
  select json_agg(json_build_array(id, run_id, version) order by priority desc, due_at, id) as tasks
  from (
    select * from (
      ${firstTasks({ columns, fullRuns: '$2', now: '$3', max: '$4::integer' })}
    ) due order by priority desc, due_at, id limit $4::integer
  ) first
) head`
