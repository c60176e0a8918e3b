import type { Part } from '../task-filter.ts'

/** A query for the ids of the newest tasks that are wanted; the last of several ways finds them in any case. */
export type Way = {
  readonly ids: Part<string>
  /**
   * How far it reaches. `all`: it finds them. `full`: it walks a part of the tasks, newest first: what it finds
   * are the newest if they are as many as were asked for. `few`: it reads all that may match if that is little,
   * and says (`seen`) how much there was; then there is a row without an id when there was nothing.
   */
  readonly finds: 'all' | 'full' | 'few'
}

/** What is read in one go to find out whether it is little. */
export const fewMax = 2_000

/** What is walked through where as much waits that a page of it should soon be full. */
export const walkMax = 20_000

/** As many accounts are looked into one by one. */
export const accountsMax = 2_000
