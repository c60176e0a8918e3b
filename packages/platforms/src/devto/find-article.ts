import type { PublishJob, Tools } from '../contract.ts'
import { failedLookUp, type FailedLookUp } from '../failed-look-up.ts'
import { fieldsOf, tooLong, unreadable, webAddress } from '../json-answer.ts'
import { markerOf } from './payload.ts'
import { callForem } from './call.ts'
import type { Credentials, Settings } from './settings.ts'

type Job = PublishJob<Settings, Credentials>
type Article = Readonly<Record<string, unknown>>
export type Place = { remoteId: string; url?: string }
export type Search = ({ outcome: 'found' } & Place) | { outcome: 'absent' } | FailedLookUp

/** A power of two: a page that is too long to be read is read in halves. */
const pageSizeMax = 32
const requestsMax = 50
/** Clocks differ. */
const earlierMs = 60 * 60_000

/**
 * Searches for our marker among the user's articles: drafts first, then the newest. A draft counts: we make none, so
 * it is an article of ours that a person withdrew.
 */
export async function findArticle(job: Job, tools: Tools): Promise<Search> {
  const marker = markerOf(job.idempotencyKey)
  const oldestMs = job.plannedAt.getTime() - earlierMs
  let [first, size] = [0, pageSizeMax]
  for (let requests = 0; requests < requestsMax; requests += 1) {
    const path = `/articles/me/all?page=${first / size + 1}&per_page=${size}`
    const reply = await callForem(job, path, tools)
    if (reply.outcome === 'unknown' && reply.code === tooLong && size > 1) {
      size /= 2
      continue
    }
    if (reply.outcome !== 'replied') return failedLookUp(reply)
    if (!Array.isArray(reply.value)) return unreadable(200)
    const articles = reply.value.map(fieldsOf)
    const place = placeOf(articles.find(carries(marker)), job.credentials)
    if (place) return { outcome: 'found', ...place }
    if (articles.length < size || articles.some(isOlderThan(oldestMs))) return { outcome: 'absent' }
    first += size
  }
  const message = 'the user has more articles since the task was planned than are looked through'
  return { outcome: 'unknown', code: 'too-many-articles', message }
}

const carries = (marker: string) => (article: Article) =>
  typeof article['body_markdown'] === 'string' && article['body_markdown'].includes(marker)

const isOlderThan = (oldestMs: number) => (article: Article) =>
  typeof article['published_at'] === 'string' && Date.parse(article['published_at']) < oldestMs

/** The address of an article, as Forem returns it. */
export function placeOf(article: Article | undefined, credentials: Credentials): Place | undefined {
  if (typeof article?.['id'] !== 'number') return undefined
  const url = webAddress(article['url'], credentials)
  return { remoteId: String(article['id']), ...(url && { url }) }
}
