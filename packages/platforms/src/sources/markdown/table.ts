/** In a larger table short rows stay short: filled up, few cells could become very many. */
const filledCellsMax = 100_000

/** Rows of cells as a GitHub Markdown table. The first row is the header. */
export class Table {
  #rows: string[][] = []

  row(): void {
    this.#rows.push([])
  }

  cell(text: string): void {
    if (this.#rows.length === 0) this.row()
    const cell = text.replace(/\\?\n/g, ' ').replace(/(?<!\\)\|/g, '\\|')
    this.#rows.at(-1)?.push(cell)
  }

  get text(): string {
    const rows = this.#rows.filter((row) => row.length > 0)
    let width = 0
    for (const row of rows) width = Math.max(width, row.length)
    if (width === 0) return ''
    // Only the header must have every cell.
    const isFilled = rows.length * width <= filledCellsMax
    const [head = '', ...body] = rows.map((row, at) =>
      lineOf(row, isFilled || at === 0 ? width : row.length),
    )
    return [head, lineOf(Array<string>(width).fill('---'), width), ...body].join('\n')
  }
}

const lineOf = (cells: readonly string[], width: number): string =>
  `| ${Array.from({ length: width }, (_, at) => cells[at] ?? '').join(' | ')} |`
