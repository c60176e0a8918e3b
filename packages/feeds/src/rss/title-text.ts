import { htmlToText } from '@pressrun/content/html'

/** What begins with the sign of a tag, as a whole where it is one. */
const tag = /<(?:(\/?)([a-z][^\s<>/]*)(?:[\s/][^<>]*)?>)?/gi
/** What is longer is no title. */
const tagsLengthMax = 10_000
const withoutEnd = /^(?:br|hr|img|wbr)$/i

/** The text of a title, in which what has no end is no tag: `Vec<T>` and `the <div> tag` are said as written. */
export function titleText(html: string): string {
  if (!html.includes('<') || html.length > tagsLengthMax) return htmlToText(html)
  const opened = new Set<string>()
  const closed = new Set<string>()
  for (const [, slash, name = ''] of html.matchAll(tag))
    (slash ? closed : opened).add(name.toLowerCase())
  const isTag = (name = '') =>
    name !== '' && (withoutEnd.test(name) || (opened.has(name) && closed.has(name)))
  return htmlToText(
    html.replace(tag, (whole: string, _slash, name?: string) =>
      isTag(name?.toLowerCase()) ? whole : `&lt;${whole.slice(1)}`,
    ),
  )
}
