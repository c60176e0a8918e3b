import { done, giveUp, reactionToEach, type Delivery, type Reaction } from '@pressrun/bus'
import { isDatabaseFault, type Handle } from '@pressrun/db'
import {
  isOfRestore,
  ownProblem,
  repeatIsHarmless,
  sinceFirstAttemptMs,
  type Finding,
  type RecordedEvent,
  type TaskId,
} from '@pressrun/events'
import {
  idempotencyOf,
  type Connector,
  type PublishJob,
  type ReconcileOutcome,
} from '@pressrun/platforms'
import { traced } from '@pressrun/runtime'
import { Deadline } from './jobs/deadline.ts'
import { handedBack } from './jobs/handed-back.ts'
import { historyOf } from './jobs/history-of.ts'
import { jobOf } from './jobs/job.ts'
import type { JobRow } from './jobs/job-row.ts'
import { findingOf, lookUp } from './jobs/look-up.ts'
import { memoryPermit } from './jobs/memory-permit.ts'
import { metaOf } from './jobs/meta.ts'
import type { Publisher } from './jobs/publisher.ts'
import { CredentialsSealed, keyNotHere, KeyNotHere } from './jobs/sources.ts'
import { recordForAccount } from './jobs/record-for-account.ts'
import { waitingForDatabase } from './jobs/waiting-for-database.ts'

/** Asks the platform what became of an unconfirmed task. It only reads, so twice does no harm. */
export function reconcileTask(publisher: Publisher): Reaction {
  const { signal } = publisher
  const react = async (event: RecordedEvent, delivery: Delivery) => {
    if (event.type !== 'TaskReconcileDue') return giveUp(`not a check: ${event.type}`)
    const { check, attempt } = event.data
    const taskId = event.streamId as TaskId
    const row = (await waitingForDatabase(() => publisher.readJobs([taskId]), signal)).get(taskId)
    const isCurrent = row?.task.checks === check && row.task.attempt === attempt
    if (row?.task.status !== 'unconfirmed' || !isCurrent) return done
    const { traceparent } = event.meta
    return traced('reconcile task', { traceparent, kind: 'consumer' }, () =>
      reconcile(row, check, event, delivery, publisher),
    )
  }
  return reactionToEach((event, delivery) => react(event, delivery).catch(handedBack))
}

async function reconcile(
  row: JobRow,
  check: number,
  event: RecordedEvent,
  delivery: Delivery,
  publisher: Publisher,
) {
  const meta = metaOf(event)
  const startedAt = publisher.now()
  const found = await ask(row, event.position, delivery, publisher)
  const result =
    typeof found === 'object'
      ? findingOf(found)
      : found === 'cannotBeAsked'
        ? withoutAsking(row, publisher)
        : hopeless[found]
  const handle: Handle = (request) =>
    waitingForDatabase(() => publisher.handle(request), publisher.signal)
  await handle({
    command: {
      type: 'RecordReconciliation',
      taskId: row.task.id,
      check,
      attempt: row.task.attempt,
      result,
      startedAt,
      now: publisher.now(),
    },
    meta,
  })
  publisher.onFinding(row.task.platform, result.finding)
  if (typeof found === 'object')
    await recordForAccount(found, row, meta, { handle, onHeld: publisher.onHeld })
  return done
}

/** Undefined when the platform cannot be asked, now or ever, or asking kills the process. */
async function ask(
  row: JobRow,
  position: number,
  delivery: Delivery,
  publisher: Publisher,
): Promise<ReconcileOutcome | keyof typeof hopeless> {
  const connector = publisher.findConnector(row.task.platform)
  if (!connector?.reconcile || row.accountRemoved) return 'cannotBeAsked'
  using _permit = await memoryPermit({ row, delivery }, publisher)
  const history = await historyOf(row.task, publisher)
  const job = await waitingForDatabase(
    () => jobOf(row, position, history, publisher),
    publisher.signal,
  ).catch((cause: unknown) => {
    if (isDatabaseFault(cause)) throw cause
    if (cause instanceof KeyNotHere) return keyNotHere
    return cause instanceof CredentialsSealed ? authRequired(cause) : undefined
  })
  if (!job) return 'cannotBeAsked'
  if ('outcome' in job) return job
  using deadline = new Deadline(publisher.deadlineMs)
  return (await mayKill(row, delivery, publisher))
    ? await lookUpIsolated(row, connector, job, deadline, publisher)
    : await lookUp(connector, job, deadline, publisher)
}

/** A publisher may have died of this check already, or several of the attempt. */
const mayKill = async ({ task }: JobRow, delivery: Delivery, publisher: Publisher) =>
  delivery.number > 1 ||
  task.error?.code === ownProblem.publishersDied ||
  (await waitingForDatabase(() => publisher.beginnings.of(task.id), publisher.signal)).length > 0

async function lookUpIsolated(
  { task }: JobRow,
  connector: Connector,
  job: Omit<PublishJob, 'signal'>,
  deadline: Deadline,
  publisher: Publisher,
): Promise<ReconcileOutcome | 'kills'> {
  await using apart = await publisher.isolate(connector)
  const found = await lookUp(apart.connector, job, deadline, publisher)
  const diedIn = apart.diedIn()
  publisher.onIsolated(task, diedIn)
  return diedIn ? 'kills' : found
}

const authRequired = ({ message }: Error) => ({ outcome: 'auth-required' as const, message })

/** What may have gone out before a restore is sent again where a repeat changes nothing. */
function withoutAsking({ task, accountRemoved }: JobRow, publisher: Publisher): Finding {
  const connector = publisher.findConnector(task.platform)
  if (!connector || connector.reconcile || accountRemoved || !isOfRestore(task))
    return hopeless.cannotBeAsked
  const since = sinceFirstAttemptMs(task, publisher.now())
  return repeatIsHarmless(idempotencyOf(connector, {}, null), since)
    ? { finding: 'repeatable' }
    : hopeless.cannotBeAsked
}

/** Only a person can know. */
const hopeless = {
  cannotBeAsked: {
    finding: 'unknown',
    error: {
      class: 'unknown',
      code: 'cannot-be-asked',
      message: 'This platform cannot tell what became of the post: a person has to look.',
    },
    hopeless: true,
  },
  kills: {
    finding: 'unknown',
    error: {
      class: 'unknown',
      code: ownProblem.publishersDied,
      message: 'The process that asked the platform died of it: a person has to look.',
    },
    hopeless: true,
  },
} as const satisfies Record<string, Finding>
