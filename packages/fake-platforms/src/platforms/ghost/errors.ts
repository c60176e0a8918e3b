import type { Answer } from '../../platform-fake.ts'

type GhostError = { type: string; message: string; code?: string; context?: string }

export function ghostError(status: number, error: GhostError): Answer {
  const rest = { details: null, property: null, help: null, ghostErrorCode: null, id: 'fake' }
  return { status, body: { errors: [{ context: null, code: null, ...error, ...rest }] } }
}

export const notFound = (what: string): Answer =>
  ghostError(404, { type: 'NotFoundError', message: `Resource not found error, cannot ${what}.` })

export const invalid = (context: string): Answer =>
  ghostError(422, {
    type: 'ValidationError',
    message: 'Validation error, cannot save post.',
    context,
  })

export const badToken = (message: string, code = 'INVALID_JWT'): Answer =>
  ghostError(401, { type: 'UnauthorizedError', message: `Invalid token: ${message}`, code })
