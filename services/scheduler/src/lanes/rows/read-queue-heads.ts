import { query, runOfTask } from '@pressrun/db'
import {
  runIdOf,
  sendingStatuses,
  toInstant,
  type AccountId,
  type EventMeta,
  type TaskId,
} from '@pressrun/events'
import type pg from 'pg'
import { depthOf, type Candidate } from '../candidates.ts'
import type { QueuedTask, QueueHead } from '../plan.ts'
import type { DispatcherState } from '../memory/dispatcher-state.ts'
import type { RunFacts } from '../memory/run-facts.ts'

type QueuedTaskRow = {
  readonly taskId: TaskId
  readonly priority: number
  readonly dueAt: string
  readonly version: number
  readonly attempt: number
  readonly generation: number
  readonly meta: EventMeta
  readonly concurrency: number
  readonly mayFill: boolean
}
type Row = {
  readonly accountId: AccountId
  readonly wanted: number
  readonly tasks: readonly QueuedTaskRow[] | null
  readonly fullRuns: readonly RunFacts[] | null
}

/**
 * Reads the first tasks of each candidate that may go out: by priority, then due time, then planned order. A queue row
 * that contradicts its task, or whose task is in flight, was inserted by others and sends nothing.
 */
export async function readQueueHeads(
  client: pg.ClientBase,
  candidates: readonly Candidate[],
  { full }: Pick<DispatcherState, 'full'>,
): Promise<ReadonlyMap<AccountId, QueueHead>> {
  if (candidates.length === 0) return new Map()
  const rows = await query<Row>(client, sql, [
    candidates.map(({ lane }) => lane.accountId),
    candidates.map(depthOf),
    [...full],
  ])
  const seen = new Set<TaskId>()
  // A task with two rows in the queue goes out once.
  const isFirst = ({ taskId }: QueuedTaskRow) => seen.size < seen.add(taskId).size
  return new Map(
    rows.map(({ accountId, wanted, tasks, fullRuns }) => [
      accountId,
      {
        tasks: (tasks ?? []).slice(0, wanted).filter(isFirst).map(toQueuedTask),
        more: (tasks?.length ?? 0) > wanted,
        fullRuns: fullRuns ?? [],
      },
    ]),
  )
}

const toQueuedTask = ({ concurrency, mayFill, dueAt, ...task }: QueuedTaskRow): QueuedTask => ({
  ...task,
  dueAt: toInstant(Date.parse(dueAt)),
  run: { runId: runIdOf(task.taskId), concurrency, mayFill },
})

const sends = sendingStatuses.map((status) => `'${status}'`).join(', ')

/** Values beyond were written by others, and no attempt could be made of them. */
const isSound = `queue.due_at between '2000-01-01' and '9999-01-01'
      and queue.version between 0 and 1000000000 and queue.attempt between 0 and 1000000000`

/**
 * $1 the accounts, $2 how many tasks of each, $3 the full runs. One extra row shows whether there are more. Where there
 * are none, it names the full runs that block something: any of them may free a slot first. (Compared with true, their
 * list is hashed once instead of being joined for each lane.) `offset 0` makes run, task and attempts in flight be
 * looked up by key: a plan made while nothing was running would scan all running tasks, for each task, as long as the
 * connection lasts.
 */
const sql = `
select lane.account_id as "accountId", lane.wanted, head.tasks, held_up.runs as "fullRuns"
from unnest($1::text[], $2::integer[]) as lane (account_id, wanted)
cross join lateral (
  select json_agg(json_build_object('taskId', task_id, 'priority', priority, 'dueAt', due_at,
      'version', version, 'attempt', attempt, 'generation', generation, 'meta', meta,
      'concurrency', concurrency, 'mayFill', may_fill)) as tasks, count(*) as found
  from (
    select queue.*, run.meta, run.concurrency, run.task_count > run.concurrency as may_fill
    from queue cross join lateral (
      select * from runs where id = ${runOfTask('task_id')} offset 0) run cross join lateral (
      select *, exists (select from running where running.task_id = tasks.id) as is_out
      from tasks where id = queue.task_id offset 0) task
    where queue.account_id = lane.account_id and ${isSound} and run.status in (${sends})
      and ${runOfTask('task_id')} not in (select unnest($3::text[]))
      and task.status = 'queued' and not task.is_out
      and (task.version, task.attempt, task.generation, task.priority, task.due_at, task.account_id) =
        (queue.version, queue.attempt, queue.generation, queue.priority, queue.due_at, queue.account_id)
    order by priority desc, due_at, task_id limit lane.wanted + 1
  ) first
) head
left join lateral (
  select json_agg(json_build_object('runId', id, 'concurrency', concurrency, 'mayFill', true)) as runs
  from runs where id in (
    select ${runOfTask('task_id')} from queue
    where queue.account_id = lane.account_id
      and (${runOfTask('task_id')} in (select unnest($3::text[]))) is true
  ) and head.found <= lane.wanted and cardinality($3::text[]) > 0
) held_up on true`
