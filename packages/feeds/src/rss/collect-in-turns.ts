import { setImmediate as nextTurn } from 'node:timers/promises'

/** Each takes some 20 us: those of a long feed together would block everything else. */
const perTurnMax = 200

/** Takes all values of a generator, a few per turn of the event loop. */
export async function collectInTurns<Item>(items: Iterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for (const item of items) {
    collected.push(item)
    if (collected.length % perTurnMax === 0) await nextTurn()
  }
  return collected
}
