import { contentMaxima, type Limit } from '@pressrun/content'

/** Ghost refuses longer titles and excerpts; a body and tags of ours fit. */
export const limits: readonly Limit[] = [
  { path: 'title', unit: 'code-points', max: 255 },
  { path: 'summary', unit: 'code-points', max: 300 },
  { path: 'body', unit: 'utf16-units', max: contentMaxima.body },
  { path: 'tags', unit: 'items', max: contentMaxima.tags },
]
