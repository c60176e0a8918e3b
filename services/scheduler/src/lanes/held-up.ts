/**
 * Lanes that wait for other runs and have something of this one, if it runs, that could go: a lane says
 * for one run only that it waits for it. From the lanes to their tasks: however much the run has queued in
 * lanes that sleep for other reasons, it is not passed by for it.
 */
export const heldUp = (runId: string, now: string): string => `
  select lanes.account_id
  from lanes
  where lanes.reason = 'run-concurrency' and not lanes.ready and lanes.waits_for <> ${runId}
    and exists (select from tasks
      where run_id = ${runId} and account_id = lanes.account_id and status = 'queued'
        and run_id > '' and (eligible_at is null or eligible_at <= ${now}))
    and (select runs.status from runs where runs.id = ${runId}) in ('running', 'completed')`
