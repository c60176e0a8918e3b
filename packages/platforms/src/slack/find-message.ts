import type { PublishJob, Tools } from '../contract.ts'
import { failedLookUp, type FailedLookUp } from '../failed-look-up.ts'
import { fieldsOf, tooLong } from '../json-answer.ts'
import type { NotSent } from '../outcomes.ts'
import type { Refusal } from '../refusal.ts'
import { callSlack } from './call.ts'
import { eventType } from './message.ts'
import type { Reply } from './read-answer.ts'
import type { Credentials, Settings } from './settings.ts'

type Job = PublishJob<Settings, Credentials>
export type Search = { outcome: 'found'; ts: string } | { outcome: 'absent' } | FailedLookUp

const pagesMax = 25
const pageSizeMax = 200
/** Clocks differ. */
const earlierMs = 60_000

/** Searches the channel since the task was planned for the message that carries our key. */
export async function findMessage(job: Job, tools: Tools): Promise<Search> {
  let cursor = ''
  let limit = pageSizeMax
  for (let page = 0; page < pagesMax; page += 1) {
    const reply = await readPage(job, limit, cursor, tools)
    if (reply.outcome === 'unknown' && reply.code === tooLong && limit > 1) {
      limit = Math.ceil(limit / 8)
      continue
    }
    if (reply.outcome !== 'replied') return explain(reply)
    const ts = tsOf(reply, job.idempotencyKey)
    if (ts !== undefined) return { outcome: 'found', ts }
    cursor = nextCursor(reply)
    if (cursor === '') return { outcome: 'absent' }
  }
  const message = 'the channel has more messages since the task was planned than are looked through'
  return { outcome: 'unknown', code: 'history-too-long', message }
}

function readPage(job: Job, limit: number, cursor: string, tools: Tools) {
  const oldest = (job.plannedAt.getTime() - earlierMs) / 1_000
  const query = {
    channel: job.settings.channel,
    include_all_metadata: 'true',
    oldest: oldest.toFixed(6),
    limit: String(limit),
    ...(cursor && { cursor }),
  }
  return callSlack(job, { method: 'conversations.history', query }, tools)
}

function tsOf({ body }: Reply, key: string): string | undefined {
  const messages = Array.isArray(body['messages']) ? body['messages'].map(fieldsOf) : []
  const ours = messages.find(({ metadata }) => {
    const { event_type, event_payload } = fieldsOf(metadata)
    return event_type === eventType && fieldsOf(event_payload)['key'] === key
  })
  return typeof ours?.['ts'] === 'string' ? ours['ts'] : undefined
}

function nextCursor({ body }: Reply): string {
  const cursor = fieldsOf(body['response_metadata'])['next_cursor']
  return typeof cursor === 'string' ? cursor : ''
}

/** A token that may post but not read says nothing about the post; it needs no new log-in either. */
function explain(refusal: Refusal | NotSent): FailedLookUp {
  if (refusal.outcome !== 'auth-required' || !refusal.message.includes('missing_scope'))
    return failedLookUp(refusal)
  const message = `the bot may not read the channel's history (scope channels:history, or groups:history for a private channel): ${refusal.message}`
  return { outcome: 'unknown', code: 'missing-scope', message }
}
