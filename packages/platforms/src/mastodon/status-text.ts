import type { Content } from '../content.ts'
import { hashtags } from '../hashtags.ts'
import { plainText } from '../markdown/plain-text.ts'
import { titleLine } from '../printable.ts'

/** What is posted: title, body and hashtags, with an empty line between. The summary is left out. */
export function statusText({ title, body, tags }: Content): string {
  return [titleLine(title), plainText(body), hashtagLine(tags)]
    .filter((part) => part !== '')
    .join('\n\n')
}

const hashtagLine = (tags: readonly string[] | undefined): string =>
  hashtags(tags)
    .map((name) => `#${name}`)
    .join(' ')
