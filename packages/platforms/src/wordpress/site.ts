import type { Api } from '../blogs/api.ts'
import type { Failure } from '../blogs/failure.ts'
import type { Blog, Trace } from '../blogs/draft-then-publish.ts'
import { markerOf } from '../blogs/marker.ts'
import { tagNames } from '../blogs/tag-names.ts'
import { answerUnreadable } from '../blogs/commit-outcomes.ts'
import type { Render } from '../rendering/render.ts'
import { applyOverrides, titleLine, type Content } from '@pressrun/content'
import type { PublishJob, Tools } from '../contract.ts'
import type { AuthRequired, Rejected } from '../outcomes.ts'
import { escapeMarkup } from './escape-markup.ts'
import { parsePost, postFields, postsSchema, traceOf } from './post.ts'
import { restApi } from './rest.ts'
import { notAccepted, type Credentials, type Settings } from './settings.ts'
import { slugOf, slugsToLookFor } from './slug.ts'
import { tagIds } from './tags.ts'

const markerLength = 10

/** The requests of one job at its site. */
export function siteOf(job: PublishJob<Settings, Credentials>, tools: Tools): Blog {
  const rest = restApi(job.settings, job.credentials, tools, job.signal)
  const content = applyOverrides(job.content, job.overrides)
  const marker = markerOf(job.idempotencyKey, markerLength)
  const slug = slugOf(content.title, marker)
  return {
    marker,
    look: () => look(slug, rest),
    createDraft: () => createDraft(content, slug, rest, tools.render),
    // Without `force` it would go to the trash, and look like one a person deleted.
    discardDraft: (id) => rest({ method: 'DELETE', path: `/posts/${id}?force=true&_fields=id` }),
  }
}

/** `any` leaves the trash out unless it is named as well. */
async function look(slug: string, rest: Api): Promise<Trace[] | Failure> {
  const slugs = slugsToLookFor(slug).join(',')
  const reply = await rest({
    method: 'GET',
    path: `/posts?slug=${slugs}&status=any,trash&context=edit&orderby=id&order=asc&per_page=100&${postFields}`,
  })
  if (reply.outcome === 'rejected' && reply.code === 'rest_invalid_param') return mayNotList(reply)
  if (reply.outcome !== 'replied') return reply
  return postsSchema.safeParse(reply.body).data?.map(traceOf) ?? answerUnreadable
}

/**
 * The only parameter that can be refused is the status: when not logged in (an application password that was revoked
 * or mistyped is ignored like none), and for users who may not write any more (`rest_forbidden_status`).
 */
const mayNotList = ({ message }: Rejected): AuthRequired => ({
  outcome: 'auth-required',
  message: `${notAccepted} (${message})`,
})

async function createDraft(
  content: Content,
  slug: string,
  rest: Api,
  render: Render,
): Promise<Failure | undefined> {
  const html = await render('wordpress-html', content.body)
  if (typeof html !== 'string') return html
  const tags = await tagIds(tagNames(content.tags), rest)
  if (!Array.isArray(tags)) return tags
  const body = {
    status: 'draft',
    slug,
    title: escapeMarkup(titleLine(content.title)),
    content: html,
    ...(content.summary && { excerpt: escapeMarkup(content.summary) }),
    ...(tags.length > 0 && { tags }),
  }
  const reply = await rest({ method: 'POST', path: `/posts?${postFields}`, body })
  if (reply.outcome !== 'replied') return reply
  return parsePost(reply.body) ? undefined : answerUnreadable
}
