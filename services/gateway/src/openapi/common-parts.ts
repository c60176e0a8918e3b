import { z } from 'zod'
import { problems } from '../problems/catalog.ts'

/** The part of an OpenAPI document that is changed here. */
type Operation = { responses?: Record<string, { description: string }>; parameters?: object[] }
type Document = {
  paths?: Record<string, Partial<Record<string, Operation>>>
  components?: { schemas?: object }
}

const problem = z.object({
  type: z.string().describe('`urn:pressrun:problem:` and the code'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  code: z.enum(Object.keys(problems)).describe('stable'),
  details: z
    .array(
      z.looseObject({
        path: z.string().describe('the field, with dots'),
        code: z.string(),
        message: z.string(),
      }),
    )
    .optional(),
  traceId: z.string().optional(),
})

const response = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key and body replay the first answer, for 24 hours.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const statusTexts: Readonly<Record<string, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  503: 'Service Unavailable',
}

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const

/** Adds what all operations share: their problems, and the key of a POST. */
export function withCommonParts(document: Document): Document {
  for (const path of Object.values(document.paths ?? {}))
    for (const method of methods) {
      const operation = path?.[method]
      if (operation) complete(operation, method)
    }
  const { $schema: _, ...schema } = z.toJSONSchema(problem)
  const schemas = { ...document.components?.schemas, Problem: schema as object }
  return { ...document, components: { ...document.components, schemas } }
}

function complete(operation: Operation, method: (typeof methods)[number]): void {
  for (const [status, response] of Object.entries(operation.responses ?? {}))
    if (response.description === 'Default Response')
      response.description = statusTexts[status] ?? status
  operation.responses = { ...operation.responses, default: response }
  if (method === 'post') operation.parameters = [...(operation.parameters ?? []), idempotencyKey]
}
