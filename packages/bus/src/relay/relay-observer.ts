import type { Witness } from '@pressrun/events'
import { skipRepeats } from '../skip-repeats.ts'
import type { RunRelayOptions } from './run-relay.ts'

type Log = {
  readonly info: (fields: object, message: string) => void
  readonly warn: (fields: object, message: string) => void
}
type Metrics = {
  readonly counter: (options: { name: string; help: string }) => { inc: (by?: number) => void }
  readonly gauge: (options: { name: string; help: string }) => { set: (value: number) => void }
}

/** Logs and metrics of every process that may run the relay; `saw` is called with the newest event copied. */
export function relayObserver(
  log: Log,
  metrics: Metrics,
  saw: (newest: Omit<Witness, 'name'>) => void,
): RunRelayOptions['observer'] {
  const isFirst = skipRepeats()
  const isFirstOfOthers = skipRepeats()
  const relayed = metrics.counter({
    name: 'pressrun_relay_events_total',
    help: 'Events copied from the log to the stream by this process',
  })
  const position = metrics.gauge({
    name: 'pressrun_relay_position',
    help: 'Position of the newest event in the stream, as this process last saw it while it relayed',
  })
  const active = metrics.gauge({
    name: 'pressrun_relay_active',
    help: '1 while this process copies the log to the stream, and that works',
  })
  const refills = metrics.counter({
    name: 'pressrun_relay_refills_total',
    help: 'Times the stream was found far behind the log and filled again',
  })
  const replacements = metrics.counter({
    name: 'pressrun_relay_replacements_total',
    help: 'Times the stream was replaced because others had published to it',
  })
  const failures = metrics.counter({
    name: 'pressrun_relay_failures_total',
    help: 'Times relaying stopped because NATS or Postgres was not there',
  })
  return {
    found: (at) => position.set(at),
    relayed: (count, at, newest) => {
      relayed.inc(count)
      position.set(at)
      saw({ position: at, ...newest })
    },
    refilling: (from, to) => {
      refills.inc()
      log.warn({ from, to }, 'the stream is behind the log and is being filled again')
    },
    replacing: ({ seq, subject }) => {
      replacements.inc()
      if (!isFirstOfOthers('')) return
      log.warn(
        { seq, subject },
        'the stream holds a message that is not of Pressrun: it is replaced, and filled again from the log',
      )
    },
    drifted: (drifts) => {
      if (drifts.length > 0) log.warn({ drifts }, 'a stream differed from its topology')
    },
    working: (isWorking) => active.set(isWorking ? 1 : 0),
    failed: (cause) => {
      failures.inc()
      if (isFirst(cause)) log.warn({ err: cause }, 'the relay was interrupted')
    },
  }
}
