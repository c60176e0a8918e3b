import type { Difference } from './differences/difference.ts'
import { ghostDifferences } from './differences/ghost.ts'
import { pdsDifferences } from './differences/pds.ts'
import { snacDifferences } from './differences/snac.ts'

/** By server. */
export const differences: Readonly<Record<string, readonly Difference[]>> = {
  ghost: ghostDifferences,
  pds: pdsDifferences,
  snac: snacDifferences,
}

/** The differences shown by the server's API, or on the public page. */
export function differencesOf(
  server: string,
  document: string,
  place: 'api' | 'page' = 'api',
): readonly string[] {
  const found = differences[server]?.find((each) => each.document === document)
  return (place === 'page' ? found?.onPage : undefined) ?? found?.difference ?? []
}
