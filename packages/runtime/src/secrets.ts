/** Keys whose values are never shown, wherever they are nested. */
const secretKey =
  /^(.*authorization|(set-)?cookie|.*credentials?|.*password|.*passphrase|.*secret|.*token|.*api[-_]?key|.*(secret|private|admin)[-_]?key)$/i

// Bounded, because an unbounded scheme or user makes the search quadratic in a long line.
const urlPassword = /([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/?#@"\\]{0,200}):[^\s/?#"\\]{1,500}@/gi
const bearerToken = /\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi

const depthMax = 8
const itemsMax = 200

export function isSecretKey(key: string): boolean {
  return secretKey.test(key)
}

/** Redacts what is secret by its form: the password of a URL, an authorization header's token. */
export function withoutSecrets(text: string): string {
  return text.replace(urlPassword, '$1:***@').replace(bearerToken, '$1 ***')
}

/** A copy fit for a log: secrets redacted by key, errors with their causes, nothing endless. */
export function redacted(value: unknown, depth = 0): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= depthMax) return '[too deep]'
  if (value instanceof Error) return describedError(value, depth)
  if (Array.isArray(value)) {
    return value.slice(0, itemsMax).map((item) => redacted(item, depth + 1))
  }
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return redacted(value.toJSON(), depth + 1)
  }
  return isPlain(value) ? redactedFields(value, depth) : `[${value.constructor.name}]`
}

/** Sockets, requests and clients are named, not walked: they are endless, and full of secrets. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function redactedFields(value: object, depth: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(value).slice(0, itemsMax)) {
    fields[key] = isSecretKey(key) && field !== undefined ? '***' : redacted(field, depth + 1)
  }
  return fields
}

/** Only these of an error's properties: libraries attach whole requests, headers included, to their errors. */
function describedError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    message: error.message,
    ...('code' in error && { code: redacted(error.code, depth + 1) }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: redacted(error.cause, depth + 1) }),
    ...(error instanceof AggregateError && { errors: redacted(error.errors, depth + 1) }),
  }
}
