import type { KeysTables } from './keys.ts'
import type { PublishingTables } from './publishing.ts'
import type { SchedulingTables } from './scheduling.ts'
import type { SourcesTables } from './sources.ts'
import type { TasksTables } from './tasks.ts'
import type { ViewsTables } from './views.ts'

/** The tables, and their rows as they are read. */
export type Schema = PublishingTables &
  TasksTables &
  SchedulingTables &
  SourcesTables &
  ViewsTables &
  KeysTables
