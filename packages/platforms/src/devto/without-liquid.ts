const liquid = /\{[{%]/g

/**
 * Markdown in which no template of Liquid runs: Forem refuses an article with `{{ name }}` in its text, and runs the
 * `{% tag %}` of a stranger's feed. Code (fenced, and between backticks) Forem keeps from Liquid by itself.
 */
export function withoutLiquid(markdown: string): string {
  let fence: string | undefined
  return markdown
    .split('\n')
    .map((line) => {
      const wasOpen = fence !== undefined
      fence = fenceAfter(line, fence)
      return wasOpen || fence !== undefined ? line : outsideCode(line)
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

/** Between as many backticks as it began with, code ends. */
function outsideCode(line: string): string {
  let [safe, from] = ['', 0]
  for (const { begin, end } of spansBetween([...line.matchAll(/`+/g)])) {
    if (begin < from) continue
    safe += quoted(line.slice(from, begin)) + line.slice(begin, end)
    from = end
  }
  return safe + quoted(line.slice(from))
}

/** From each run of backticks to the next that is as long, found in one pass from the end. */
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

const quoted = (text: string) => text.replace(liquid, '{% raw %}$&{% endraw %}')
