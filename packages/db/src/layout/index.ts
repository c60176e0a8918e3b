import { createHash } from 'node:crypto'
import { keysLayout } from './keys.ts'
import { logLayout } from './log.ts'
import { publishingLayout } from './publishing.ts'
import { schedulingLayout } from './scheduling.ts'
import { sourcesLayout } from './sources.ts'
import { tasksLayout } from './tasks.ts'
import { viewsLayout } from './views.ts'

/**
 * The statements that make the tables: the record (the log and its head), the state folded from it, what moves
 * and what is derived, and what is not event-sourced (content, sealed credentials, keys).
 */
export const layout: readonly string[] = [
  ...logLayout,
  ...publishingLayout,
  ...tasksLayout,
  ...schedulingLayout,
  ...sourcesLayout,
  ...keysLayout,
  ...viewsLayout,
]

/**
 * The name of the migration that makes them. Until the first release its statements may change: they are in the
 * name, so that a database that was made by others is known by it.
 */
export const layoutName = `001-layout-${createHash('sha256').update(layout.join('\n')).digest('hex').slice(0, 8)}`
