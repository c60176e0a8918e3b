import type { z } from 'zod'

/** Returns the fields of a row, and of what was derived from it, that the schema of its response has. */
export function shown<Schema extends z.ZodObject>(
  { shape }: Schema,
  whole: z.output<Schema>,
): z.output<Schema> {
  const fields: Readonly<Record<string, unknown>> = whole
  return Object.fromEntries(
    Object.keys(shape).flatMap((name) => (name in fields ? [[name, fields[name]]] : [])),
  ) as z.output<Schema>
}
