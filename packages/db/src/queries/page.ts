/** A part of a list, newest first. Ids sort by the time they were made, so they are the key. */
export type PageRequest<Id extends string> = {
  readonly limit: number
  /** The last id of the page before. */
  readonly before?: Id | undefined
}

export type Page<Row> = { readonly rows: readonly Row[]; readonly more: boolean }

/** One row more than asked for was read, to know whether there is more. */
export const toPage = <Row>(rows: readonly Row[], limit: number): Page<Row> => ({
  rows: rows.slice(0, limit),
  more: rows.length > limit,
})
