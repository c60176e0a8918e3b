import { encodingsOf, type SecretEncoding } from './secret-encodings.ts'

/** Maximum length of a platform's text in an outcome. */
export const excerptMax = 500

/** The part of a text that is scanned, beside the length of its longest secret. */
const readMax = 20_000

const secretLengthMin = 4
/** Of a pair like `id:secret` a short half is a name. */
const pieceLengthMin = 8

/** A platform's text as it may enter events and logs: no credentials, no control characters, cut. */
export function redactedExcerpt(
  text: string,
  credentials: unknown,
  lengthMax = excerptMax,
): string {
  const forms = secretsIn(credentials)
  // Joining the lines can put together a secret that was split.
  const clean = withoutSecrets(oneLine(withoutSecrets(beginning(text, forms), forms)), forms)
  if (hidesSecret(clean, forms)) return struckOut
  if (clean.length <= lengthMax) return clean
  return `${withoutHalf(clean.slice(0, lengthMax - 1)).trimEnd()}…`
}

export function containsSecret(text: string, credentials: unknown): boolean {
  const forms = secretsIn(credentials)
  return forms.some((form) => text.includes(form.text)) || hidesSecret(text, forms)
}

/** JSON in JSON escapes its escapes, and may do so again: without any of them it reads the same. */
function hidesSecret(text: string, forms: readonly SecretEncoding[]): boolean {
  if (!text.includes('\\')) return false
  const bare = withoutEscapes(text)
  return forms.some((form) => bare.includes(withoutEscapes(form.text)))
}

const withoutEscapes = (text: string) => text.replaceAll('\\', '')

/** Of a long text; a secret that the cut may have halved is removed completely. */
function beginning(text: string, forms: readonly SecretEncoding[]): string {
  const longest = forms[0]?.text.length ?? 0
  if (text.length <= readMax + longest) return text
  const read = withoutSecrets(text.slice(0, readMax + longest), forms)
  return read.slice(0, Math.max(0, read.length - longest))
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim()
}

/** A character outside the first plane is two units long: half of one is none. */
function withoutHalf(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '')
}

const struckOut = '[redacted]'

function withoutSecrets(text: string, forms: readonly SecretEncoding[]): string {
  return forms.reduce(
    (rest, form) =>
      form.inBase64 ? withoutBase64(rest, form.text) : rest.replaceAll(form.text, struckOut),
    text,
  )
}

const base64Character = /[A-Za-z0-9+/_-]/

function withoutBase64(text: string, core: string): string {
  let rest = text
  for (let at = rest.indexOf(core); at !== -1; at = rest.indexOf(core, at)) {
    let [start, end] = [at, at + core.length]
    while (base64Character.test(rest.charAt(start - 1))) start -= 1
    while (base64Character.test(rest.charAt(end))) end += 1
    while (rest.charAt(end) === '=') end += 1
    rest = rest.slice(0, start) + struckOut + rest.slice(end)
    at = start + struckOut.length
  }
  return rest
}

/** Credentials live as long as their account is cached, and every response is compared with them. */
const known = new WeakMap<object, readonly SecretEncoding[]>()

/** Longest first: a part of another must not be replaced before it. */
function secretsIn(credentials: unknown): readonly SecretEncoding[] {
  if (typeof credentials !== 'object' || credentials === null) return formsIn(credentials)
  const forms = known.get(credentials) ?? formsIn(credentials)
  known.set(credentials, forms)
  return forms
}

function formsIn(credentials: unknown): readonly SecretEncoding[] {
  const secrets = new Set(strings(credentials).flatMap(secretsOf))
  return [...secrets].flatMap(encodingsOf).sort((a, b) => b.text.length - a.text.length)
}

/** A header's name for what follows: no secret, and a word that messages need. */
const schemes = ['basic', 'bearer', 'bot', 'digest', 'ghost', 'oauth', 'token']

/** Platforms echo what they were sent, so the words and halves of a value are secrets as well. */
function secretsOf(value: string): string[] {
  const words = value.split(/\s+/)
  const halves = words
    .flatMap((word) => word.split(':'))
    .filter(({ length }) => length >= pieceLengthMin)
  return [value, value.trim(), oneLine(value), words.join(''), ...words, ...halves].filter(
    (text) => text.length >= secretLengthMin && !schemes.includes(text.toLowerCase()),
  )
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(strings)
}
