import type { EventType } from './event.ts'

export type Aggregate = 'run' | 'task' | 'account' | 'source' | 'schedule'

/** The root of every subject of the stream. */
export const subjectRoot = 'pressrun.events'

/** Run events are named for what happens to a run; `TasksPlanned` belongs to the run too. */
export function aggregateOf(type: EventType): Aggregate {
  if (type.startsWith('Run') || type === 'TasksPlanned') return 'run'
  if (type.startsWith('Source')) return 'source'
  if (type.startsWith('Schedule')) return 'schedule'
  return type.startsWith('Task') ? 'task' : 'account'
}

/**
 * `pressrun.events.<aggregate>.<Type>`, and `.<platform>` after `TaskDue`, so that publishers may
 * share the work by platform. Never an id: each distinct subject costs the server memory.
 */
export function subjectOf(type: EventType, platform?: string): string {
  const subject = `${subjectRoot}.${aggregateOf(type)}.${type}`
  return type === 'TaskDue' ? `${subject}.${platform}` : subject
}

/** The type of the events under a subject of `subjectOf`. */
export const typeOfSubject = (subject: string): string => subject.split('.')[3] ?? ''
