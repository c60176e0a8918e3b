import {
  ownProblem,
  unreachable,
  type CommitOutcome,
  type Idempotency,
  type RecordedEvent,
} from '@pressrun/events'
import type { Connector } from '@pressrun/platforms'
import { awaitSender } from './await-owner.ts'
import { awaitSettling } from './await-settling.ts'
import type { Due } from './due.ts'
import { historyOf } from './history-of.ts'
import { idempotencyOfJob } from './job.ts'
import { jobOrOutcome } from './job-or-outcome.ts'
import type { JobRow } from './job-row.ts'
import { memoryPermit } from './memory-permit.ts'
import { publishOnce, type Attempt, type Attempted } from './publish-once.ts'
import type { Cared, Publisher } from './publisher.ts'
import { perhapsBegunBefore } from './sent-before.ts'

export type Tried = Attempted & {
  readonly idempotency: Idempotency
  /** It is not to be tried again. */
  readonly isLast?: true
}

/**
 * One attempt of a due job, or the outcome of an earlier beginning of it. `settled`: by another publisher, meanwhile.
 */
export async function tryOnce(due: Due, publisher: Publisher): Promise<Tried | 'settled'> {
  const { row, deadline, meta } = due
  const { task } = row
  const connector = publisher.findConnector(task.platform)
  if (!connector) return { outcome: noConnector, idempotency: unspoken }
  using _permit = await memoryPermit(due, publisher)
  const history = await historyOf(task, publisher)
  const job = await jobOrOutcome(due, history, publisher)
  if ('outcome' in job)
    return { outcome: job, idempotency: idempotencyWithoutJob(job, connector, row) }
  const idempotency = idempotencyOfJob(connector, job, row)
  if (await isUnwanted(due, publisher)) return { outcome: unwanted, idempotency }
  // Not every platform takes two concurrent requests with one key for a repeat.
  const mayHaveBegun = perhapsBegunBefore(idempotency, due.delivery)
  await awaitSettling({ history, mayHaveBegun }, idempotency.settleMs, publisher)
  const attempted = { connector, idempotency, job, task, meta, deadline }
  const result = endOf(await carefully(attempted, due, history, publisher))
  if (result === 'settled') return result
  if (result !== 'taken') return { ...result, idempotency }
  if ((await awaitSender(task, publisher)) === 'settled') return 'settled'
  return { outcome: interrupted, idempotency }
}

/** Where an intent is on record, nothing is begun. */
async function carefully(
  attempted: Attempt,
  { delivery }: Due,
  history: readonly RecordedEvent[],
  publisher: Publisher,
): Promise<Cared<Attempted | 'taken'>> {
  const { task, connector } = attempted
  if (task.intent) return { kind: 'ended', result: 'taken' }
  return publisher.care({ task, connector, deliveries: delivery.number, history }, (chosen) =>
    publishOnce({ ...attempted, connector: chosen }, publisher),
  )
}

/** An earlier beginning of a deadly job may be visible, unless it died before it could send anything. */
function endOf(
  cared: Cared<Attempted | 'taken'>,
): (Attempted & { readonly isLast?: true }) | 'taken' | 'settled' {
  switch (cared.kind) {
    case 'ended':
      return cared.result
    case 'settled':
      return 'settled'
    case 'given-up':
      return { outcome: { outcome: 'rejected', ...deadly }, isLast: true }
    case 'died': {
      if (cared.result === 'taken') return 'taken'
      const outcome = cared.diedIn === 'sending' ? 'unknown' : 'rejected'
      return { ...cared.result, outcome: { outcome, ...deadly }, isLast: true }
    }
    default:
      return unreachable(cared)
  }
}

/**
 * It, or its run, was cancelled since it was begun. The next attempt is not made either: a request about a task in
 * flight takes effect when its attempt is over.
 */
function isUnwanted(due: Due, publisher: Publisher): Promise<boolean> | boolean {
  const { task, runCancelled } = due.row
  if (due.delivery.number === 1 || task.intent) return false
  if (task.cancelRequested || !runCancelled) return task.cancelRequested
  return cancelAfterwards(due, publisher)
}

async function cancelAfterwards(
  { row: { task }, meta }: Due,
  { handle, now }: Publisher,
): Promise<true> {
  const command = { type: 'CancelTask', taskId: task.id, afterAttempt: true, now: now() } as const
  await handle({ command, meta })
  return true
}

/** With the account changed the platform cannot be checked: only a person can know. */
const idempotencyWithoutJob = (outcome: CommitOutcome, connector: Connector, row: JobRow) =>
  'code' in outcome && outcome.code === ownProblem.accountChanged
    ? unspoken
    : idempotencyOfJob(connector, { settings: {}, verified: null }, row)

const interrupted = {
  outcome: 'unknown',
  code: ownProblem.interrupted,
  message: 'The publisher was interrupted after it began to send.',
} as const

/** Without a platform to check nothing may be assumed. */
const unspoken = { class: 'none', settleMs: 0, canReconcile: false } as const

/** Nothing was sent; a lane that waits for a platform without a connector would wait for ever. */
const noConnector = {
  outcome: 'rejected',
  code: 'no-connector',
  message: 'This publisher does not speak to this platform.',
} as const

const unwanted = {
  outcome: 'not-sent',
  code: 'cancelled-meanwhile',
  message: 'It was cancelled, and not begun again.',
} as const

const deadly = {
  code: ownProblem.publishersDied,
  message:
    'Every process that had this job died of it, the last one while it had nothing else to do.',
} as const
