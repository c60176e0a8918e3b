/** Each of these begins or ends something that may have to be looked for through all the rest. */
const marks = new Set(Buffer.from('\\`*_~[]()<>!|&@:.#\n'))
const [pipe, newline] = ['|'.charCodeAt(0), '\n'.charCodeAt(0)]

const quickLengthMax = 16_000
/** Measured: five milliseconds for the worst that could be found of so many, once the code is warm. */
const quickStepsMax = 2_000_000
/** What a table may be filled up to. */
const quickCellsMax = 2_500

/** Steps that reading a Markdown text takes if each mark is looked for through all of it. */
export function stepsAtWorst(text: string): number {
  return text.length * (1 + count(text).marks)
}

/** Surely read, rendered and measured within some milliseconds. */
export function isQuickToRead(text: string): boolean {
  if (text.length > quickLengthMax) return false
  const found = count(text)
  return text.length * found.marks <= quickStepsMax && found.pipes * found.lines <= quickCellsMax
}

function count(text: string): { marks: number; pipes: number; lines: number } {
  const found = { marks: 0, pipes: 0, lines: 0 }
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index)
    if (!marks.has(character)) continue
    found.marks += 1
    if (character === pipe) found.pipes += 1
    if (character === newline) found.lines += 1
  }
  return found
}
