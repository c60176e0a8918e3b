import { createInbox, errors, type Msg, type NatsConnection } from '@nats-io/transport-node'
import type { Chunk } from '@pressrun/events'
import { NatsFault, natsFaultOf, ofJetStream } from '../nats-fault.ts'
import { toMessage } from '../message.ts'

const ackTimeoutMs = 5_000

/**
 * Publishes rows of the log in order, and resolves when the server has stored each of them as the message of its own
 * sequence. Each is checked: when foreign clients publish to the stream as well, the first rows of a batch may be
 * refused and the last accepted.
 */
export async function publishBatch(
  connection: NatsConnection,
  batch: readonly Chunk[],
  epoch: number,
): Promise<void> {
  try {
    using answers = repliesTo(connection, batch)
    for (const [index, row] of batch.entries()) {
      const { subject, payload, headers } = toMessage(row, epoch)
      connection.publish(subject, payload, { headers, reply: `${answers.inbox}.${index}` })
    }
    await answers.allStored
  } catch (cause) {
    throw explained(cause, connection)
  }
}

/** One subscription for the responses to a batch: a request for each row would cost three times as much. */
function repliesTo(connection: NatsConnection, batch: readonly Chunk[]) {
  const inbox = createInbox()
  const { promise: allStored, resolve, reject } = Promise.withResolvers<void>()
  // A fault that keeps a batch from being published at all is thrown here.
  allStored.catch(() => {})
  let missing = batch.length
  const onReply = (message: Msg) => {
    const row = batch[Number(message.subject.slice(inbox.length + 1))]
    const refusal = row && refusalIn(message, row.seq, connection)
    if (refusal) reject(refusal)
    else if (--missing === 0) resolve()
  }
  const subscription = connection.subscribe(`${inbox}.*`, {
    callback: (error, message) => (error ? reject(error) : onReply(message)),
  })
  const timer = setTimeout(() => reject(new errors.TimeoutError()), ackTimeoutMs)
  void subscription.closed.then(() => reject(new errors.ClosedConnectionError()))
  return {
    inbox,
    allStored,
    [Symbol.dispose]() {
      clearTimeout(timer)
      subscription.unsubscribe()
    },
  }
}

function refusalIn(answer: Msg, seq: number, connection: NatsConnection): Error | undefined {
  // The server reports it where nothing listens.
  if (answer.headers?.code === 503) return new errors.NoRespondersError(answer.subject)
  const reply = readAnswer(answer)
  if (reply.error) return refusal(connection, reply.error.description)
  // Another relay was first, or a foreign message has its id: the next check of the stream shows it.
  if (reply.duplicate || reply.seq !== seq)
    return new Error(`JetStream has a message with the id of row ${seq} already, as ${reply.seq}`)
  return undefined
}

/** Foreign clients may publish to an inbox that they have seen: what is no response of a server is a refusal. */
function readAnswer(answer: Msg): Answer {
  try {
    return answer.json<Answer | null>() ?? {}
  } catch {
    return {}
  }
}

type Answer = {
  readonly error?: { readonly description: string }
  readonly seq?: number
  readonly duplicate?: boolean
}

/** A wrong sequence is no fault of the server: another relay was first, or foreign clients publish to the stream. */
function refusal(connection: NatsConnection, description: string): Error {
  const reason = new Error(`JetStream refused a message: ${description}`)
  if (/wrong last sequence/i.test(description)) return reason
  return new NatsFault(ofJetStream(description), connection.getServer(), reason)
}

/**
 * A server announces its `max_payload` on connecting only, so after it refused a message as too large we reconnect:
 * otherwise the client would go on refusing by itself when the limit is raised.
 */
function explained(cause: unknown, connection: NatsConnection): unknown {
  const fault = natsFaultOf(cause)
  if (fault === 'payload-too-large') void connection.reconnect().catch(() => {})
  if (fault === undefined || cause instanceof NatsFault) return cause
  return new NatsFault(fault, connection.getServer(), cause)
}
