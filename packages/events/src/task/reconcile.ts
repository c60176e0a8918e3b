import { accept, nothing, refuse, unreachable } from '../decision.ts'
import type { TaskId } from '../ids.ts'
import { toInstant } from '../time.ts'
import type { TaskDecision } from './decision.ts'
import type { TaskError } from './events.ts'
import { identity } from './identity.ts'
import { ownProblem } from './own-problem.ts'
import { isOfRestore, perhapsSent } from './restored.ts'
import type { TaskState } from './state.ts'

/** The platform may be asked now what became of an unconfirmed task. */
export type ReconcileTask = {
  readonly type: 'ReconcileTask'
  readonly taskId: TaskId
  readonly now: number
}

/** The result of asking the platform. */
export type Finding =
  | { readonly finding: 'found'; readonly remoteId?: string; readonly url?: string }
  | { readonly finding: 'absent' }
  /** It cannot be asked, and makes one post of a repeat. */
  | { readonly finding: 'repeatable' }
  | {
      readonly finding: 'unknown'
      readonly error: TaskError
      /** Not to be asked again before; milliseconds. */
      readonly notBefore?: number
      /** It will never know: a person has to decide. */
      readonly hopeless?: true
    }

export type RecordReconciliation = {
  readonly type: 'RecordReconciliation'
  readonly taskId: TaskId
  /** The check this is the result of, and the attempt it was about; the result of an older one drives nothing. */
  readonly check: number
  readonly attempt: number
  readonly result: Finding
  readonly startedAt: number
  readonly now: number
}

/** A person confirmed the outcome. */
export type ResolveTask = {
  readonly type: 'ResolveTask'
  readonly taskId: TaskId
  readonly outcome: 'published' | 'not-published'
  readonly remoteId?: string | undefined
  readonly url?: string | undefined
  readonly now: number
}

const gapBaseMs = 30_000
const gapMaxMs = 24 * 3_600_000
/** After these, some two weeks, only a person asks. */
const reconciliationsMax = 20

/** How long to wait before the platform is asked again, after so many `checks`: growing up to a day. */
export const reconcileGapMs = (checks: number): number =>
  Math.min(gapMaxMs, gapBaseMs * 4 ** checks)

/** A check without a result is started again after this. */
const checkLostAfterMs = 3_600_000

/** A task found not to have gone out goes out by itself only while it is this young. */
export const sendsAgainForMs = 3_600_000

export function checkNow({ now }: ReconcileTask, task: TaskState): TaskDecision {
  if (task.status !== 'unconfirmed') return refuse('task-not-unconfirmed')
  if (!task.nextCheckAt || Date.parse(task.nextCheckAt) > now) return nothing
  const check = task.checks + 1
  const againAt = toInstant(now + checkLostAfterMs)
  return accept({ type: 'TaskReconcileDue', data: { ...identity(task), check, againAt } })
}

export function afterReconciliation(command: RecordReconciliation, task: TaskState): TaskDecision {
  const isCurrent = task.checks === command.check && task.attempt === command.attempt
  if (task.status !== 'unconfirmed' || !isCurrent) return refuse('stale-attempt')
  const { result } = command
  const settled = {
    ...identity(task),
    ...timing(command, task),
    knownBy: 'reconciliation',
  } as const
  switch (result.finding) {
    case 'found': {
      const { finding: _, ...remote } = result
      return accept({ type: 'TaskPublished', data: { ...settled, ...remote } })
    }
    case 'absent':
      return accept({
        type: 'TaskAttemptFailed',
        data: { ...settled, ...sendAgain(command, task), error: notThere, absent: true },
      })
    case 'repeatable':
      return accept({
        type: 'TaskAttemptFailed',
        data: {
          ...settled,
          error: perhapsSent,
          countedAttempts: task.countedAttempts,
          retryAt: toInstant(command.now),
        },
      })
    case 'unknown':
      return accept({ type: 'TaskStillUnconfirmed', data: stillUnconfirmed(command, task, result) })
    default:
      return unreachable(result)
  }
}

const notThere: TaskError = {
  class: 'not-sent',
  code: 'not-published',
  message: 'The platform was asked: nothing was published.',
}

/**
 * Old tasks are not sent by themselves: by then a person has to want it, as one does who accepts a restore. Nor are
 * tasks that a person wanted cancelled, or that kill the process that sends them.
 */
function sendAgain({ now }: RecordReconciliation, task: TaskState) {
  const since = now - Date.parse(task.firstAttemptAt ?? toInstant(now))
  const { countedAttempts } = task
  const isWanted = !task.cancelRequested && task.error?.code !== ownProblem.publishersDied
  const isFresh = since < sendsAgainForMs || isOfRestore(task)
  return isWanted && isFresh ? { countedAttempts, retryAt: toInstant(now) } : { countedAttempts }
}

function stillUnconfirmed(
  { check, now }: RecordReconciliation,
  task: TaskState,
  { error, notBefore = 0, hopeless }: Extract<Finding, { finding: 'unknown' }>,
) {
  const next = toInstant(Math.max(now + reconcileGapMs(check), notBefore))
  const nextCheckAt = hopeless || check >= reconciliationsMax ? {} : { nextCheckAt: next }
  return { ...identity(task), check, error, ...nextCheckAt }
}

const timing = (
  { startedAt, now }: { readonly startedAt: number; readonly now: number },
  task: TaskState,
) => ({
  startedAt: toInstant(startedAt),
  durationMs: Math.max(0, now - startedAt),
  latenessMs: Math.max(0, startedAt - Date.parse(task.dueAt ?? toInstant(startedAt))),
})

/** A person's word about an unconfirmed task is taken for the truth. */
export function resolve(command: ResolveTask, task: TaskState): TaskDecision {
  if (task.status !== 'unconfirmed') return refuse('task-not-unconfirmed')
  const { now, remoteId, url } = command
  const settled = {
    ...identity(task),
    ...timing({ startedAt: now, now }, task),
    knownBy: 'person',
  } as const
  if (command.outcome === 'published')
    return accept({
      type: 'TaskPublished',
      data: { ...settled, ...(remoteId && { remoteId }), ...(url && { url }) },
    })
  return accept({
    type: 'TaskAttemptFailed',
    data: { ...settled, error: notPublished, countedAttempts: task.countedAttempts, absent: true },
  })
}

const notPublished: TaskError = {
  class: 'not-sent',
  code: 'resolved-not-published',
  message: 'A person looked: nothing was published.',
}
