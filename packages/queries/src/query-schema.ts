import type { Schema } from '@pressrun/db'
import type { ColumnType } from 'kysely'

/** The tables as Kysely writes them, too. */
export type QuerySchema = Omit<Schema, 'articles' | 'content_sources'> & {
  readonly articles: WrittenAsText<Schema['articles'], 'tags'>
  readonly content_sources: WrittenAsText<Schema['content_sources'], 'auto_publish'>
}

/** JSON is written as text: of an array in it `pg` would make a Postgres array. */
type WrittenAsText<Row, Name extends keyof Row> = Omit<Row, Name> & {
  [Column in Name]: ColumnType<Row[Column], TextOf<Row[Column]>, TextOf<Row[Column]>>
}
type TextOf<Value> = string | Extract<Value, null>
