import type { PlatformFake } from '../platform-fake.ts'
import { bluesky } from './bluesky.ts'
import { devto } from './devto.ts'
import { discord } from './discord.ts'
import { mastodon } from './mastodon.ts'
import { slack } from './slack.ts'
import { webhook } from './webhook.ts'

export const platformFakes: readonly PlatformFake[] = [
  bluesky,
  devto,
  discord,
  mastodon,
  slack,
  webhook,
]
