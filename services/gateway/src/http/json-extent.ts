/** Nothing that is asked for here is nested deeper. */
const depthMax = 64

/** A run for 10,000 accounts may say four things differently for each of them. */
const fieldsMax = 51_000

const [quote, backslash, colon] = Buffer.from('"\\:')
const opening = new Set(Buffer.from('[{'))
const closing = new Set(Buffer.from(']}'))

export type ExcessiveExtent = 'nested-too-deeply' | 'too-many-fields'

/** Whether a JSON text would keep this process busy: every field of it costs its reader some microseconds. */
export function excessOf(json: string): ExcessiveExtent | undefined {
  let depth = 0
  let fields = 0
  for (let index = 0; index < json.length; index += 1) {
    const sign = json.charCodeAt(index)
    if (sign === quote) index = endOfText(json, index)
    else if (sign === colon) fields += 1
    else if (opening.has(sign)) depth += 1
    else if (closing.has(sign)) depth -= 1
    if (depth > depthMax) return 'nested-too-deeply'
    if (fields > fieldsMax) return 'too-many-fields'
  }
  return undefined
}

/** Where the quotation mark is that ends the text which begins here. */
function endOfText(json: string, begin: number): number {
  for (let end = json.indexOf('"', begin + 1); end >= 0; end = json.indexOf('"', end + 1))
    if (!isEscaped(json, end)) return end
  return json.length
}

function isEscaped(json: string, at: number): boolean {
  let before = at - 1
  while (json.charCodeAt(before) === backslash) before -= 1
  return (at - before) % 2 === 0
}
