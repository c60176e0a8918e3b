import {
  hashtags,
  printable,
  titleLine,
  checkLimits,
  measureText,
  applyOverrides,
  withShortenedParts,
  withTitle,
  type AccountContent,
  type Limit,
  type Violation,
} from '@pressrun/content'
import type { PublishJob } from '../contract.ts'
import { withoutLiquid } from './without-liquid.ts'
import type { Credentials, Settings } from './settings.ts'

/** Of the 800 KB that a body may have, room for the marker. */
const markerBytesMax = 200

/** Forem's own: app/models/article.rb and tag.rb in forem/forem. */
export const limits: readonly Limit[] = [
  { path: 'title', unit: 'code-points', max: 128 },
  { path: 'body', unit: 'bytes', max: 800 * 1_024 - markerBytesMax },
]
const tagLengthMax = 30

/**
 * By this an article is known to be ours. It is an HTML comment, which Forem strips when it renders
 * but keeps in `body_markdown`; Liquid's `{% comment %}` embeds a reader's comment there.
 */
export const markerOf = (idempotencyKey: string): string => `<!-- pressrun ${idempotencyKey} -->`

/** What costs by its size, apart from what a task adds. */
export const articleBody = (content: AccountContent): string =>
  withoutLiquid(printable(withTitle(content).body))

/**
 * The marker comes first: at the end, a code block that is never closed would show it. In front it
 * also keeps a body that begins with `---` from being read as front matter, which would overrule
 * title and date.
 */
export function articlePayload(job: PublishJob<Settings, Credentials>, body: string): string {
  const content = applyOverrides(job.content, job.overrides)
  const { title, summary, tags = [], url } = withShortenedParts(withTitle(content), limits)
  const { organizationId } = job.settings
  return JSON.stringify({
    article: {
      title: titleLine(title),
      body_markdown: `${markerOf(job.idempotencyKey)}\n\n${body}`,
      published: true,
      ...(summary && { description: printable(summary) }),
      ...(url && { canonical_url: url }),
      ...(tags.length > 0 && { tags: tagsOf(tags) }),
      ...(organizationId !== undefined && { organization_id: organizationId }),
    },
  })
}

export function validate(
  given: AccountContent,
  instanceLimits: readonly Limit[] = limits,
): Violation[] {
  const content = withShortenedParts(withTitle(given), instanceLimits)
  const tags = tagsOf(content.tags ?? [])
  return [
    ...checkLimits({ ...content, title: titleLine(content.title), tags }, instanceLimits),
    ...(titleLine(content.title) === '' ? [emptyTitle] : []),
    ...tags.flatMap(checkTag),
  ]
}

const tagsMax = 4

/** Tags are letters and digits, in lower case: `Web Dev` is `webdev`. Of more than Forem takes the first four. */
const tagsOf = (tags: readonly string[]): string[] =>
  hashtags(tags)
    .map((tag) => tag.toLowerCase().replaceAll('_', ''))
    .slice(0, tagsMax)

const emptyTitle: Violation = { code: 'empty', path: 'title', message: 'the title is empty' }

function checkTag(tag: string): Violation[] {
  const actual = measureText(tag, 'code-points')
  if (actual <= tagLengthMax) return []
  const message = `the tag ${tag} has ${actual} code-points, ${tagLengthMax} are allowed`
  return [{ code: 'too-long', path: 'tags', message, limit: tagLengthMax, actual }]
}
