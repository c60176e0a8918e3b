import { isSending } from './room-of-run.ts'

/**
 * Lanes that wait for other runs and hold a task of this run that could go out, provided the run sends. A
 * lane names only one of the runs it waits for. The query goes from the lanes to their tasks, so it never
 * passes over what the run has queued in lanes that sleep for other reasons.
 */
export const heldUp = (runId: string, now: string): string => `
  select lanes.account_id
  from lanes
  where lanes.reason = 'run-concurrency' and not lanes.ready and lanes.waits_for <> ${runId}
    and exists (select from tasks
      where run_id = ${runId} and account_id = lanes.account_id and status = 'queued'
        and run_id > '' and (eligible_at is null or eligible_at <= ${now}))
    and ${isSending(`(select runs.status from runs where runs.id = ${runId})`)}`
