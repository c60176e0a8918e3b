import { draftMark } from '@pressrun/content/front-matter'
import { OperatorError } from '../../operator-error.ts'

/** A file that calls itself a draft is not published, nor is one that is unclear about it. */
export function refuseDraft(data: Readonly<Record<string, unknown>>, file: string): void {
  const mark = draftMark(data)
  if (!mark) return
  throw new OperatorError(
    mark.says === 'draft'
      ? `${file} says it is a draft: remove "${mark.key}" from its front matter to publish it`
      : `"${mark.key}" in the front matter of ${file} is not yes or no`,
  )
}
