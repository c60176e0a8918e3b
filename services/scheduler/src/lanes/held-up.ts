/** How much of what a run has queued is gone through for that: bounds what it can cost. */
const tasksMax = 1_000

/**
 * Lanes that wait for other runs and have something of this one, if it runs, that could go: a lane says
 * for one run only that it waits for it.
 */
export const heldUp = (runId: string, now: string): string => `
  select lanes.account_id
  from (select account_id, eligible_at from tasks
      where run_id = ${runId} and status = 'queued' and run_id > '' limit ${tasksMax}) queued
    join lanes on lanes.account_id = queued.account_id
  where (eligible_at is null or eligible_at <= ${now}) and not lanes.ready
    and lanes.reason = 'run-concurrency' and lanes.waits_for <> ${runId}
    and (select runs.status from runs where runs.id = ${runId}) in ('running', 'completed')`
