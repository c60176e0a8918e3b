import type { PublishingTables } from './publishing.ts'
import type { SchedulingTables } from './scheduling.ts'
import type { SourcesTables } from './sources.ts'
import type { ViewsTables } from './views.ts'

/** The tables, as queries see them. */
export type Schema = PublishingTables & SchedulingTables & SourcesTables & ViewsTables

export type { AutoPublish, FeedValidators, LeftOut, RefusedItem } from './sources.ts'
