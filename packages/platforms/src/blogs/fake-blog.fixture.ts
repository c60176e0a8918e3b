import { startFakePlatforms, type FakePlatformsOptions } from '@pressrun/fake-platforms'
import type { Target } from '../conformance/fixture.ts'
import { createMemory } from '../memory.ts'
import { createOutbound } from '../outbound/create-outbound.ts'

/** An account of a fake blog, and the fakes it is one of. */
export async function openBlog<Settings, Credentials>(
  platform: string,
  { name = 'shore-news', ...options }: FakePlatformsOptions & { name?: string } = {},
) {
  const fakes = await startFakePlatforms({ lateCommitMs: 300, ...options })
  const outbound = createOutbound({ privateTargets: ['127.0.0.1'] })
  const account = fakes.account(platform, name) as unknown as Pick<
    Target<Settings, Credentials>,
    'settings' | 'credentials'
  >
  const now = () => new Date()
  return {
    ...account,
    fakes,
    tools: { outbound, dataDir: '/nowhere', now, memory: createMemory(Date.now) },
    posts: async () => fakes.ledger.of(platform).map(({ title = '' }) => title),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await fakes[Symbol.asyncDispose]()
    },
  }
}
