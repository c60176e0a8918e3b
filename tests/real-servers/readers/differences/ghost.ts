import type { Difference } from './difference.ts'

export const ghostDifferences: readonly Difference[] = [
  {
    document: 'no title',
    because: 'of an empty title Ghost makes `(Untitled)`, and it refuses one of blanks',
    difference: ['- title ', '+ title (Untitled)'],
  },
]
