import type { Difference } from './difference.ts'

export const pdsDifferences: readonly Difference[] = [
  {
    document: 'picture in a link',
    because:
      'text leads to one address: what is said of a picture in a link leads where the link does',
    difference: ['- https://example.org/badge.png', '- https://example.org/s.png'],
  },
]
