import { skipRepeats, type ConsumeObserver } from '@pressrun/bus'
import type { AccountId, SourceId, TaskState } from '@pressrun/events'
import type { Logger, Metrics } from '@pressrun/runtime'
import { labelValues } from './label-values.ts'

/** The publisher's metrics, and log entries where a person may have to act. */
export function publisherMetrics(metrics: Metrics, log: Logger) {
  const { platforms, attemptOutcomes, findings, sourceTypes, scanOutcomes, settlements } =
    labelValues
  const attempts = metrics.counter({
    name: 'pressrun_attempts_total',
    help: 'Attempts to publish, by outcome',
    labels: { platform: platforms, outcome: attemptOutcomes },
  })
  const published = metrics.counter({
    name: 'pressrun_tasks_published_total',
    help: 'Tasks published',
    labels: { platform: platforms },
  })
  const seconds = metrics.histogram({
    name: 'pressrun_attempt_duration_seconds',
    help: 'From the start of an attempt to its outcome',
    labelNames: ['platform'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  })
  const isolated = metrics.counter({
    name: 'pressrun_jobs_isolated_total',
    help: 'Jobs that ran in a process of their own because publishers may have died of them',
    labels: { end: ['survived', 'died'] },
  })
  const checks = metrics.counter({
    name: 'pressrun_reconciliations_total',
    help: 'Looks for what became of unconfirmed tasks, by what they found',
    labels: { platform: platforms, finding: findings },
  })
  const scans = metrics.counter({
    name: 'pressrun_source_scans_total',
    help: 'Scans of content sources, by what came of them',
    labels: { type: sourceTypes, outcome: scanOutcomes },
  })
  const scanSeconds = metrics.histogram({
    name: 'pressrun_source_scan_duration_seconds',
    help: 'From the start of a scan to its result, what it took in included',
    labelNames: ['type'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  })
  const messages = metrics.counter({
    name: 'pressrun_messages_settled_total',
    help: 'Events of the stream, by what became of them',
    labels: { outcome: settlements },
  })
  const batches = metrics.histogram({
    name: 'pressrun_commit_batch_size',
    help: 'Commands that shared a commit',
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500],
  })
  const isFirst = skipRepeats()
  const isFirstExhausted = skipRepeats()
  const observer: ConsumeObserver = {
    settled: (outcome) => messages.inc({ outcome }),
    faulted: (cause) => log.error({ err: cause }, 'a job could not be handled and will come again'),
    gaveUp: (reason, subject) => log.error({ reason, subject }, 'a message is a dead letter'),
    interrupted: (cause) => {
      if (isFirst(cause)) log.warn({ err: cause }, 'the consumer was interrupted')
    },
  }
  return {
    observer,
    onExhausted: (reason: string) => {
      if (isFirstExhausted('exhausted'))
        log.warn({ reason }, 'nothing was sent: no file descriptor, port or memory was left')
    },
    onHeld: (accountId: AccountId, platform: string) =>
      log.warn({ accountId, platform }, 'an account is held: its credentials were refused'),
    onBatch: (size: number) => batches.observe(size),
    onOutcome: (platform: string, outcome: string, durationMs: number) => {
      attempts.inc({ platform, outcome })
      seconds.observe({ platform }, durationMs / 1_000)
      if (outcome === 'published') published.inc({ platform })
    },
    onIsolated: ({ id: taskId, platform }: TaskState, diedIn: string | undefined) => {
      isolated.inc({ end: diedIn ? 'died' : 'survived' })
      if (diedIn) log.error({ taskId, platform, diedIn }, 'a job has killed its own process')
      else log.warn({ taskId, platform }, 'a job that publishers may have died of ran by itself')
    },
    onFinding: (platform: string, finding: string) => checks.inc({ platform, finding }),
    onScanFault: (sourceId: SourceId, cause: unknown) =>
      log.error(
        { sourceId, err: cause },
        'a content source, or an item of it, could not be imported',
      ),
    onScan: (type: string, outcome: string, durationMs: number) => {
      scans.inc({ type, outcome })
      scanSeconds.observe({ type }, durationMs / 1_000)
    },
  }
}
