import { htmlToText } from '@pressrun/content/html'

/** Text that begins like a tag, whole where it is one. */
const tag = /<(?:(\/?)([a-z][^\s<>/]*)(?:[\s/][^<>]*)?>)?/gi
/** Anything longer is no title. */
const tagsLengthMax = 10_000
const withoutEnd = /^(?:br|hr|img|wbr)$/i

/** The text of a title, in which a tag without an end is text: `Vec<T>` and `the <div> tag` stay as written. */
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
