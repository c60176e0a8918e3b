import { containsSecret, keptText } from './kept-text.ts'

/** The texts in what a connector answers; all else is ours. */
type Texts = { message?: string; code?: string; remoteId?: string; url?: string }
type Identity = { id?: string; name?: string; url?: string }

/**
 * A platform can put what it was sent into all it says: an id, an address, a name. Connectors strike
 * out what they alone know to be secret, such as tokens they were given; this goes over the answers
 * of all of them. What holds no secret is answered as it is.
 */
export function withoutSecrets<Said extends object>(said: Said, credentials: unknown): Said {
  const { message, code, remoteId, url, identity }: Texts & { identity?: Identity } = said
  const isSecret = (text: unknown) => typeof text === 'string' && containsSecret(text, credentials)
  const tellsNone = !isSecret(message) && !isSecret(code) && !isSecret(remoteId) && !isSecret(url)
  if (tellsNone && !identity) return said
  const clean = withoutFields(said, ['remoteId', 'url'], isSecret)
  return {
    ...clean,
    ...(isSecret(message) && { message: keptText(String(message), credentials) }),
    ...(isSecret(code) && { code: 'redacted' }),
    ...(identity && { identity: withoutFields(identity, ['id', 'name', 'url'], isSecret) }),
  }
}

function withoutFields<Said extends object>(
  said: Said,
  names: readonly string[],
  isSecret: (text: unknown) => boolean,
): Said {
  const kept = Object.entries(said).filter(
    ([name, value]) => !(names.includes(name) && isSecret(value)),
  )
  return Object.fromEntries(kept) as Said
}
