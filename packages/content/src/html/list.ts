import type { List, ListItem } from 'mdast'

export function listFrom(start: number | undefined, spread = false): List {
  return {
    type: 'list',
    ordered: start !== undefined,
    ...(start !== undefined && { start }),
    spread,
    children: [],
  }
}

/** A new item at the end of a list. */
export function itemIn(list: List, checked: boolean | null = null): ListItem {
  const item: ListItem = { type: 'listItem', spread: false, checked, children: [] }
  list.children.push(item)
  return item
}

/** Empty items are left out, unless the numbers of others depend on them. */
export function tidied(list: List): ListItem[] {
  const isAllEmpty = list.children.every(({ children }) => children.length === 0)
  if (isAllEmpty) return []
  return list.ordered ? list.children : list.children.filter(({ children }) => children.length > 0)
}
