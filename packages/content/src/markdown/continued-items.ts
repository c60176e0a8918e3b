/** The prefix of a line's text, inside quotes. */
const quoted = /^[\s>]+/
const itemStart = /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)/

/**
 * The steps it takes to join list items whose text goes on in further lines: the item so far is copied for each of
 * them.
 */
export function stepsOfContinuedItems(markdown: string): number {
  let steps = 0
  let item: { lines: number; characters: number } | undefined
  const end = () => {
    if (item) steps += item.lines * item.characters
    item = undefined
  }
  for (const line of markdown.split(/\r\n?|\n/)) {
    const text = line.replace(quoted, '')
    if (text === '') end()
    else if (itemStart.test(text)) {
      end()
      item = { lines: 0, characters: line.length }
    } else if (item) {
      item.lines += 1
      item.characters += line.length
    }
  }
  end()
  return steps
}
