/** A text that reveals a secret. */
export type Needle = { readonly what: string; readonly form: string; readonly text: string }

/** A cut text may still contain half of a secret; less than this is worthless. */
const partLengthMin = 12

/** All encodings of secrets and of their halves; each once. */
export function needlesOf(secrets: readonly (readonly [what: string, secret: string])[]): Needle[] {
  const needles = secrets.flatMap(([what, secret]) =>
    partsOf(secret).flatMap((part) =>
      Object.entries(forms).flatMap(([form, write]) =>
        write(part).map((text) => ({ what, form, text: withoutEscapes(text) })),
      ),
    ),
  )
  return [...new Map(needles.toReversed().map((needle) => [needle.text, needle])).values()]
}

/** Which secrets a text reveals, and in which form. */
export function leaksIn(text: string, needles: readonly Needle[]): string[] {
  const bare = withoutEscapes(text)
  return needles
    .filter((needle) => bare.includes(needle.text))
    .map(({ what, form, text: found }) => `${what}, ${form}: ${around(bare, found)}`)
}

function partsOf(secret: string): string[] {
  const middle = Math.ceil(secret.length / 2)
  if (middle < partLengthMin) return [secret]
  return [secret.slice(0, middle), secret.slice(middle)]
}

/** JSON inside of JSON escapes its escapes: without any of them, however deep, it reads the same. */
const withoutEscapes = (text: string) => text.replaceAll('\\', '')

const around = (text: string, found: string) => {
  const at = text.indexOf(found)
  return text.slice(Math.max(0, at - 200), at + found.length + 40)
}

const forms: Record<string, (part: string) => string[]> = {
  'as it is': (part) => [part],
  'percent-encoded': (part) => [
    encodeURIComponent(part),
    encodeURIComponent(part).replace(/%../g, (code) => code.toLowerCase()),
    new URLSearchParams([['', part]]).toString().slice(1),
  ],
  'in HTML': (part) => [
    part.replace(/[&<>"]/g, (character) => entities.get(character) ?? character),
  ],
  'in hex': (part) => {
    const hex = Buffer.from(part).toString('hex')
    return [hex, hex.toUpperCase()]
  },
  'in base64': (part) =>
    [0, 1, 2].flatMap((offset) => {
      const core = base64Inside(part, offset)
      return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
    }),
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

/** Three bytes are four characters: only characters without bytes of a neighbour are always the same. */
function base64Inside(part: string, offset: number): string {
  const base64 = Buffer.from(`${'-'.repeat(offset)}${part}`)
    .toString('base64')
    .replace(/=+$/, '')
  const wholes = Math.floor((Buffer.byteLength(part) + offset) / 3) * 4
  return base64.slice(offset === 0 ? 0 : 4, wholes)
}
