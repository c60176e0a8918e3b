import type {
  AccountLimits,
  AccountStatus,
  LaneReason,
  RunStatus,
  TaskId,
  UnconfirmedPolicy,
  Verification,
} from '@pressrun/events'
import { query, runOfTask, type Database } from '@pressrun/db'

/** The facts that decide what a task waits for. */
export type TaskContext = {
  readonly runStatus: RunStatus
  readonly concurrency: number
  readonly accountStatus: AccountStatus
  readonly limits: AccountLimits
  readonly unconfirmedPolicy: UnconfirmedPolicy
  /** Only given for an account one of whose tasks is in doubt; null otherwise. */
  readonly settings: Record<string, unknown> | null
  readonly verified: Verification | null
  /** When its account, its upstream or its lane has a free slot again by every rate. */
  readonly blockedUntil: string | null
  /** Set while the breaker of its account's upstream is open: when the next probe is due. */
  readonly breakerOpenUntil: string | null
  /** What stops its lane and the rows do not show, as the dispatcher last saw it. */
  readonly laneReason: LaneReason | null
  /** Tasks under way now. */
  readonly inFlightOfAccount: number
  readonly inFlightOfRun: number
}

/** Tasks on their way are counted once for each account and run, however many of their tasks wait. */
export async function findTaskContexts(
  { pool }: Database,
  ids: readonly TaskId[],
): Promise<Map<TaskId, TaskContext>> {
  const rows = await query<TaskContext & { id: TaskId }>(
    pool,
    `with asked as materialized (
        select id, run_id, account_id, in_doubt from tasks where id = any($1::text[])
      ), in_flight as materialized (
        select account_id, ${runOfTask('task_id')} as run_id, count(*) as tasks from running
        group by 1, 2
      ), of_account as (select account_id, sum(tasks) as tasks from in_flight group by account_id),
      of_run as (select run_id, sum(tasks) as tasks from in_flight group by run_id)
      select asked.id, runs.status as "runStatus", runs.concurrency,
        accounts.status as "accountStatus", accounts.limits,
        accounts.unconfirmed_policy as "unconfirmedPolicy",
        case when asked.in_doubt then accounts.settings end as settings, accounts.verified,
        greatest(accounts.blocked_until, breakers.blocked_until,
          case when lanes.reason = 'rate-limit' then lanes.next_at end) as "blockedUntil",
        breakers.open_until as "breakerOpenUntil",
        lanes.reason as "laneReason",
        coalesce(of_account.tasks, 0)::integer as "inFlightOfAccount",
        coalesce(of_run.tasks, 0)::integer as "inFlightOfRun"
      from asked join runs on runs.id = asked.run_id join accounts on accounts.id = asked.account_id
        left join lanes on lanes.account_id = asked.account_id
        left join breakers on breakers.upstream = accounts.upstream
        left join of_account on of_account.account_id = asked.account_id
        left join of_run on of_run.run_id = asked.run_id`,
    [ids],
  )
  return new Map(rows.map(({ id, ...around }) => [id, around]))
}
