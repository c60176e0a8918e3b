import { diff } from 'node:util'

export type Side = 'missing' | 'added'

/** What of one list is missing in the other, and what was added, in their order. */
export function differencesBetween(
  expected: readonly string[],
  seen: readonly string[],
): { readonly side: Side; readonly item: string }[] {
  // Node 24 fails at two lists that are both empty.
  if (expected.length === 0 && seen.length === 0) return []
  return diff(seen, expected).flatMap(([side, item]) =>
    side === 0 ? [] : { side: side < 0 ? 'missing' : 'added', item },
  )
}
