import assert from 'node:assert/strict'
import type { Connector, PublishJob, Tools } from '../contract.ts'
import type { CommitOutcome, Prepared, PrepareOutcome } from '../outcomes.ts'

/** What the publisher does with one attempt. */
export async function publish<Settings, Credentials>(
  connector: Connector<Settings, Credentials>,
  job: PublishJob<Settings, Credentials>,
  tools: Tools,
): Promise<Exclude<PrepareOutcome, Prepared> | CommitOutcome> {
  const prepared = await connector.prepare(job, tools)
  return prepared.outcome === 'prepared' ? connector.commit(job, prepared, tools) : prepared
}

export function assertPrepared(outcome: PrepareOutcome): asserts outcome is Prepared {
  assert.equal(outcome.outcome, 'prepared', JSON.stringify(outcome))
}
