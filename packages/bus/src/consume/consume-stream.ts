import { jetstream, jetstreamManager, type Consumer, type JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { ensureConsumer, ensureStreams } from '../ensure-topology.ts'
import { pause } from '../pause.ts'
import { onReplacedNotice, madeAt } from '../relay/replacement.ts'
import { ackWaitMs, pullExpiresMs, type ConsumerSettings } from '../topology.ts'
import { answerUnderWay, handOutAbandoned } from './abandoned.ts'
import { noteBeginning } from './consumer-fault.ts'
import { idleness } from './idleness.ts'
import { JobSlots } from './job-slots.ts'

export type ConsumeStreamOptions = {
  readonly connection: NatsConnection
  readonly stream: string
  readonly consumer: ConsumerSettings
  /** Events under way at once while the process is busy; `max_ack_pending` when absent. */
  readonly busyMax?: number | undefined
  /** Reacts to a message and settles it. When it rejects, the message comes again after a pause. */
  readonly settle: (message: JsMsg, pulling: Pulling) => Settling
  readonly interrupted: (cause: unknown) => void
  readonly signal: AbortSignal
}

/** The process's share of a consumer. */
export type Pulling = {
  readonly jobSlots: JobSlots
  readonly underWay: Map<JsMsg, Promise<void>>
  /** When the consumer was made: it knows its deliveries only from then on. */
  readonly sinceMs: number
}

export type Settling = {
  /** How many events the message holds. */
  readonly jobs: number
  readonly settled: Promise<void>
}

/** Delay before a message that could not be settled is retried. */
export const faultPauseMs = 2_000
const restartPauseMs = 500
const pendingMax = 1_000

/** The server expects a sign of life every `ackWaitMs`; a third of it allows for a late one. */
const heartbeatMs = ackWaitMs / 3

/** Upper limits of the events in a message and of the messages requested at once. */
const listMax = 64
const messagesMax = 32

/**
 * Settles the messages of a durable consumer, at most `max_ack_pending` of their events at once, until the signal;
 * then awaits those under way. A consumer or stream that disappears is made again.
 */
export async function consumeStream(options: ConsumeStreamOptions): Promise<void> {
  const { connection, stream, consumer, interrupted, signal } = options
  const underWay = new Map<JsMsg, Promise<void>>()
  const waitingMax = consumer.max_ack_pending ?? pendingMax
  using jobSlots = new JobSlots({
    max: options.busyMax ?? waitingMax,
    waitingMax,
    isIdle: idleness(),
  })
  let replaced = new AbortController()
  let made = ''
  using _replacements = onReplacedNotice(connection, { name: stream, created: () => made }, () =>
    replaced.abort(),
  )
  const heartbeat = setInterval(() => {
    if (!connection.isClosed()) underWay.forEach((_, message) => message.working())
  }, heartbeatMs)
  const sequences = () => Array.from(underWay.keys(), ({ seq }) => seq)
  using _answers = answerUnderWay(connection, [stream, consumer.durable_name], sequences)
  let takingOver: Promise<void> | undefined
  try {
    while (!signal.aborted) {
      let isBegun = false
      try {
        await ensureStreams(connection)
        const manager = await jetstreamManager(connection, { checkAPI: false })
        made = await madeAt(connection, stream)
        const info = await ensureConsumer(manager, stream, consumer)
        isBegun = true
        noteBeginning(connection, options)
        takingOver ??= handOutAbandoned(connection, info, signal).catch(() => {})
        replaced = new AbortController()
        const ended = AbortSignal.any([signal, replaced.signal])
        const sinceMs = Date.parse(info.created)
        await pull({ ...options, signal: ended }, { jobSlots, underWay, sinceMs })
      } catch (cause) {
        if (signal.aborted) break
        if (!isBegun) noteBeginning(connection, options, cause)
        interrupted(cause)
        await pause(restartPauseMs, signal)
      }
    }
    await Promise.all([takingOver, ...underWay.values()])
  } finally {
    noteBeginning(connection, options)
    clearInterval(heartbeat)
  }
}

/** Requests messages for the free slots, at the event count of the largest recent message. */
async function pull(options: ConsumeStreamOptions, pulling: Pulling): Promise<void> {
  const { jobSlots, underWay } = pulling
  const { connection, stream, consumer, settle, interrupted, signal } = options
  const source = await jetstream(connection).consumers.get(stream, consumer.durable_name)
  const begin = (message: JsMsg): number => {
    const { jobs, settled } = settle(message, pulling)
    const over = settled
      .catch((cause: unknown) => {
        interrupted(cause)
        handBack(message)
      })
      .finally(() => underWay.delete(message))
    underWay.set(message, over)
    return jobs
  }
  for (let largest = listMax; !signal.aborted;) {
    await jobSlots.someFree(signal)
    const wanted = Math.min(messagesMax, Math.max(1, Math.floor(jobSlots.free / largest)))
    const lists = await fetchEach(source, wanted, begin, signal)
    if (lists.length > 0) largest = Math.max(...lists)
  }
}

/** Returns the event count of each message that came. */
async function fetchEach(
  source: Consumer,
  wanted: number,
  begin: (message: JsMsg) => number,
  signal: AbortSignal,
): Promise<number[]> {
  const lists: number[] = []
  if (signal.aborted) return lists
  const messages = await source.fetch({ max_messages: wanted, expires: pullExpiresMs })
  const stop = () => messages.stop()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    for await (const message of messages) lists.push(begin(message))
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return lists
}

/** An unsettled message comes again; where even the nak fails, after the ack wait. */
function handBack(message: JsMsg): void {
  try {
    message.nak(faultPauseMs)
  } catch {
    // The connection is closed: the server redelivers the message elsewhere.
  }
}
