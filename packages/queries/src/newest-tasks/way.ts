import type { Part } from '../task-filter.ts'

/** A query for the ids of the newest wanted tasks; the last of several ways finds them in any case. */
export type Way = {
  readonly ids: Part<string>
  /**
   * How far it reaches. `all`: it finds them. `full`: it walks a part of the tasks, newest first: its results are the
   * newest if they fill the page. `few`: it reads all that may match if they are few, and returns how many there were
   * (`seen`); then there is a row without an id when there were none.
   */
  readonly finds: 'all' | 'full' | 'few'
}

/** The number of rows read in one go to find out whether they are few. */
export const fewMax = 2_000

/** The number of rows walked where so many wait that a page should soon be full. */
export const walkMax = 20_000

/** The number of accounts that are read one by one. */
export const accountsMax = 2_000
