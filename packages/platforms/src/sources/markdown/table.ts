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
    const width = Math.max(0, ...rows.map((row) => row.length))
    if (width === 0) return ''
    const [head, ...body] = rows.map((row) => lineOf(row, width))
    return [head, lineOf(Array<string>(width).fill('---'), width), ...body].join('\n')
  }
}

const lineOf = (cells: readonly string[], width: number): string =>
  `| ${Array.from({ length: width }, (_, at) => cells[at] ?? '').join(' | ')} |`
