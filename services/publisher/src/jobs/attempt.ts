import type { Handle } from '@pressrun/db'
import { defaultRetryPolicy, type TaskCommand, type TaskState } from '@pressrun/events'
import type { Due } from './due.ts'
import { dueJobIsIntent } from './publish-once.ts'
import type { Publisher } from './publisher.ts'
import { outcomeOfBoth, perhapsSentBefore } from './sent-before.ts'
import { recordForAccount } from './record-for-account.ts'
import { tryOnce, type Tried } from './try-once.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

/** This publisher has not died of the job, however the attempt ended. */
export async function attemptToItsEnd(due: Due, publisher: Publisher): Promise<void> {
  let end: string | undefined
  try {
    end = await attempt(due, publisher)
  } finally {
    await publisher.beginnings.end(due.row.task.id, end === 'published')
  }
}

/** The outcome is committed alone, so that no other failure keeps it from that. */
async function attempt(due: Due, publisher: Publisher): Promise<string> {
  const { row, meta } = due
  const { task } = row
  const { passing, signal } = publisher
  const startedAt = publisher.now()
  const tried = await tryOnce(due, publisher)
  if (tried === 'settled') return tried
  if (passing) await passing('answered', task)
  const command = outcomeCommand(due, tried, startedAt, publisher)
  const handle: Handle = (request) => waitingForDatabase(() => publisher.handle(request), signal)
  if (passing) await passing('decided', task)
  const { outcome } = tried
  // Before the outcome, which frees the lane: its next task would go to an account that has just asked for quiet.
  const recorder = { handle, onHeld: publisher.onHeld }
  const recorded = await recordForAccount(outcome, row, meta, recorder)?.catch(
    () => 'not-yet' as const,
  )
  await handle({ command, meta, ...asKnown(task, tried) })
  if (passing) await passing('recorded', task)
  publisher.onOutcome(task.platform, outcome.outcome, command.now - startedAt)
  if (recorded === 'not-yet') await recordForAccount(outcome, row, meta, recorder)
  return outcome.outcome
}

/** A recorded intent has moved the task since its row was read, so it is read again. */
const asKnown = (task: TaskState, { idempotency }: Tried) =>
  dueJobIsIntent.has(idempotency.class) ? { known: task } : {}

function outcomeCommand(
  { row: { task }, delivery }: Due,
  { outcome, foundAbsent, isLast, idempotency }: Tried,
  startedAt: number,
  { now, policy = defaultRetryPolicy, random }: Publisher,
): Extract<TaskCommand, { type: 'RecordOutcome' }> {
  return {
    type: 'RecordOutcome',
    taskId: task.id,
    attempt: task.attempt,
    generation: task.generation,
    outcome: perhapsSentBefore(task, idempotency, delivery) ? outcomeOfBoth(outcome) : outcome,
    foundAbsent,
    isLast,
    idempotency,
    policy,
    startedAt,
    now: now(),
    random: random(),
  }
}
