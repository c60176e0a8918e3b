import type { PlatformFake } from '../platform-fake.ts'
import { discord } from './discord.ts'
import { webhook } from './webhook.ts'

export const platformFakes: readonly PlatformFake[] = [discord, webhook]
