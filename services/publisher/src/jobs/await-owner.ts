import type { TaskState } from '@pressrun/events'
import { pause } from '@pressrun/runtime'
import type { PublisherParts } from './publisher.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

type Waiting = Pick<PublisherParts, 'owners' | 'readJobs' | 'now' | 'signal'>

export type Awaited = {
  readonly ownerOf: (task: TaskState) => number | undefined
  /** Milliseconds since the epoch: the wait ends then. */
  readonly untilMs: number
}

const checkAgainMs = 1_000

/**
 * Longer than any attempt takes: two steps with their deadlines, and the time an intent may be kept. A process frozen
 * for longer than that sends nothing when it resumes.
 */
const attemptOverAfterMs = 150_000

/**
 * Waits for the publisher whose intent is on record: it may be cut off or frozen and still about to send, so nothing
 * may be concluded.
 */
export function awaitSender(task: TaskState, options: Waiting): ReturnType<typeof awaitOwner> {
  const begunAt = task.attemptAt ? Date.parse(task.attemptAt) : 0
  const ownerOf = ({ intent }: TaskState) => intent?.owner
  return awaitOwner(task, { ownerOf, untilMs: begunAt + attemptOverAfterMs }, options)
}

/**
 * Waits for a publisher that has a task. Returns `settled` when it has recorded how its attempt ended, `gone` when it
 * is absent, and `there` when it is still present. It counts as gone when it is missed twice: a restart of the database
 * hides present publishers for a moment.
 */
export async function awaitOwner(
  { id, attempt }: TaskState,
  { ownerOf, untilMs }: Awaited,
  { owners, signal, now, readJobs }: Waiting,
): Promise<'settled' | 'gone' | 'there'> {
  let missed = 0
  for (;;) {
    const row = (await waitingForDatabase(() => readJobs([id]), signal)).get(id)
    if (row?.task.status !== 'running' || row.task.attempt !== attempt) return 'settled'
    const owner = ownerOf(row.task)
    if (owner === undefined || owner === owners.ownId) return 'gone'
    if (now() > untilMs) return 'there'
    const present = await waitingForDatabase(() => owners.isPresent(owner), signal)
    missed = present ? 0 : missed + 1
    if (missed === 2) return 'gone'
    await pause(checkAgainMs, signal)
    if (signal.aborted) throw new AbandonedWait()
  }
}

/** This process ends: the job goes to the next. */
export class AbandonedWait extends Error {
  override readonly name = 'AbandonedWait'
}
