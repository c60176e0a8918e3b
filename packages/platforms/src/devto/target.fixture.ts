import { startFakePlatforms, type FakePlatformsOptions } from '@pressrun/fake-platforms'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'

type Options = FakePlatformsOptions & { deadlineMs?: number }

/** A user of the fake Forem, and the ways to it. */
export async function openTarget(name = 'news', options: Options = {}) {
  const fakes = await startFakePlatforms({ lateCommitMs: 50, ...options })
  const account = fakes.account('devto', name)
  const outbound = createOutbound({
    privateTargets: ['127.0.0.1'],
    deadlineMs: options.deadlineMs ?? 30_000,
  })
  const now = () => new Date(options.now?.() ?? Date.now())
  return {
    fakes,
    settings: settingsSchema.parse(account.settings),
    credentials: credentialsSchema.parse(account.credentials),
    tools: { outbound, dataDir: '/nowhere', now, memory: createMemory(Date.now) },
    posts: async () => fakes.ledger.of('devto').map(({ title }) => title ?? ''),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}
