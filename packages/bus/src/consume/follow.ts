import { DeliverPolicy, jetstream, type Consumer, type JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeEvent, UndecodableEvent, type RecordedEvent } from '@pressrun/events'
import { ensureStreams } from '../ensure-topology.ts'
import { pause } from '../pause.ts'
import { pullExpiresMs, streamName } from '../topology.ts'
import { Inbox } from './inbox.ts'

export type FollowOptions = {
  readonly connection: NatsConnection
  /** Follow what comes after this position; the position is the stream's sequence. */
  readonly afterPosition: () => Promise<number>
  /** Which subjects are wanted; all when absent. */
  readonly filter?: string
  /** Which types are wanted; others are skipped without being decoded. */
  readonly wants: (type: string) => boolean
  /**
   * Told of events in order, in batches, with the position reached. When it throws, following
   * starts anew from `afterPosition`.
   */
  readonly onEvents: (events: readonly RecordedEvent[], position: number) => Promise<void>
  readonly onInterrupted: (cause: unknown) => void
  readonly onUndecodable: (subject: string, position: number) => void
  readonly signal: AbortSignal
}

const batchMax = 2_000

/** A reader this far behind lets go, and takes up again from where it has got to. */
const waitingMax = 20_000
const restartPauseMs = 500

/** The server removes the consumer of a process that was killed after this. */
const abandonedAfterMs = 30_000

/** Without NATS a consumer cannot be removed, and the end is not to wait for it. */
const removeWithinMs = 500

/**
 * Follows the stream in order from a position that the reader keeps, for as long as the signal
 * allows. Nothing is acknowledged: the reader's own checkpoint is what counts.
 */
export async function follow(options: FollowOptions): Promise<void> {
  const { signal } = options
  while (!signal.aborted) {
    try {
      await followOnce(options)
    } catch (cause) {
      if (signal.aborted) return
      options.onInterrupted(cause)
      await pause(restartPauseMs, signal)
    }
  }
}

async function followOnce(options: FollowOptions): Promise<void> {
  const { connection, filter, signal } = options
  const start = (await options.afterPosition()) + 1
  await ensureStreams(connection)
  const consumer = await jetstream(connection).consumers.get(streamName, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: start,
    inactive_threshold: abandonedAfterMs,
    ...(filter ? { filter_subjects: filter } : {}),
  })
  try {
    if (!signal.aborted) await readFrom(consumer, start, options)
  } finally {
    await remove(consumer)
  }
}

async function readFrom(consumer: Consumer, start: number, options: FollowOptions): Promise<void> {
  const { signal } = options
  const inbox = new Inbox()
  const messages = await consumer.consume({
    max_messages: batchMax,
    expires: pullExpiresMs,
    abort_on_missing_resource: true,
    callback: (message) => {
      // A stream that is being filled again may end before our start. Whatever a server makes of that:
      // nothing is told twice.
      if (message.seq < start) return
      inbox.add(message)
      if (inbox.size >= waitingMax) messages.stop()
    },
  })
  const closed = messages.closed().finally(() => inbox.close())
  const stop = () => messages.stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for (;;) {
      const batch = await inbox.take(batchMax)
      if (batch.length === 0 || signal.aborted) break
      await deliver(batch, options)
    }
    const reason = await closed
    if (reason) throw reason
  } finally {
    signal.removeEventListener('abort', stop)
    messages.stop()
  }
}

/** Or the server would keep for a while what is no longer read from, and each new beginning adds one. */
async function remove(consumer: Consumer): Promise<void> {
  const removed = new AbortController()
  const deleted = consumer.delete().catch(() => {})
  await Promise.race([deleted, pause(removeWithinMs, removed.signal)])
  removed.abort()
}

async function deliver(batch: readonly JsMsg[], options: FollowOptions): Promise<void> {
  const position = batch.at(-1)?.seq ?? 0
  const events = batch.flatMap((message) => decode(message, options))
  await options.onEvents(events, position)
}

function decode(message: JsMsg, options: FollowOptions): RecordedEvent[] {
  const type = message.subject.split('.')[3] ?? ''
  if (!options.wants(type)) return []
  try {
    return [decodeEvent(message.string())]
  } catch (cause) {
    if (!(cause instanceof UndecodableEvent)) throw cause
    options.onUndecodable(message.subject, message.seq)
    return []
  }
}
