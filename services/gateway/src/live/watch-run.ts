import { setImmediate as nextTurn } from 'node:timers/promises'
import { readRunEvents } from '@pressrun/db'
import { readRunAt } from '@pressrun/queries'
import type { RecordedEvent, RunId } from '@pressrun/events'
import { runResponse } from '../runs/response.ts'
import { tasksInlineMax } from '../runs/schema.ts'
import type { ReadContext } from '../tasks/find-blocks.ts'
import { changeOf } from './change.ts'
import type { EventStream } from './event-stream.ts'
import type { RunTail } from './run-tail.ts'

/** Events that may come in while the past is still being sent. */
const waitingMax = 50_000

/** Between two checks whether the client keeps up. */
const drainEvery = 100

type Watching = ReadContext & {
  readonly tail: Pick<RunTail, 'watch'>
  /** Reads the past under a limit: many clients that connect at once would take all connections to the database. */
  readonly inTurn: <Past>(read: () => Promise<Past>) => Promise<Past>
}

/**
 * Sends a client what happens to a run: a snapshot, or what it has missed since `after`, and then every change once and
 * in order. The tail is subscribed to before the past is read, so nothing falls between the two, and positions identify
 * what was in both.
 */
export async function watchRun(
  { database, tail, now, inTurn }: Watching,
  runId: RunId,
  after: number | undefined,
  stream: EventStream,
): Promise<void> {
  let position = after ?? 0
  let waiting: RecordedEvent[] | undefined = []
  const send = (event: RecordedEvent) => {
    if (event.position <= position) return
    position = event.position
    stream.send({ name: 'change', id: position, data: changeOf(event, runId) })
  }
  const leave = await tail.watch(runId, (event) => {
    if (!waiting) send(event)
    else if (waiting.push(event) > waitingMax) stream.end()
  })
  stream.onClosed(leave)
  if (!stream.isOpen()) return leave()

  if (after === undefined) {
    const read = await inTurn(() => readRunAt(database, runId, tasksInlineMax))
    if (!read) return stream.end()
    position = read.position
    stream.send({
      name: 'snapshot',
      id: position,
      data: await runResponse({ database, now }, read.run),
    })
  } else {
    const missed = await inTurn(() => readRunEvents(database.pool, runId, after))
    for (const [i, event] of missed.entries()) {
      send(event)
      if (i % drainEvery === 0) await stream.drained()
    }
  }
  while (waiting.length > 0) {
    waiting.splice(0, drainEvery).forEach(send)
    await stream.drained()
    await nextTurn()
  }
  waiting = undefined
}
