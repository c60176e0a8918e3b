/** Replaces a tab while marked parses: in list items it turns tabs into blanks, also in code. */
const placeOfTab = '\ue009'
const fenceStart =
  /^(?<before>[ \t]*(?:(?:[-*+]|\d{1,9}[.)]|>)[ \t]+)*)(?<fence>`{3,}(?=[^`]*$)|~{3,})/
const tabWidth = 4

type Fence = { readonly sign: string; readonly indent: number }

/** Markdown in which the tabs of fenced code are hidden from marked; those that only indent the code are left. */
export function withTabsKept(markdown: string): string {
  if (!markdown.includes('\t')) return markdown
  let open: Fence | undefined
  return markdown
    .split('\n')
    .map((line) => {
      if (open === undefined) {
        open = fenceIn(line)
        return line
      }
      if (isEnd(line, open)) {
        open = undefined
        return line
      }
      return keptIn(line, open.indent)
    })
    .join('\n')
}

function fenceIn(line: string): Fence | undefined {
  const { before, fence } = fenceStart.exec(line)?.groups ?? {}
  return before === undefined || fence === undefined
    ? undefined
    : { sign: fence, indent: columnsOf(before) }
}

function isEnd(line: string, { sign }: Fence): boolean {
  const text = line.replace(/^[ \t>]+/, '').trimEnd()
  return text.startsWith(sign) && text === (sign[0] ?? '').repeat(text.length)
}

function keptIn(line: string, indent: number): string {
  let [at, columns] = [0, 0]
  for (; /[ \t>]/.test(line.charAt(at)); at += 1) {
    columns += widthOf(line.charAt(at), columns)
    if (columns > indent) break
  }
  return line.slice(0, at) + line.slice(at).replaceAll('\t', placeOfTab)
}

function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += widthOf(character, columns)
  return columns
}

const widthOf = (character: string, column: number) =>
  character === '\t' ? tabWidth - (column % tabWidth) : 1

/** The parsed text, with its tabs restored. */
export function withTabs<Read>(read: Read): Read {
  if (typeof read === 'string') return read.replaceAll(placeOfTab, '\t') as Read
  if (typeof read === 'object' && read !== null)
    for (const [name, value] of Object.entries(read))
      if (typeof value === 'object' || (typeof value === 'string' && value.includes(placeOfTab)))
        Object.assign(read, { [name]: withTabs(value) })
  return read
}
