import { createHash } from 'node:crypto'
import type { Handle } from '@pressrun/db'
import type { CommitOutcome, EventMeta, TaskState } from '@pressrun/events'
import type { Connector, PublishJob, Tools } from '@pressrun/platforms'
import { withinDeadline } from './deadline.ts'

export type PublishOnceOptions = {
  readonly handle: Handle
  readonly tools: Tools
  readonly deadlineMs: number
}

const repeatable = new Set(['key', 'deterministic-id'])

/**
 * One attempt: prepare, put the intent on record, commit. For classes whose repeat is harmless the
 * due job itself is the intent. An intent that is on record already means that an earlier try of
 * this attempt got past it and died: what it did cannot be known here.
 */
export async function publishOnce(
  connector: Connector,
  job: Omit<PublishJob, 'signal'>,
  task: TaskState,
  meta: EventMeta,
  options: PublishOnceOptions,
): Promise<CommitOutcome> {
  const { tools, deadlineMs } = options
  if (task.intent) return interrupted
  const prepared = await withinDeadline(deadlineMs, (signal) =>
    connector.prepare({ ...job, signal }, tools),
  )
  if (prepared.outcome !== 'prepared')
    return prepared.outcome === 'unknown' ? { ...prepared, outcome: 'not-sent' } : prepared
  if (!repeatable.has(connector.class)) {
    const { payload, token } = prepared
    const payloadHash = createHash('sha256').update(payload).digest('hex')
    const { taskId, attempt } = job
    const started = await options.handle({
      command: { type: 'StartAttempt', taskId, attempt, payloadHash, token },
      meta,
    })
    if (started.kind !== 'events') return interrupted
  }
  return withinDeadline(deadlineMs, (signal) =>
    connector.commit({ ...job, signal }, prepared, tools),
  )
}

const interrupted = {
  outcome: 'unknown',
  code: 'interrupted',
  message: 'The publisher was interrupted after it began to send.',
} as const
