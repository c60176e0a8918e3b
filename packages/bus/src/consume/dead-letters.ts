import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { absent, streamNotFound } from '../ensure-topology.ts'
import { deadLetterRoot, deadLetterStream, redeliveryRoot } from '../topology.ts'
import { readDeadLetter, type DeadLetter } from './dead-letter.ts'

/** A caller or a scrape waits for the result. */
const answerTimeoutMs = 2_000

const managerOf = (connection: NatsConnection) =>
  jetstreamManager(connection, { checkAPI: false, timeout: answerTimeoutMs })

/** The dead letters after a place among them, the oldest first. Rejects when NATS does not respond. */
export async function listDeadLetters(
  connection: NatsConnection,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly DeadLetter[]> {
  const { streams } = await managerOf(connection)
  const letters: DeadLetter[] = []
  for (let from = after + 1; letters.length < limit;) {
    const query = { seq: from, next_by_subj: `${deadLetterRoot}.>` }
    const stored = await streams.getMessage(deadLetterStream, query).catch(absent(streamNotFound))
    if (!stored) break
    letters.push(readDeadLetter(stored))
    from = stored.seq + 1
  }
  return letters
}

/** Undefined when no letter has that id, or no longer. */
export async function findDeadLetter(
  connection: NatsConnection,
  id: string,
): Promise<DeadLetter | undefined> {
  const [, sequence] = /^([1-9]\d{0,15})-\d{1,16}$/.exec(id) ?? []
  if (!sequence) return undefined
  const { streams } = await managerOf(connection)
  const stored = await streams
    .getMessage(deadLetterStream, { seq: Number(sequence) })
    .catch(absent(streamNotFound))
  const letter = stored ? readDeadLetter(stored) : undefined
  return letter?.id === id ? letter : undefined
}

/** How many there are of each consumer. */
export async function countDeadLetters(
  connection: NatsConnection,
): Promise<ReadonlyMap<string, number>> {
  const { streams } = await managerOf(connection)
  const info = await streams
    .info(deadLetterStream, { subjects_filter: `${deadLetterRoot}.>` })
    .catch(absent(streamNotFound))
  const counts = Object.entries(info?.state.subjects ?? {})
  return new Map(
    counts.map(([subject, count]) => [subject.slice(deadLetterRoot.length + 1), count]),
  )
}

/**
 * Makes the consumer that gave the message up react to it again, now or when it runs. Until that is settled the letter
 * is kept.
 */
export async function redeliver(connection: NatsConnection, letter: DeadLetter): Promise<void> {
  await jetstream(connection, { timeout: answerTimeoutMs }).publish(
    `${redeliveryRoot}.${letter.consumer}`,
    letter.id,
  )
}

/** Removes a dead letter that has been settled after all. */
export async function removeDeadLetter(
  connection: NatsConnection,
  { sequence }: DeadLetter,
): Promise<void> {
  const { streams } = await managerOf(connection)
  await streams.deleteMessage(deadLetterStream, sequence, false)
}
