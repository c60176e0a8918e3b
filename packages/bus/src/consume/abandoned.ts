import type { ConsumerInfo } from '@nats-io/jetstream'
import { createInbox, type Msg, type NatsConnection } from '@nats-io/transport-node'
import { pause } from '../pause.ts'
import { wantsReply } from '../reply-to-inbox.ts'

/** Each process of a consumer answers what it has. */
const subjectOf = (stream: string, consumer: string) =>
  `pressrun.requests.under-way.${stream}.${consumer}`

/** Longer than a process takes to answer that has enough to do. Who is silent counts as dead, or frozen. */
const answerWithinMs = 1_000

/** What was handed out before these is given to another by the ack wait, if it was not settled. */
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
      // What has arrived before the question is begun by then.
      if (asked.push(message) === 1) setImmediate(answer)
    },
  })
  return { [Symbol.dispose]: () => subscription.unsubscribe() }
}

/**
 * Has what was handed out and nobody has handed out again: processes that died had it. It would come by
 * itself when the ack wait is over. One that is only frozen finds its jobs done by another when it goes on,
 * as it does after the ack wait.
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

/** The server heeds it for what is under way, and for nothing else. */
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

/** What is no list of them tells nothing: others may answer as well. */
function sequencesIn(message: Msg): readonly number[] {
  try {
    const list: unknown = message.json()
    return Array.isArray(list) ? list.filter(Number.isSafeInteger) : []
  } catch {
    return []
  }
}
