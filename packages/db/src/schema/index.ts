import type { ColumnType } from 'kysely'
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

/** The tables as Kysely writes them, too. */
export type QuerySchema = Omit<Schema, 'articles' | 'content_sources'> & {
  articles: WrittenAsText<Schema['articles'], 'tags'>
  content_sources: WrittenAsText<Schema['content_sources'], 'auto_publish'>
}

/** JSON is written as text: of an array in it `pg` would make a Postgres array. */
type WrittenAsText<Row, Name extends keyof Row> = Omit<Row, Name> & {
  [Column in Name]: ColumnType<Row[Column], TextOf<Row[Column]>, TextOf<Row[Column]>>
}
type TextOf<Value> = string | Extract<Value, null>
