export { contentMaxima } from './content-maxima.ts'
export { contentSchema, fieldsSchema, titleSchema, type Content } from './content.ts'
export { escapeText } from './escape-text.ts'
export {
  bodyAndLink,
  fitted,
  teaserOf,
  tooLongOf,
  withShortenedParts,
  withTitle,
  type AccountContent,
  type Fitted,
  type TooLong,
} from './fitting/index.ts'
export { hashtags } from './hashtags.ts'
export { instantOf } from './instant-of.ts'
export { checkLimits, contentLimits, measureText, type Limit } from './limits.ts'
export { checkReadable, checkRenderable } from './markdown/check-readable.ts'
export { withEmbedsAsLinks } from './markdown/embeds.ts'
export { isForeignTag } from './markdown/foreign-tags.ts'
export { withoutTags } from './markdown/without-tags.ts'
export { decoded } from './markdown/decoded.ts'
export { renderHtml } from './markdown/render-html.ts'
export { applyOverrides, overridesSchema, tooLongSchema, type Overrides } from './overrides.ts'
export { printable, titleLine } from './printable.ts'
export type { PoolOptions } from './rendering/render-pool.ts'
export { createRenderer } from './rendering/renderer.ts'
export { serveRenderTasks } from './rendering/serve-render-tasks.ts'
export { isBare, plainStyle, quotedOnce, withoutMailto } from './text/plain-style.ts'
export { plainText } from './text/plain-text.ts'
export { joined, textOf, trimmed, type Span } from './text/span.ts'
export type { Marked, TextStyle } from './text/text-style.ts'
export type { Violation } from './violation.ts'
