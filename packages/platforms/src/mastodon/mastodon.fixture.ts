import { startFakePlatforms, type FakePlatformsOptions } from '@pressrun/fake-platforms'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'

/** An account of a server of its own. `now` is the server's clock and ours. */
export async function openAccount(name: string, options: FakePlatformsOptions = {}) {
  const { now = Date.now } = options
  const fakes = await startFakePlatforms(options)
  const account = fakes.account('mastodon', name)
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'], deadlineMs: 5_000 })
  return {
    fakes,
    settings: settingsSchema.parse(account.settings),
    credentials: credentialsSchema.parse(account.credentials),
    tools: { outbound, dataDir: '/nowhere', now: () => new Date(now()), memory: createMemory(now) },
    texts: () => fakes.ledger.of('mastodon').map(({ text }) => text),
    /** Each text begins with its title. */
    posts: async () => fakes.ledger.of('mastodon').map(({ text }) => text.split('\n')[0] ?? ''),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}
