import type { Found, SourceItem } from '../item.ts'
import { identifyItems, type ShownItem } from './identify-items.ts'

/** Gives the items that a reading shows together their keys. */
export function identifyFound(found: readonly Found[], place: string): Found[] {
  const items = found.flatMap((one) => (one.kind === 'item' && isShown(one.item) ? [one.item] : []))
  const identified = identifyItems(items, place).values()
  return found.map((one) => {
    if (one.kind !== 'item' || !isShown(one.item)) return one
    const { keys, isRepetition } = identified.next().value ?? { keys: [], isRepetition: false }
    const { signs: _, ...item } = one.item
    return { kind: 'item', item: { ...item, keys, ...(isRepetition && { isRepetition }) } }
  })
}

const isShown = (item: SourceItem): item is SourceItem & ShownItem => item.signs !== undefined
