import { differencesBetween } from './differences-between.ts'
import type { Reading } from './reading.ts'

/** `- ` what was written and is not shown, `+ ` what is shown and was not written. */
export const compareHtml = (expected: Reading, seen: Reading): string[] =>
  differencesBetween(expected, seen).map(
    ({ side, item }) => `${side === 'missing' ? '-' : '+'} ${item}`,
  )
