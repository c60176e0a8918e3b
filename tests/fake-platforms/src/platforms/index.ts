import type { PlatformFake } from '../platform-fake.ts'
import { discord } from './discord.ts'
import { slack } from './slack.ts'
import { webhook } from './webhook.ts'

export const platformFakes: readonly PlatformFake[] = [discord, slack, webhook]
