import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { lastIdOf, type Chunk } from '@pressrun/events'
import { ensureStreams, type Drift } from '../ensure-topology.ts'
import { NatsFault, natsFaultOf, ofJetStream } from '../nats-fault.ts'
import { toMessage } from '../message.ts'
import { streamName } from '../topology.ts'
import { streamEnd } from './last-message.ts'
import type { LogSource } from './log-source.ts'

export type RelayOptions = {
  readonly connection: NatsConnection
  readonly source: LogSource
  readonly replicas?: number
  readonly observer: RelayObserver
  /** After a failure one message goes alone: only the last of a batch is answered with the reason. */
  readonly afterFailure?: boolean
}

export type RelayObserver = {
  /** The stream was looked at: its last message is the log's entry at this position. */
  readonly found: (position: number) => void
  /** `position` and `id` are those of the newest event that was copied. */
  readonly relayed: (
    events: number,
    position: number,
    newest: { readonly id: string; readonly epoch: number },
  ) => void
  /** The stream is being filled again from the log, because it was gone or is behind at start. */
  readonly refilling: (from: number, to: number) => void
  readonly drifted: (drifts: readonly Drift[]) => void
}

/** Messages that leave before the server's word on them is awaited: 16 MB of them at most, but for large events. */
const batchMax = 64
const ackTimeoutMs = 5_000

/** More events than this behind are not the usual gap of a restart: they are worth saying. */
const refillWorthSaying = 1_000

/** The database was restored from a backup: nothing is copied before a person has accepted that. */
export class LogRestored extends Error {
  override readonly name = 'LogRestored'
  constructor(reason: string) {
    super(
      `the database was restored from a backup (${reason}): nothing is sent before a person has looked, with` +
        ` \`pressrun restore-check\``,
    )
  }
}

/**
 * Copies the log to the stream, in order. It keeps no checkpoint: the stream's last message says
 * how far it is. Row n of the log is message n. Every message carries the sequence that must precede it, so two
 * relays, or one that was stopped and woke up late, cannot interleave, and one answer to the last message of a
 * batch proves the whole batch: as long as nothing but relays publishes to the stream.
 */
export class Relay {
  readonly #options: RelayOptions
  /** The sequence of the stream's last message; unknown until looked up, and after every failure. */
  #seq: number | undefined
  /** Whether the next message goes alone. */
  #isAlone: boolean
  #epoch = 1

  constructor(options: RelayOptions) {
    this.#options = options
    this.#isAlone = options.afterFailure ?? false
  }

  /** Relays until the log holds nothing more. Throws when NATS or Postgres is not there. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#seq ??= await this.#findSeq()
    let batch = await this.#read(this.#seq, this.#isAlone ? 1 : batchMax)
    for (let last = batch.at(-1); last && !signal.aborted; last = batch.at(-1)) {
      const { seq, last: position } = last
      const next = batch.length < batchMax ? undefined : this.#read(seq, batchMax)
      next?.catch(() => {})
      await this.#publish(batch)
      this.#seq = seq
      const events = position - (batch[0]?.first ?? 0) + 1
      const newest = { id: lastIdOf(last), epoch: this.#epoch }
      this.#options.observer.relayed(events, position, newest)
      batch = (await next) ?? (await this.#read(seq, batchMax))
    }
  }

  /** The stream may have been lost while nothing was relayed: it is looked at before the next event. */
  doubtStream(): void {
    this.#seq = undefined
  }

  readonly #read = (seq: number, limit: number) => this.#options.source.read(seq, limit)

  async #publish(batch: readonly Chunk[]): Promise<void> {
    const { connection } = this.#options
    try {
      const messages = batch.map((row) => toMessage(row, this.#epoch))
      const last = messages.pop()
      if (!last) return
      for (const { subject, payload, headers } of messages)
        connection.publish(subject, payload, { headers })
      const answer = await connection.request(last.subject, last.payload, {
        headers: last.headers,
        timeout: ackTimeoutMs,
      })
      const { error } = answer.json<{ error?: { description: string } }>()
      if (error) throw refusal(connection, error.description)
      this.#isAlone = false
    } catch (cause) {
      this.#seq = undefined
      this.#isAlone = true
      throw explained(cause, connection)
    }
  }

  async #findSeq(): Promise<number> {
    const { connection, observer, source, replicas } = this.#options
    observer.drifted(await ensureStreams(connection, replicas))
    // It speaks first: whatever it has seen is in the log by now, unless that was restored.
    const stream = await streamEnd(connection)
    const { epoch, restored } = await source.check(stream)
    if (restored !== null) throw new LogRestored(restored)
    this.#epoch = epoch
    const isOld = stream.seq > 0 && stream.epoch < epoch
    if (isOld) await this.#replaceStream()
    const { seq, position } = isOld ? { seq: 0, position: 0 } : stream
    const head = (await source.head()).position
    if (isOld || head - position > refillWorthSaying) observer.refilling(position, head)
    observer.found(position)
    return seq
  }

  /** It tells of a log that is no more; what became of that is on record with the restore. */
  async #replaceStream(): Promise<void> {
    const { connection, replicas } = this.#options
    const manager = await jetstreamManager(connection, { checkAPI: false })
    await manager.streams.delete(streamName)
    await ensureStreams(connection, replicas)
  }
}

/** A wrong sequence is no fault of the server: another relay was first, or a message before was refused. */
function refusal(connection: NatsConnection, description: string): Error {
  const reason = new Error(`JetStream refused a message: ${description}`)
  if (/wrong last sequence/i.test(description)) return reason
  return new NatsFault(ofJetStream(description), connection.getServer(), reason)
}

/**
 * A server tells its `max_payload` on connecting only, so one that refused a message as too large is
 * connected to again: otherwise the client would go on refusing by itself when the limit is raised.
 */
function explained(cause: unknown, connection: NatsConnection): unknown {
  const fault = natsFaultOf(cause)
  if (fault === 'payload-too-large') void connection.reconnect().catch(() => {})
  if (fault === undefined || cause instanceof NatsFault) return cause
  return new NatsFault(fault, connection.getServer(), cause)
}
