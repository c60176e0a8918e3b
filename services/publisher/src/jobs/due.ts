import type { Delivery } from '@pressrun/bus'
import type { EventMeta, RecordedEvent } from '@pressrun/events'
import type { Deadline } from './deadline.ts'
import type { JobRow } from './job-row.ts'

/** An attempt that is due, and is the task's present one. */
export type Due = {
  readonly event: RecordedEvent<'TaskDue'>
  readonly row: JobRow
  readonly delivery: Delivery
  /** For the steps of its connector. */
  readonly deadline: Deadline
  /** For what is recorded because of it. */
  readonly meta: EventMeta
}
