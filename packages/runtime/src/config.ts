import { resolve } from 'node:path'
import { z } from 'zod'
import { isHostOrRange } from './server-urls.ts'

/** Every problem of the environment at once, so that they need not be fixed one start at a time. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the variables the schema names; the schema's keys are the variables' names. An empty variable counts as not
 * set, because that is what `X=${X:-}` in a compose file means.
 */
export function readConfig<Schema extends z.ZodObject>(
  schema: Schema,
  env: Environment,
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => {
      const value = env[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )
  const read = schema.safeParse(given)
  if (read.success) return read.data
  throw new ConfigError(read.error.issues.map((issue) => describeProblem(schema, given, issue)))
}

function describeProblem(
  schema: z.ZodObject,
  given: Environment,
  issue: { readonly path: readonly PropertyKey[]; readonly message: string },
): string {
  const name = String(issue.path[0] ?? 'environment')
  const value = given[name]
  const meaning = (schema.shape[name] as z.ZodType | undefined)?.description
  const purpose = meaning === undefined ? '' : ` (${meaning})`
  if (value === undefined && issue.path.length > 0) return `${name} is missing${purpose}`
  return `${name}: ${withoutValue(issue.message, value)}${purpose}`
}

/** A schema's own message may quote its input, and that may be a secret. */
function withoutValue(message: string, value: string | undefined): string {
  return (value === undefined ? message : message.replaceAll(value, '***')).replaceAll('\n', ' ')
}

/** A TCP port; 0 lets the system choose. */
export const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port, 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port, 0 to 65535')

/** `a, b,c` becomes `['a', 'b', 'c']`. */
export const commaList = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)

export const privateTargets = commaList.refine((targets) => targets.every(isHostOrRange), {
  error: 'must be hosts, addresses or ranges such as 10.0.0.0/8, with commas and without ports',
})

export const onOff = z
  .enum(['on', 'off', 'true', 'false', '1', '0'], { error: 'must be on or off' })
  .transform((value) => value === 'on' || value === 'true' || value === '1')

/** A path; a relative one is resolved against the directory the process was started in. */
export const absolutePath = z.string().transform((path) => resolve(path))

/** A number from 0 to 1, both included. */
export const ratio = z
  .string()
  .regex(/^(0|1|0?\.\d+|1\.0+|0\.0+)$/, 'must be a number from 0 to 1')
  .transform(Number)
