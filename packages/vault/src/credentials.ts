import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { areSecretKeys, secretLengthMin, secretTexts } from './secret-length.ts'

/** A key that seals credentials; its id is kept beside what it sealed, so that keys can rotate. */
export type SecretKey = { readonly id: string; readonly key: Buffer }

export type Sealed = { readonly sealed: Buffer; readonly keyId: string }

/** Any text makes a key; its 256 bits are the text's SHA-256, its id a digest of those. */
export function secretKey(text: string): SecretKey {
  const key = createHash('sha256').update(text).digest()
  return { id: createHash('sha256').update(key).digest('hex').slice(0, 12), key }
}

/** Prefix of the id of a lost key: what it sealed opens never again. */
export const giveUpMark = 'given-up:'

/** Several keys: the first seals, every one of them opens what it sealed. */
export type KeyRing = {
  readonly current: SecretKey
  readonly byId: ReadonlyMap<string, SecretKey>
}

/** A ring in its form in settings: texts with commas, the one that seals first. Throws for short ones. */
export function secretKeys(text: string): KeyRing {
  if (!areSecretKeys(text))
    throw new RangeError(`a secret key has at least ${secretLengthMin} characters`)
  const keys = secretTexts(text).map(secretKey)
  const [current] = keys as [SecretKey]
  return { current, byId: new Map(keys.map((key) => [key.id, key])) }
}

/** Explicit, so that a shortened tag is not accepted: a few bytes of one can be guessed. */
const gcm = { authTagLength: 16 }

/**
 * AES-256-GCM: nonce (12 bytes), tag (16 bytes), then the text. The id of what it belongs to
 * (an account) is authenticated with it, so a sealed value copied to another owner does not open.
 */
export function seal(value: unknown, ownerId: string, { id, key }: SecretKey): Sealed {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, gcm).setAAD(Buffer.from(ownerId))
  const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
  return { sealed: Buffer.concat([nonce, cipher.getAuthTag(), text]), keyId: id }
}

/** Throws when none of the keys sealed it or the bytes were changed. */
export function unseal({ sealed, keyId }: Sealed, ownerId: string, keys: KeyRing): unknown {
  const key = keys.byId.get(keyId)
  if (!key) throw new Error(`credentials were sealed with key ${keyId}`)
  const decipher = createDecipheriv('aes-256-gcm', key.key, sealed.subarray(0, 12), gcm)
    .setAAD(Buffer.from(ownerId))
    .setAuthTag(sealed.subarray(12, 28))
  const text = Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
  return JSON.parse(text.toString('utf8'))
}
