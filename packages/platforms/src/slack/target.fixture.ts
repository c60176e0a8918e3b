import { startFakePlatforms, type FakePlatformsOptions } from '@pressrun/fake-platforms'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'

type Options = FakePlatformsOptions & { deadlineMs?: number }

/** An account of the fake Slack, and the ways to it. */
export async function openTarget(name = 'news', options: Options = {}) {
  const fakes = await startFakePlatforms({ lateCommitMs: 50, ...options })
  const account = fakes.account('slack', name)
  const outbound = createOutbound({
    privateTargets: ['127.0.0.1'],
    deadlineMs: options.deadlineMs ?? 30_000,
  })
  return {
    fakes,
    settings: settingsSchema.parse(account.settings),
    credentials: credentialsSchema.parse(account.credentials),
    tools: { outbound, dataDir: '/nowhere', now: () => new Date(), memory: createMemory(Date.now) },
    posts: async () =>
      fakes.ledger.of('slack').map(({ text }) => /^\*(.*)\*\n/.exec(text)?.[1] ?? ''),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}
