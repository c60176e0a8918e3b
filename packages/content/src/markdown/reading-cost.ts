/** Each of these begins or ends a construct that may have to be searched for through all the rest. */
const isMark = new Uint8Array(128)
for (const mark of Buffer.from('\\`*_~[(<>!|&@\n\r')) isMark[mark] = 1

const quickLengthMax = 16_000
/** Measured: some milliseconds for the worst text found with so many, once the code is warm. */
const quickStepsMax = 1_500_000
/** What a table may be filled up to. */
const quickCellsMax = 2_500

/** Steps of parsing a Markdown text if each mark is searched for through all of it. */
export function stepsAtWorst(text: string): number {
  return text.length * (1 + marksIn(text))
}

/** Certain to be parsed, rendered and measured within some milliseconds. */
export function isQuickToRead(text: string): boolean {
  if (text.length > quickLengthMax) return false
  return text.length * marksIn(text) <= quickStepsMax && cellsAtWorst(text) <= quickCellsMax
}

function marksIn(text: string): number {
  let found = 0
  for (let index = 0; index < text.length; index += 1)
    if (isMark[text.charCodeAt(index)] === 1) found += 1
  return found
}

/** Any line of a table may be the header; the table ends with an empty line at the latest. */
function cellsAtWorst(text: string): number {
  if (!text.includes('|')) return 0
  let cells = 0
  for (const block of text.split(/(?:\r\n?|\n)[ \t>]*(?:\r\n?|\n)/)) {
    const widths = block.split(/\r\n?|\n/).map((line) => line.split('|').length)
    const width = Math.max(...widths)
    if (width > 1) cells += width * widths.length
  }
  return cells
}
