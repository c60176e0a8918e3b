import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { lastIdOf, type Chunk } from '@pressrun/events'
import { ensureStreams, type Drift } from '../ensure-topology.ts'
import { streamName } from '../topology.ts'
import { findForeign } from './find-foreign.ts'
import { batchMax, streamEnd, type ForeignMessage, type StreamEnd } from './last-message.ts'
import type { LogSource } from './log-source.ts'
import { publishBatch } from './publish-batch.ts'
import { announceReplaced } from './replacement.ts'

export type RelayOptions = {
  readonly connection: NatsConnection
  readonly source: LogSource
  readonly replicas?: number
  readonly observer: RelayObserver
}

export type RelayObserver = {
  /** The stream was checked: its last message is the log's entry at this position. */
  readonly found: (position: number) => void
  /** `position` and `id` are those of the newest event that was copied. */
  readonly relayed: (
    events: number,
    position: number,
    newest: { readonly id: string; readonly epoch: number },
  ) => void
  /** The stream is being filled again from the log, because it was gone or is behind at start. */
  readonly refilling: (from: number, to: number) => void
  /** The stream is being replaced, because others published to it. */
  readonly replacing: (foreign: ForeignMessage) => void
  readonly drifted: (drifts: readonly Drift[]) => void
}

/** More events than this behind are not the usual gap of a restart: that is reported. */
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
 * Copies the log to the stream, in order. It stores no checkpoint: the stream's last message shows its progress. Row n
 * of the log is message n. Every message carries the sequence that must precede it, so two relays, or one that was
 * stopped and woke up late, cannot interleave. Foreign messages take the places of rows: the stream is then replaced,
 * and filled again from the log.
 */
export class Relay {
  readonly #options: RelayOptions
  /** The sequence of the stream's last message; unknown until looked up, and after every failure. */
  #seq: number | undefined
  /** Up to there this relay has verified that the stream is the log; of the stream with that creation time. */
  #sure = { created: '', seq: 0 }
  #epoch = 1

  constructor(options: RelayOptions) {
    this.#options = options
  }

  /** Relays until the log holds nothing more. Throws when NATS or Postgres is away. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#seq ??= await this.#findSeq()
    let batch = await this.#read(this.#seq)
    for (let last = batch.at(-1); last && !signal.aborted; last = batch.at(-1)) {
      const { seq, last: position } = last
      const next = batch.length < batchMax ? undefined : this.#read(seq)
      next?.catch(() => {})
      await this.#publish(batch, seq)
      const events = position - (batch[0]?.first ?? 0) + 1
      const newest = { id: lastIdOf(last), epoch: this.#epoch }
      this.#options.observer.relayed(events, position, newest)
      batch = (await next) ?? (await this.#read(seq))
    }
  }

  /** The stream may have been lost while nothing was relayed: it is checked before the next event. */
  doubtStream(): void {
    this.#seq = undefined
  }

  readonly #read = (seq: number) => this.#options.source.read(seq, batchMax)

  async #publish(batch: readonly Chunk[], seq: number): Promise<void> {
    this.#seq = undefined
    await publishBatch(this.#options.connection, batch, this.#epoch)
    this.#seq = seq
    this.#sure = { ...this.#sure, seq }
  }

  async #findSeq(): Promise<number> {
    const { connection, observer, source, replicas } = this.#options
    observer.drifted(await ensureStreams(connection, replicas))
    // The stream is asked first: all it has seen is in the log by now, unless that was restored.
    const end = await streamEnd(connection)
    const { epoch, restored } = await source.check(end.witness)
    if (restored !== null) throw new LogRestored(restored)
    this.#epoch = epoch
    const isOld = end.seq > 0 && end.witness.epoch < epoch
    const foreign = isOld ? undefined : await this.#findForeign(end)
    if (foreign) observer.replacing(foreign)
    const { seq, witness, created } = isOld || foreign ? await this.#replaceStream() : end
    this.#sure = { created, seq }
    const { position } = witness
    const head = (await source.head()).position
    if (isOld || head - position > refillWorthSaying) observer.refilling(position, head)
    observer.found(position)
    return seq
  }

  async #findForeign(end: StreamEnd): Promise<ForeignMessage | undefined> {
    const { created, seq } = this.#sure
    if (!end.foreign && end.created === created && end.seq === seq) return undefined
    return findForeign(this.#options.connection, end, this.#options.source.read)
  }

  /**
   * Its messages are in the log; any that show a log that is no more are recorded with the restore. Its consumers are
   * made again by their processes, and start anew.
   */
  async #replaceStream(): Promise<StreamEnd> {
    const { connection, replicas } = this.#options
    const manager = await jetstreamManager(connection, { checkAPI: false })
    await manager.streams.delete(streamName)
    await ensureStreams(connection, replicas)
    announceReplaced(connection)
    return streamEnd(connection)
  }
}
