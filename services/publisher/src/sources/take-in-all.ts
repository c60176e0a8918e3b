import type { ScanResult } from '@pressrun/events'
import type { Found, SourceItem, Trouble } from '@pressrun/platforms/sources'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { takeIn, type Scan, type TakingIn } from './take-in.ts'

/** Items that are one commit. With a run each for many accounts they are much to write. */
const chunkMax = 50

export type Taken = {
  readonly result: ScanResult
  /** Something was not ready yet, and will be soon. */
  readonly soon: boolean
}

/** Takes in all that a source holds, part by part. Undefined when the scan was overtaken. */
export async function takeInAll(
  found: Iterable<Found> | AsyncIterable<Found>,
  scan: Scan,
  options: TakingIn & { readonly signal: AbortSignal },
): Promise<Taken | undefined> {
  const total = { found: 0, added: 0, changed: 0, refused: 0 }
  let trouble: Trouble | undefined
  let soon = false
  let items: SourceItem[] = []
  const take = async (): Promise<boolean> => {
    if (items.length === 0) return true
    const taken = await waitingForDatabase(() => takeIn(items, scan, options), options.signal)
    items = []
    total.added += taken?.added ?? 0
    total.changed += taken?.changed ?? 0
    if (taken && taken.accountsGone > 0) trouble ??= accountsGone(taken.accountsGone)
    return taken !== undefined
  }
  for await (const one of found) {
    total.found += 1
    if (one.kind === 'item') items.push(one.item)
    if (one.kind === 'refused') {
      total.refused += 1
      trouble ??= one.trouble
      soon ||= one.soon ?? false
    }
    if (items.length >= chunkMax && !(await take())) return undefined
  }
  if (!(await take())) return undefined
  return { result: { ...total, failed: false, ...(trouble && { trouble }) }, soon }
}

const accountsGone = (count: number): Trouble => ({
  code: 'account-not-found',
  message: `${count} of the accounts to publish to are no longer there.`,
})
