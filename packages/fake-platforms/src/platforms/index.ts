import type { PlatformFake } from '../platform-fake.ts'
import { bluesky } from './bluesky.ts'
import { devto } from './devto.ts'
import { discord } from './discord.ts'
import { ghost } from './ghost.ts'
import { mastodon } from './mastodon.ts'
import { slack } from './slack.ts'
import { webhook } from './webhook.ts'
import { wordpress } from './wordpress.ts'

export const platformFakes: readonly PlatformFake[] = [
  bluesky,
  devto,
  discord,
  ghost,
  mastodon,
  slack,
  webhook,
  wordpress,
]
