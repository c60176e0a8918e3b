import type { ConsumerInfo } from '@nats-io/jetstream'
import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node'
import { pause } from '../pause.ts'
import { wantsReply } from '../reply-to-inbox.ts'

/** Each process of a consumer replies with the messages it has. */
const subjectOf = (stream: string, consumer: string) =>
  `pressrun.requests.under-way.${stream}.${consumer}`

/** Longer than a busy process takes to reply. A silent one counts as dead, or frozen. */
const answerWithinMs = 1_000

/** Unsettled messages handed out before these are given to another process by the ack wait. */
const messagesMax = 10_000

/** Replies to requests with the messages of the stream, by sequence, that this process has under way. */
export function answerUnderWay(
  connection: NatsConnection,
  [stream, consumer]: readonly [stream: string, consumer: string],
  underWay: () => readonly number[],
): Disposable {
  let asked: Msg[] = []
  const answer = () => {
    const list = JSON.stringify(underWay())
    for (const message of asked) message.respond(list)
    asked = []
  }
  const subscription = connection.subscribe(subjectOf(stream, consumer), {
    callback: (error, message) => {
      if (error || !wantsReply(message)) return
      // By then the messages that arrived before the request have begun.
      if (asked.push(message) === 1) setImmediate(answer)
    },
  })
  return { [Symbol.dispose]: () => subscription.unsubscribe() }
}

/**
 * Has messages redelivered at once that were handed out to processes that died; otherwise they would come when the ack
 * wait is over. A process that is only frozen finds its jobs done by another when it goes on, as it does after the ack
 * wait.
 */
export async function handOutAbandoned(
  connection: NatsConnection,
  info: ConsumerInfo,
  signal: AbortSignal,
): Promise<void> {
  if (info.num_ack_pending === 0) return
  const { stream_seq: last } = info.delivered
  const first = Math.max(info.ack_floor.stream_seq + 1, last - messagesMax)
  const held = await askUnderWay(connection, info, signal)
  if (signal.aborted) return
  for (let seq = first; seq <= last; seq++) if (!held.has(seq)) handBack(connection, info, seq)
}

/** The server applies it to messages under way only. */
function handBack(
  connection: NatsConnection,
  { stream_name: stream, name, delivered }: ConsumerInfo,
  seq: number,
): void {
  connection.publish(`$JS.ACK.${stream}.${name}.1.${seq}.${delivered.consumer_seq}.0.0`, '-NAK')
}

async function askUnderWay(
  connection: NatsConnection,
  { stream_name: stream, name }: ConsumerInfo,
  signal: AbortSignal,
): Promise<ReadonlySet<number>> {
  const held = new Set<number>()
  const inbox = createInbox()
  const answers = connection.subscribe(inbox, {
    callback: (error, message) => {
      if (!error) sequencesIn(message).forEach((seq) => held.add(seq))
    },
  })
  try {
    connection.publish(subjectOf(stream, name), '', { reply: inbox })
    await pause(answerWithinMs, signal)
  } finally {
    answers.unsubscribe()
  }
  return held
}

/** A reply that is no such list is ignored: foreign clients may reply as well. */
function sequencesIn(message: Msg): readonly number[] {
  try {
    const list: unknown = message.json()
    return Array.isArray(list) ? list.filter(Number.isSafeInteger) : []
  } catch {
    return []
  }
}
