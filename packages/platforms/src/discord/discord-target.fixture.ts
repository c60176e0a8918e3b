import { startFakePlatforms } from '@pressrun/fake-platforms'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'

export const now = new Date('2026-03-29T06:30:00.000Z')

/** An account of a fake Discord, and the way to it. */
export async function openDiscord(account = 'news') {
  const fakes = await startFakePlatforms({ lateCommitMs: 20, stallMs: 5_000 })
  const { settings, credentials } = fakes.account('discord', account)
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'], deadlineMs: 500 })
  return {
    fakes,
    settings: settingsSchema.parse(settings),
    credentials: credentialsSchema.parse(credentials),
    tools: { outbound, dataDir: '/nowhere', now: () => now, memory: createMemory(Date.now) },
    posts: async () =>
      fakes.ledger.of('discord').map(({ text }) => /^\*\*(.*)\*\*/.exec(text)?.[1] ?? ''),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}
