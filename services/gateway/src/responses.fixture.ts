import { z } from 'zod'
import type { App } from './http/app.ts'

/**
 * In tests every response is checked against its schema in the OpenAPI document: exactly these fields, of these types.
 * In production that would cost too much.
 */
export function checkingResponses(app: App): void {
  app.setSerializerCompiler<z.ZodType>(({ schema, method, url }) => {
    const expected = strict(schema)
    return (answer) => {
      const result = expected.safeParse(answer)
      if (!result.success)
        throw new Error(`the answer of ${method} ${url} is not what it says`, {
          cause: result.error,
        })
      return JSON.stringify(answer)
    }
  })
}

/** Response schemas allow additional fields; here they do not. */
function strict(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const entries = Object.entries<z.ZodType>(schema.shape)
    const shape = Object.fromEntries(entries.map(([key, part]) => [key, strict(part)]))
    return schema.def.catchall ? schema : z.strictObject(shape)
  }
  if (schema instanceof z.ZodArray) return z.array(strict(part(schema.element)))
  if (schema instanceof z.ZodNullable) return strict(part(schema.unwrap())).nullable()
  if (schema instanceof z.ZodOptional) return strict(part(schema.unwrap())).optional()
  return schema
}

/** zod types the parts of a schema by its core type; all of them are these. */
const part = (schema: unknown) => schema as z.ZodType
