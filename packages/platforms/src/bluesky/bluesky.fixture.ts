import { startFakePlatforms, type FakePlatformsOptions } from '@pressrun/fake-platforms'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'

type Options = FakePlatformsOptions & { name?: string; deadlineMs?: number }

/** An account on the fake, and what a connector needs to publish there. */
export async function openBluesky({
  name = 'news',
  deadlineMs = 10_000,
  ...options
}: Options = {}) {
  const fakes = await startFakePlatforms(options)
  const account = fakes.account('bluesky', name)
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'], deadlineMs })
  const now = options.now ?? Date.now
  return {
    fakes,
    settings: settingsSchema.parse(account.settings),
    credentials: credentialsSchema.parse(account.credentials),
    tools: { outbound, dataDir: '/nowhere', now: () => new Date(now()), memory: createMemory(now) },
    /** All that were ever visible, the removed ones too. */
    posts: () => fakes.ledger.of('bluesky'),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}
