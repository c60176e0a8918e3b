import type { EventMeta } from '@pressrun/events'
import type { CommitOutcome, ReconcileOutcome } from '@pressrun/platforms'
import type { JobRow } from './job-row.ts'
import type { Publisher } from './publisher.ts'

type AccountRecorder = Pick<Publisher, 'handle' | 'onHeld'>

/** The consequence of an outcome for the account and not only the task; undefined when there is none. */
export const recordForAccount = (
  outcome: CommitOutcome | ReconcileOutcome,
  row: JobRow,
  meta: EventMeta,
  recorder: AccountRecorder,
): Promise<void> | undefined =>
  outcome.outcome === 'auth-required' || outcome.outcome === 'rate-limited'
    ? record(outcome, row, meta, recorder)
    : undefined

async function record(
  outcome: Extract<CommitOutcome | ReconcileOutcome, { outcome: 'auth-required' | 'rate-limited' }>,
  { task: { accountId, platform }, accountVersion: seenVersion }: JobRow,
  meta: EventMeta,
  { handle, onHeld }: AccountRecorder,
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
