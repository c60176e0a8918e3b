import { draftMark } from '@pressrun/content/front-matter'
import { SourceUnreadable } from '../item.ts'

/** Whether front matter marks its text as a draft. What is unclear about that is refused. */
export function isDraft(data: Readonly<Record<string, unknown>>): boolean {
  const mark = draftMark(data)
  if (mark?.says !== 'unclear') return mark !== undefined
  throw new SourceUnreadable(
    'front-matter-invalid',
    `"${mark.key}" in the front matter is neither yes nor no`,
  )
}
