export { tooLongOf, type AccountContent } from './account-content.ts'
export { fitted, teaserOf } from './fitted.ts'
export { linkSpans } from './link-of.ts'
export { withShortenedParts } from './shortened-parts.ts'
