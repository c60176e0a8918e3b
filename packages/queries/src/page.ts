import type { Expression } from 'kysely'
import { loadKysely } from './load-kysely.ts'
import type { QueryDatabase } from './query-database.ts'

/** A part of a list, newest first. Ids sort by the time they were made, so they are the key. */
export type PageRequest<Id extends string> = {
  readonly limit: number
  /** The last id of the page before. */
  readonly before?: Id | undefined
}

export type Page<Row> = { readonly rows: readonly Row[]; readonly more: boolean }

/** One row more than requested was read, to know whether there is more. */
export const toPage = <Row>(rows: readonly Row[], limit: number): Page<Row> => ({
  rows: rows.slice(0, limit),
  more: rows.length > limit,
})

/** Upper limit of the large column in a page's rows, the last row excepted. */
const pageBytesMax = 4 * 1024 * 1024

/**
 * A page of rows that have a column as large as a request body: it ends before `limit` when that would be too much for
 * one response. `query` selects one row more than `limit`, newest first.
 */
export async function pageWithinBytes<Row extends { readonly id: string }>(
  { kysely }: QueryDatabase,
  query: Expression<Row>,
  { limit, column }: { readonly limit: number; readonly column: keyof Row & string },
): Promise<Page<Row>> {
  const { sql } = loadKysely()
  const sizeOf = sql`coalesce(octet_length(${sql.ref(column)}::text), 0)`
  const { rows } = await sql<Row & { readonly foundRows: number }>`
    select * from (
      select *, count(*) over () as found_rows,
        sum(${sizeOf}) over (order by id desc rows unbounded preceding)
          - ${sizeOf} as bytes_before
      from (${query}) found
    ) measured where bytes_before < ${pageBytesMax} order by id desc limit ${limit}`.execute(kysely)
  return { rows, more: (rows[0]?.foundRows ?? 0) > rows.length }
}
