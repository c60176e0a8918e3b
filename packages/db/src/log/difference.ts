/** A difference between the log and the rows. */
export type Difference = {
  readonly id: string
  /**
   * The field that differs; `log` or `row` when only that one knows it; `seq` or `position` for a gap, `data` for an
   * event whose data has not the shape of its type, `moves in` for the table in which a task waits or is on its way.
   */
  readonly field: string
  readonly log: unknown
  readonly row: unknown
}

export const difference = (id: string, field: string, log: unknown, row: unknown): Difference => ({
  id,
  field,
  log,
  row,
})
