import { openFake } from '../testing/index.ts'
import { discord } from './connector.ts'

export const now = new Date('2026-03-29T06:30:00.000Z')

/** An account of a fake Discord. */
export const openDiscord = (name = 'news') => openFake(discord, { name, now: () => now.getTime() })
