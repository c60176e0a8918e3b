import { isConflict } from './commands/failures.ts'

/** Other writers are at the same rows all the time: this many tries in a row are enough. */
const conflictsMax = 10

/** Retries when another writer was first, or when two transactions waited for each other. */
export async function retryConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let conflicts = 0; ; conflicts++)
    try {
      return await work()
    } catch (cause) {
      if (!isConflict(cause) || conflicts >= conflictsMax) throw cause
    }
}
