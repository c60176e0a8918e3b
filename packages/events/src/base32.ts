const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * 128 bits in 26 characters of Crockford's lower-case alphabet, most significant first; the first
 * character carries 3 bits.
 */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let buffer = 0
  let bits = 2
  for (const byte of bytes) {
    buffer = ((buffer & 0xff) << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += alphabet[(buffer >> bits) & 31]
    }
  }
  return text
}

/** A number as so many characters. */
export function base32Number(number: number, length: number): string {
  if (!Number.isInteger(number) || number < 0 || number >= 32 ** length)
    throw new RangeError(`${number} has no place in ${length} characters`)
  let text = ''
  for (let rest = number; text.length < length; rest = Math.floor(rest / 32))
    text = `${alphabet[rest % 32]}${text}`
  return text
}
