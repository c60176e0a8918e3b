import { createHash, randomBytes } from 'node:crypto'

export const makeSecretKey = (): string => randomBytes(32).toString('base64url')

export const makeApiKey = (): string => `prk_${randomBytes(32).toString('base64url')}`

/** API keys are long and random, so a plain digest is enough: they cannot be guessed. */
export const digestOf = (apiKey: string): Buffer => createHash('sha256').update(apiKey).digest()

const prefixLength = 8

/**
 * The beginning of a key, by which people recognize it in a list. Null for keys that were not made here: a short one
 * would lose too much of its secret.
 */
export const prefixOf = (apiKey: string): string | null =>
  /^prk_[\w-]{40,}$/.test(apiKey) ? apiKey.slice(0, prefixLength) : null
