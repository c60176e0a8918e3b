/** A text that reveals a secret, and whether its surroundings have to be removed with it. */
export type SecretEncoding = {
  readonly text: string
  /** Adjacent Base64 belongs to it: the name in `name:password`, the bits at both ends. */
  readonly inBase64: boolean
}

/** The ways in which a platform may repeat a secret: as it is, or as its response had to encode it. */
export function encodingsOf(secret: string): SecretEncoding[] {
  const texts = new Set([
    secret,
    ...jsonForms(secret),
    ...percentForms(secret),
    ...htmlForms(secret),
    Buffer.from(secret).toString('hex'),
    Buffer.from(secret).toString('hex').toUpperCase(),
  ])
  const cores = new Set([0, 1, 2].flatMap((offset) => base64Cores(secret, offset)))
  return [
    ...[...texts].map((text) => ({ text, inBase64: false })),
    ...[...cores].map((text) => ({ text, inBase64: true })),
  ]
}

/** Some encoders escape the slash, some all that is not ASCII, some all that HTML might take for a tag. */
function jsonForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  const ascii = json.replace(/[^\0-\x7f]/g, unicodeEscape)
  const noTags = json.replace(/[<>&\u2028\u2029]/g, unicodeEscape)
  const plain = [json, ascii, noTags]
  return [...plain, ...plain.map((text) => text.replaceAll('/', '\\/'))]
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Encoders differ in what they leave alone, in the case of the digits, and in the form of the space. */
function percentForms(secret: string): string[] {
  const uri = encodeURIComponent(secret.toWellFormed())
  const strict = uri.replace(/[!'()*~]/g, percentEscape)
  const form = new URLSearchParams([['', secret]]).toString().slice(1)
  const upper = [uri, strict, form, strict.replaceAll('%7E', '~')]
  return [...upper, ...upper.map((text) => text.replace(/%[\dA-F]{2}/g, (it) => it.toLowerCase()))]
}

function percentEscape(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

function htmlForms(secret: string): string[] {
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const quoted = html.replaceAll('"', '&quot;')
  return [html, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&#039;')]
}

/**
 * The characters that every base64 text has which holds the secret at this offset (modulo 3), whatever stands before
 * and after it: those that carry bits of the neighbours are left out.
 */
function base64Cores(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
  const core = bytes
    .toString('base64')
    .slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6))
  return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
}
