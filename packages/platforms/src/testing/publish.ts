import assert from 'node:assert/strict'
import { checksFirst } from '@pressrun/events'
import { idempotencyOf, type Connector, type PublishJob, type Tools } from '../contract.ts'
import type { CommitOutcome, Prepared, PrepareOutcome } from '../outcomes.ts'

/** The publisher's steps of one attempt, whose key the platform still knows. */
export async function publish<Settings, Credentials>(
  connector: Connector<Settings, Credentials>,
  job: PublishJob<Settings, Credentials>,
  tools: Tools,
): Promise<Exclude<PrepareOutcome, Prepared> | CommitOutcome> {
  if (job.inDoubt && checksFirst(idempotencyOf(connector, job.settings, job.verified), 0)) {
    const seen = await connector.reconcile?.(job, tools)
    if (seen?.outcome === 'found') return { ...seen, outcome: 'published' }
    assert.equal(seen?.outcome, 'absent')
  }
  const prepared = await connector.prepare(job, tools)
  return prepared.outcome === 'prepared' ? connector.commit(job, prepared, tools) : prepared
}

export function assertPrepared(outcome: PrepareOutcome): asserts outcome is Prepared {
  assert.equal(outcome.outcome, 'prepared', JSON.stringify(outcome))
}
