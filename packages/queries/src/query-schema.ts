import type { Rows } from '@pressrun/db'
import type { ColumnType } from 'kysely'

/** The tables as Kysely writes them, too. */
export type QuerySchema = Omit<Rows, 'articles' | 'contentSources'> & {
  readonly articles: WrittenAsText<Rows['articles'], 'tags' | 'fields'>
  readonly contentSources: WrittenAsText<Rows['contentSources'], 'autoPublish'>
}

/** JSON is written as text: `pg` would make a Postgres array of an array in it. */
type WrittenAsText<Row, Name extends keyof Row> = Omit<Row, Name> & {
  readonly [Column in Name]: ColumnType<Row[Column], TextOf<Row[Column]>, TextOf<Row[Column]>>
}
type TextOf<Value> = string | Extract<Value, null>
