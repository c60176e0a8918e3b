import { decoded, isForeignTag, withEmbedsAsLinks } from '@pressrun/content'

const liquid = /\{[{%]/g
/** A whole tag in Markdown: no address or handle in angle brackets, no comparison. */
const tag = /<\/?[a-z][a-z0-9-]*(?=[\s/>])[^<>]*>/gi
/** Forem would take the end of `@ann@social.example` for a mail address. */
const handle = /(?<![\w.@/])(@[\w.-]+)@(?=[a-z\d-]+\.)/gi

/** Code by its indent, or deep in lists. */
const indented = /^(?: {4}|\t)/

/**
 * Markdown of which Forem removes nothing. No template of Liquid runs: Forem refuses an article with `{{ name }}` in
 * its text, and runs the `{% tag %}` of a stranger's feed. Code (fenced, and between backticks) it protects from
 * Liquid by itself. Anything but HTML tags is text, and a video or a player, which Forem removes, becomes a link to
 * it.
 */
export function forForem(markdown: string): string {
  let fence: string | undefined
  return markdown
    .split('\n')
    .map((line) => {
      const wasOpen = fence !== undefined
      fence = fenceAfter(line, fence)
      return wasOpen || fence !== undefined ? line : outsideCode(line, indented.test(line))
    })
    .join('\n')
}

/** The fence that is open after a line; one that never ends goes to the end. */
function fenceAfter(line: string, open: string | undefined): string | undefined {
  const [fence] = /^(?:`{3,}(?!`)(?!.*`)|~{3,})/.exec(line) ?? []
  if (open === undefined) return fence
  const isEnd = line.startsWith(open) && /^[`~]*[ \t]*$/.test(line)
  return isEnd ? undefined : open
}

/** Code ends between as many backticks as it began with. */
function outsideCode(line: string, isIndented: boolean): string {
  const quoted = isIndented
    ? withoutLiquid
    : (text: string) => withoutMail(withoutTags(withoutLiquid(text)))
  let [safe, from] = ['', 0]
  for (const { begin, end } of spansBetween([...line.matchAll(/`+/g)])) {
    if (begin < from) continue
    safe += quoted(line.slice(from, begin)) + line.slice(begin, end)
    from = end
  }
  return safe + quoted(line.slice(from))
}

/** From each run of backticks to the next of the same length, found in one pass from the end. */
function spansBetween(runs: readonly RegExpExecArray[]): { begin: number; end: number }[] {
  const nextBegin = new Map<number, number>()
  return runs
    .toReversed()
    .flatMap(({ index, 0: { length } }) => {
      const next = nextBegin.get(length)
      nextBegin.set(length, index)
      return next === undefined ? [] : [{ begin: index, end: next + length }]
    })
    .toReversed()
}

const withoutLiquid = (text: string) => text.replace(liquid, '{% raw %}$&{% endraw %}')

const withoutTags = (text: string) =>
  withMarkdownLinks(withEmbedsAsLinks(text)).replace(tag, (found) =>
    isForeignTag(found) ? found.replace('<', '&lt;') : found,
  )

const withoutMail = (text: string) => text.replace(handle, '$1&#64;')

/** The words of a link in HTML would become a link again. */
const withMarkdownLinks = (html: string) =>
  html.replace(/<a href="([^"]*)">\1<\/a> /g, (_, url: string) => `<${decoded(url)}>\n`)
