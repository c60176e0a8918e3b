import type { TaskId, TaskState } from '@pressrun/events'
import { pause } from '@pressrun/runtime'
import type { JobRow } from './job-row.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

/** Other publishers, as far as intents on record tell of them. */
export type Owners = {
  /** Of this process. */
  readonly ownId: number
  /** Others can see from then on that this process is there. */
  readonly announce: () => Promise<void>
  readonly isPresent: (owner: number) => Promise<boolean>
}

export type AwaitOwnerOptions = {
  readonly owners: Owners
  readonly readJob: (taskId: TaskId) => Promise<JobRow | undefined>
  readonly now: () => number
  readonly signal: AbortSignal
}

const lookAgainMs = 1_000

/**
 * Longer than any attempt takes: two steps with their deadlines, and the time an intent may be kept.
 * Who is frozen for longer than that sends nothing any more when it goes on.
 */
const attemptOverAfterMs = 150_000

/**
 * Waits for the publisher whose intent is on record: it may be cut off or frozen and yet be about to
 * send, so nobody may conclude anything. Answers `settled` when it has said how its attempt ended, and
 * `gone` when it cannot be sending any more. It counts as gone when it is missed twice: a restart of the
 * database hides those who are there for a moment.
 */
export async function awaitOwner(
  { id, attempt, attemptAt }: TaskState,
  options: AwaitOwnerOptions,
): Promise<'settled' | 'gone'> {
  const { owners, signal, now } = options
  const begunAt = attemptAt ? Date.parse(attemptAt) : 0
  let missed = 0
  for (;;) {
    const row = await waitingForDatabase(() => options.readJob(id), signal)
    if (row?.task.status !== 'running' || row.task.attempt !== attempt) return 'settled'
    const owner = row.task.intent?.owner
    if (owner === undefined || owner === owners.ownId) return 'gone'
    if (now() - begunAt > attemptOverAfterMs) return 'gone'
    const present = await waitingForDatabase(() => owners.isPresent(owner), signal)
    missed = present ? 0 : missed + 1
    if (missed === 2) return 'gone'
    await pause(lookAgainMs, signal)
    if (signal.aborted) throw new AbandonedWait()
  }
}

/** This process ends: the job goes to the next. */
export class AbandonedWait extends Error {
  override readonly name = 'AbandonedWait'
}
