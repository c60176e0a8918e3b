import { diff } from 'node:util'

export type Side = 'missing' | 'added'

/** What one list lacks of the other, and what it adds, in order. */
export function differencesBetween(
  expected: readonly string[],
  seen: readonly string[],
): { readonly side: Side; readonly item: string }[] {
  // Node 24 fails on two lists that are both empty.
  if (expected.length === 0 && seen.length === 0) return []
  return diff(seen, expected).flatMap(([side, item]) =>
    side === 0 ? [] : { side: side < 0 ? 'missing' : 'added', item },
  )
}
