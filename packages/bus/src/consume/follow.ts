import { DeliverPolicy, jetstream, type Consumer, type JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeChunk, typeOfSubject, UndecodableEvent, type RecordedEvent } from '@pressrun/events'
import { ensureStreams } from '../ensure-topology.ts'
import { positionsIn } from '../message.ts'
import { pause } from '../pause.ts'
import { isOurs } from '../relay/message-heads.ts'
import { onReplacedNotice, madeAt } from '../relay/replacement.ts'
import { pullExpiresMs, streamName } from '../topology.ts'
import { noteBeginning } from './consumer-fault.ts'
import { Inbox } from './inbox.ts'

export type FollowOptions = {
  readonly connection: NatsConnection
  /** Start after this row of the log, which is the message of the same sequence. */
  readonly afterSeq: () => Promise<number>
  /** The wanted subjects; all when absent. */
  readonly filter?: string
  /** The wanted types; others are skipped without being decoded. */
  readonly wants: (type: string) => boolean
  /** Filters messages by their text; all pass when absent. */
  readonly wantsText?: (text: string) => boolean
  /**
   * Called with events in order, in batches, and with the position up to which the stream has been read. When it
   * throws, following starts anew from `afterSeq`.
   */
  readonly onEvents: (events: readonly RecordedEvent[], reached: Reached) => Promise<void>
  readonly onInterrupted: (cause: unknown) => void
  readonly onUndecodable: (subject: string, seq: number) => void
  /**
   * Called when following begins, with the stream's creation time. A stream replaced since the last read may have
   * lacked rows displaced by foreign messages, unnoticed by readers of some subjects only.
   */
  readonly onStream?: (madeAt: string) => Promise<void>
  readonly signal: AbortSignal
}

/** The last message that was read, and the position of its last event. */
export type Reached = { readonly seq: number; readonly position: number }

/** Messages of a batch; each holds up to 64 events. */
const batchMax = 64

/** Messages that are requested ahead. */
const aheadMax = 256

/** A reader with so much unread disconnects, and resumes from its position. */
const waitingBytesMax = 8 * 1024 * 1024
const restartPauseMs = 500

/** The server removes the consumer of a killed process after this. */
const abandonedAfterMs = 30_000

/** Without NATS a consumer cannot be removed, and the end must not wait for it. */
const removeWithinMs = 500

/**
 * Follows the stream in order from a position that the reader stores, until the signal. Nothing is acknowledged: the
 * reader's own checkpoint counts.
 */
export async function follow(options: FollowOptions): Promise<void> {
  const { connection, signal } = options
  while (!signal.aborted) {
    try {
      await followOnce(options)
    } catch (cause) {
      if (signal.aborted) break
      options.onInterrupted(cause)
      await pause(restartPauseMs, signal)
    }
  }
  noteBeginning(connection, options)
}

async function followOnce(options: FollowOptions): Promise<void> {
  const { signal } = options
  const { consumer, ...from } = await begin(options).catch((cause: unknown) => {
    noteBeginning(options.connection, options, cause)
    throw cause
  })
  noteBeginning(options.connection, options)
  try {
    if (!signal.aborted) await readFrom(consumer, from, options)
  } finally {
    await remove(consumer)
  }
}

async function begin(options: FollowOptions) {
  const { connection, filter } = options
  const start = (await options.afterSeq()) + 1
  await ensureStreams(connection)
  const made = await madeAt(connection, streamName)
  await options.onStream?.(made)
  const consumer = await jetstream(connection).consumers.get(streamName, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: start,
    inactive_threshold: abandonedAfterMs,
    ...(filter ? { filter_subjects: filter } : {}),
  })
  return { consumer, start, made }
}

async function readFrom(
  consumer: Consumer,
  { start, made }: { readonly start: number; readonly made: string },
  options: FollowOptions,
): Promise<void> {
  const { signal } = options
  const inbox = new Inbox()
  const messages = await consumer.consume({
    max_messages: aheadMax,
    expires: pullExpiresMs,
    abort_on_missing_resource: true,
    callback: (message) => {
      // A stream that is being filled again may end before our start. Whatever a server makes of that, nothing is
      // delivered twice.
      if (message.seq < start) return
      inbox.add(message)
      if (inbox.bytes >= waitingBytesMax) messages.stop()
    },
  })
  const closed = messages.closed().finally(() => inbox.close())
  const stop = () => messages.stop()
  signal.addEventListener('abort', stop, { once: true })
  using _replacements = onReplacedNotice(
    options.connection,
    { name: streamName, created: () => made },
    stop,
  )
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

/** Otherwise the server would keep the unused consumer for a while, and each restart adds one. */
async function remove(consumer: Consumer): Promise<void> {
  const removed = new AbortController()
  const deleted = consumer.delete().catch(() => {})
  await Promise.race([deleted, pause(removeWithinMs, removed.signal)])
  removed.abort()
}

/** Stops at a foreign message: it has the place of a row, which comes when the relay has replaced the stream. */
async function deliver(batch: readonly JsMsg[], options: FollowOptions): Promise<void> {
  const foreign = batch.find((message) => !isOurs(message))
  const ours = foreign ? batch.slice(0, batch.indexOf(foreign)) : batch
  const last = ours.at(-1)
  if (last) {
    const events = ours.flatMap((message) => decode(message, options))
    await options.onEvents(events, { seq: last.seq, position: positionsIn(last)?.last ?? 0 })
  }
  if (foreign) throw new Error(`message ${foreign.seq} of the stream is not of Pressrun`)
}

/** Unwanted events are not parsed. */
function decode(message: JsMsg, { wants, wantsText, onUndecodable }: FollowOptions) {
  if (!wants(typeOfSubject(message.subject))) return []
  const text = message.string()
  if (wantsText && !wantsText(text)) return []
  try {
    return decodeChunk(message.subject, text)
  } catch (cause) {
    if (!(cause instanceof UndecodableEvent)) throw cause
    onUndecodable(message.subject, message.seq)
    return []
  }
}
