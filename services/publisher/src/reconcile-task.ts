import { done, giveUp, retry, type Reaction } from '@pressrun/bus'
import { isDatabaseFault, type Handle } from '@pressrun/db'
import type { RecordedEvent, TaskId } from '@pressrun/events'
import type { ReconcileOutcome } from '@pressrun/platforms'
import { traced } from '@pressrun/runtime'
import { historyOf } from './jobs/history-of.ts'
import { jobOf } from './jobs/job.ts'
import type { JobRow } from './jobs/job-row.ts'
import { findingOf, lookUp } from './jobs/look-up.ts'
import { metaOf } from './jobs/meta.ts'
import { CredentialsSealed } from './jobs/sources.ts'
import { tellAccount } from './jobs/tell-account.ts'
import { waitingForDatabase } from './jobs/waiting-for-database.ts'
import type { PublishTaskOptions } from './publish-task.ts'

export type ReconcileTaskOptions = Omit<PublishTaskOptions, 'random' | 'onOutcome' | 'passing'> & {
  readonly onFinding: (platform: string, finding: string) => void
}

const handedBackMs = 100

/** Asks the platform what became of an unconfirmed task. It only reads, so twice does no harm. */
export function reconcileTask(options: ReconcileTaskOptions): Reaction {
  const { signal } = options
  const react = async (event: RecordedEvent) => {
    if (event.type !== 'TaskReconcileDue') return giveUp(`not a look: ${event.type}`)
    const { look, attempt } = event.data
    const taskId = event.streamId as TaskId
    const row = await waitingForDatabase(() => options.readJob(taskId), signal)
    const isCurrent = row?.task.looks === look && row.task.attempt === attempt
    if (row?.task.status !== 'unconfirmed' || !isCurrent) return done
    const { traceparent } = event.meta
    return traced('reconcile task', { traceparent, kind: 'consumer' }, () =>
      reconcile(row, look, event, options),
    )
  }
  return (event) =>
    react(event).catch((cause: unknown) => {
      if (isDatabaseFault(cause)) return retry(handedBackMs, 'database-unavailable')
      throw cause
    })
}

async function reconcile(
  row: JobRow,
  look: number,
  event: RecordedEvent,
  options: ReconcileTaskOptions,
) {
  const meta = metaOf(event)
  const startedAt = options.now()
  const found = await ask(row, event.position, options)
  const result = found ? findingOf(found) : cannotBeAsked
  const handle: Handle = (request) =>
    waitingForDatabase(() => options.handle(request), options.signal)
  await handle({
    command: {
      type: 'RecordReconciliation',
      taskId: row.task.id,
      look,
      attempt: row.task.attempt,
      result,
      startedAt,
      now: options.now(),
    },
    meta,
  })
  options.onFinding(row.task.platform, result.finding)
  if (found) await tellAccount(found, row, meta, { handle, onHeld: options.onHeld })
  return done
}

/** Undefined when there is nobody to ask, now or ever. */
async function ask(
  row: JobRow,
  position: number,
  options: ReconcileTaskOptions,
): Promise<ReconcileOutcome | undefined> {
  const connector = options.findConnector(row.task.platform)
  if (!connector?.reconcile || row.accountRemoved) return undefined
  const history = await historyOf(row.task, options)
  const job = await waitingForDatabase(
    () => jobOf(row, position, history, options),
    options.signal,
  ).catch((cause: unknown) => {
    if (isDatabaseFault(cause)) throw cause
    return cause instanceof CredentialsSealed ? authRequired(cause) : undefined
  })
  if (!job || 'outcome' in job) return job
  return lookUp(connector, job, options)
}

const authRequired = ({ message }: Error) => ({ outcome: 'auth-required' as const, message })

const cannotBeAsked = {
  finding: 'unknown',
  error: {
    class: 'unknown',
    code: 'cannot-be-asked',
    message: 'This platform cannot tell what became of the post: a person has to look.',
  },
  hopeless: true,
} as const
