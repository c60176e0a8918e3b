import { fieldsOf, readJson, unreadable } from '../json-answer.ts'
import { retryAfter, type Answer } from '@pressrun/outbound'
import { containsSecret } from '../redacted-excerpt.ts'
import type { Published, RateLimited, VerifyOutcome } from '../outcomes.ts'
import { describeAnswer, readRefusal, type Refusal } from '../refusal.ts'
import { secretsOf, type Credentials } from './settings.ts'

type Verified = Extract<VerifyOutcome, { outcome: 'verified' }>

/** What the response says of a message: it exists only if it has an id. */
export function readPublished(
  answer: Answer,
  credentials: Credentials,
  now: Date,
): Published | Refusal {
  if (!isSuccess(answer)) return readDiscordRefusal(answer, credentials, now)
  const json = readJson(answer)
  if (json.outcome === 'unknown') return json
  const { id, code } = fieldsOf(json.value)
  if (isId(id)) return { outcome: 'published', remoteId: id }
  return typeof code === 'number'
    ? readDiscordRefusal({ ...answer, status: 400 }, credentials, now)
    : unreadable(answer.status)
}

/** What the response to a GET says of a webhook. */
export function readWebhook(
  answer: Answer,
  credentials: Credentials,
  now: Date,
): Verified | Refusal {
  if (!isSuccess(answer)) return readDiscordRefusal(answer, credentials, now)
  const json = readJson(answer)
  if (json.outcome === 'unknown') return json
  const { id, name } = fieldsOf(json.value)
  if (!isId(id)) return unreadable(answer.status)
  const named = typeof name === 'string' && !containsSecret(name, secretsOf(credentials))
  return { outcome: 'verified', identity: { id, ...(named && { name }) } }
}

/** A snowflake (https://discord.com/developers/docs/reference#snowflakes). */
const isId = (id: unknown): id is string => typeof id === 'string' && /^\d{1,20}$/.test(id)

const isSuccess = ({ status }: Answer) => status >= 200 && status < 300

/** Reads a response that is no success. Discord's own number is more specific than the status. */
function readDiscordRefusal(answer: Answer, credentials: Credentials, now: Date): Refusal {
  const secrets = secretsOf(credentials)
  // Discord bans addresses that go on using a deleted webhook.
  if (answer.status === 404) {
    const message = `the webhook is gone, connect another (${describeAnswer(answer, secrets)})`
    return { outcome: 'auth-required', message }
  }
  if (answer.status === 429) return rateLimited(answer, now)
  const refusal = readRefusal(answer, secrets, now)
  const { code } = fieldsIn(answer)
  const named = refusal.outcome === 'rejected' && typeof code === 'number' && code > 0
  return named ? { ...refusal, code: `discord-${code}` } : refusal
}

/**
 * The body is the most exact. A global limit counts by address, as does the ban whose 429 comes without Discord's
 * JSON: both are about all accounts.
 */
function rateLimited(answer: Answer, now: Date): RateLimited {
  const { retry_after: seconds, global = true } = fieldsIn(answer)
  const until =
    retryAfter(typeof seconds === 'number' ? String(seconds) : undefined, now) ??
    retryAfter(answer.headers['retry-after'], now) ??
    retryAfter(answer.headers['x-ratelimit-reset-after'], now)
  const scope = global === true ? 'platform' : 'account'
  return { outcome: 'rate-limited', scope, ...(until && { until }) }
}

function fieldsIn(answer: Answer): Readonly<Record<string, unknown>> {
  const json = readJson(answer)
  return json.outcome === 'read' ? fieldsOf(json.value) : {}
}
