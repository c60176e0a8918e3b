import { median } from '../measure/statistics.ts'
import type { Side, Sides } from './side.ts'

export type Pair<Measured> = readonly [before: Measured, after: Measured]

/** Rounds of both sides, one after the other; every second round the other one begins. */
export async function inTurn<Measured>(
  { before, after }: Sides,
  rounds: number,
  measure: (side: Side, round: number) => Promise<Measured>,
  options: { readonly onRound?: (pair: Pair<Measured>, round: number) => void } = {},
): Promise<Pair<Measured>[]> {
  const pairs: Pair<Measured>[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const isOdd = round % 2 === 1
    const first = await measure(isOdd ? before : after, round)
    const second = await measure(isOdd ? after : before, round)
    const pair = isOdd ? ([first, second] as const) : ([second, first] as const)
    options.onRound?.(pair, round)
    pairs.push(pair)
  }
  return pairs
}

/** The medians of both, and the median of their ratios within each round. */
export function ratioRow<Measured>(
  what: string,
  pairs: readonly Pair<Measured>[],
  of: (measured: Measured) => number,
  digits: number,
): string[] {
  const medians = [0, 1].map((side) => median(pairs.map((pair) => of(pair[side] as Measured))))
  const ratio = median(pairs.map(([before, after]) => of(after) / of(before)))
  return [what, ...medians.map((figure) => figure.toFixed(digits)), ratio.toFixed(3)]
}
