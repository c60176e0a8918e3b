import { type Answer, type Outbound, redirectsMax, userAgent, retryAfter } from '@pressrun/outbound'
import type { Problem, Validators } from '../item.ts'
import { decodeText } from './decode-text.ts'
import { whyUnanswered } from './why-unanswered.ts'

const feedBytesMax = 10_000_000
const deadlineMs = 60_000

export type FeedRequest = {
  readonly url: string
  /** From the last time the whole feed was read. */
  readonly validators?: Validators | undefined
  readonly signal: AbortSignal
}

export type Fetched =
  /** `url` is the feed's address after all redirects. */
  | { outcome: 'fetched'; url: string; text: string; validators: Validators }
  | { outcome: 'unchanged' }
  | { outcome: 'failed'; problem: Problem; notBefore?: Date }

const accepted =
  'application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, application/json;q=0.8, text/xml;q=0.8, */*;q=0.1'

/** Fetches a feed if it has changed (RFC 9110 §13). */
export async function fetchFeed(
  { url, validators, signal }: FeedRequest,
  outbound: Outbound,
  now: Date,
): Promise<Fetched> {
  const result = await outbound.request({
    method: 'GET',
    url,
    headers: ['user-agent', userAgent, 'accept', accepted, ...conditions(validators)],
    signal,
    deadlineMs,
    redirects: redirectsMax,
    answerBytesMax: feedBytesMax,
    decode: decodeText,
  })
  if (result.outcome !== 'answered') return { outcome: 'failed', problem: whyUnanswered(result) }
  // Taken for an unchanged feed, it would pass for one that has been read.
  if (result.status === 304 && conditions(validators).length === 0) return notSent
  return judge(result, url, now)
}

const conditions = ({ etag, lastModified }: Validators = {}): string[] => [
  ...(etag === undefined ? [] : ['if-none-match', etag]),
  ...(lastModified === undefined ? [] : ['if-modified-since', lastModified]),
]

function judge({ status, headers, text, cut, ...answer }: Answer, url: string, now: Date): Fetched {
  if (status === 304) return { outcome: 'unchanged' }
  if (status !== 200) {
    const notBefore = retryAfter(headers['retry-after'], now)
    return { ...failed(`http-${status}`, meaning(status)), ...(notBefore && { notBefore }) }
  }
  if (cut) return failed('feed-too-large', `The feed is larger than ${feedBytesMax / 1e6} MB.`)
  if (isCompressed(headers['content-encoding']))
    return failed(
      'feed-compressed',
      'The server sent a compressed feed, although none was asked for.',
    )
  return {
    outcome: 'fetched',
    url: answer.url ?? url,
    text,
    validators: validatorsOf(headers),
  }
}

const isCompressed = (encoding: Answer['headers'][string]): boolean =>
  ![encoding ?? ''].flat().every((name) => ['', 'identity'].includes(name.trim().toLowerCase()))

function meaning(status: number): string {
  if (status === 404) return 'The server answered 404: there is no feed at this address.'
  if (status === 410) return 'The server answered 410: the feed is gone for good.'
  if (status >= 300 && status < 400)
    return `The server answered ${status} without a usable redirect.`
  return `The server answered ${status}.`
}

function validatorsOf(headers: Answer['headers']): Validators {
  const etag = single(headers['etag'])
  const lastModified = single(headers['last-modified'])
  return { ...(etag && { etag }), ...(lastModified && { lastModified }) }
}

/** Longer validators than this are not stored. */
const validatorMax = 1_000

const single = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' && value.length <= validatorMax ? value : undefined

const failed = (code: string, message: string) =>
  ({ outcome: 'failed', problem: { code, message } }) as const

const notSent = failed(
  'feed-not-sent',
  'The server answered 304 (not modified) to a request without conditions, and sent no feed.',
)
