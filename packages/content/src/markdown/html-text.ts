import { decoded } from './inline-text.ts'

const comment = { begin: /<!--/g, end: /-->/g }

/** Only the words of raw HTML; nobody parses the result as HTML again. */
export function htmlText(html: string): string {
  const spoken = withoutComments(html)
  return decoded(withoutTags(spoken, ' ').replace(/\s+/g, ' ')).trim()
}

/** A tag ends where another begins: looking on for its end takes time by the square of the size. */
export function withoutTags(html: string, instead: string): string {
  return html.replace(/<[^<>]*>/g, instead)
}

/** One without an end is all that follows. Each end is looked for once: a pattern for both would begin anew each time. */
function withoutComments(html: string): string {
  const kept: string[] = []
  let from = 0
  for (;;) {
    const start = indexAfter(html, comment.begin, from)
    if (start === undefined) return kept.join('') + html.slice(from)
    kept.push(html.slice(from, start.index))
    const stop = indexAfter(html, comment.end, start.index)
    if (stop === undefined) return kept.join('')
    from = stop.index + stop[0].length
  }
}

function indexAfter(text: string, pattern: RegExp, from: number): RegExpExecArray | undefined {
  pattern.lastIndex = from
  return pattern.exec(text) ?? undefined
}
