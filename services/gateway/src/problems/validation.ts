import type { z } from 'zod'
import { Problem, type Detail } from './problem.ts'

/** zod's issues as details; every unknown field is one of its own. */
export function detailsOf(error: z.ZodError, prefix?: string): Detail[] {
  return error.issues.flatMap((issue) => {
    const path = [...(prefix === undefined ? [] : [prefix]), ...issue.path].map(String)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: [...path, key].join('.'),
        code: 'unknown-field',
        message: 'There is no such field.',
      }))
    const code = issue.code.replaceAll('_', '-')
    return [{ path: path.join('.'), code, message: issue.message }]
  })
}

export const invalid = (details: readonly Detail[]): Problem =>
  new Problem('validation-failed', { details, detail: summary(details) })

const summary = ([first, ...rest]: readonly Detail[]): string => {
  if (!first) return 'The request is not valid.'
  const where = first.path === '' ? '' : `${first.path}: `
  return `${where}${first.message}${rest.length > 0 ? ` (and ${rest.length} more)` : ''}`
}

/** Parses what fastify's own validation cannot: what depends on something else in the request. */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: string,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw invalid(detailsOf(result.error, path))
}
