import {
  bodyAndLink,
  hashtags,
  plainStyle,
  textOf,
  titleLine,
  type AccountContent,
  type TextStyle,
} from '@pressrun/content'

/** Title, body, hashtags and link, with an empty line between. The summary is left out. */
export function statusText(content: AccountContent): string {
  const { title, tags } = content
  const { body, link } = bodyAndLink(content, statusStyle)
  return [titleLine(title), textOf(body), hashtagLine(tags), textOf(link)]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** `@Component` and `#include` in code would mention the person of that name, and be a hashtag. */
const statusStyle: TextStyle = {
  ...plainStyle,
  code: withoutSigns,
  codeBlock: withoutSigns,
}

/** By an invisible word joiner after the sign. */
function withoutSigns(code: string): string {
  return code.replace(/(?<![\p{L}\p{N}_/])[@#](?=[\p{L}\p{N}_])/gu, '$&\u2060')
}

const hashtagLine = (tags: readonly string[] | undefined): string =>
  hashtags(tags)
    .map((name) => `#${name}`)
    .join(' ')
