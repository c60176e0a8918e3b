import { blueskyDialect } from './bluesky.ts'
import type { Dialect } from './exchange.ts'
import { ghostDialect } from './ghost.ts'
import { mastodonDialect } from './mastodon.ts'
import { wordpressDialect } from './wordpress.ts'

/** By platform. */
export const dialects: Readonly<Record<string, Dialect>> = {
  mastodon: mastodonDialect,
  wordpress: wordpressDialect,
  ghost: ghostDialect,
  bluesky: blueskyDialect,
}
