import { Problem } from './problems/problem.ts'
import { invalid } from './problems/validation.ts'

/**
 * Reads a JSON body. No body at all is `undefined` (a POST need not have one). Postgres cannot keep
 * NUL characters in text, so they are refused here, for every field there is or will be.
 */
export function readJsonBody(text: string): unknown {
  if (text.trim() === '') return undefined
  const value = parse(text)
  const path = text.includes(String.raw`\u0000`) ? pathOfNul(value) : undefined
  if (path !== undefined)
    throw invalid([{ path, code: 'nul-character', message: 'NUL characters are not allowed.' }])
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

/** Looks with a stack of its own: a body may be nested deeper than calls can be. */
function pathOfNul(body: unknown): string | undefined {
  const open: [path: string, value: unknown][] = [['', body]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, value] = next
    if (typeof value === 'string' && value.includes('\0')) return path
    if (typeof value !== 'object' || value === null) continue
    for (const [key, part] of Object.entries(value)) {
      if (key.includes('\0')) return path
      open.push([path === '' ? key : `${path}.${key}`, part])
    }
  }
  return undefined
}
