import { decoded } from './inline-text.ts'

/** What begins here is left out, up to where it ends, or all that follows. */
const silent: readonly [begin: RegExp, end: RegExp][] = [
  [/<!--/g, /-->/g],
  [/<script\b/gi, /<\/script\s*>/gi],
  [/<style\b/gi, /<\/style\s*>/gi],
]

/** Only the words of raw HTML; nobody parses the result as HTML again. */
export function htmlText(html: string): string {
  const spoken = silent.reduce((rest, [begin, end]) => without(rest, begin, end), html)
  return decoded(withoutTags(spoken, ' ').replace(/\s+/g, ' ')).trim()
}

/** A tag ends where another begins: looking on for its end takes time by the square of the size. */
export function withoutTags(html: string, instead: string): string {
  return html.replace(/<[^<>]*>/g, instead)
}

/** Each end is looked for once, from where it may be: a pattern for both would begin anew each time. */
function without(html: string, begin: RegExp, end: RegExp): string {
  const kept: string[] = []
  let from = 0
  for (;;) {
    const start = indexAfter(html, begin, from)
    if (start === undefined) return kept.join('') + html.slice(from)
    kept.push(html.slice(from, start.index))
    const stop = indexAfter(html, end, start.index)
    if (stop === undefined) return kept.join('')
    from = stop.index + stop[0].length
  }
}

function indexAfter(text: string, pattern: RegExp, from: number): RegExpExecArray | undefined {
  pattern.lastIndex = from
  return pattern.exec(text) ?? undefined
}
