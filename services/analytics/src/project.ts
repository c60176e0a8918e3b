import { follow, type NatsConnection, type Reached } from '@pressrun/bus'
import type { RecordedEvent } from '@pressrun/events'
import type pg from 'pg'
import { advance, isOlderThan, readCheckpoint, TermLost, type OwnView } from './checkpoint.ts'

export type ProjectOptions = {
  readonly pool: pg.Pool
  readonly connection: NatsConnection
  readonly own: OwnView
  readonly observer: {
    readonly projected: (view: string, events: number, position: number) => void
    readonly interrupted: (view: string, cause: unknown) => void
    readonly undecodable: (view: string, subject: string, seq: number) => void
  }
  /** Called when the stream was replaced since the view took in its events: there may have been gaps. */
  readonly onReplaced: () => void
  /** Called when another process is found to have taken over. */
  readonly onTermLost: () => void
  readonly signal: AbortSignal
}

export type Projection = {
  /** Runs `work` while the view is still, between two batches. */
  readonly whileStill: <Result>(work: () => Promise<Result>) => Promise<Result>
  /** Settles after the signal has ended it. */
  readonly ended: Promise<void>
}

/** Keeps the view up to date with the stream, from its checkpoint on. */
export function project(options: ProjectOptions): Projection {
  const { pool, connection, own, observer, onReplaced, onTermLost, signal } = options
  const { view } = own
  const types = new Set<string>(view.types)
  let reached: Reached = { seq: 0, position: 0 }
  let stream: string | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const whileStill = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work)
    turn = result.catch(() => {})
    return result
  }
  // A stream that is filled again from the log repeats what is counted already.
  const take = async (events: readonly RecordedEvent[], to: Reached) => {
    if (to.seq <= reached.seq) return
    const { seq: fromSeq, position } = reached
    const fresh = events.filter((event) => event.position > position)
    await advance(pool, own, { fromSeq, to }, view.apply(fresh, view.name))
    reached = to
    observer.projected(view.name, fresh.length, to.position)
  }
  const ended = follow({
    connection,
    async afterSeq() {
      reached = await readCheckpoint(pool, own)
      observer.projected(view.name, 0, reached.position)
      return reached.seq
    },
    filter: view.filter,
    wants: (type) => types.has(type),
    onEvents: (events, to) => whileStill(() => take(events, to)),
    onInterrupted: (cause) => {
      if (cause instanceof TermLost) onTermLost()
      else observer.interrupted(view.name, cause)
    },
    async onStream(madeAt) {
      const isAnother =
        stream === undefined ? await isOlderThan(pool, own, madeAt) : stream !== madeAt
      stream = madeAt
      if (isAnother) onReplaced()
    },
    onUndecodable: (subject, at) => observer.undecodable(view.name, subject, at),
    signal,
  })
  return { whileStill, ended }
}
