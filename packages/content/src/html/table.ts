import type { BlockContent, PhrasingContent, Table, TableCell, TableRow } from 'mdast'

/** A table with more cells is too large to be read: it becomes lines. */
const cellsMax = 100_000

/** The content of a cell while the table is read: blocks, as in any other place. */
export type Cell = { readonly children: BlockContent[] }

/** Rows of cells while they are read. The first row is the header. */
export class OpenTable {
  readonly rows: Cell[][] = []
  /** Content of the table outside of its cells: its caption, for instance. */
  readonly before: BlockContent[] = []

  openCell(): Cell {
    if (this.rows.length === 0) this.rows.push([])
    const cell: Cell = { children: [] }
    this.rows.at(-1)?.push(cell)
    return cell
  }

  /**
   * A table if each cell is a text, as Markdown's are. One with any other content is a page layout, and its parts
   * follow one another.
   */
  get blocks(): BlockContent[] {
    const rows = this.rows.filter((row) => row.some(({ children }) => children.length > 0))
    const cells = rows.flat()
    if (cells.length === 0) return this.before
    const isText = cells.every(({ children }) => children.every(isPhrase))
    if (!isText || cells.length === 1)
      return [...this.before, ...cells.flatMap(({ children }) => children)]
    let width = 0
    for (const row of rows) width = Math.max(width, row.length)
    if (width * rows.length > cellsMax) return [...this.before, ...rows.map(lineOf)]
    return [...this.before, tableOf(rows, width)]
  }
}

const isPhrase = ({ type }: BlockContent): boolean => type === 'paragraph' || type === 'heading'

function tableOf(rows: readonly Cell[][], width: number): Table {
  const children = rows.map((row): TableRow => {
    const cells = row.map((cell): TableCell => ({ type: 'tableCell', children: phraseOf(cell) }))
    return { type: 'tableRow', children: cells }
  })
  return { type: 'table', align: Array<null>(width).fill(null), children }
}

const lineOf = (row: readonly Cell[]): BlockContent => ({
  type: 'paragraph',
  children: joined(row.map(phraseOf), ' | '),
})

/** There are no paragraphs in a cell. */
const phraseOf = ({ children }: Cell): PhrasingContent[] =>
  joined(
    children.map((block) => ('children' in block ? (block.children as PhrasingContent[]) : [])),
    ' ',
  )

function joined(phrases: readonly PhrasingContent[][], between: string): PhrasingContent[] {
  return phrases
    .filter((phrase) => phrase.length > 0)
    .flatMap((phrase, at) =>
      at === 0 ? phrase : [{ type: 'text', value: between } as const, ...phrase],
    )
}
