import type { Handle } from '@pressrun/db'
import type { EventMeta } from '@pressrun/events'
import type { CommitOutcome, ReconcileOutcome } from '@pressrun/platforms'
import type { JobRow } from './job-row.ts'

/** What an outcome says about the account and not only about the task. */
export async function tellAccount(
  outcome: CommitOutcome | ReconcileOutcome,
  { task: { accountId }, accountVersion: seenVersion }: JobRow,
  meta: EventMeta,
  handle: Handle,
): Promise<void> {
  if (outcome.outcome === 'auth-required')
    await handle({
      command: {
        type: 'HoldAccount',
        accountId,
        seenVersion,
        code: 'auth-required',
        message: outcome.message,
      },
      meta,
    })
  if (outcome.outcome === 'rate-limited' && outcome.until)
    await handle({
      command: {
        type: 'ThrottleAccount',
        accountId,
        until: outcome.until.toISOString(),
        scope: outcome.scope,
      },
      meta,
    })
}
