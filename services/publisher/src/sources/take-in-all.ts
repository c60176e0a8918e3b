import type { Found } from '@pressrun/platforms/sources'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { settleNames } from './item-names.ts'
import { takeIn, type Scan, type TakingIn } from './take-in.ts'
import { Taking, type Taken } from './taking.ts'

/** Items that are one commit. With a run each for many accounts they are much to write. */
const chunkMax = 50

type TakingInAll = TakingIn & { readonly signal: AbortSignal }

/** Takes in all that a source holds, part by part. Undefined when the scan was overtaken. */
export async function takeInAll(
  found: Iterable<Found> | AsyncIterable<Found>,
  scan: Scan,
  options: TakingInAll,
): Promise<Taken | undefined> {
  const taking = new Taking()
  const take = async (): Promise<boolean> => {
    const items = taking.items.splice(0)
    if (items.length === 0) return true
    const taken = await waitingForDatabase(() => takeIn(items, scan, options), options.signal)
    if (taken) taking.add(taken)
    return taken !== undefined
  }
  for await (const one of found) {
    taking.note(one)
    if (taking.items.length >= chunkMax && !(await take())) return undefined
  }
  if (!(await take())) return undefined
  const { seen, isWhole } = taking
  if (isWhole) await waitingForDatabase(() => settleNames(options.pool, scan, seen), options.signal)
  return taking.taken
}
