import { hashtags, plainText, titleLine, type Content } from '@pressrun/content'

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
