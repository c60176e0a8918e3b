/** A piece of text, and its meaning where a platform stores that beside the text. */
export type Span = {
  readonly text: string
  /** Its target. */
  readonly uri?: string
  readonly tag?: string
  /** The handle of the person who is mentioned. */
  readonly mention?: string
}

export const textOf = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('')

/** The non-empty ones, with `between` after each but the last. */
export function joined(parts: readonly Span[][], between: string): Span[] {
  return parts
    .filter((part) => part.some(({ text }) => text !== ''))
    .flatMap((part, index) => (index === 0 ? part : [{ text: between }, ...part]))
}

/** Without white space at the ends. */
export function trimmed(spans: readonly Span[]): Span[] {
  const isBlank = ({ text }: Span) => text.trim() === ''
  const from = spans.findIndex((span) => !isBlank(span))
  const to = spans.findLastIndex((span) => !isBlank(span))
  return spans.slice(Math.max(from, 0), to + 1).map((span, index, { length }) => {
    const text = index === 0 ? span.text.trimStart() : span.text
    return { ...span, text: index === length - 1 ? text.trimEnd() : text }
  })
}

/** Begins the first line with `first` and every other with `others`, without blanks at its end. */
export function prefixed(spans: readonly Span[], first: string, others: string): Span[] {
  return splitLines(spans).flatMap((line, index) => {
    const prefix = index === 0 ? first : others
    const begin = line.length === 0 ? prefix.trimEnd() : prefix
    return beginLine(line, index === 0 ? begin : `\n${begin}`)
  })
}

/** Part of its first span where it can be: nested lists would have as many spans as prefixes. */
function beginLine(line: readonly Span[], begin: string): Span[] {
  const [head, ...rest] = line
  if (
    head === undefined ||
    head.uri !== undefined ||
    head.tag !== undefined ||
    head.mention !== undefined
  )
    return [{ text: begin }, ...line]
  return [{ text: begin + head.text }, ...rest]
}

function splitLines(spans: readonly Span[]): Span[][] {
  const lines: Span[][] = [[]]
  for (const span of spans) {
    for (const [index, text] of span.text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (text !== '') lines.at(-1)?.push({ ...span, text })
    }
  }
  return lines
}
