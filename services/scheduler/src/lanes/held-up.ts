/**
 * Lanes that wait for other runs and hold a task of this run that could go out, in the order of their
 * accounts. A lane names only one of the runs it waits for. The query steps through the run's queued tasks
 * and the waiting lanes in turn, each time up to where the other stands, so it costs what the smaller of
 * the two does: a run with nothing queued is dismissed at once, and what a run has queued in lanes that
 * sleep for other reasons is never walked over. It is for runs that send.
 */
export const heldUp = (runId: string, now: string): string => `
  with recursive step (account_id, task_account) as (
    select lane.account_id, ${nextTask(runId, now, 'lane.account_id')}
    from (${nextLane(runId, 'true')}) lane
    union all
    select lane.account_id, ${nextTask(runId, now, 'lane.account_id')}
    from step cross join lateral (
      ${nextLane(runId, 'lanes.account_id > step.account_id and lanes.account_id >= step.task_account')}
    ) lane
  )
  select account_id from step where account_id = task_account`

/** None comes after a lane behind which the run has no task: its place is then null. */
const nextLane = (runId: string, which: string) => `
  select lanes.account_id from lanes
  where lanes.reason = 'run-concurrency' and not lanes.ready and lanes.waits_for <> ${runId}
    and ${which}
  order by lanes.account_id limit 1`

const nextTask = (runId: string, now: string, from: string) => `(
  select tasks.account_id from tasks
  where tasks.run_id = ${runId} and tasks.account_id >= ${from} and tasks.status = 'queued'
    and tasks.run_id > '' and (tasks.eligible_at is null or tasks.eligible_at <= ${now})
  order by tasks.account_id limit 1)`
