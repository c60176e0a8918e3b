import type { PublishJob } from '../contract.ts'
import type { Article } from './article.ts'
import type { Credentials, Settings } from './settings.ts'

/**
 * Marks an article as ours. It is an HTML comment, which Forem strips when it renders but keeps in `body_markdown`;
 * Liquid's `{% comment %}` embeds a reader's comment there.
 */
export const markerOf = (idempotencyKey: string): string => `<!-- pressrun ${idempotencyKey} -->`

/**
 * The marker comes first: at the end, a code block that is never closed would show it. In front it also keeps a body
 * that begins with `---` from being read as front matter, which would overrule title and date.
 */
export function articlePayload(
  { idempotencyKey, settings: { organizationId } }: PublishJob<Settings, Credentials>,
  { title, body, summary, url, tags }: Article,
): string {
  return JSON.stringify({
    article: {
      title,
      body_markdown: `${markerOf(idempotencyKey)}\n\n${body}`,
      published: true,
      ...(summary && { description: summary }),
      ...(url && { canonical_url: url }),
      ...(tags.length > 0 && { tags }),
      ...(organizationId !== undefined && { organization_id: organizationId }),
    },
  })
}
