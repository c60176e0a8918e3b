import { createHash } from 'node:crypto'

/** The same numbers again for the same seed. */
export type Random = {
  /** In [0, 1). */
  next(): number
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  pick<Item>(items: readonly Item[]): Item
  shuffled<Item>(items: readonly Item[]): Item[]
}

export function seededRandom(seed: string): Random {
  let drawn = 0
  const next = () => {
    const hash = createHash('sha256').update(`${seed} ${drawn++}`).digest()
    return hash.readUInt32BE() / 2 ** 32
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    between,
    pick: (items) => items[between(0, items.length - 1)] as (typeof items)[number],
    shuffled(items) {
      const left = [...items]
      return items.flatMap(() => left.splice(between(0, left.length - 1), 1))
    },
  }
}
