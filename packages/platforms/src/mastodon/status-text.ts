import type { Content } from '../content.ts'
import { printable } from '../printable.ts'
import { plainText } from '../markdown/plain-text.ts'
import { hashtags } from './hashtags.ts'

/** What is posted: title, body and hashtags, with an empty line between. The summary is left out. */
export function statusText({ title, body, tags }: Content): string {
  return [printable(title).trim(), plainText(body), hashtags(tags).join(' ')]
    .filter((part) => part !== '')
    .join('\n\n')
}
