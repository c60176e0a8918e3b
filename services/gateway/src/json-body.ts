import { Problem, type Detail } from './problems/problem.ts'
import { invalid } from './problems/validation.ts'

/**
 * Reads a JSON body. No body at all is `undefined` (a POST need not have one). Postgres cannot keep
 * NUL characters in text, and half a surrogate pair would come back as another character: both are
 * refused here, for every field there is or will be.
 */
export function readJsonBody(text: string): unknown {
  if (text.trim() === '') return undefined
  const value = parse(text)
  const broken = mayBeBroken.test(text) ? findBrokenText(value) : undefined
  if (broken) throw invalid([broken])
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const detail = cause instanceof SyntaxError ? withoutText(cause.message) : undefined
    throw new Problem('malformed-json', { ...(detail && { detail }), cause })
  }
}

/** The parser's message quotes the body, which may hold a secret; where it went wrong is enough. */
function withoutText(message: string): string {
  const position = /at position \d+( \(line \d+ column \d+\))?/.exec(message)?.[0]
  return position
    ? `The body is not JSON: something is wrong ${position}.`
    : 'The body is not JSON.'
}

/** Neither can come into a body but as an escape: raw bytes that are no UTF-8 are replaced. */
const mayBeBroken = /\\u(0000|[dD][89a-fA-F])/

/** Looks with a stack of its own: a body may be nested deeper than calls can be. */
function findBrokenText(body: unknown): Detail | undefined {
  const open: [path: string, value: unknown][] = [['', body]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, value] = next
    const code = typeof value === 'string' ? faultOf(value) : undefined
    if (code) return { path, code, message: messages[code] }
    if (typeof value !== 'object' || value === null) continue
    for (const [key, part] of Object.entries(value)) {
      const code = faultOf(key)
      if (code) return { path, code, message: messages[code] }
      open.push([path === '' ? key : `${path}.${key}`, part])
    }
  }
  return undefined
}

const messages = {
  'nul-character': 'NUL characters are not allowed.',
  'ill-formed-text': 'The text has half a surrogate pair.',
} as const

function faultOf(text: string): keyof typeof messages | undefined {
  if (text.includes('\0')) return 'nul-character'
  return text.isWellFormed() ? undefined : 'ill-formed-text'
}
