import type { Api } from '../blogs/api.ts'
import type { Failure } from '../blogs/failure.ts'
import { answerUnreadable } from '../blogs/commit-outcomes.ts'
import type { Blog, Trace } from '../blogs/draft-then-publish.ts'
import { markerOf } from '../blogs/marker.ts'
import { tagNames } from '../blogs/tag-names.ts'
import type { Render } from '../rendering/render.ts'
import {
  checkLimits,
  printable,
  titleLine,
  applyOverrides,
  withShortenedParts,
  type AccountContent,
} from '@pressrun/content'
import type { PublishJob, Tools } from '../contract.ts'
import { refusalOf } from '../refusal-of.ts'
import { limits } from './limits.ts'
import { adminApi } from './admin-api.ts'
import { parsePosts, postFields, traceOf } from './post.ts'
import type { Credentials, Settings } from './settings.ts'

const markerLength = 16

/** The requests of one job at its site. The marker is an internal tag, which readers never see. */
export function siteOf(job: PublishJob<Settings, Credentials>, tools: Tools): Blog {
  const admin = adminApi(job.settings, job.credentials, tools, job.signal)
  const content = withShortenedParts(applyOverrides(job.content, job.overrides), limits)
  const marker = `pr-${markerOf(job.idempotencyKey, markerLength)}`
  return {
    marker,
    look: () => look(marker, admin),
    createDraft: () => createDraft(content, marker, admin, tools.render),
    discardDraft: (id) => admin({ method: 'DELETE', path: `/posts/${id}/` }),
  }
}

/** Unless they are named, Ghost leaves drafts out. In a slug the `#` of the tag is `hash-`. */
async function look(marker: string, admin: Api): Promise<Trace[] | Failure> {
  const filter = `tag:hash-${marker}+status:[draft,published,scheduled,sent]`
  const path = `/posts/?filter=${encodeURIComponent(filter)}&limit=100&${postFields}`
  const reply = await admin({ method: 'GET', path })
  if (reply.outcome !== 'replied') return reply
  return parsePosts(reply.body)?.map(traceOf) ?? answerUnreadable
}

async function createDraft(
  content: AccountContent,
  marker: string,
  admin: Api,
  render: Render,
): Promise<Failure | undefined> {
  const refusal = refusalOf(checkLimits(content, limits))
  if (refusal) return refusal
  const html = await render('ghost-html', content.body)
  if (typeof html !== 'string') return html
  const post = {
    status: 'draft',
    // Ghost turns an empty one into "(Untitled)"; one of blanks it refuses (seen on 5.130).
    title: titleLine(content.title),
    html,
    ...(content.summary && { custom_excerpt: printable(content.summary) }),
    ...(content.url && { canonical_url: content.url }),
    tags: [...tagNames(content.tags), `#${marker}`].map((name) => ({ name })),
  }
  const path = `/posts/?source=html&${shortAnswer}`
  const reply = await admin({ method: 'POST', path, body: { posts: [post] } })
  if (reply.outcome !== 'replied') return reply
  return parsePosts(reply.body)?.length ? undefined : answerUnreadable
}

/** A written post comes back whole; its plain text is the shortest form. */
export const shortAnswer = 'formats=plaintext'
