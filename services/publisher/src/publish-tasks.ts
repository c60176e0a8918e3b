import { done, giveUp, retry, type Reaction } from '@pressrun/bus'
import type { TaskId } from '@pressrun/events'
import { attemptToItsEnd } from './jobs/attempt.ts'
import { Deadline } from './jobs/deadline.ts'
import type { Due } from './jobs/due.ts'
import { handedBack } from './jobs/handed-back.ts'
import { messageRows } from './jobs/message-rows.ts'
import { messageSpans } from './jobs/message-spans.ts'
import { metaOf } from './jobs/meta.ts'
import { onlyOnce } from './jobs/only-once.ts'
import type { Publisher } from './jobs/publisher.ts'

/** While the database is a restored one nothing goes out: a person has to accept that first. */
const restoredMs = 5_000

/**
 * The reaction to a message of due jobs. Expect it twice: whatever is not "this attempt, still running" in the database
 * has been dealt with. The jobs share the read of their rows, the deadline of their steps, and a span for each trace.
 */
export function publishTasks(publisher: Publisher): Reaction {
  const attempt = onlyOnce(attemptOf, (due) => attemptToItsEnd(due, publisher))
  return async (message) => {
    const rowOf = messageRows(message, publisher)
    using deadline = new Deadline(publisher.deadlineMs)
    using spans = messageSpans('publish tasks')
    return await message.each(async (event) => {
      if (event.type !== 'TaskDue') return giveUp(`not a due job: ${event.type}`)
      const span = spans.of(event.meta.traceparent)
      try {
        const row = await rowOf(event.streamId as TaskId)
        if (row === 'restored') return retry(restoredMs, 'restored')
        if (row?.task.status !== 'running' || row.task.attempt !== event.data.attempt) return done
        const { delivery } = message
        await span.run(() => attempt({ event, row, delivery, deadline, meta: metaOf(event) }))
        return done
      } catch (cause) {
        span.failed(cause)
        return handedBack(cause)
      }
    })
  }
}

/** Not by the event: others may publish one with another id for the same attempt. */
const attemptOf = ({ row: { task } }: Due): string =>
  `${task.id} ${task.attempt} ${task.generation}`
