import type { EventMeta } from '@pressrun/events'
import type { CommitOutcome, ReconcileOutcome } from '@pressrun/platforms'
import type { JobRow } from './job-row.ts'
import type { Publisher } from './publisher.ts'

type Telling = Pick<Publisher, 'handle' | 'onHeld'>

/** What an outcome says about the account and not only about the task; undefined when that is nothing. */
export const tellAccount = (
  outcome: CommitOutcome | ReconcileOutcome,
  row: JobRow,
  meta: EventMeta,
  telling: Telling,
): Promise<void> | undefined =>
  outcome.outcome === 'auth-required' || outcome.outcome === 'rate-limited'
    ? tell(outcome, row, meta, telling)
    : undefined

async function tell(
  outcome: Extract<CommitOutcome | ReconcileOutcome, { outcome: 'auth-required' | 'rate-limited' }>,
  { task: { accountId, platform }, accountVersion: seenVersion }: JobRow,
  meta: EventMeta,
  { handle, onHeld }: Telling,
): Promise<void> {
  if (outcome.outcome === 'auth-required') {
    const { kind } = await handle({
      command: {
        type: 'HoldAccount',
        accountId,
        seenVersion,
        code: 'auth-required',
        message: outcome.message,
      },
      meta,
    })
    if (kind === 'events') onHeld(accountId, platform)
  }
  if ('until' in outcome && outcome.until) {
    const scope = 'scope' in outcome ? outcome.scope : 'account'
    const until = outcome.until.toISOString()
    await handle({ command: { type: 'ThrottleAccount', accountId, until, scope }, meta })
  }
}
