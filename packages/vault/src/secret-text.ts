import { createHash, randomBytes } from 'node:crypto'

/** What can be guessed is no secret: this holds for API keys and for the keys that seal. */
export const secretLengthMin = 16

/** The parts of a setting that holds several keys, with commas. */
export function secretTexts(text: string): string[] {
  return text.split(',').map((part) => part.trim())
}

/** Whether every key of the setting is long enough. */
export function areSecretKeys(text: string): boolean {
  return secretTexts(text).every(({ length }) => length >= secretLengthMin)
}

export const makeSecretKey = (): string => randomBytes(32).toString('base64url')

export const makeApiKey = (): string => `prk_${randomBytes(32).toString('base64url')}`

/** API keys are long and random, so a plain digest is enough: there is nothing to guess. */
export const digestOf = (apiKey: string): Buffer => createHash('sha256').update(apiKey).digest()

const prefixLength = 8

/**
 * The beginning of a key, by which people recognize it in a list. Null for keys that were not made here:
 * a short one would lose too much of its secret.
 */
export const prefixOf = (apiKey: string): string | null =>
  /^prk_[\w-]{40,}$/.test(apiKey) ? apiKey.slice(0, prefixLength) : null
