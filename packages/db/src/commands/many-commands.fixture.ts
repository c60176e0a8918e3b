import type { Command, CommitOutcome, CreateRun, TaskId } from '@pressrun/events'

const hour = 3_600_000

const outcomes: readonly CommitOutcome[] = [
  { outcome: 'published', remoteId: 'r1', url: 'https://x.example/1' },
  { outcome: 'rejected', code: 'too-long', message: 'no' },
  { outcome: 'rate-limited', scope: 'account' },
  { outcome: 'auth-required', message: 'who' },
  { outcome: 'not-sent', code: 'refused', message: 'down' },
  { outcome: 'unknown', code: 'reset', message: 'reset' },
]

const classes = ['key', 'none', 'lookup'] as const

/** Any command on a task, by the next number; mostly about its latest attempt. */
export function anyTaskCommand(
  taskId: TaskId,
  next: (below: number) => number,
  latest: number,
): Command {
  const now = Date.now()
  const attempt = next(8) === 0 ? Math.max(1, latest - 1) : latest
  const outcome = (): Command => ({
    type: 'RecordOutcome',
    taskId,
    attempt,
    generation: 1,
    outcome: outcomes[next(outcomes.length)] ?? { outcome: 'published' },
    idempotency: {
      class: classes[next(classes.length)] ?? 'key',
      settleMs: 0,
      canReconcile: next(2) === 0,
    },
    policy: { attemptsMax: 3, baseMs: 1, capMs: 2 },
    startedAt: now,
    now,
    random: 0.5,
  })
  const dispatch = (): Command => ({ type: 'DispatchTask', taskId, now })
  const commands: (() => Command)[] = [
    dispatch,
    dispatch,
    dispatch,
    outcome,
    outcome,
    outcome,
    () => ({ type: 'StartAttempt', taskId, attempt, payloadHash: 'h', token: 't', owner: 1 }),
    () => ({ type: 'CancelTask', taskId, now }),
    () => ({ type: 'CancelTask', taskId, afterAttempt: true, now }),
    () => ({ type: 'HoldTask', taskId, code: 'auth-required', message: 'who' }),
    () => ({ type: 'ReleaseTask', taskId, now }),
    () => ({ type: 'RetryTask', taskId, force: true, now }),
    () => ({ type: 'RetryTask', taskId, force: true, now }),
    () => ({ type: 'RetryTask', taskId, force: next(2) === 0, repeatIsSafe: true, now }),
    () => ({ type: 'RescheduleTask', taskId, dueAt: at(now + (next(3) - 1) * hour), now }),
    () => ({ type: 'DoubtTask', taskId, since: at(now - hour), nextCheckAt: at(now) }),
    () => ({ type: 'ReconcileTask', taskId, now: now + hour }),
    () => ({
      type: 'ResolveTask',
      taskId,
      outcome: next(2) === 0 ? 'published' : 'not-published',
      now,
    }),
  ]
  return (commands[next(commands.length)] ?? dispatch)()
}

const at = (ms: number) => new Date(ms).toISOString()

export const moveRun = ({ runId }: CreateRun, hours: number) =>
  ({ type: 'RescheduleRun', runId, scheduledAt: at(Date.now() + hours * hour) }) as const
