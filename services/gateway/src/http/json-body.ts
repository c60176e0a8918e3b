import { isUtf8 } from 'node:buffer'
import { Problem, type Detail } from '../problems/problem.ts'
import { invalid } from '../problems/validation.ts'
import { excessOf } from './json-extent.ts'

/**
 * Reads a JSON body. No body at all is `undefined` (a POST need not have one). Postgres cannot store NUL characters in
 * text, and half a surrogate pair, or invalid UTF-8, would come back as another character: they are refused here, for
 * every present and future field.
 */
export function readJsonBody(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) throw new Problem('malformed-json', { detail: 'The body is not UTF-8.' })
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  if (text.trim() === '') return undefined
  const excess = excessOf(text)
  if (excess) throw invalid([{ path: '', code: excess, message: excesses[excess] }])
  const value = parse(text)
  const broken = mayBeBroken.test(text) ? findBrokenText(value) : undefined
  if (broken) throw invalid([broken])
  return value
}

const excesses = {
  'nested-too-deeply': 'The body is nested too deeply.',
  'too-many-fields': 'The body has too many fields.',
} as const

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const detail = cause instanceof SyntaxError ? withoutText(cause.message) : undefined
    throw new Problem('malformed-json', { ...(detail && { detail }), cause })
  }
}

/** The parser's message quotes the body, which may hold a secret; the position is enough. */
function withoutText(message: string): string {
  const position = /at position \d+( \(line \d+ column \d+\))?/.exec(message)?.[0]
  return position
    ? `The body is not JSON: something is wrong ${position}.`
    : 'The body is not JSON.'
}

/** In UTF-8 both can only occur as escapes; a raw NUL is no JSON. */
const mayBeBroken = /\\u(0000|[dD][89a-fA-F])/

/** Bodies nested deeper than the limit were refused before. */
function findBrokenText(value: unknown): Detail | undefined {
  if (typeof value === 'string') return brokenText(value)
  if (Array.isArray(value)) return firstOf(value.keys(), (at) => [String(at), value[at]])
  if (typeof value !== 'object' || value === null) return undefined
  return firstOf(Object.entries(value), (entry) => entry)
}

function firstOf<Part>(
  parts: Iterable<Part>,
  fieldOf: (part: Part) => [name: string, value: unknown],
): Detail | undefined {
  for (const part of parts) {
    const [name, value] = fieldOf(part)
    const found = brokenText(name) ?? findBrokenText(value)
    if (found) return { ...found, path: found.path === '' ? name : `${name}.${found.path}` }
  }
  return undefined
}

function brokenText(text: string): Detail | undefined {
  const code = faultOf(text)
  return code && { path: '', code, message: messages[code] }
}

const messages = {
  'nul-character': 'NUL characters are not allowed.',
  'ill-formed-text': 'The text has half a surrogate pair.',
} as const

function faultOf(text: string): keyof typeof messages | undefined {
  if (text.includes('\0')) return 'nul-character'
  return text.isWellFormed() ? undefined : 'ill-formed-text'
}
