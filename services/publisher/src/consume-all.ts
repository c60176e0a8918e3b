import {
  consume,
  durableConsumer,
  type ConsumeObserver,
  type NatsConnection,
  type Reaction,
} from '@pressrun/bus'

/**
 * Jobs (attempts that are due) under way at once in this process while it is busy; more wait in JetStream for
 * this process or another.
 */
const busyJobsMax = 1_000
/** Under way at once altogether, most of which wait for platforms that do not answer. */
const jobsMax = 3_000
/** Checks under way at once; they are not urgent. */
const reconciliationsMax = 50
/** Scans taken from the stream, most of which wait for a permit while many are due at once. */
const scansMax = 256

const events = 'pressrun.events'

export type Reactions = {
  readonly publish: Reaction
  readonly reconcile: Reaction
  readonly scan: Reaction
}

/** Reacts to due work until the signal. */
export async function consumeAll(
  { publish, reconcile, scan }: Reactions,
  around: {
    readonly connection: NatsConnection
    readonly observer: ConsumeObserver
    readonly signal: AbortSignal
  },
): Promise<void> {
  const consumers = [
    {
      name: 'publisher',
      subject: `${events}.task.TaskDue.>`,
      max: jobsMax,
      busyMax: busyJobsMax,
      reaction: publish,
    },
    {
      name: 'reconciler',
      subject: `${events}.task.TaskReconcileDue`,
      max: reconciliationsMax,
      reaction: reconcile,
    },
    { name: 'scanner', subject: `${events}.source.SourceScanDue`, max: scansMax, reaction: scan },
  ]
  await Promise.all(
    consumers.map(({ name, subject, max, busyMax, reaction }) =>
      consume({ ...around, consumer: durableConsumer(name, subject, max), busyMax, reaction }),
    ),
  )
}
