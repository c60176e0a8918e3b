import { z } from 'zod'

const name = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'not a header name')
const value = z
  .string()
  .max(2_000)
  .regex(/^[\t\x20-\x7e]*$/, 'not a header value (printable ASCII)')

const headersMax = 20

/** Ours, or the connection's: a setting must not change them. */
const reserved =
  /^(host|user-agent|connection|content-(length|type|encoding)|transfer-encoding|te|trailer|upgrade|keep-alive|expect|proxy-.*|idempotency-key|webhook-.*)$/i

export const headersSchema = z
  .record(name, value)
  .refine((headers) => Object.keys(headers).length <= headersMax, `at most ${headersMax} headers`)
  .refine((headers) => !Object.keys(headers).some((key) => reserved.test(key)), {
    message:
      'host, user-agent, content-*, idempotency-key, webhook-* and connection headers cannot be set',
  })

/** Settings are visible to everyone with access to the account; headers like these belong in credentials. */
export function looksSecret(headerName: string): boolean {
  return /auth|cookie|token|secret|password|credential|session|signature|(^|[-_])(api)?[-_]?key$/i.test(
    headerName,
  )
}
