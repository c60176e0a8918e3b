/**
 * Splits the heading that Markdown begins with from the rest; undefined when it begins with anything
 * else. Written without a regular expression: those that describe the end of a heading take quadratic
 * time for long runs of blanks.
 */
export function takeHeading(text: string): { heading: string; rest: string } | undefined {
  const start = text.trimStart()
  if (!start.startsWith('# ')) return undefined
  const lineEnd = start.search(/[\r\n]/)
  const end = lineEnd < 0 ? start.length : lineEnd
  const heading = withoutClosing(start.slice(2, end).trim())
  return heading === '' ? undefined : { heading, rest: start.slice(end) }
}

/** Without a closing sequence of `#`, which a blank precedes (CommonMark §4.2): "C#" keeps its own. */
function withoutClosing(line: string): string {
  let end = line.length
  while (line[end - 1] === '#') end -= 1
  const isClosing = end === 0 || line[end - 1] === ' ' || line[end - 1] === '\t'
  return isClosing ? line.slice(0, end).trimEnd() : line
}
