import type { EventMeta, RecordedEvent } from '@pressrun/events'
import { activeTraceparent } from '@pressrun/runtime'

/** The meta of what the publisher appends because of an event. */
export const metaOf = (event: RecordedEvent): EventMeta => ({
  projectId: event.meta.projectId,
  actor: 'publisher',
  correlationId: event.meta.correlationId,
  causationId: event.id,
  traceparent: activeTraceparent() ?? event.meta.traceparent,
})
