import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { check } from './validation.ts'

/** Validates params, query, headers and body by their zod schemas; errors name the field. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const prefix = httpPart === 'body' ? undefined : partNames[httpPart ?? '']
  return (data: unknown) => check(schema, data, prefix)
}

const partNames: Readonly<Record<string, string>> = { params: 'path', querystring: 'query' }
