import { makeJobs, type Job } from '../job.ts'
import type { OutcomeWriterConfig } from '../outcome-writer.ts'
import { monotonicMs } from '../sink/server.ts'

/** The configuration of every process of a peer. */
export type PeerConfig = OutcomeWriterConfig & {
  readonly role: 'producer' | 'worker'
  readonly queueUrl: string
  readonly sinkUrl: string
  /** How the producer enqueues: jobs per call, and calls under way at once. */
  readonly callSize: number
  readonly callsMax: number
}

/** The one argument of a peer's process. */
export function readConfig(): unknown {
  return JSON.parse(process.argv[2] ?? '{}')
}

export function ready(): void {
  process.send?.({ type: 'ready' })
}

/** The bench disconnects to stop a process, and so does its death. */
export function onStop(close: () => Promise<unknown>): void {
  process.on('disconnect', () => {
    void close().finally(() => process.exit(0))
  })
}

/** Enqueues what the bench requests in calls of `callSize` jobs, `callsMax` of them at a time. */
export function serveEnqueue(
  enqueue: (jobs: Job[]) => Promise<unknown>,
  { callSize, callsMax }: { callSize: number; callsMax: number },
): void {
  process.on('message', (message: { prefix: string; count: number; accounts: number }) => {
    const jobs = makeJobs(message.prefix, message.count, message.accounts)
    const startedMs = monotonicMs()
    const calls = Array.from({ length: Math.ceil(jobs.length / callSize) }, (_, index) =>
      jobs.slice(index * callSize, (index + 1) * callSize),
    )
    const takeCalls = async () => {
      for (let call = calls.shift(); call !== undefined; call = calls.shift()) await enqueue(call)
    }
    void Promise.all(Array.from({ length: callsMax }, takeCalls)).then(() =>
      process.send?.({ type: 'enqueued', startedMs }),
    )
  })
}

let recorded = 0

/** Reports the number of committed outcomes to the bench, once per turn of the event loop. */
export function reportRecorded(count: number): void {
  if (recorded === 0) {
    setImmediate(() => {
      process.send?.({ type: 'recorded', recorded })
      recorded = 0
    })
  }
  recorded += count
}
