/** Of a platform's own words, this much is kept in an outcome. */
export const keptTextMax = 500

const secretLengthMin = 4

/** A platform's text as it may enter events and logs: no credentials, no control characters, cut. */
export function keptText(text: string, credentials: unknown): string {
  const clean = withoutSecrets(text, credentials)
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ')
    .trim()
  return clean.length <= keptTextMax ? clean : `${clean.slice(0, keptTextMax - 1).trimEnd()}…`
}

export function containsSecret(text: string, credentials: unknown): boolean {
  return secretsOf(credentials).some((secret) => text.includes(secret))
}

/** Platforms echo what they were sent, so the words of a header are secrets as well as the whole. */
function withoutSecrets(text: string, credentials: unknown): string {
  return secretsOf(credentials).reduce(
    (rest, secret) => rest.replaceAll(secret, '[redacted]'),
    text,
  )
}

function secretsOf(credentials: unknown): string[] {
  return strings(credentials)
    .flatMap((value) => [value, ...value.split(/\s+/)])
    .filter((value) => value.length >= secretLengthMin)
    .sort((a, b) => b.length - a.length)
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(strings)
}
