import type { Found, SourceItem } from '../item.ts'
import { identifyItems, type Identified, type ShownItem } from './identify-items.ts'

/** Gives the items that a reading shows together their keys, each when the one before was taken. */
export function* identifyFound(found: readonly Found[], place: string): Generator<Found> {
  const items = found.flatMap((one) => (one.kind === 'item' && isShown(one.item) ? [one.item] : []))
  const identified = identifyItems(items, place)
  for (const one of found) {
    if (one.kind === 'item' && isShown(one.item)) yield withKeys(one.item, identified.next().value)
    else yield one
  }
}

function withKeys(shown: ShownItem & SourceItem, identified?: Identified): Found {
  const { signs: _, ...item } = shown
  const { keys, isRepetition } = identified ?? { keys: [], isRepetition: false }
  return { kind: 'item', item: { ...item, keys, ...(isRepetition && { isRepetition }) } }
}

const isShown = (item: SourceItem): item is SourceItem & ShownItem => item.signs !== undefined
