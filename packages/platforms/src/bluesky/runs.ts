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
  const rest = runs.filter(({ text }) => text !== '')
  const [first, last] = [rest[0], rest.at(-1)]
  if (first === undefined || last === undefined) return []
  if (first.text.trim() === '') return trimmed(rest.slice(1))
  if (last.text.trim() === '') return trimmed(rest.slice(0, -1))
  rest[0] = { ...first, text: first.text.trimStart() }
  const end = rest.length - 1
  rest[end] = { ...last, text: (rest[end] ?? last).text.trimEnd() }
  return rest
}

/** Begins the first line with `first` and every other that is not empty with `others`. */
export function prefixed(runs: readonly Run[], first: string, others: string): Run[] {
  const lines = splitLines(runs)
  return lines.flatMap((line, index) => {
    const prefix = index === 0 ? first : others
    const begin = textOf(line) === '' ? prefix.trimEnd() : prefix
    return [{ text: index === 0 ? begin : `\n${begin}` }, ...line]
  })
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
