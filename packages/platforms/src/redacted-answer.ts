import { containsSecret, redactedExcerpt } from './redacted-excerpt.ts'

/** The texts in a connector's result; all else is ours. */
type Texts = { message?: string; code?: string; remoteId?: string; url?: string }
type Identity = { id?: string; name?: string; url?: string }
type Software = { name: string; version?: string }
type Described = Texts & { identity?: Identity; software?: Software }

/** As long as an address may be; names of posts and people are far shorter. */
const lengthMax = 2_000

/**
 * The part of a connector's result that may enter events and rows. A platform can echo what it was sent in all its
 * texts (an id, an address, a name), and characters that no database takes: connectors redact what they alone know to
 * be secret, and this checks the results of all of them. A post whose outcome could not be recorded would be sent
 * again and again. Everything else is returned unchanged.
 */
export function redactedAnswer<Answer extends object>(
  answer: Answer,
  credentials: unknown,
): Answer {
  const { message, code, remoteId, url, identity, software }: Described = answer
  const isUnfit = (text: unknown) =>
    typeof text === 'string' && (isUnstorable(text) || containsSecret(text, credentials))
  const isFit = ![message, code, remoteId, url].some(isUnfit)
  if (isFit && !identity && !software) return answer
  const clean = withoutFields(answer, ['remoteId', 'url'], isUnfit)
  if (software && isUnfit(software.name)) delete (clean as Described).software
  return {
    ...clean,
    ...(isUnfit(message) && { message: redactedExcerpt(String(message), credentials) }),
    ...(isUnfit(code) && { code: 'redacted' }),
    ...(identity && { identity: withoutFields(identity, ['id', 'name', 'url'], isUnfit) }),
    ...(software &&
      !isUnfit(software.name) && { software: withoutFields(software, ['version'], isUnfit) }),
  }
}

/** Postgres has no NUL in texts and no half of a character in JSON, and an event has a maximum size. */
const isUnstorable = (text: string): boolean =>
  text.length > lengthMax || text.includes('\0') || !text.isWellFormed()

function withoutFields<Answer extends object>(
  answer: Answer,
  names: readonly string[],
  isUnfit: (text: unknown) => boolean,
): Answer {
  const kept = Object.entries(answer).filter(
    ([name, value]) => !(names.includes(name) && isUnfit(value)),
  )
  return Object.fromEntries(kept) as Answer
}
