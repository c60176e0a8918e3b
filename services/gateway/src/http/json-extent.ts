/** No request needs deeper nesting. */
const depthMax = 64

/** A run for 10,000 accounts may set four fields for each of them. */
const fieldsMax = 51_000

const [quote, backslash, colon] = Buffer.from('"\\:')
const opening = new Set(Buffer.from('[{'))
const closing = new Set(Buffer.from(']}'))

export type ExcessiveExtent = 'nested-too-deeply' | 'too-many-fields'

/** Whether parsing a JSON text would block this process: every field costs some microseconds. */
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

/** The position of the quotation mark that ends the string beginning here. */
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
