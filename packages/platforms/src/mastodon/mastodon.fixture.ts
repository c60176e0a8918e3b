import { startFakePlatforms, type FakePlatformsOptions } from '@pressrun/fake-platforms'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'
import { credentialsSchema, settingsSchema } from './settings.ts'

type Options = FakePlatformsOptions & { deadlineMs?: number }

/** An account of a server of its own. `now` is the server's clock and ours. */
export async function openAccount(name: string, options: Options = {}) {
  const { now = Date.now, deadlineMs = 20_000 } = options
  const fakes = await startFakePlatforms(options)
  const account = fakes.account('mastodon', name)
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'], deadlineMs })
  return {
    fakes,
    settings: settingsSchema.parse(account.settings),
    credentials: credentialsSchema.parse(account.credentials),
    tools: { outbound, dataDir: '/nowhere', now: () => new Date(now()), memory: createMemory(now) },
    /** Each text begins with its title. */
    posts: async () => fakes.ledger.of('mastodon').map(({ text }) => text.split('\n')[0] ?? ''),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}

export type OpenAccount = Awaited<ReturnType<typeof openAccount>>
