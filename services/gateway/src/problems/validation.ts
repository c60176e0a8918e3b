import type { z } from 'zod'
import { Problem, type Detail } from './problem.ts'

/** Checks a value against a schema; `prefix` is its path in the request. */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  prefix?: string,
): { readonly value: z.output<Schema> } | { readonly error: Problem } {
  const result = schema.safeParse(value, { error: messageOf })
  return result.success
    ? { value: result.data }
    : { error: invalid(detailsOf(result.error, prefix)) }
}

/** Replaces the messages in which zod describes what it received. */
const messageOf: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== 'invalid_type') return undefined
  if (issue.input === undefined) return 'is missing'
  return `must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`
}

/** zod's issues as details. An unknown field comes first: mistyped, it is why another is missing. */
function detailsOf(error: z.ZodError, prefix: string | undefined): Detail[] {
  const details = error.issues.flatMap((issue) => {
    const path = [...(prefix === undefined ? [] : [prefix]), ...issue.path].map(String)
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: [...path, key].join('.'),
        code: unknownField,
        message: 'There is no such field.',
      }))
    const code = issue.code.replaceAll('_', '-')
    return [{ path: path.join('.'), code, message: issue.message }]
  })
  const isUnknown = ({ code }: Detail) => Number(code === unknownField)
  return details.toSorted((a, b) => isUnknown(b) - isUnknown(a))
}

const unknownField = 'unknown-field'

export const invalid = (details: readonly Detail[]): Problem =>
  new Problem('validation-failed', { details, detail: summary(details) })

const summary = ([first, ...rest]: readonly Detail[]): string => {
  if (!first) return 'The request is not valid.'
  const where = first.path === '' ? '' : `${first.path}: `
  return `${where}${first.message}${rest.length > 0 ? ` (and ${rest.length} more)` : ''}`
}

/** Parses what fastify's own validation cannot: values that depend on other parts of the request. */
export function parsed<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: string,
): z.output<Schema> {
  const checked = check(schema, value, path)
  if ('error' in checked) throw checked.error
  return checked.value
}
