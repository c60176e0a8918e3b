/** A piece of text, and where it leads. */
export interface Run {
  text: string
  uri?: string
}

export const textOf = (runs: readonly Run[]): string => runs.map(({ text }) => text).join('')

/** Those that hold anything, with `between` after each but the last. */
export function joined(parts: readonly Run[][], between: string): Run[] {
  return parts
    .filter((part) => textOf(part) !== '')
    .flatMap((part, index) => (index === 0 ? part : [{ text: between }, ...part]))
}

/** Without white space at the ends. */
export function trimmed(runs: readonly Run[]): Run[] {
  const isBlank = ({ text }: Run) => text.trim() === ''
  const from = runs.findIndex((run) => !isBlank(run))
  const to = runs.findLastIndex((run) => !isBlank(run))
  return runs.slice(Math.max(from, 0), to + 1).map((run, index, { length }) => {
    const text = index === 0 ? run.text.trimStart() : run.text
    return { ...run, text: index === length - 1 ? text.trimEnd() : text }
  })
}

/** Begins the first line with `first` and every other with `others`, but for blanks at its end. */
export function prefixed(runs: readonly Run[], first: string, others: string): Run[] {
  return splitLines(runs).flatMap((line, index) => {
    const prefix = index === 0 ? first : others
    const begin = line.length === 0 ? prefix.trimEnd() : prefix
    return beginLine(line, index === 0 ? begin : `\n${begin}`)
  })
}

/** Part of its first run where it can be: nested lists would have as many runs as prefixes. */
function beginLine(line: readonly Run[], begin: string): Run[] {
  const [head, ...rest] = line
  if (head === undefined || head.uri !== undefined) return [{ text: begin }, ...line]
  return [{ text: begin + head.text }, ...rest]
}

function splitLines(runs: readonly Run[]): Run[][] {
  const lines: Run[][] = [[]]
  for (const run of runs) {
    for (const [index, text] of run.text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (text !== '') lines.at(-1)?.push({ ...run, text })
    }
  }
  return lines
}
